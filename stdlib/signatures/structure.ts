import { b, constantAt, first, firstLessOne, length, n, none, type Signature } from "./shapes.ts";

const conditionWindow: Signature = {
  inputs: [b],
  output: b,
  constants: [length],
  history: first,
  lookback: firstLessOne,
};

const since: Signature = { inputs: [b, n], output: n, constants: [], history: none, lookback: none };

const weighted: Signature = { ...since, inputs: [b, n, n] };

const pivot: Signature = {
  inputs: [n],
  output: n,
  constants: [
    { name: "left", minimum: 1 },
    { name: "right", minimum: 1 },
  ],
  history: (constants) => constantAt(constants, 1),
  lookback: (constants) => constantAt(constants, 0) + constantAt(constants, 1),
};

/** Operations on conditions and on turning points. */
export const structureSignatures = {
  count: { ...conditionWindow, output: n },
  any: conditionWindow,
  all: conditionWindow,
  barsSince: { ...since, inputs: [b] },
  valueWhen: { ...since, constants: [{ name: "occurrence", minimum: 0 }] },
  highestSince: since,
  lowestSince: since,
  sumSince: since,
  averageSince: weighted,
  stdevSince: weighted,
  pivotHigh: pivot,
  pivotLow: pivot,
} satisfies Record<string, Signature>;
