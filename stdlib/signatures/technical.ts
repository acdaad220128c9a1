import {
  type ConstantRule,
  constantAt,
  first,
  firstLessOne,
  length,
  n,
  none,
  one,
  pointwise,
  rolling,
  type Signature,
} from "./shapes.ts";

const lengthOfTwo: ConstantRule = { name: "length", minimum: 2 };
const share = (name: string): ConstantRule => ({ name, minimum: 0, maximum: 1, isFraction: true });

/** A window that each bar goes over: it reads the bars of the window alone. */
const whole: Signature = { ...rolling, history: firstLessOne };

/** Candidates for the extreme of a window are kept by the kernel. */
const extreme: Signature = { ...rolling, history: none };

const adaptive: Signature = {
  inputs: [n],
  output: n,
  constants: [length, { name: "fast", minimum: 1 }, { name: "slow", minimum: 1 }],
  history: (constants) => constantAt(constants, 0) + 1,
  lookback: first,
};

/** From high, low and close, and those of the bar before. */
const movement: Signature = {
  inputs: [n, n, n],
  output: n,
  constants: [length],
  history: one,
  lookback: first,
};
const talibMovement: Signature = { ...movement, constants: [lengthOfTwo] };

const flow: Signature = {
  inputs: [n, n],
  output: n,
  constants: [length],
  history: one,
  lookback: firstLessOne,
};

const path = (inputs: number): Signature =>
  pointwise(
    Array.from({ length: inputs }, () => n),
    n,
  );

const volumeIndex: Signature = { ...path(2), history: one };

/** Operations of the indicators on averages, oscillators, volume and trend. */
export const technicalSignatures = {
  percent: pointwise([n, n], n),

  alma: { ...whole, constants: [length, share("offset"), { name: "sigma", minimum: 1, isFraction: true }] },
  kama: adaptive,
  linreg: { ...rolling, constants: [length, { name: "offset", minimum: -500 }] },
  dev: rolling,
  cog: rolling,

  mfi: flow,
  highestBars: extreme,
  lowestBars: extreme,
  plusDi: movement,
  minusDi: movement,
  dx: movement,
  nvi: volumeIndex,
  pvi: volumeIndex,
  heikinAshiOpen: path(4),
  supertrendLine: path(4),
  supertrendDirection: path(4),
  psar: { ...path(3), constants: [share("start"), share("increment"), share("maximum")], lookback: one },

  talibKama: adaptive,
  talibCmo: { ...movement, inputs: [n], constants: [lengthOfTwo] },
  talibMfi: { ...flow, constants: [lengthOfTwo], lookback: first },
  talibHighestBars: extreme,
  talibLowestBars: extreme,
  talibPlusDi: talibMovement,
  talibMinusDi: talibMovement,
  talibDx: talibMovement,
  talibAdx: { ...talibMovement, lookback: (constants) => 2 * constantAt(constants, 0) - 1 },
  talibSar: { ...path(2), constants: [share("acceleration"), share("maximum")], lookback: one },
  talibAdosc: {
    ...path(4),
    constants: [
      { name: "fast", minimum: 2 },
      { name: "slow", minimum: 2 },
    ],
    lookback: (constants) => Math.max(constantAt(constants, 0), constantAt(constants, 1)) - 1,
  },
} satisfies Record<string, Signature>;
