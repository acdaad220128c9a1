import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalOf, decimalsOf, formatUnits, parseDecimal, rescale } from "../../../runtime/money/index.ts";

const units = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const scale = fc.integer({ min: 0, max: 30 });

describe("decimals", () => {
  it.each([
    ["0", 0n, 0],
    ["12", 12n, 0],
    ["-12.50", -125n, 1],
    ["+0.001", 1n, 3],
    ["1e-8", 1n, 8],
    ["2.5E3", 2500n, 0],
    ["1.25e1", 125n, 1],
    [" 7 ", 7n, 0],
  ])("parse %j exactly", (text, expected, decimals) => {
    expect(parseDecimal(text)).toEqual({ units: expected, scale: decimals });
  });

  it.each(["", ".", "1.", ".5", "1,5", "0x10", "NaN", "Infinity", "1e", "1 2", "--1", "1_000"])(
    "refuse %j",
    (text) => {
      expect(() => parseDecimal(text)).toThrow(RangeError);
    },
  );

  it.each([
    [1250n, 2, "12.5"],
    [-1n, 8, "-0.00000001"],
    [0n, 4, "0"],
    [100n, 0, "100"],
    [-1200n, 2, "-12"],
  ])("print %s at scale %s without trailing zeros", (value, decimals, text) => {
    expect(formatUnits(value, decimals)).toBe(text);
  });

  it("come back from what they are printed as", () => {
    fc.assert(
      fc.property(units, scale, (value, decimals) => {
        const parsed = parseDecimal(formatUnits(value, decimals));
        expect(rescale(parsed, decimals)).toBe(value);
      }),
    );
  });

  it("change their scale without losing a digit, or refuse", () => {
    fc.assert(
      fc.property(units, scale, fc.integer({ min: 0, max: 10 }), (value, decimals, more) => {
        const wide = rescale({ units: value, scale: decimals }, decimals + more);
        expect(rescale({ units: wide, scale: decimals + more }, decimals)).toBe(value);
      }),
    );
    expect(() => rescale({ units: 125n, scale: 2 }, 1)).toThrow(/more than 1 decimals/);
  });

  it.each([
    ["0.00001", 5],
    ["1e-8", 8],
    ["10.50", 1],
    ["100", 0],
    ["5e2", 0],
  ])("know how many %s needs", (text, decimals) => {
    expect(decimalsOf(text)).toBe(decimals);
  });

  it("of a double read back as the same double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const exact = decimalOf(value);
        expect(Number(formatUnits(exact.units, exact.scale))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
