/** Bars until the influence of a seed has faded below 1e-4: a pole p needs ln(1e-4) / ln(p) bars. */

import { constantAt } from "./signatures.ts";

const decades = Math.log(1e4);

const barsToSettle = (pole: number): number => (pole <= 0 ? 0 : Math.ceil(decades / -Math.log(pole)));

/** Nothing fades: a finite window, or memory without end. */
export const settlesAtOnce = (): number => 0;

/** Settling of an exponential average of `length` bars; its pole is (length - 1) / (length + 1). */
export const emaSettling = (length: number): number => barsToSettle((length - 1) / (length + 1));

/** Settling of Wilder's average of `length` bars; its pole is 1 - 1 / length. */
export const rmaSettling = (length: number): number => barsToSettle(1 - 1 / length);

export const settlesAsEma = (constants: readonly number[]): number => emaSettling(constantAt(constants, 0));

export const settlesAsRma = (constants: readonly number[]): number => rmaSettling(constantAt(constants, 0));

/** Chained averages settle within the sum of their settling times: the slower line average, then the signal's. */
export const settlesAsMacd = (constants: readonly number[]): number => {
  const slowest = Math.max(constantAt(constants, 0), constantAt(constants, 1));
  return emaSettling(slowest) + emaSettling(constantAt(constants, 2));
};

/** Kaufman's average at its slowest steps by the square of 2 / (slow + 1). */
export const settlesAsKama = (constants: readonly number[]): number =>
  barsToSettle(1 - (2 / (constantAt(constants, 2) + 1)) ** 2);

/** Wilder's average of what Wilder's averages gave. */
export const settlesAsTwoRmas = (constants: readonly number[]): number => 2 * settlesAsRma(constants);

/** Two averages of one length beside each other: the longer one. */
export const settlesAsLongestEma = (constants: readonly number[]): number =>
  emaSettling(Math.max(constantAt(constants, 0), constantAt(constants, 1)));

/** Each value is half of the one before. */
export const settlesByHalves = (): number => barsToSettle(0.5);
