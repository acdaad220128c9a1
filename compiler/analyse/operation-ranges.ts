import { functions, isOperationName, type OperationName } from "../../stdlib/index.ts";
import {
  add,
  divide,
  everything,
  hull,
  type Interval,
  interval,
  isBounded,
  multiply,
  negate,
  nonNegative,
  subtract,
  widened,
} from "./interval.ts";

type RangeRule = (inputs: readonly Interval[]) => Interval;

const first: RangeRule = ([x = everything]) => x;

/** A function of one value that keeps the order of values. */
function monotone(apply: (x: number) => number): RangeRule {
  return ([x = everything]) => interval(apply(x.low), apply(x.high));
}

function ofTwo(apply: (a: Interval, b: Interval) => Interval): RangeRule {
  return ([a = everything, b = everything]) => apply(a, b);
}

/**
 * An average that steps from its previous value. Its arithmetic keeps signs exactly; other bounds up to rounding, which
 * can only be stated where both ends are known.
 */
const steppingAverage: RangeRule = ([x = everything]) => {
  if (isBounded(x)) {
    const wide = widened(x);
    return {
      low: x.low >= 0 ? Math.max(0, wide.low) : wide.low,
      high: x.high <= 0 ? Math.min(0, wide.high) : wide.high,
    };
  }
  return interval(x.low >= 0 ? 0 : everything.low, x.high <= 0 ? 0 : everything.high);
};

/** A rolling sum divided by its length; what leaves the window may leave a rounding error behind, of either sign. */
const rollingAverage: RangeRule = ([x = everything]) => (isBounded(x) ? widened(x) : everything);

/** A change in percent of a value above zero; it cannot fall by more than all. */
const percentChange: RangeRule = ([x = everything]) =>
  x.low > 0 ? interval(-100 - 1e-6, everything.high) : everything;

const absolute: RangeRule = ([x = everything]) =>
  x.low >= 0 ? x : x.high <= 0 ? negate(x) : interval(0, Math.max(-x.low, x.high));

const power: RangeRule = ([base = everything, exponent = everything]) =>
  base.low >= 0 || (exponent.low === exponent.high && exponent.low % 2 === 0) ? nonNegative : everything;

/** Ranges of results by operation; those that are missing have their descriptor's range, or none. */
const rules: Partial<Readonly<Record<OperationName, RangeRule>>> = {
  add: ofTwo(add),
  sub: ofTwo(subtract),
  mul: ofTwo(multiply),
  div: ofTwo(divide),
  neg: ofTwo((a) => negate(a)),
  abs: absolute,
  min: ofTwo((a, b) => interval(Math.min(a.low, b.low), Math.min(a.high, b.high))),
  max: ofTwo((a, b) => interval(Math.max(a.low, b.low), Math.max(a.high, b.high))),
  sign: monotone(Math.sign),
  floor: monotone(Math.floor),
  ceil: monotone(Math.ceil),
  round: ([x = everything]) => interval(Math.floor(x.low), Math.ceil(x.high)),
  sqrt: ([x = everything]) =>
    x.high < 0 ? everything : interval(Math.sqrt(Math.max(0, x.low)), Math.sqrt(x.high)),
  ln: ([x = everything]) =>
    x.high <= 0 ? everything : widened(interval(Math.log(Math.max(0, x.low)), Math.log(x.high))),
  log10: ([x = everything]) =>
    x.high <= 0 ? everything : widened(interval(Math.log10(Math.max(0, x.low)), Math.log10(x.high))),
  exp: ([x = everything]) => {
    const wide = widened(interval(Math.exp(x.low), Math.exp(x.high)));
    return { low: Math.max(0, wide.low), high: wide.high };
  },
  pow: power,
  coalesce: ofTwo(hull),
  select: ([, a = everything, b = everything]) => hull(a, b),
  history: first,
  filledForward: first,
  highest: first,
  lowest: first,
  ema: steppingAverage,
  rma: steppingAverage,
  sma: rollingAverage,
  wma: rollingAverage,
  stdev: ([x = everything]) => (isBounded(x) ? interval(0, x.high - x.low) : nonNegative),
  variance: () => nonNegative,
  tr: () => nonNegative,
  atr: () => nonNegative,
  talibTr: () => nonNegative,
  talibAtr: () => nonNegative,
  roc: percentChange,
  talibRoc: percentChange,
};

/** Operations that keep the bounds of their descriptor to the last digit. */
const exact: ReadonlySet<string> = new Set(["rsi", "talibRsi"]);

const described = new Map([...functions.values()].map(({ operation, range }) => [operation, range]));

/** Bounds of an operation's results, given those of its inputs. Absent values lie in every interval. */
export function rangeOfOperation(operation: string, inputs: readonly Interval[]): Interval {
  const rule = isOperationName(operation) ? rules[operation] : undefined;
  if (rule !== undefined) {
    return rule(inputs);
  }
  const range = described.get(operation);
  if (range === undefined) {
    return everything;
  }
  const stated = { low: range[0], high: range[1] };
  return exact.has(operation) ? stated : widened(stated);
}
