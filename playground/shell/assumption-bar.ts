import { feeText } from "../panels/results-panel.ts";
import type { AppContext } from "./context.ts";
import { element } from "./element.ts";
import { moneyDigits, numberText } from "./words.ts";

/** One line below everything: what every figure of the run rests on. */
export const createAssumptionBar = ({ store }: AppContext): HTMLElement => {
  const facts = element("div", {
    class: "facts",
    attributes: { role: "group", "aria-label": "What the result rests on" },
  });
  const credit = element(
    "a",
    { class: "credit", href: "https://www.tradingview.com/", target: "_blank", rel: "noopener noreferrer" },
    "Charts by TradingView",
  );
  store.watch(
    (state) => state.report,
    (report) => {
      if (report === undefined) {
        facts.replaceChildren("Everything runs in this page; nothing is sent anywhere.");
        return;
      }
      const { policy, fees, capital, currency, isGuarded, digest } = report.result;
      const money = `${numberText(Number(capital), Math.min(2, moneyDigits(Number(capital))))} ${currency}`;
      facts.replaceChildren(
        item("Fills", policy),
        item("Fees", feeText(fees)),
        item("Capital", money),
        item("Limits", isGuarded ? "as the plan says" : "none"),
        item("Digest", digest.slice(0, 16)),
      );
    },
  );
  return element("footer", { class: "assumption-bar" }, facts, credit);
};

const item = (name: string, text: string): HTMLElement =>
  element("span", {}, `${name} `, element("strong", {}, text));
