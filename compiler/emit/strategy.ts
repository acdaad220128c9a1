import type { MarketIr, ParamIr, RuleIr, StrategyIr } from "../ir/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import { nameFeatures, writeFeatures } from "./features.ts";
import { docLines, key, numeral, quote } from "./names.ts";
import { ruleReads, writeRule } from "./rules.ts";
import { scalarText } from "./scalars.ts";
import type { Writer } from "./writer.ts";

const literal = (value: number | boolean): string =>
  typeof value === "number" ? numeral(value) : String(value);

const WHOLE: ReadonlySet<ParamIr["type"]> = new Set(["bars", "duration"]);

const schemaText = (param: ParamIr): string => {
  const { range } = param;
  if (range?.kind === "choices")
    return `z.literal([${range.values.map(literal).join(", ")}]).default(${literal(param.default)})`;
  if (typeof param.default === "boolean") return `z.boolean().default(${param.default})`;
  const base = WHOLE.has(param.type) ? "z.int()" : "z.number()";
  const bounds = range === undefined ? "" : `.min(${numeral(range.low)}).max(${numeral(range.high)})`;
  return `${base}${bounds}.default(${numeral(param.default)})`;
};

const spaceText = (param: ParamIr): string | undefined => {
  const { range } = param;
  if (range === undefined) return undefined;
  if (range.kind === "choices") return `{ choices: [${range.values.map(literal).join(", ")}] }`;
  const step = range.step === undefined ? "" : `, step: ${numeral(range.step)}`;
  return `{ low: ${numeral(range.low)}, high: ${numeral(range.high)}${step} }`;
};

const writeParams = (writer: Writer, strategy: StrategyIr): void => {
  writer.block(
    "params: z.strictObject({",
    () => {
      for (const param of strategy.params) {
        for (const line of docLines(param.doc)) writer.line(line);
        writer.line(`${key(param.name)}: ${schemaText(param)},`, param.span);
      }
    },
    "}),",
  );
  writer.block(
    "space: {",
    () => {
      for (const param of strategy.params) {
        const space = spaceText(param);
        if (space !== undefined) writer.line(`${key(param.name)}: ${space},`);
      }
    },
    "},",
  );
};

const writeRequires = (writer: Writer, strategy: StrategyIr): void => {
  const names = { feature: (): string => "", isTruth: (): boolean => false };
  writer.block(
    "requires: [",
    () => {
      for (const { text, condition, span } of strategy.requires) {
        const value = scalarText(condition, names);
        const parameter = value.reads.has("p") ? "(p)" : "()";
        writer.line(`{ text: ${quote(text)}, holds: ${parameter} => ${value.text} },`, span);
      }
    },
    "],",
  );
};

const spanText = (rule: RuleIr, source: SourceFile): string => {
  const { line, column } = source.lines.positionAt(rule.span.start);
  return `at(${line}, ${column}, ${rule.span.start}, ${rule.span.end})`;
};

/** Writes the declaration of one strategy. `identifier` is its exported name, `at` the helper that makes its spans. */
export const writeStrategy = (
  writer: Writer,
  strategy: StrategyIr,
  identifier: string,
  at: string,
  hash: string,
  source: SourceFile,
  markets: readonly MarketIr[],
  abi: number,
): void => {
  const reads = new Map(strategy.rules.map((rule) => [rule.id, ruleReads(rule)]));
  const names = nameFeatures(strategy, reads);
  for (const line of docLines(strategy.doc)) writer.line(line);
  const head = writer.target === "factory" ? "" : "export ";
  const body = (): void => {
    writer.line(`id: ${quote(strategy.id)},`);
    writer.line(`abi: ${abi},`);
    writer.line(`hash: ${quote(hash)},`);
    writer.line(`clock: ${numeral(strategy.clock)},`);
    const slots = strategy.slots.map((slot) => {
      const market = markets.find((candidate) => candidate.name === slot.market);
      return `${key(slot.name)}: { symbol: ${quote(market?.symbol ?? "")}, venue: ${quote(market?.venue ?? "")} }`;
    });
    writer.line(`slots: { ${slots.join(", ")} },`);
    if (strategy.route !== undefined) writer.line(`route: ${quote(strategy.route)},`);
    writeParams(writer, strategy);
    writeRequires(writer, strategy);
    const usesParams = strategy.features.some(
      (feature) => feature.value.kind === "constant" || feature.value.kind === "operation",
    );
    writer.block(
      `features: (${usesParams && strategy.params.length > 0 ? "p" : ""}) => {`,
      () => writeFeatures(writer, strategy, names),
      "},",
    );
    writer.block(
      "rules: [",
      () => {
        for (const rule of strategy.rules)
          writeRule(writer, rule, names, spanText(rule, source).replace(/^at/, at));
      },
      "],",
    );
    const plots = strategy.plots.map((plot) => {
      const pane = plot.pane === undefined ? "" : `, pane: ${quote(plot.pane)}`;
      return `{ title: ${quote(plot.title)}, feature: ${quote(names.feature(plot.feature))}${pane} }`;
    });
    writer.line(`plots: [${plots.join(", ")}],`);
  };
  writer.block(`${head}const ${identifier} = strategy({`, body, "});", strategy.span);
};
