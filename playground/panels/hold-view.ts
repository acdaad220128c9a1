import { type HoldItemReading, type HoldReading, shortNumber } from "ctk/runtime";
import { element, tableHead } from "../shell/element.ts";
import { percentText } from "../shell/words.ts";
import { orderText } from "./reading-words.ts";
import { conditionView, headOf, type ToSource } from "./rule-view.ts";

/** A holding at a bar: whether its weights are traded, what it makes of each market, and what it sends. */
export const holdView = (hold: HoldReading, toSource: ToSource): HTMLElement =>
  element(
    "article",
    { class: `rule is-${hold.status}` },
    headOf(hold, toSource),
    hold.condition && conditionView(hold.condition),
    ...hold.items.map(itemView),
    hold.markets.length > 0 &&
      table(
        ["Market", "Has", "Should have", "Drift", "Order"],
        hold.markets.map(({ market, hasBar, held, weight, drift, intents }) => [
          market,
          share(held),
          share(weight),
          share(drift),
          intents.map(({ intent }) => orderText(intent)).join("; ") || (hasBar ? "" : "no bar here"),
        ]),
      ),
  );

const ineligible = {
  no_bar: "no bar here",
  warming: "not enough history yet",
  rank_unknown: "its rank is absent",
  weight_unknown: "its weight is absent, or not above zero",
} as const;

const itemView = ({ text, share: part, markets }: HoldItemReading): HTMLElement => {
  const number = (value: number | undefined): string => (value === undefined ? "" : shortNumber(value));
  return element(
    "div",
    { class: "hold-item" },
    element("code", {}, text),
    element("span", { class: "share" }, share(part)),
    table(
      ["Market", "Ranked by", "Weighted by", "Chosen"],
      markets.map(({ market, rank, weightedBy, isChosen, ineligible: why }) => [
        market,
        number(rank),
        number(weightedBy),
        why === undefined ? (isChosen ? "chosen" : "not chosen") : ineligible[why],
      ]),
    ),
  );
};

const share = (value: number | undefined): string => (value === undefined ? "absent" : percentText(value));

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement =>
  element(
    "div",
    { class: "hold-table" },
    element(
      "table",
      {},
      tableHead(heads),
      element(
        "tbody",
        {},
        ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell)))),
      ),
    ),
  );
