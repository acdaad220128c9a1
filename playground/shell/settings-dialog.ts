import type { FillChoice } from "ctk/runtime";
import { isDecimal } from "../share/share-link.ts";
import type { AppContext } from "./context.ts";
import { openDialog } from "./dialog.ts";
import { button, element, field } from "./element.ts";

const policies = ["bar/pessimistic@1", "backtrader@1", "backtesting-py@1"] as const;

/** Session, capital, fees and fills of the run, beside what the plan says. */
export const openSettings = ({ store, controller }: AppContext): void => {
  const { settings, checked } = store.get();
  const plan = checked?.plan;
  const strategies = plan?.strategies.map(({ id }) => id) ?? [];
  const sessions = plan?.sessions.map(({ id }) => id) ?? [];
  const session = choice("As the plan says", sessions, settings.session);
  const strategy = choice("All", strategies, settings.strategy);
  const policy = choice("As the plan says", policies, settings.fills?.policy);
  const capital = text(settings.capital, "as the plan says", "decimal");
  const fee = text(
    settings.fee === undefined ? undefined : String(Number((Number(settings.fee) * 100).toPrecision(10))),
    "as the route or the venue says",
    "decimal",
  );
  const atClose = element("input", { type: "checkbox", checked: settings.fills?.atClose ?? false });
  const problem = element("p", { class: "bad", hidden: true, attributes: { role: "alert" } });

  const apply = (): void => {
    const share = fee.value.trim() === "" ? undefined : Number(fee.value) / 100;
    const money = capital.value.replaceAll(/[,_\s]/g, "");
    if (money !== "" && !(isDecimal(money) && Number(money) > 0)) {
      complain("Capital is a number above zero, such as 25000.");
      return;
    }
    if (share !== undefined && !(share >= 0 && share <= 1)) {
      complain("A fee is a percentage from 0 to 100, such as 0.1.");
      return;
    }
    const { params } = store.get().settings;
    controller.replaceSettings({
      params,
      ...(session.value === "" ? {} : { session: session.value }),
      ...(strategy.value === "" ? {} : { strategy: strategy.value }),
      ...(money === "" ? {} : { capital: money }),
      ...(share === undefined ? {} : { fee: share.toFixed(10).replace(/\.?0+$/, "") }),
      ...(policy.value === "" ? {} : { fills: fillsOf(policy.value, atClose.checked) }),
    });
    dialog.close();
  };
  const complain = (words: string): void => {
    problem.textContent = words;
    problem.hidden = false;
  };
  const dialog = openDialog(
    "Run settings",
    element(
      "div",
      { class: "choices-grid" },
      ...(sessions.length > 1 ? [field("Session", session)] : []),
      ...(strategies.length > 1 ? [field("Strategy", strategy)] : []),
      field("Capital", capital),
      field("Fee of every fill, in percent", fee),
      field("Fill policy", policy),
      element("label", { class: "check" }, atClose, " Market orders fill at the close that decided them"),
    ),
    problem,
    element("div", {}, button("Apply and run", apply, { class: "button primary" })),
  );
};

const fillsOf = (policy: string, atClose: boolean): FillChoice => ({ policy, atClose, touch: false });

const choice = (none: string, values: readonly string[], now: string | undefined): HTMLSelectElement => {
  const select = element(
    "select",
    {},
    element("option", { value: "" }, none),
    ...values.map((value) => element("option", { value }, value)),
  );
  select.value = now ?? "";
  return select;
};

const text = (value: string | undefined, placeholder: string, mode: string): HTMLInputElement =>
  element("input", { type: "text", value: value ?? "", placeholder, inputMode: mode });
