import type { FunctionDescriptor, ParameterDescriptor, UnitSpec } from "../descriptor.ts";
import { isOperationName, signatures } from "../signatures.ts";

/** A unit in words. */
export const unitText = (unit: UnitSpec): string => {
  if (typeof unit === "string") return unit;
  if ("product" in unit) {
    const factors = Object.entries(unit.product);
    const over = factors.filter(([, power]) => power < 0).map(([name]) => name);
    const product = factors.filter(([, power]) => power > 0).map(([name]) => name);
    return `unit of ${[product.join(" * "), ...over].join(" / ")}`;
  }
  if (unit.power === undefined) return `unit of ${unit.same}`;
  return `unit of ${unit.same} ^ ${unit.power}`;
};

/** A parameter as it stands in a call, with its default. */
export const parameterText = ({ name, kind, default: value }: ParameterDescriptor): string => {
  if (value === undefined) return name;
  return `${name} = ${kind === "text" ? JSON.stringify(value) : value}`;
};

/** Names of constants where they are one letter in the formulas. */
const SHORT: ReadonlyMap<string, string> = new Map([["length", "n"]]);

/**
 * Bars before the first value as a sum of constants and a number, found by trying: far apart, so that the larger of
 * two is the same in all trials.
 */
export const lookbackText = (descriptor: FunctionDescriptor): string => {
  const waits = descriptor.absent?.waits === true;
  if (!isOperationName(descriptor.operation)) return "";
  const { constants, lookback } = signatures[descriptor.operation];
  const base = constants.map(({ maximum = 1e9 }, index) => Math.min(100 * (index + 1), maximum));
  const start = lookback(base);
  const raised = (by: number, at: number): number =>
    lookback(base.map((value, index) => (index === at ? value + by : value))) - start;
  const counts = constants.map(({ maximum = 1e9 }, at) => (maximum < 1000 ? 0 : raised(1, at)));
  const isSum = counts.every((count, at) => count === 0 || raised(2, at) === 2 * count);
  if (!isSum) return "as its parts";
  const rest = start - counts.reduce((sum, count, at) => sum + count * (base[at] ?? 0), 0);
  const terms = constants.flatMap(({ name }, at) => {
    const short = SHORT.get(name) ?? name;
    return counts[at] === 0 ? [] : [counts[at] === 1 ? short : `${counts[at]} * ${short}`];
  });
  const sum = terms.join(" + ");
  const text = sum === "" ? `${rest}` : rest === 0 ? sum : `${sum} ${rest < 0 ? "-" : "+"} ${Math.abs(rest)}`;
  return waits ? `${text} or later` : text;
};

/** When a function has no value; empty where it always has one. */
export const absenceText = ({ absent }: FunctionDescriptor): string => {
  if (absent === undefined) return "";
  return absent.unlessPositive === true ? `${absent.when} Never for values above zero.` : absent.when;
};
