import { functions } from "ctk/stdlib";
import type { FeatureIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import { inputsOf, mapScalar, scalarKey } from "../lower/index.ts";
import { type Doc, group, hardline, imported, indent, mark } from "./layout.ts";
import { access, numeral, quote } from "./literals.ts";
import { createScope } from "./names.ts";
import { scalarFunction, scalarText } from "./scalars.ts";
import { fallbackName, paramsIn, type StrategyNames } from "./strategy-names.ts";
import { call, callWithOptions, documented, object, present } from "./syntax.ts";

/** Bar fields that an operation's builder takes as one argument, in the order of the operation's inputs. */
const barOperations: ReadonlyMap<string, readonly string[]> = new Map(
  [...functions.values()].flatMap(({ operation, implicit }) =>
    implicit.length > 0 ? [[operation, implicit]] : [],
  ),
);

/** The function body that is being written. */
interface Body {
  readonly strategy: StrategyIr;
  readonly names: StrategyNames;
  /** Constants of features that are declared already. */
  readonly declared: Map<number, string>;
  /** Constants of the bars of a slot on a clock. */
  readonly bars: ReadonlyMap<string, string>;
  /** Whether the parameters are read. */
  readsParams: boolean;
}

type Scan = Extract<FeatureIr["value"], { readonly kind: "scan" }>;

const std = (name: string): Doc => [imported("std"), `.${name}`];
const barsKey = (slot: string, clock: number): string => `${slot} ${clock}`;

/** `features: (p) => { .. }`: the value of the property. */
export const featuresFunction = (strategy: StrategyIr, names: StrategyNames): Doc => {
  if (names.keys.size === 0) return "() => ({})";
  const scope = createScope();
  const needed = reachable(strategy, names);
  const uses = countUses(strategy, needed);
  const identifiers = new Map([...names.keys].map(([id, name]) => [id, scope.claim(name)]));
  const bars = nameBars(strategy, needed, scope.claim);
  const body: Body = { strategy, names, declared: new Map(), bars: bars.names, readsParams: false };
  const statements: Doc[] = [...bars.statements];
  for (const feature of strategy.features) {
    if (!needed.has(feature.id)) continue;
    const { kind } = feature.value;
    const isShared = (uses.get(feature.id) ?? 0) > 1 && kind !== "source" && kind !== "constant";
    const isNamed = isShared || kind === "scan";
    const identifier =
      identifiers.get(feature.id) ?? (isNamed ? scope.claim(fallbackName(feature)) : undefined);
    if (identifier === undefined) continue;
    const declaration = [mark(feature.span), `const ${identifier} = `, featureText(body, feature), ";"];
    statements.push(documented(feature.doc, declaration));
    body.declared.set(feature.id, identifier);
  }
  const record = [...names.keys]
    .sort(([a], [b]) => a - b)
    .map(([id, name]) => ({ name, value: body.declared.get(id) ?? "" }));
  statements.push(["return ", object(record), ";"]);
  const lines = statements.map((statement) => [hardline, statement]);
  return group([body.readsParams ? "(p) => {" : "() => {", indent(lines), hardline, "}"]);
};

const constantText = (body: Body, ir: ScalarIr): Doc => {
  const { doc, reads } = scalarText(ir, body.names);
  body.readsParams ||= reads.has("p");
  return doc;
};

/** The constant of a feature, or its expression in place. */
const reference = (body: Body, id: number): Doc => {
  const identifier = body.declared.get(id);
  if (identifier !== undefined) return identifier;
  const feature = body.strategy.features[id];
  if (feature === undefined) throw new Error(`no feature ${id}`);
  return [mark(feature.span), featureText(body, feature)];
};

const featureText = (body: Body, feature: FeatureIr): Doc => {
  const { value } = feature;
  switch (value.kind) {
    case "source":
      return `${body.bars.get(barsKey(value.slot, feature.clock))}.${value.field}`;
    case "constant":
      return call(std(feature.type === "number" ? "constant" : "truth"), [constantText(body, value.value)]);
    case "operation":
      return call(std(value.operation), [
        ...operationInputs(body, value.operation, value.inputs),
        ...value.constants.map((constant) => constantText(body, constant)),
        ...(value.texts ?? []).map(quote),
      ]);
    case "scan":
      return scanText(body, value);
    case "held": {
      const from = body.strategy.features[value.input]?.clock ?? feature.clock;
      return callWithOptions(std("held"), reference(body, value.input), [
        { name: "from", value: numeral(from) },
        { name: "to", value: numeral(feature.clock) },
        { name: "asOf", value: quote(value.asOf) },
      ]);
    }
  }
};

/** A state: its start, the columns and parameters that it reads, and what it becomes next. */
const scanText = (body: Body, value: Scan): Doc => {
  const { strategy, names } = body;
  const inputScope = createScope("keys");
  const inputs = new Map(
    value.inputs.map((id) => {
      const feature = strategy.features[id];
      const wanted = feature === undefined ? "" : (feature.name ?? fallbackName(feature));
      return [id, inputScope.claim(wanted)];
    }),
  );
  const params = [...new Set(paramsIn(value.next))].map((name) => names.param(name));
  if (params.length > 0) body.readsParams = true;
  const columns = { ...names, feature: (id: number) => inputs.get(id) ?? "", isColumn: true };
  const step = scalarFunction(value.next, columns, ["x", "v", "i", "p"]);
  const positions = mapScalar(value.next, (id) => value.inputs.indexOf(id));
  const properties = present(
    { name: "initial", value: reference(body, value.initial) },
    {
      name: "inputs",
      value: object([...inputs].map(([id, name]) => ({ name, value: reference(body, id) }))),
    },
    {
      name: "constants",
      value:
        params.length === 0 ? undefined : object(params.map((name) => ({ name, value: access("p", name) }))),
    },
    { name: "key", value: quote(scalarKey(positions)) },
    { name: "step", value: step },
  );
  return [std("scan"), "(", object(properties, "lines"), ")"];
};

/** The series that an operation reads. Fields of one market's bars are one argument where the builder wants that. */
const operationInputs = (body: Body, operation: string, inputs: readonly number[]): readonly Doc[] => {
  const fields = barOperations.get(operation);
  if (fields === undefined) return inputs.map((id) => reference(body, id));
  const rest = inputs.slice(fields.length).map((id) => reference(body, id));
  const sources = inputs.slice(0, fields.length).map((id) => body.strategy.features[id]);
  const bars = sources.map((source) =>
    source?.value.kind === "source" ? body.bars.get(barsKey(source.value.slot, source.clock)) : undefined,
  );
  const [market] = bars;
  const isWhole = sources.every(
    (source, index) =>
      source?.value.kind === "source" && source.value.field === fields[index] && bars[index] === market,
  );
  if (isWhole && market !== undefined) return [market, ...rest];
  const record = fields.map((name, index) => ({ name, value: reference(body, inputs[index] ?? -1) }));
  return [object(record), ...rest];
};

/** Features that the named ones are made of. */
const reachable = (strategy: StrategyIr, names: StrategyNames): ReadonlySet<number> => {
  const found = new Set<number>();
  const visit = (id: number): void => {
    const feature = strategy.features[id];
    if (feature === undefined || found.has(id)) return;
    found.add(id);
    inputsOf(feature.value).forEach(visit);
  };
  for (const id of names.keys.keys()) visit(id);
  return found;
};

const countUses = (strategy: StrategyIr, needed: ReadonlySet<number>): ReadonlyMap<number, number> => {
  const uses = new Map<number, number>();
  for (const feature of strategy.features) {
    if (!needed.has(feature.id)) continue;
    for (const id of inputsOf(feature.value)) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return uses;
};

/** One constant for each market and clock that is read. */
const nameBars = (
  strategy: StrategyIr,
  needed: ReadonlySet<number>,
  claim: (wanted: string) => string,
): { readonly names: ReadonlyMap<string, string>; readonly statements: readonly Doc[] } => {
  const names = new Map<string, string>();
  const statements: Doc[] = [];
  for (const { id, value, clock, span } of strategy.features) {
    if (value.kind !== "source" || !needed.has(id) || names.has(barsKey(value.slot, clock))) continue;
    const name = claim(clock === strategy.clock ? value.slot : `${value.slot}${clockName(clock)}`);
    names.set(barsKey(value.slot, clock), name);
    const bars = call(std("bars"), [quote(value.slot), numeral(clock)]);
    statements.push([mark(span), `const ${name} = `, bars, ";"]);
  }
  return { names, statements };
};

const CLOCK_SUFFIX: readonly (readonly [number, string])[] = [
  [604_800_000, "w"],
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
];

const clockName = (clock: number): string => {
  for (const [unit, suffix] of CLOCK_SUFFIX) if (clock % unit === 0) return `${clock / unit}${suffix}`;
  return `${clock}ms`;
};
