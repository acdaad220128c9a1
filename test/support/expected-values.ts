import { expect } from "vitest";

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

export const EXACT: Tolerance = { relative: 1e-9, absolute: 1e-9 };

/** Digits that squares and distances of nearly equal values lose in the source of the expected values. */
export const DISPERSION: Tolerance = { relative: 1e-8, absolute: 1e-9 };

/** From bar `from` on, each expected value is met, and there is a value exactly where one is expected. */
export const expectValues = (
  actual: readonly number[],
  expected: ArrayLike<number>,
  tolerance: Tolerance,
  from = 0,
): void => {
  expect(actual.length).toBe(expected.length);
  let compared = 0;
  for (let i = from; i < actual.length; i++) {
    const want = expected[i] ?? Number.NaN;
    const got = actual[i] ?? Number.NaN;
    const margin = tolerance.absolute + tolerance.relative * Math.abs(want);
    const same = Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= margin;
    if (!same) expect.fail(`bar ${i}: ${got}, expected ${want}`);
    if (!Number.isNaN(want)) compared += 1;
  }
  expect(compared).toBeGreaterThan(0);
};
