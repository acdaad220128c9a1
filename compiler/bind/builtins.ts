import type { SourceField } from "../../stdlib/series.ts";
import type { FactName } from "../ir/nodes.ts";
import type { DerivedField, Meaning } from "./symbols.ts";

const fields: readonly (SourceField | DerivedField)[] = [
  "open",
  "high",
  "low",
  "close",
  "volume",
  "time",
  "hl2",
  "hlc3",
  "ohlc4",
  "funding",
  "mark",
  "index",
];

const simpleFacts = [
  "entry",
  "last_fill",
  "units",
  "bars_held",
  "best",
  "worst",
  "bars_since_exit",
  "equity",
  "day_start_equity",
  "cash",
  "exposure",
] as const satisfies readonly FactName[];

const groups: ReadonlyMap<string, ReadonlyMap<string, FactName>> = new Map([
  [
    "position",
    new Map<string, FactName>([
      ["size", "position.size"],
      ["side", "position.side"],
      ["value", "position.value"],
      ["profit", "position.profit"],
    ]),
  ],
  ["last_trade", new Map<string, FactName>([["profit", "last_trade.profit"]])],
  ["quote", new Map<string, FactName>([["spread", "quote.spread"]])],
]);

/** Groups of facts that exist for one kind of text only. */
const riskOnly: ReadonlySet<string> = new Set(["quote"]);

const builtins: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...fields.map((field): [string, Meaning] => [field, { kind: "field", field, slot: undefined }]),
  ...simpleFacts.map((fact): [string, Meaning] => [fact, { kind: "fact", fact, name: fact }]),
  ...[...groups.keys()].map((name): [string, Meaning] => [name, { kind: "factGroup", name }]),
]);

/** A market field, a fact or a group of facts; these names cannot be declared again. */
export function builtinValue(name: string): Meaning | undefined {
  return builtins.get(name);
}

/** True for a name that a file may not declare. `quote` exists in risk blocks only and stays free. */
export function isReservedValue(name: string): boolean {
  return builtins.has(name) && !riskOnly.has(name);
}

/** Names of built-in values that are legal in a strategy, or in a risk block. */
export function builtinNames(inRisk: boolean): readonly string[] {
  return [...builtins.keys()].filter((name) => inRisk || !riskOnly.has(name));
}

/** The fact behind `position.size`, and the names that the group has. */
export function factOfGroup(group: string, field: string): FactName | undefined {
  return groups.get(group)?.get(field);
}

/** The fields of a group of facts. */
export function fieldsOfGroup(group: string): readonly string[] {
  return [...(groups.get(group)?.keys() ?? [])];
}

/** True when the group can be read in this kind of text. */
export function groupIsLegal(group: string, inRisk: boolean): boolean {
  return inRisk || !riskOnly.has(group);
}

/** Facts of the account: they are no market's. */
export const accountFactNames: ReadonlySet<string> = new Set([
  "equity",
  "day_start_equity",
  "cash",
  "exposure",
]);

/** What can stand after a market and a dot: its fields and, in a strategy, the facts of its position. */
export function marketNames(withFacts: boolean): readonly string[] {
  const facts = [...builtins]
    .filter(([name, { kind }]) => kind !== "field" && !accountFactNames.has(name) && !riskOnly.has(name))
    .map(([name]) => name);
  return withFacts ? [...fields, ...facts] : fields;
}

/** The field of that name. */
export function fieldNamed(name: string): SourceField | DerivedField | undefined {
  return fields.find((field) => field === name);
}
