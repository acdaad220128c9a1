/**
 * What each operation takes and gives: the types of its inputs, the rules of its constants, how far back it reads and
 * how many bars it needs. Kernels are attached in `operations.ts`; builders and tests read this table alone.
 */

export type ValueType = "number" | "boolean";

/** A constant of an operation: a whole number within bounds. */
export interface ConstantRule {
  readonly name: string;
  readonly minimum: number;
  readonly maximum?: number;
}

export interface Signature {
  readonly inputs: readonly ValueType[];
  readonly output: ValueType;
  readonly constants: readonly ConstantRule[];
  /** Entries before the present bar that the kernel reads from its input columns. */
  readonly history: (constants: readonly number[]) => number;
  /** Bars of defined input before the first defined output. */
  readonly lookback: (constants: readonly number[]) => number;
}

/** The constant at `index`; a missing one is a caller's bug. */
export const constantAt = (constants: readonly number[], index: number): number => {
  const value = constants[index];
  if (value === undefined) throw new RangeError(`constant ${index} is missing`);
  return value;
};

const none = (): number => 0;
const one = (): number => 1;
const first = (constants: readonly number[]): number => constantAt(constants, 0);
const firstLessOne = (constants: readonly number[]): number => constantAt(constants, 0) - 1;

const length: ConstantRule = { name: "length", minimum: 1 };

const pointwise = (inputs: readonly ValueType[], output: ValueType): Signature => ({
  inputs,
  output,
  constants: [],
  history: none,
  lookback: none,
});

const n = "number";
const b = "boolean";

const crossing: Signature = { inputs: [n, n], output: b, constants: [], history: none, lookback: one };

/** A window of the last `length` bars that rolls: it reads the bar that leaves. */
const rolling: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: first,
  lookback: firstLessOne,
};

/** A window whose kernel keeps what it needs of the bars that leave. */
const kept: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: firstLessOne,
  lookback: firstLessOne,
};

/** An average that steps from its previous value, seeded with the mean of the first `length` values. */
const recursive: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: none,
  lookback: firstLessOne,
};

const difference: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: first,
  lookback: first,
};

const talibMacd: Signature = {
  inputs: [n],
  output: n,
  constants: [
    { name: "fast", minimum: 2 },
    { name: "slow", minimum: 2 },
    { name: "signal", minimum: 1 },
  ],
  history: none,
  lookback: (constants) =>
    Math.max(constantAt(constants, 0), constantAt(constants, 1)) + constantAt(constants, 2) - 2,
};

const past = (type: ValueType): Signature => ({
  inputs: [type],
  output: type,
  constants: [{ name: "bars", minimum: 0 }],
  history: first,
  lookback: first,
});

const table = {
  add: pointwise([n, n], n),
  sub: pointwise([n, n], n),
  mul: pointwise([n, n], n),
  div: pointwise([n, n], n),
  neg: pointwise([n], n),
  abs: pointwise([n], n),
  min: pointwise([n, n], n),
  max: pointwise([n, n], n),
  sign: pointwise([n], n),
  floor: pointwise([n], n),
  ceil: pointwise([n], n),
  round: { ...pointwise([n], n), constants: [{ name: "decimals", minimum: 0, maximum: 15 }] },
  sqrt: pointwise([n], n),
  ln: pointwise([n], n),
  log10: pointwise([n], n),
  exp: pointwise([n], n),
  pow: pointwise([n, n], n),

  lt: pointwise([n, n], b),
  le: pointwise([n, n], b),
  gt: pointwise([n, n], b),
  ge: pointwise([n, n], b),
  eq: pointwise([n, n], b),
  ne: pointwise([n, n], b),
  and: pointwise([b, b], b),
  or: pointwise([b, b], b),
  not: pointwise([b], b),
  known: pointwise([n], b),
  knownBool: pointwise([b], b),
  coalesce: pointwise([n, n], n),
  coalesceBool: pointwise([b, b], b),
  select: pointwise([b, n, n], n),
  selectBool: pointwise([b, b, b], b),

  crossesAbove: crossing,
  crossesBelow: crossing,
  crosses: crossing,

  history: past(n),
  historyBool: past(b),
  filledForward: { ...pointwise([n], n), constants: [{ name: "bars", minimum: 0 }] },

  sum: rolling,
  sma: rolling,
  wma: rolling,
  variance: rolling,
  stdev: rolling,
  highest: kept,
  lowest: kept,
  ema: recursive,
  rma: recursive,
  rsi: { inputs: [n], output: n, constants: [length], history: one, lookback: first },
  tr: { inputs: [n, n, n], output: n, constants: [], history: one, lookback: none },
  atr: { inputs: [n, n, n], output: n, constants: [length], history: one, lookback: firstLessOne },
  change: difference,
  roc: difference,
  cum: pointwise([n], n),
  obv: { inputs: [n, n], output: n, constants: [], history: one, lookback: one },

  talibRsi: {
    inputs: [n],
    output: n,
    constants: [{ name: "length", minimum: 2 }],
    history: one,
    lookback: first,
  },
  talibTr: { inputs: [n, n, n], output: n, constants: [], history: one, lookback: one },
  talibAtr: { inputs: [n, n, n], output: n, constants: [length], history: one, lookback: first },
  talibRoc: difference,
  talibObv: { inputs: [n, n], output: n, constants: [], history: one, lookback: none },
  talibMacdLine: talibMacd,
  talibMacdSignal: talibMacd,
  talibMacdHistogram: talibMacd,
} satisfies Record<string, Signature>;

export type OperationName = keyof typeof table;

/** Every operation by its key. */
export const signatures: Readonly<Record<OperationName, Signature>> = table;

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(table, name);

/** The keys of the operation table, in the order of the reference. */
export const operationNames: readonly OperationName[] = Object.keys(table).filter(isOperationName);

/** Throws RangeError when `constants` are not what the operation takes. */
export const checkConstants = (name: OperationName, constants: readonly number[]): void => {
  const rules = signatures[name].constants;
  if (constants.length !== rules.length) {
    throw new RangeError(`${name} takes ${rules.length} constants, not ${constants.length}`);
  }
  for (const [index, rule] of rules.entries()) {
    const value = constantAt(constants, index);
    const within = value >= rule.minimum && value <= (rule.maximum ?? 0x7fff_ffff);
    if (!Number.isInteger(value) || !within) {
      const upper = rule.maximum === undefined ? "" : ` and at most ${rule.maximum}`;
      throw new RangeError(
        `${name}: ${rule.name} must be a whole number of at least ${rule.minimum}${upper}, not ${value}`,
      );
    }
  }
};
