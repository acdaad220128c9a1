import { type Reading, type RuleIntent, type RuleStatus, reasonWords, shortNumber } from "ctk/runtime";

/** What became of a rule at a bar, as a label. */
export const statusLabels: Readonly<Record<RuleStatus, string>> = {
  fired: "fired",
  modified: "fired, made smaller",
  refused: "refused",
  blocked: "held back",
  false: "did not fire",
  unknown: "absent",
  warming: "not armed",
  idle: "not asked",
};

/** How a value is written; what is absent says so. */
export const valueText = (value: Reading["value"] | undefined): string =>
  value === undefined ? "absent" : typeof value === "number" ? shortNumber(value) : String(value);

/** Why a value is absent, as a phrase. */
export const absenceText = ({ absence }: Pick<Reading, "absence">): string | undefined => {
  if (absence === undefined) return undefined;
  if (absence.reason !== "warming") return absence.words.replace(/\.$/, "");
  return absence.until === undefined ? "not enough history yet" : `warming until bar ${absence.until}`;
};

/** `buy 2 at market`: what an intent asked for. */
export const orderText = ({
  side,
  asked,
  limit,
  stop,
}: Pick<RuleIntent["intent"], "side" | "asked" | "limit" | "stop">): string => {
  const places = [stop && `stop at ${stop}`, limit && `limit at ${limit}`].filter(
    (text) => text !== undefined,
  );
  return `${side} ${asked} ${places.length === 0 ? "at market" : places.join(" ")}`;
};

const outcomeLabels = {
  allowed: "allowed",
  modified: "smaller",
  rejected: "refused",
  blocked: "held back",
} as const;

/** What was decided on an intent, in a word. */
export const outcomeText = ({ outcome }: RuleIntent["decision"]): string => outcomeLabels[outcome];

/** A decision with its reason and numbers; the reason is left out where there is nothing to explain. */
export const decisionText = (decision: RuleIntent["decision"]): string =>
  decision.outcome === "allowed" ? "allowed" : `${outcomeText(decision)}: ${reasonWords(decision)}`;

/** The values that a test compares, with those that they are made of, each once. */
export const valuesOf = (reading: Reading): readonly Reading[] => {
  const seen = new Set<string>();
  const collect = (part: Reading): readonly Reading[] => {
    if (seen.has(part.text)) return [];
    seen.add(part.text);
    return [part, ...part.parts.flatMap(collect)];
  };
  return reading.parts.flatMap(collect);
};
