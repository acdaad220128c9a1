import type { Reading, RuleIntent, RuleReading, RuleStatus } from "ctk/runtime";
import { button, element } from "../shell/element.ts";
import { absenceText, decisionText, orderText, statusLabels, valuesOf, valueText } from "./reading-words.ts";

/** Goes to a place of the plan's text. */
export type ToSource = (start: number, end: number) => void;

/** A rule at a bar: what became of it, the tree of its condition with all values, its intents with what was decided. */
export const ruleView = (rule: RuleReading, toSource: ToSource): HTMLElement => {
  const isOrdered = rule.intents.length > 0;
  return element(
    "article",
    {
      class: `rule is-${rule.status}`,
      attributes: { "aria-label": `${rule.text}: ${statusLabels[rule.status]}` },
    },
    headOf(rule, toSource),
    rule.condition && conditionView(rule.condition),
    isOrdered && rule.clauses.length > 0 && clausesView(rule.clauses),
    isOrdered && intentsView(rule.intents, rule.combo !== undefined),
  );
};

/** The words of a rule, its status, and what the status does not say by itself. */
export const headOf = (
  {
    text,
    span,
    status,
    because,
  }: Pick<RuleReading, "text" | "span" | "because"> & { readonly status: RuleStatus },
  toSource: ToSource,
): HTMLElement =>
  element(
    "header",
    {},
    button(text, () => toSource(span.start, span.end), {
      class: "rule-name",
      title: `Line ${span.line} of the plan`,
    }),
    element("span", { class: "status" }, statusLabels[status]),
    because === undefined ? undefined : element("span", { class: "because" }, because.replaceAll("`", "")),
  );

/** The tree of a condition: what it joins, and below each test the values that it compares. */
export const conditionView = (condition: Reading): HTMLElement => {
  const roots = condition.kind === "all" ? condition.parts : [condition];
  return element(
    "ul",
    { class: "reading", attributes: { "aria-label": "Condition" } },
    ...roots.map((part) => partView(part)),
  );
};

const joins = { all: "all of", any: "any of", not: "not", named: "", test: "", value: "" } as const;

const partView = (reading: Reading): HTMLElement => {
  const { kind, value, parts } = reading;
  const tone = value === true ? "yes" : value === false ? "no" : "absent";
  const mark = value === true ? "✓" : value === false ? "✗" : "?";
  const truth = value === undefined ? "absent" : String(value);
  const isJoin = kind === "all" || kind === "any" || kind === "not" || kind === "named";
  // What a name stands for is shown by its parts: the whole of it would say nothing new.
  const inner =
    kind === "named" ? parts.flatMap((part) => (part.kind === "all" ? part.parts : [part])) : parts;
  return element(
    "li",
    { class: tone },
    element(
      "div",
      { class: "test" },
      element("span", { class: "mark", attributes: { "aria-hidden": "true" } }, mark),
      joins[kind] !== "" && element("span", { class: "join" }, joins[kind]),
      element("code", {}, reading.text),
      element("span", { class: "truth" }, truth),
    ),
    isJoin
      ? inner.length > 0 && element("ul", { class: "reading" }, ...inner.map((part) => partView(part)))
      : valuesView(reading),
  );
};

const valuesView = (reading: Reading): HTMLElement | undefined => {
  const values = valuesOf(reading);
  const own = values.length === 0 ? absenceText(reading) : undefined;
  if (own !== undefined) return element("p", { class: "absence" }, own);
  return values.length === 0 ? undefined : element("dl", { class: "values" }, ...values.map(valueView));
};

const valueView = (reading: Reading): HTMLElement => {
  const why = reading.value === undefined ? absenceText(reading) : undefined;
  return element(
    "div",
    reading.value === undefined ? { class: "absent" } : {},
    element("dt", {}, reading.text),
    element(
      "dd",
      {},
      valueText(reading.value),
      reading.before === undefined
        ? undefined
        : element("span", { class: "before" }, ` before ${valueText(reading.before)}`),
      why === undefined ? undefined : element("span", { class: "absence" }, ` ${why}`),
    ),
  );
};

const clausesView = (clauses: RuleReading["clauses"]): HTMLElement =>
  element(
    "dl",
    { class: "values clauses" },
    ...clauses.map(({ text, value }) =>
      element(
        "div",
        {},
        element("dt", {}, `${text} ${value.text}`),
        element("dd", {}, valueText(value.value)),
      ),
    ),
  );

/** What a rule wanted, and what was decided on it. */
export const intentsView = (intents: readonly RuleIntent[], withMarket: boolean): HTMLElement =>
  element(
    "ul",
    { class: "intents", attributes: { "aria-label": "Intents" } },
    ...intents.map(({ intent, decision }) =>
      element(
        "li",
        { class: `outcome-${decision.outcome}` },
        element("span", {}, `${withMarket ? `${intent.market} ` : ""}${intent.role}: ${orderText(intent)}`),
        element("span", { class: "decision" }, decisionText(decision).replaceAll("`", "")),
        decision.outcome === "modified" && element("span", {}, `sent ${intent.quantity}`),
      ),
    ),
  );
