import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnySeries,
  bars,
  div,
  emaSettling,
  type FunctionDescriptor,
  functions,
  gt,
  isOperationName,
  operations,
  type ParameterDescriptor,
  qualifiedName,
  rmaSettling,
  type Signature,
  scalar,
  signatures,
  UNKNOWN,
} from "../../stdlib/index.ts";
import { BAR_KINDS, makeBars } from "../support/bar-data.ts";
import { evaluateOne } from "../support/series-runner.ts";

const market = bars("m", 60_000);
const [walk] = BAR_KINDS;
if (walk === undefined) throw new Error("no bars");
const minutes = Float64Array.from({ length: 400 }, (_, i) => 1_700_000_000_000 + 60_000 * i);
const fields = { ...makeBars(walk, 400, 5), time: minutes };

/** A market that stands still for stretches, without volume then. */
const still = { ...makeBars({ name: "", level: 250, step: 1, flat: 0.05, hole: 0 }, 400, 6), time: minutes };

const parametersOf = (descriptor: FunctionDescriptor, kind: ParameterDescriptor["kind"]) =>
  descriptor.parameters.filter((parameter) => parameter.kind === kind);

const texts = { zone: "Asia/Kathmandu", hours: "0930-1600" };

/** A series for an argument: conditions that change, instants, and prices, the first of them the close. */
const argumentOf = ({ unit }: ParameterDescriptor, index: number): AnySeries => {
  if (unit === "bool") return gt(market.close, market.open);
  if (unit === "instant") return market.time;
  if (unit === "ratio") return div(market.low, market.high);
  return index === 0 ? market.close : market.open;
};

/** The call as the compiler makes it: implicit fields, then series arguments, then constants and texts. */
const callOf = (descriptor: FunctionDescriptor, constants: readonly number[]): AnySeries => {
  const passed = parametersOf(descriptor, "text").map(({ unit }) =>
    unit === "hours" ? texts.hours : texts.zone,
  );
  const call = {
    kind: "operation",
    operation: descriptor.operation,
    inputs: [
      ...descriptor.implicit.map((field) => market[field]),
      ...parametersOf(descriptor, "series").map(argumentOf),
    ],
    constants: [...(descriptor.readsClock === true ? [60_000] : []), ...constants],
    ...(passed.length === 0 ? {} : { texts: passed }),
  } as const;
  return descriptor.result === "bool" ? { ...call, type: "boolean" } : { ...call, type: "number" };
};

/** A number is absent as NaN, a truth value as 2. */
const isAbsent = (series: AnySeries, value: number): boolean =>
  series.type === "boolean" ? value === UNKNOWN : Number.isNaN(value);

describe.each([...functions.values()].map((one) => [qualifiedName(one), one] as const))("%s", (name, one) => {
  it("is a call of an operation that takes what it passes", () => {
    if (!isOperationName(one.operation)) return expect.fail(`no operation ${one.operation}`);
    const { inputs, constants, output, texts: wanted = [] }: Signature = signatures[one.operation];
    const call = callOf(one, []);
    if (call.kind !== "operation") return expect.fail("no operation");
    expect(output).toBe(call.type);
    expect(inputs).toStrictEqual(call.inputs.map(({ type }) => type));
    const passed = parametersOf(one, "constant");
    const own = constants.slice(one.readsClock === true ? 1 : 0);
    expect(passed.map(({ minimum }) => minimum)).toStrictEqual(own.map(({ minimum }) => minimum));
    expect(passed.map(({ maximum }) => maximum)).toStrictEqual(own.map(({ maximum }) => maximum));
    expect(parametersOf(one, "text").map(({ unit }) => unit)).toStrictEqual(wanted);
    if (one.pointwise) expect(Object.keys(scalar)).toContain(one.operation);
  });

  it("has a value at every bar once it has one, unless it says when not", () => {
    const operation = operations.get(one.operation);
    if (operation === undefined || (one.absent !== undefined && one.absent.unlessPositive !== true)) return;
    const constants = parametersOf(one, "constant").map(({ default: value, minimum = 1 }) =>
      typeof value === "number" ? value : Math.max(minimum, 5),
    );
    const series = callOf(one, constants);
    const start = operation.lookback(series.kind === "operation" ? series.constants : []);
    for (const market of [fields, still]) {
      const values = evaluateOne(series, market);
      expect(values.findIndex((value, i) => i >= start && isAbsent(series, value))).toBe(-1);
    }
  });

  it("describes itself", () => {
    expect(functions.get(name)).toBe(one);
    expect(one.example.startsWith(`${name}(`)).toBe(true);
    for (const text of [one.doc, one.formula, one.source]) expect(text.length).toBeGreaterThan(2);
    const names = one.parameters.map((parameter) => parameter.name);
    expect(new Set(names).size).toBe(names.length);
    for (const unit of [one.result, ...one.parameters.map((parameter) => parameter.unit)]) {
      if (typeof unit === "string") continue;
      const read = "same" in unit ? [unit.same] : Object.keys(unit.product);
      expect(names).toEqual(expect.arrayContaining(read));
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
        const series = callOf(one, constants);
        const values = evaluateOne(series, fields);
        const first = values.findIndex((value) => !isAbsent(series, value));
        const passed = series.kind === "operation" ? series.constants : [];
        if (one.absent?.waits === true) expect(first).toBeGreaterThanOrEqual(operation.lookback(passed));
        else expect(first).toBe(operation.lookback(passed));
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
