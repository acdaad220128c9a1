import type { Report } from "../diagnostics/index.ts";
import type { ParamIr } from "../ir/nodes.ts";
import { comparisonOf } from "./consistency.ts";
import { tightened } from "./order.ts";
import type { StrategyParts } from "./rule-parts.ts";

/** Reports ends of parameter ranges that `require` refuses whatever the other parameters are. */
export function lintRanges(parts: StrategyParts, report: Report): void {
  const { terms, isAtLeast, always } = parts.knowledge;
  const comparisons = always.flatMap(({ term }) => comparisonOf(terms.get(term), true) ?? []);
  const left = tightened(terms, isAtLeast, comparisons);
  for (const param of parts.strategy.params) {
    const { range } = param;
    const id =
      left === undefined ? undefined : [...left.keys()].find((key) => isParam(parts, key, param.name));
    const found = id === undefined ? undefined : left?.get(id);
    if (range?.kind !== "range" || found === undefined) {
      continue;
    }
    const low = Math.max(range.low, found.low);
    const high = Math.min(range.high, found.high);
    // Without a step, an end that is left out by itself is no loss.
    const step = range.step ?? (param.type === "bars" ? 1 : (range.high - range.low) * 1e-6);
    const cutsLow = low > range.low && low - range.low >= step;
    const cutsHigh = high < range.high && range.high - high >= step;
    if (!cutsLow && !cutsHigh) {
      continue;
    }
    const show = (value: number): string => valueText(param, value);
    const values = [...(cutsLow ? [`below ${show(low)}`] : []), ...(cutsHigh ? [`above ${show(high)}`] : [])];
    report("unreachable-values", param.span, {
      name: param.name,
      values: values.join(" or "),
      requires: parts.strategy.requires
        .filter(({ text }) => new RegExp(`\\b${param.name}\\b`).test(text))
        .map(({ text }) => text),
      range: `in ${show(low)}..${show(high)}`,
    });
  }
}

function isParam(parts: StrategyParts, id: number, name: string): boolean {
  const { value } = parts.knowledge.terms.get(id);
  return value.kind === "param" && value.name === name;
}

function valueText(param: ParamIr, value: number): string {
  const rounded = Number(value.toPrecision(6));
  return param.type === "ratio" ? `${Number((rounded * 100).toPrecision(6))}%` : String(rounded);
}
