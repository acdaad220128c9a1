import { expect, test } from "vitest";
import { monthlyReturns } from "../../playground/backtest/months.ts";

const series = (rows: readonly (readonly [string, number])[]) => ({
  time: Float64Array.from(rows, ([time]) => Date.parse(time)),
  value: Float64Array.from(rows, ([, value]) => value),
  cash: new Float64Array(rows.length),
});

test("a bar that closes at midnight belongs to the month that ends", () => {
  const equity = series([
    ["2024-01-31T00:00Z", 105],
    ["2024-02-01T00:00Z", 110],
    ["2024-02-01T00:01Z", 121],
  ]);
  expect(monthlyReturns(equity, 100)).toEqual([
    { year: 2024, month: 0, ratio: 110 / 100 - 1 },
    { year: 2024, month: 1, ratio: 121 / 110 - 1 },
  ]);
});

test("months without bars have no return, and the next one begins where the last one ended", () => {
  const equity = series([
    ["2023-11-15T00:00Z", 90],
    ["2024-03-15T00:00Z", 99],
  ]);
  expect(monthlyReturns(equity, 100)).toEqual([
    { year: 2023, month: 10, ratio: 90 / 100 - 1 },
    { year: 2024, month: 2, ratio: 99 / 90 - 1 },
  ]);
});

test("a run without bars has no months", () => {
  expect(monthlyReturns(series([]), 100)).toEqual([]);
});
