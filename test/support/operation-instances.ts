/** Instances of operations for tests that go over all of them. */

import fc from "fast-check";
import {
  type AnySeries,
  bars,
  gt,
  type OperationName,
  type Signature,
  signatures,
  type ValueType,
} from "../../stdlib/index.ts";

const { open, high, low, close, volume } = bars("m", 60_000);
const numbers: readonly AnySeries[] = [high, low, close, volume, open];
const truths: readonly AnySeries[] = [gt(open, close), gt(high, low), gt(close, volume)];

const inputSeries = (type: ValueType, index: number): AnySeries => {
  const series = (type === "number" ? numbers : truths)[index];
  if (series === undefined) throw new Error("more inputs than the tests expect");
  return series;
};

/** The operation over sources of the market, as a series. */
export const instanceOf = (name: OperationName, constants: readonly number[]): AnySeries => {
  const signature: Signature = signatures[name];
  const inputs = signature.inputs.map(inputSeries);
  const texts = anyTexts(name);
  return {
    kind: "operation",
    operation: name,
    inputs,
    constants,
    ...(texts.length === 0 ? {} : { texts }),
    type: signature.output,
  };
};

/** Legal texts of an operation. */
export const anyTexts = (name: OperationName): readonly string[] => {
  const signature: Signature = signatures[name];
  const legal = { zone: "America/New_York", hours: "0930-1600" };
  return (signature.texts ?? []).map((rule) => legal[rule]);
};

/** Legal constants of an operation, small enough for short data. */
export const anyConstants = (name: OperationName): fc.Arbitrary<readonly number[]> =>
  fc.tuple(
    ...signatures[name].constants.map(({ minimum, maximum = 25, isFraction }) => {
      const bounds = { min: minimum, max: Math.min(maximum, 25) };
      return isFraction === true ? fc.double({ ...bounds, noNaN: true }) : fc.integer(bounds);
    }),
  );
