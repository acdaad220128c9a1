import type { FunctionDescriptor } from "../../stdlib/descriptor.ts";
import type { Typed } from "./typed.ts";

const reasons: ReadonlyMap<string, string> = new Map([
  ["rsi", "RSI is undefined while the market does not move."],
  ["cmo", "CMO is undefined while the market does not move."],
  ["stoch", "The stochastic is undefined while high and low are equal."],
  ["cci", "CCI is undefined while the price does not move."],
  ["mfi", "MFI is undefined without volume."],
  ["roc", "The rate of change is undefined where the old value is zero."],
  ["vwma", "A volume-weighted average is undefined without volume."],
  ["correlation", "A correlation is undefined while one side does not move."],
  ["pow", "A power may be undefined."],
]);

/** Why a library function may have no value once it is warm; `undefined` when it always has one. */
export function undefinedReason(
  descriptor: FunctionDescriptor,
  series: readonly Typed[],
): string | undefined {
  const { operation, name } = descriptor;
  if (operation === "sqrt" || operation === "ln" || operation === "log10") {
    return series.every((item) => item.isPositive)
      ? undefined
      : `\`${name}\` is undefined for values at or below zero.`;
  }
  if (operation === "roc") {
    return series.every((item) => item.isPositive) ? undefined : reasons.get(operation);
  }
  return reasons.get(operation);
}

const positive: ReadonlySet<string> = new Set([
  "sma",
  "ema",
  "rma",
  "wma",
  "vwma",
  "highest",
  "lowest",
  "median",
  "sum",
  "min",
  "max",
  "abs",
  "sqrt",
]);

/** True for functions that give values above zero from values above zero. */
export function keepsPositive(descriptor: FunctionDescriptor): boolean {
  return positive.has(descriptor.operation);
}
