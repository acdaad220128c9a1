/** Series of the language's operators and of the mathematical functions. Each is absent where an operand is absent. */

import type { BooleanSeries, NumberSeries } from "../series.ts";
import { booleanOperation, numberOperation } from "./operation.ts";

/** a + b */
export const add = (a: NumberSeries, b: NumberSeries): NumberSeries => numberOperation("add", [a, b]);

/** a - b */
export const sub = (a: NumberSeries, b: NumberSeries): NumberSeries => numberOperation("sub", [a, b]);

/** a * b */
export const mul = (a: NumberSeries, b: NumberSeries): NumberSeries => numberOperation("mul", [a, b]);

/** a / b; absent where b is zero. */
export const div = (a: NumberSeries, b: NumberSeries): NumberSeries => numberOperation("div", [a, b]);

/** -x */
export const neg = (x: NumberSeries): NumberSeries => numberOperation("neg", [x]);

/** The size of x without its sign. */
export const abs = (x: NumberSeries): NumberSeries => numberOperation("abs", [x]);

/** The smaller of a and b. */
export const min = (a: NumberSeries, b: NumberSeries): NumberSeries => numberOperation("min", [a, b]);

/** The larger of a and b. */
export const max = (a: NumberSeries, b: NumberSeries): NumberSeries => numberOperation("max", [a, b]);

/** 1 above zero, -1 below, 0 at zero. */
export const sign = (x: NumberSeries): NumberSeries => numberOperation("sign", [x]);

/** The largest whole number that is not above x. */
export const floor = (x: NumberSeries): NumberSeries => numberOperation("floor", [x]);

/** The smallest whole number that is not below x. */
export const ceil = (x: NumberSeries): NumberSeries => numberOperation("ceil", [x]);

/** x rounded to `decimals` places (0 to 15); an exact tie goes to the even digit. */
export const round = (x: NumberSeries, decimals = 0): NumberSeries =>
  numberOperation("round", [x], [decimals]);

/** Square root; absent below zero. */
export const sqrt = (x: NumberSeries): NumberSeries => numberOperation("sqrt", [x]);

/** Natural logarithm; absent at zero and below. */
export const ln = (x: NumberSeries): NumberSeries => numberOperation("ln", [x]);

/** Logarithm to base 10; absent at zero and below. */
export const log10 = (x: NumberSeries): NumberSeries => numberOperation("log10", [x]);

/** e to the power x; absent where it overflows. */
export const exp = (x: NumberSeries): NumberSeries => numberOperation("exp", [x]);

/** x to the power `exponent`; absent where undefined. */
export const pow = (x: NumberSeries, exponent: NumberSeries): NumberSeries =>
  numberOperation("pow", [x, exponent]);

/** a < b */
export const lt = (a: NumberSeries, b: NumberSeries): BooleanSeries => booleanOperation("lt", [a, b]);

/** a <= b */
export const le = (a: NumberSeries, b: NumberSeries): BooleanSeries => booleanOperation("le", [a, b]);

/** a > b */
export const gt = (a: NumberSeries, b: NumberSeries): BooleanSeries => booleanOperation("gt", [a, b]);

/** a >= b */
export const ge = (a: NumberSeries, b: NumberSeries): BooleanSeries => booleanOperation("ge", [a, b]);

/** a == b, exactly. */
export const eq = (a: NumberSeries, b: NumberSeries): BooleanSeries => booleanOperation("eq", [a, b]);

/** a != b, exactly. */
export const ne = (a: NumberSeries, b: NumberSeries): BooleanSeries => booleanOperation("ne", [a, b]);

/** Kleene conjunction: false and unknown is false. */
export const and = (a: BooleanSeries, b: BooleanSeries): BooleanSeries => booleanOperation("and", [a, b]);

/** Kleene disjunction: true or unknown is true. */
export const or = (a: BooleanSeries, b: BooleanSeries): BooleanSeries => booleanOperation("or", [a, b]);

/** Kleene negation: not unknown is unknown. */
export const not = (x: BooleanSeries): BooleanSeries => booleanOperation("not", [x]);

/** Whether x is present; never unknown itself. */
export const known = (x: NumberSeries): BooleanSeries => booleanOperation("known", [x]);

/** Whether the truth of x is known; never unknown itself. */
export const knownBool = (x: BooleanSeries): BooleanSeries => booleanOperation("knownBool", [x]);

/** x where it is present, else `otherwise`. */
export const coalesce = (x: NumberSeries, otherwise: NumberSeries): NumberSeries =>
  numberOperation("coalesce", [x, otherwise]);

/** x where it is known, else `otherwise`. */
export const coalesceBool = (x: BooleanSeries, otherwise: BooleanSeries): BooleanSeries =>
  booleanOperation("coalesceBool", [x, otherwise]);

/** `consequent` where the condition is true, `alternative` where it is false, absent where it is unknown. */
export const select = (
  condition: BooleanSeries,
  consequent: NumberSeries,
  alternative: NumberSeries,
): NumberSeries => numberOperation("select", [condition, consequent, alternative]);

/** `consequent` where the condition is true, `alternative` where it is false, unknown where it is unknown. */
export const selectBool = (
  condition: BooleanSeries,
  consequent: BooleanSeries,
  alternative: BooleanSeries,
): BooleanSeries => booleanOperation("selectBool", [condition, consequent, alternative]);

/** a > b now, and a <= b at the last bar where both were present. */
export const crossesAbove = (a: NumberSeries, b: NumberSeries): BooleanSeries =>
  booleanOperation("crossesAbove", [a, b]);

/** a < b now, and a >= b at the last bar where both were present. */
export const crossesBelow = (a: NumberSeries, b: NumberSeries): BooleanSeries =>
  booleanOperation("crossesBelow", [a, b]);

/** a is on the other side of b than when they last differed; touching b alone is no cross. */
export const crosses = (a: NumberSeries, b: NumberSeries): BooleanSeries =>
  booleanOperation("crosses", [a, b]);

/** x as it was `barsAgo` bars ago. */
export const history = (x: NumberSeries, barsAgo: number): NumberSeries =>
  numberOperation("history", [x], [barsAgo]);

/** x as it was `barsAgo` bars ago. */
export const historyBool = (x: BooleanSeries, barsAgo: number): BooleanSeries =>
  booleanOperation("historyBool", [x], [barsAgo]);

/** x, or where it is absent its last value, for at most `barCount` bars in a row. */
export const filledForward = (x: NumberSeries, barCount: number): NumberSeries =>
  numberOperation("filledForward", [x], [barCount]);

/** low <= x <= high. */
export const between = (x: NumberSeries, low: NumberSeries, high: NumberSeries): BooleanSeries =>
  and(ge(x, low), le(x, high));
