import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type OperationName,
  operationNames,
  operations,
  type Signature,
  scalar,
  signatures,
} from "../../stdlib/index.ts";
import * as pointwise from "../../stdlib/pointwise.ts";

type Truth = boolean | undefined;
type ScalarFunction = (...operands: readonly (number | Truth)[]) => number | Truth;

const NUMBERS = [
  Number.NaN,
  0,
  -0,
  1,
  -1,
  0.5,
  2.5,
  3.5,
  -2.5,
  1.005,
  2.675,
  0.1,
  1e-8,
  100,
  -100.25,
  1e9 + 0.125,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.EPSILON,
];
const TRUTHS: readonly Truth[] = [false, true, undefined];

const encode = (value: number | Truth): number =>
  typeof value === "number" ? value : value === undefined ? 2 : Number(value);

/** The kernel of an operation over one value per input. */
const kernelOn = (
  name: OperationName,
  operands: readonly (number | Truth)[],
  constants: readonly number[],
): number => {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const inputs = operation.inputs.map((type, index) =>
    (type === "number" ? Float64Array : Uint8Array).of(encode(operands[index])),
  );
  const output = operation.output === "number" ? new Float64Array(1) : new Uint8Array(1);
  operation.create({ inputs, output, constants })(0, 1);
  return output[0] ?? Number.NaN;
};

const combinations = (signature: Signature): readonly (readonly (number | Truth)[])[] =>
  signature.inputs.reduce<readonly (readonly (number | Truth)[])[]>(
    (rows, type) =>
      rows.flatMap((row) => (type === "number" ? NUMBERS : TRUTHS).map((value) => [...row, value])),
    [[]],
  );

const SCALARS: Readonly<Partial<Record<OperationName, ScalarFunction>>> = Object.fromEntries(
  Object.entries(scalar),
);
const names = Object.keys(signatures).filter((name): name is OperationName => name in SCALARS);

describe.each(names)("%s", (name) => {
  const rows = combinations(signatures[name]);
  const constants = name === "round" ? [2] : [];

  it("gives the same in a kernel and on single values", () => {
    const one = SCALARS[name];
    if (one === undefined) return expect.fail("no scalar");
    for (const operands of rows) {
      const result = one(...operands, ...constants);
      expect(kernelOn(name, operands, constants), `${name}(${operands.join(", ")})`).toBe(encode(result));
    }
  });

  it("is never infinite", () => {
    for (const operands of rows) {
      const result = kernelOn(name, operands, constants);
      expect(Math.abs(result), `${name}(${operands.join(", ")})`).not.toBe(Number.POSITIVE_INFINITY);
    }
  });
});

it("covers every operation without memory", () => {
  const without = operationNames.filter((name) => name === "round" || Object.hasOwn(pointwise, name));
  expect(without).toStrictEqual(names);
});

describe("absence", () => {
  const arithmetic = names.filter(
    (name) => signatures[name].inputs.every((type) => type === "number") && !/known|coalesce/.test(name),
  );
  it.each(arithmetic)("%s of an absent operand is absent", (name) => {
    const { inputs, output } = signatures[name];
    for (const [index] of inputs.entries()) {
      for (const value of NUMBERS) {
        const operands = inputs.map((_, at) => (at === index ? Number.NaN : value));
        const result = kernelOn(name, operands, name === "round" ? [2] : []);
        if (output === "number") expect(result).toBeNaN();
        else expect(result).toBe(2);
      }
    }
  });

  it("undefined results are absent", () => {
    expect(scalar.div(1, 0)).toBeNaN();
    expect(scalar.div(0, 0)).toBeNaN();
    expect(scalar.sqrt(-1)).toBeNaN();
    expect(scalar.ln(0)).toBeNaN();
    expect(scalar.log10(-1)).toBeNaN();
    expect(scalar.exp(1000)).toBeNaN();
    expect(scalar.pow(-8, 1 / 3)).toBeNaN();
    expect(scalar.pow(0, -1)).toBeNaN();
    expect(scalar.pow(Number.NaN, 0)).toBeNaN();
    expect(scalar.mul(1e200, 1e200)).toBeNaN();
  });
});

describe("numbers", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 });

  it("agree with plain arithmetic and comparison", () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        expect(scalar.add(a, b) - (a + b)).toBe(0);
        expect(scalar.sub(a, b) - (a - b)).toBe(0);
        expect(scalar.min(a, b) === Math.min(a, b)).toBe(true);
        expect(scalar.max(a, b) === Math.max(a, b)).toBe(true);
        expect(scalar.sign(a) === Math.sign(a)).toBe(true);
        expect(scalar.lt(a, b)).toBe(a < b);
        expect(scalar.le(a, b)).toBe(a <= b);
        expect(scalar.gt(a, b)).toBe(a > b);
        expect(scalar.ge(a, b)).toBe(a >= b);
        expect(scalar.eq(a, b)).toBe(a === b);
        expect(scalar.ne(a, b)).toBe(a !== b);
        expect(scalar.ge(a, a)).toBe(true);
        expect(scalar.between(a, Math.min(a, b), Math.max(a, b))).toBe(true);
      }),
    );
  });
});

describe("Kleene's logic", () => {
  const U = undefined;
  it("and", () => {
    const table = TRUTHS.map((a) => TRUTHS.map((b) => scalar.and(a, b)));
    expect(table).toStrictEqual([
      [false, false, false],
      [false, true, U],
      [false, U, U],
    ]);
  });

  it("or", () => {
    const table = TRUTHS.map((a) => TRUTHS.map((b) => scalar.or(a, b)));
    expect(table).toStrictEqual([
      [false, true, U],
      [true, true, true],
      [U, true, U],
    ]);
  });

  it("not, known and coalesce", () => {
    expect(TRUTHS.map(scalar.not)).toStrictEqual([true, false, U]);
    expect(TRUTHS.map(scalar.knownBool)).toStrictEqual([true, true, false]);
    expect(TRUTHS.map((x) => scalar.coalesceBool(x, true))).toStrictEqual([false, true, true]);
    expect([scalar.known(Number.NaN), scalar.known(0)]).toStrictEqual([false, true]);
    expect([scalar.coalesce(Number.NaN, 7), scalar.coalesce(0, 7)]).toStrictEqual([7, 0]);
  });

  it("select", () => {
    expect(TRUTHS.map((c) => scalar.select(c, 1, 2))).toStrictEqual([2, 1, Number.NaN]);
    expect(TRUTHS.map((c) => scalar.selectBool(c, true, false))).toStrictEqual([false, true, U]);
    expect(scalar.select(true, 1, Number.NaN)).toBe(1);
  });
});

describe("round", () => {
  it.each([
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [2.675, 2, 2.67],
    [1.005, 2, 1],
    [2.5, 0, 2],
    [3.5, 0, 4],
    [-0.5, 0, -0],
    [-2.5, 0, -2],
    [0.045, 2, 0.04],
    [123456.785, 2, 123456.79],
    [67890.125, 2, 67890.12],
    [67890.375, 2, 67890.38],
    [4.35, 1, 4.3],
    [0.25, 1, 0.2],
    [1e22, 3, 1e22],
    [45035996273704.97, 2, 45035996273704.97],
  ])("round(%d, %d) is %d, as in Python", (x, decimals, expected) => {
    expect(scalar.round(x, decimals)).toBe(expected);
  });

  /** The exact value of a double, in units of 2^-1074. */
  const exact = (x: number): bigint => {
    const bits = new BigUint64Array(Float64Array.of(x).buffer)[0] ?? 0n;
    const exponent = (bits >> 52n) & 0x7ffn;
    const fraction = bits & 0xfffffffffffffn;
    return exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  };

  /** Round half to even in whole numbers; the division by 10^decimals is left to the parser of decimal text. */
  const roundExactly = (x: number, decimals: number): number => {
    const unit = 1n << 1074n;
    const scaled = exact(x) * 10n ** BigInt(decimals);
    const whole = scaled / unit;
    const twice = (scaled % unit) * 2n;
    const up = twice > unit || (twice === unit && whole % 2n === 1n);
    return Number(`${whole + (up ? 1n : 0n)}e-${decimals}`);
  };

  it("is the nearest decimal, a tie to the even digit, for any value", () => {
    const near = fc.integer({ min: 0, max: 2 ** 40 }).map((eighths) => eighths / 8);
    const price = fc.integer({ min: 0, max: 2 ** 40 }).map((mills) => mills / 1000);
    const wide = fc.double({ noNaN: true, min: 0, max: 2 ** 60 });
    const huge = fc.integer({ min: 2 ** 45, max: Number.MAX_SAFE_INTEGER }).map((n) => n / 64);
    fc.assert(
      fc.property(fc.oneof(near, price, wide, huge), fc.integer({ min: 0, max: 15 }), (x, decimals) => {
        expect(scalar.round(x, decimals)).toBe(roundExactly(x, decimals));
        expect(scalar.round(-x, decimals)).toBe(-scalar.round(x, decimals));
      }),
      { numRuns: 3000 },
    );
  });

  it("refuses other decimals", () => {
    expect(() => scalar.round(1, -1)).toThrow(RangeError);
    expect(() => scalar.round(1, 16)).toThrow(RangeError);
    expect(() => scalar.round(1, 0.5)).toThrow(RangeError);
  });
});
