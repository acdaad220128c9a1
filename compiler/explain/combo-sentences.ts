import { assertNever } from "../diagnostics/index.ts";
import type { ComboIr, ConditionIr, HoldIr, HoldingIr, LegIr, StrategyIr } from "../ir/nodes.ts";
import { type SourceFile, textOf } from "../source/index.ts";
import { featureText } from "./feature-text.ts";
import { orderText, sizeText, type TextAt } from "./rule-sentences.ts";

function textsOf(sources: readonly SourceFile[]): TextAt {
  return (span) => {
    const file = sources[span.source];
    return file === undefined ? "" : textOf(file, span);
  };
}

function when({ text }: ConditionIr): string {
  return text === "true" ? "" : ` when ${text}`;
}

/** A combo in English, with the expressions as they are written, or as the mirror turns them. */
export function comboSentence(combo: ComboIr, sources: readonly SourceFile[]): string {
  const text = textsOf(sources);
  const { together, rebalance } = combo;
  const mirrored = combo.mirrorOf === undefined ? "" : `The mirror of ${combo.mirrorOf}. `;
  const wait =
    together === undefined
      ? ""
      : `; what has not filled after ${text(together.within.value.span)} is given up, and the rest ${
          together.otherwise === "unwind" ? "closed" : "kept"
        }`;
  const exits = combo.exits.map(({ condition, after, ifUnknown }) => {
    const time = after === undefined ? "" : ` after ${text(after.value.span)}`;
    const unknown = ifUnknown === "exit" ? "; an unknown counts as true" : "";
    return ` Close all legs${when(condition)}${time}${unknown}.`;
  });
  const balance = rebalance === undefined ? "" : ` Bring the legs back into proportion${when(rebalance)}.`;
  const legs = combo.legs.map((leg, index) => legText(leg, index, text)).join(", and ");
  return `${mirrored}Open ${legs}${when(combo.enter)}, all or none${wait}.${exits.join("")}${balance}`;
}

function legText(leg: LegIr, index: number, text: TextAt): string {
  const { size } = leg;
  const first = index === 0 ? "" : " of the first leg";
  const amount =
    size.kind === "same"
      ? `the money${first}`
      : size.kind === "same_base"
        ? `the quantity${first}`
        : sizeText(size, text);
  const order = leg.order.kind === "market" ? "" : ` ${orderText(leg.order, text)}`;
  const route = leg.route === undefined ? "" : ` via ${leg.route}`;
  return `${leg.side} ${leg.slot}, ${amount}${order}${route}`;
}

/** A holding in English. */
export function holdSentence(strategy: StrategyIr, hold: HoldIr, sources: readonly SourceFile[]): string {
  const text = textsOf(sources);
  const items = hold.items.map((item) => itemText(strategy, item, text)).join(", ");
  const schedule = hold.schedule.text.replace(/^./, (letter) => letter.toUpperCase());
  return `${schedule}: hold ${items}${when(hold.condition)}. Reductions come first; the rest of equity stays in cash.`;
}

function itemText(strategy: StrategyIr, item: HoldingIr, text: TextAt): string {
  const share = `${text(item.share.span)}${item.sign < 0 ? " short" : ""}`;
  switch (item.kind) {
    case "cash":
      return `${share} in cash`;
    case "market":
      return `${share} in ${item.slot}`;
    case "ranked": {
      const which = item.order === "top" ? "highest" : "lowest";
      const shares = shareText(strategy, item.weightedBy);
      return `${share} in the ${text(item.count.span)} markets with the ${which} ${item.byText}, ${shares}`;
    }
    case "all":
      return `${share} in all markets, ${shareText(strategy, item.weightedBy)}`;
    default:
      return assertNever(item);
  }
}

function shareText(strategy: StrategyIr, weightedBy: number | undefined): string {
  return weightedBy === undefined
    ? "in equal shares"
    : `in proportion to ${strategy.features[weightedBy]?.name ?? featureText(strategy, weightedBy)}`;
}
