import { describe, expect, it } from "vitest";
import { type Row, signal, simulate } from "../../support/simulate.ts";

const at = (price: number, volume = 1): Row => [price, price, price, price, volume];
const short = `enter short when volume == 7 ABC { size 10 ABC unprotected }
  exit short when volume == 9 ABC`;
const route = { route: "borrow 36.5%" };
const codes = (outcome: ReturnType<typeof simulate>) => outcome.warnings.map(({ code }) => code);

describe("interest on what is sold short", () => {
  it("is charged for the time that a position is open, on its value at the last close", () => {
    // Sold at the open of 01:00, bought back at the open of 13:00: half a day of 0.1 % on 1 000.
    const rows = [signal(), ...Array.from({ length: 10 }, () => at(100)), at(100, 9), at(100), at(100)];
    const outcome = simulate(short, [...rows.slice(0, 11), at(100), at(100, 9), at(101)], route);
    expect(
      outcome.charges().map(({ kind, quantity, price, amount }) => [kind, quantity, price, amount]),
    ).toEqual([["borrow", "10", "100", "0.5"]]);
    expect(outcome.final.charges).toBe("0.5");
    expect(outcome.trades().map(({ profit, charges }) => [profit, charges])).toEqual([["-10.5", "0.5"]]);
    expect(outcome.final.cash).toBe("999989.5");
  });

  it("is charged at the end of every UTC day, whether bars are skipped or not", () => {
    const rows = [signal(), ...Array.from({ length: 60 }, () => at(100))];
    const outcome = simulate(short, rows, route);
    expect(outcome.charges().map(({ time }) => new Date(time).toISOString())).toEqual([
      "2024-01-02T00:00:00.000Z",
      "2024-01-03T00:00:00.000Z",
    ]);
    for (const config of [{ everyBar: true }, { blockSize: 5 }]) {
      const other = simulate(short, rows, { ...route, config });
      expect(other.digest()).toBe(outcome.digest());
      expect([...other.equity.cash]).toEqual([...outcome.equity.cash]);
    }
  });

  it("is not charged on a long position, nor on a derivative", () => {
    const rows = [signal(), ...Array.from({ length: 60 }, () => at(100))];
    expect(simulate(short.replaceAll("short", "long"), rows, route).charges()).toEqual([]);
    const derivative = { ...route, instrument: { settle: "USD" } };
    expect(simulate(short, rows, derivative).charges()).toEqual([]);
  });

  it("is missed with a warning where a spot market is sold short and no rate is given", () => {
    const rows = [signal(), at(100), at(100)];
    expect(codes(simulate(short, rows))).toContain("borrow_not_charged");
    expect(codes(simulate(short, rows, route))).not.toContain("borrow_not_charged");
    expect(codes(simulate(short.replaceAll("short", "long"), rows))).not.toContain("borrow_not_charged");
    expect(codes(simulate(short, rows, { instrument: { settle: "USD" } }))).not.toContain(
      "borrow_not_charged",
    );
  });
});
