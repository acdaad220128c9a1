import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bars,
  emaSettling,
  type FunctionDescriptor,
  functions,
  isOperationName,
  type OperationSeries,
  operations,
  qualifiedName,
  rmaSettling,
  scalar,
  signatures,
} from "../../stdlib/index.ts";
import { BAR_KINDS, makeBars } from "../support/bar-data.ts";
import { evaluateOne } from "../support/series-runner.ts";

const market = bars("m", 60_000);
const [walk] = BAR_KINDS;
if (walk === undefined) throw new Error("no bars");
const fields = makeBars(walk, 400, 5);

const parametersOf = (descriptor: FunctionDescriptor, kind: "series" | "constant") =>
  descriptor.parameters.filter((parameter) => parameter.kind === kind);

/** The call as the compiler makes it: implicit fields, then series arguments, then constants. */
const callOf = (
  descriptor: FunctionDescriptor,
  constants: readonly number[],
): OperationSeries & { type: "number" } => ({
  kind: "operation",
  operation: descriptor.operation,
  inputs: [
    ...descriptor.implicit.map((field) => market[field]),
    ...parametersOf(descriptor, "series").map((_, index) => (index === 0 ? market.close : market.open)),
  ],
  constants,
  type: "number",
});

describe.each([...functions.values()].map((one) => [qualifiedName(one), one] as const))("%s", (name, one) => {
  it("is a call of an operation that takes what it passes", () => {
    if (!isOperationName(one.operation)) return expect.fail(`no operation ${one.operation}`);
    const { inputs, constants, output } = signatures[one.operation];
    expect(output).toBe("number");
    expect(inputs).toStrictEqual(callOf(one, []).inputs.map(() => "number"));
    const passed = parametersOf(one, "constant");
    expect(passed.map(({ minimum }) => minimum)).toStrictEqual(constants.map(({ minimum }) => minimum));
    expect(passed.map(({ maximum }) => maximum)).toStrictEqual(constants.map(({ maximum }) => maximum));
    if (one.pointwise) expect(Object.keys(scalar)).toContain(one.operation);
  });

  it("describes itself", () => {
    expect(functions.get(name)).toBe(one);
    expect(one.example.startsWith(`${name}(`)).toBe(true);
    for (const text of [one.doc, one.formula, one.source]) expect(text.length).toBeGreaterThan(2);
    const names = one.parameters.map((parameter) => parameter.name);
    expect(new Set(names).size).toBe(names.length);
    for (const unit of [one.result, ...one.parameters.map((parameter) => parameter.unit)]) {
      if (typeof unit !== "string") expect(names).toContain(unit.same);
    }
    for (const parameter of parametersOf(one, "constant")) {
      if (typeof parameter.default === "number") {
        expect(parameter.default).toBeGreaterThanOrEqual(parameter.minimum ?? Number.NaN);
      }
    }
  });

  it("has its first value after the lookback of its operation, and within its range", () => {
    const operation = operations.get(one.operation);
    if (operation === undefined) return expect.fail("no operation");
    const minima = parametersOf(one, "constant").map(({ minimum = 0, maximum = 40 }) =>
      fc.integer({ min: minimum, max: maximum }),
    );
    fc.assert(
      fc.property(fc.tuple(...minima), (constants) => {
        const values = evaluateOne(callOf(one, constants), fields);
        const first = values.findIndex((value) => !Number.isNaN(value));
        expect(first).toBe(operation.lookback(constants));
        const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = one.range ?? [];
        expect(values.every((value) => !(value < low) && !(value > high))).toBe(true);
        const settling = one.settling(constants);
        expect(Number.isInteger(settling) && settling >= 0).toBe(true);
        if (one.memory !== "fading") expect(settling).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

it("operations are keyed by their own names", () => {
  for (const [key, operation] of operations) expect(operation.name).toBe(key);
  expect([...operations.keys()]).toStrictEqual(Object.keys(signatures));
});

it("settling times are those of the poles", () => {
  expect([1, 12, 48, 200].map(emaSettling)).toStrictEqual([0, 56, 222, 922]);
  expect([1, 14, 200].map(rmaSettling)).toStrictEqual([0, 125, 1838]);
});

describe("the seed of a fading function", () => {
  it.each(["ema", "rma", "rsi", "atr"])("%s: no longer shows in 4 digits once settled", (name) => {
    const descriptor = functions.get(name);
    const operation = operations.get(descriptor?.operation ?? "");
    if (descriptor === undefined || operation === undefined) return expect.fail("no function");
    const constants = [14];
    const settled = operation.lookback(constants) + descriptor.settling(constants);
    const late = Object.fromEntries(
      Object.entries(fields).map(([field, values]) => [field, values.slice(100)]),
    );
    const series = callOf(descriptor, constants);
    const full = evaluateOne(series, fields)[100 + settled] ?? Number.NaN;
    const started = evaluateOne(series, late)[settled] ?? Number.NaN;
    expect(Math.abs(started - full)).toBeLessThan(1e-3 * Math.abs(full));
    expect(started).not.toBe(full);
  });
});
