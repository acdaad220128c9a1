import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ledger } from "../../../runtime/inventory/ledger.ts";
import { formatUnits, parseDecimal, rescale } from "../../../runtime/money/index.ts";

const fill = fc.record({
  price: fc.oneof(fc.integer({ min: 1, max: 10 ** 6 }), fc.integer({ min: 1, max: 10 ** 13 })),
  quantity: fc.oneof(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -(10 ** 12), max: 10 ** 12 })),
  isMaker: fc.boolean(),
});
const rate = fc.constantFrom("0", "0.001", "0.00075", "0.000002", "-0.00025");
const scales = fc.record({
  price: fc.integer({ min: 0, max: 8 }),
  quantity: fc.integer({ min: 0, max: 8 }),
});
const capital = fc.constantFrom("10000", "0.5", "123456.789");

describe("a ledger", () => {
  it("conserves cash to the last digit: capital - sum(quantity * price) - fees", () => {
    fc.assert(
      fc.property(
        fc.array(fill, { maxLength: 40 }),
        scales,
        capital,
        rate,
        rate,
        (fills, scale, start, maker, taker) => {
          const ledger = new Ledger(parseDecimal(start), scale, { maker, taker });
          // Everything as integers at one scale that holds every product.
          const wide = scale.price + scale.quantity + 10;
          let cash = rescale(parseDecimal(start), wide);
          let fees = 0n;
          for (const { price, quantity, isMaker } of fills) {
            ledger.fill(price, quantity, isMaker);
            const value = BigInt(price) * BigInt(quantity);
            const factor = 10n ** 10n;
            const parsed = parseDecimal(isMaker ? maker : taker);
            const size = value < 0n ? -value : value;
            const fee = (size * parsed.units * factor) / 10n ** BigInt(parsed.scale);
            cash -= value * factor + fee;
            fees += fee;
            expect(rescale(ledger.exactFee(price, quantity, isMaker), wide)).toBe(fee);
          }
          expect(rescale(ledger.exactCash(), wide)).toBe(cash);
          expect(rescale(ledger.exactFees(), wide)).toBe(fees);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("has capital + profit again when the position is closed at its price, less the fees", () => {
    const ledger = new Ledger(
      parseDecimal("1000"),
      { price: 2, quantity: 8 },
      { maker: "0", taker: "0.001" },
    );
    ledger.fill(10_033, 3, false);
    ledger.fill(10_033, -3, false);
    const fees = ledger.exactFees();
    expect(formatUnits(fees.units, fees.scale)).toBe("0.0000000060198");
    const cash = ledger.exactCash();
    expect(formatUnits(cash.units, cash.scale)).toBe("999.9999999939802");
  });

  it("gives cash as the double nearest to the exact cash, for amounts of a usual size", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            price: fc.integer({ min: 1, max: 10 ** 7 }),
            quantity: fc.integer({ min: -(10 ** 6), max: 10 ** 6 }),
            isMaker: fc.boolean(),
          }),
          { maxLength: 40 },
        ),
        (fills) => {
          const ledger = new Ledger(
            parseDecimal("100000"),
            { price: 2, quantity: 4 },
            { maker: "0.001", taker: "0.002" },
          );
          for (const { price, quantity, isMaker } of fills) ledger.fill(price, quantity, isMaker);
          const { units, scale } = ledger.exactCash();
          const exact = Number(formatUnits(units, scale));
          expect(Math.abs(ledger.cash() - exact)).toBeLessThanOrEqual(1e-6);
        },
      ),
    );
  });
});
