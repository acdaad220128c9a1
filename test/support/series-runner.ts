/**
 * A small evaluator of series over arrays of bars, for tests of the standard library: columns with a history prefix,
 * blocks of any sizes, and compaction of the window between them. Equal series are computed once.
 */

import {
  type AnySeries,
  type Column,
  createScan,
  type Kernel,
  operations,
  type SourceField,
  UNKNOWN,
} from "../../stdlib/index.ts";

export type Fields = Partial<Record<SourceField, ArrayLike<number>>>;

interface Node {
  readonly column: Column;
  readonly run: Kernel;
}

interface Plan {
  readonly nodes: readonly Node[];
  readonly outputs: readonly Node[];
  readonly sources: ReadonlyMap<SourceField, Float64Array>;
}

const idle: Kernel = () => undefined;

const historyOf = (series: AnySeries): number => {
  if (series.kind === "scan")
    return Math.max(0, ...[series.initial, ...Object.values(series.inputs)].map(historyOf));
  if (series.kind !== "operation") return 0;
  const own = operations.get(series.operation)?.history(series.constants) ?? 0;
  return Math.max(own, ...series.inputs.map(historyOf));
};

const emptyColumn = (type: "number" | "boolean", capacity: number): Column =>
  type === "number" ? new Float64Array(capacity).fill(Number.NaN) : new Uint8Array(capacity).fill(UNKNOWN);

const inputsOf = (series: AnySeries): readonly AnySeries[] => {
  if (series.kind === "operation") return series.inputs;
  return series.kind === "scan" ? [series.initial, ...Object.values(series.inputs)] : [];
};

const plan = (roots: readonly AnySeries[], capacity: number): Plan => {
  const nodes: Node[] = [];
  const interned = new Map<string, { readonly id: number; readonly node: Node }>();
  const sources = new Map<SourceField, Float64Array>();

  const create = (series: AnySeries, inputs: readonly Column[]): Node => {
    if (series.kind === "held")
      throw new Error("held series need clocks, which this evaluator does not have");
    if (series.kind === "constant") {
      const column = emptyColumn(series.type, capacity);
      const { value } = series;
      return { column, run: (from, to) => column.fill(value, from, to) };
    }
    if (series.kind === "source") {
      const column = new Float64Array(capacity).fill(Number.NaN);
      sources.set(series.field, column);
      return { column, run: idle };
    }
    if (series.kind === "scan") {
      const output = emptyColumn(series.type, capacity);
      const [initial = output, ...rest] = inputs;
      const named = Object.fromEntries(
        Object.keys(series.inputs).map((name, index) => [name, rest[index] ?? output]),
      );
      return { column: output, run: createScan(series, { initial, inputs: named, output }) };
    }
    const operation = operations.get(series.operation);
    if (operation === undefined) throw new Error(`unknown operation ${series.operation}`);
    const column = emptyColumn(operation.output, capacity);
    const { constants, texts = [] } = series;
    return { column, run: operation.create({ inputs, output: column, constants, texts }) };
  };

  const visit = (series: AnySeries): { readonly id: number; readonly node: Node } => {
    const inputs = inputsOf(series).map(visit);
    const own =
      series.kind === "operation"
        ? [series.operation, ...series.constants, ...(series.texts ?? [])]
        : series.kind === "scan"
          ? [Object.keys(series.inputs), JSON.stringify(series.constants), series.key ?? "", series.step]
          : Object.values(series);
    const key = JSON.stringify([series.kind, own.map(String), inputs.map(({ id }) => id)]);
    const existing = interned.get(key);
    if (existing !== undefined) return existing;
    const node = create(
      series,
      inputs.map(({ node: input }) => input.column),
    );
    const entry = { id: nodes.length, node };
    nodes.push(node);
    interned.set(key, entry);
    return entry;
  };

  const outputs = roots.map((root) => visit(root).node);
  return { nodes, outputs, sources };
};

/** How many bars each call gets: the sizes in turn, over and over. Empty: one call for all. */
export type Split = readonly number[];

/** The values of each series at every bar. Truth values are 0, 1 and 2. */
export const evaluate = (
  roots: readonly AnySeries[],
  fields: Fields,
  split: Split = [],
): readonly number[][] => {
  const bars = Math.max(...Object.values(fields).map((values) => values?.length ?? 0));
  const sizes = split.length === 0 ? [Math.max(bars, 1)] : split;
  const history = Math.max(0, ...roots.map(historyOf));
  const capacity = history + 2 * Math.max(...sizes);
  const { nodes, outputs, sources } = plan(roots, capacity);
  const results: number[][] = roots.map(() => []);
  let at = history;
  for (let bar = 0, turn = 0; bar < bars; turn++) {
    const size = Math.min(sizes[turn % sizes.length] ?? 1, bars - bar);
    if (at + size > capacity) {
      for (const { column } of nodes) column.copyWithin(0, at - history, at);
      at = history;
    }
    for (const [field, column] of sources) {
      for (let i = 0; i < size; i++) column[at + i] = fields[field]?.[bar + i] ?? Number.NaN;
    }
    for (const { run } of nodes) run(at, at + size);
    for (const [index, { column }] of outputs.entries()) {
      for (let i = at; i < at + size; i++) results[index]?.push(column[i] ?? Number.NaN);
    }
    at += size;
    bar += size;
  }
  return results;
};

/** The values of one series at every bar. */
export const evaluateOne = (series: AnySeries, fields: Fields, split: Split = []): readonly number[] =>
  evaluate([series], fields, split)[0] ?? [];
