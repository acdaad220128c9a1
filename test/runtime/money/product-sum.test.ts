import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProductSum } from "../../../runtime/money/index.ts";

const SAFE = Number.MAX_SAFE_INTEGER;

/** Whole numbers of every size, the ends of the safe range among them. */
const size = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.maxSafeNat(),
  fc.constantFrom(0, 1, 1e7 - 1, 1e7, 1e7 + 1, 2 ** 32, SAFE - 1, SAFE),
);
const signed = fc.tuple(size, fc.boolean()).map(([value, negative]) => (negative ? -value : value));
const products = fc.array(fc.tuple(size, signed), { maxLength: 60 });

describe("an exact sum of products", () => {
  it("equals the sum in big integers after every product", () => {
    fc.assert(
      fc.property(products, (pairs) => {
        const sum = new ProductSum();
        let expected = 0n;
        for (const [a, b] of pairs) {
          sum.add(a, b);
          expected += BigInt(a) * BigInt(b);
          expect(sum.exact()).toBe(expected);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("stays exact where its doubles fill up", () => {
    const sum = new ProductSum();
    let expected = 0n;
    for (let i = 0; i < 5_000; i++) {
      const a = SAFE - i;
      const b = i % 3 === 0 ? -(2 ** 21) - i : 2 ** 21 + i;
      sum.add(a, b);
      expected += BigInt(a) * BigInt(b);
    }
    expect(sum.exact()).toBe(expected);
  });

  it("comes back to zero when every product is taken back", () => {
    fc.assert(
      fc.property(products, (pairs) => {
        const sum = new ProductSum();
        for (const [a, b] of pairs) sum.add(a, b);
        for (const [a, b] of pairs) sum.add(a, -b);
        expect(sum.exact()).toBe(0n);
      }),
    );
  });

  it("is, as a double, within rounding of the exact sum where products have one sign", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(size, size), { minLength: 1, maxLength: 60 }), (pairs) => {
        const sum = new ProductSum();
        for (const [a, b] of pairs) sum.add(a, b);
        const exact = Number(sum.exact());
        expect(Math.abs(sum.approximate() - exact)).toBeLessThanOrEqual(Math.abs(exact) * 1e-15);
      }),
    );
  });
});
