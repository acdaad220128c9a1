/**
 * The pointwise operations on single values, for expressions that are evaluated within a step. A number is finite, or
 * NaN for absent; a truth value is a boolean, or undefined for unknown. Same results as the kernels, bit for bit.
 */

import type { BooleanColumn, NumberColumn } from "./kernel.ts";
import * as pointwise from "./pointwise.ts";
import { roundToScale, scaleOf } from "./rounding.ts";

type Truth = boolean | undefined;

const decode = (truth: number): Truth => (truth === 2 ? undefined : truth === 1);
const encode = (truth: Truth): number => (truth === undefined ? 2 : truth ? 1 : 0);

export {
  abs,
  acos,
  add,
  asin,
  atan,
  ceil,
  clamp,
  coalesce,
  cos,
  div,
  exp,
  floor,
  ln,
  log10,
  max,
  min,
  mul,
  neg,
  percent,
  pow,
  sign,
  sin,
  sqrt,
  sub,
  tan,
  toDegrees,
  toRadians,
} from "./pointwise.ts";

/** x rounded to `decimals` places (0 to 15); an exact tie goes to the even digit. */
export const round = (x: number, decimals = 0): number => roundToScale(x, scaleOf(decimals));

/** The number of a column at an index. */
export const at = (column: NumberColumn, index: number): number => column[index] ?? Number.NaN;

/** The truth of a column at an index. */
export const truthAt = (column: BooleanColumn, index: number): Truth => decode(column[index] ?? 2);

/** a < b */
export const lt = (a: number, b: number): Truth => decode(pointwise.lt(a, b));

/** a <= b */
export const le = (a: number, b: number): Truth => decode(pointwise.le(a, b));

/** a > b */
export const gt = (a: number, b: number): Truth => decode(pointwise.gt(a, b));

/** a >= b */
export const ge = (a: number, b: number): Truth => decode(pointwise.ge(a, b));

/** a == b, exactly. */
export const eq = (a: number, b: number): Truth => decode(pointwise.eq(a, b));

/** a != b, exactly. */
export const ne = (a: number, b: number): Truth => decode(pointwise.ne(a, b));

/** low <= x <= high */
export const between = (x: number, low: number, high: number): Truth => and(ge(x, low), le(x, high));

/** Kleene conjunction: false and unknown is false. */
export const and = (a: Truth, b: Truth): Truth => decode(pointwise.and(encode(a), encode(b)));

/** Kleene disjunction: true or unknown is true. */
export const or = (a: Truth, b: Truth): Truth => decode(pointwise.or(encode(a), encode(b)));

/** Kleene negation: not unknown is unknown. */
export const not = (x: Truth): Truth => decode(pointwise.not(encode(x)));

/** Whether x is present. */
export const known = (x: number): boolean => pointwise.known(x) === 1;

/** Whether the truth of x is known. */
export const knownBool = (x: Truth): boolean => x !== undefined;

/** x where it is known, else `otherwise`. */
export const coalesceBool = (x: Truth, otherwise: Truth): Truth => x ?? otherwise;

/** `consequent` when the condition is true, `alternative` when it is false, absent when it is unknown. */
export const select = (condition: Truth, consequent: number, alternative: number): number =>
  pointwise.select(encode(condition), consequent, alternative);

/** `consequent` when the condition is true, `alternative` when it is false, unknown when it is unknown. */
export const selectBool = (condition: Truth, consequent: Truth, alternative: Truth): Truth =>
  decode(pointwise.selectBool(encode(condition), encode(consequent), encode(alternative)));
