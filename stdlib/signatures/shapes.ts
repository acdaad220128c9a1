/** What an operation takes and gives, and the shapes that most of them share. */

export type ValueType = "number" | "boolean";

/** A constant of an operation: a number within bounds, whole unless it `isFraction`. */
export interface ConstantRule {
  readonly name: string;
  readonly minimum: number;
  readonly maximum?: number;
  readonly isFraction?: boolean;
}

/** A text of an operation: a time zone, or hours of trading. */
export type TextRule = "zone" | "hours";

export interface Signature {
  readonly inputs: readonly ValueType[];
  readonly output: ValueType;
  readonly constants: readonly ConstantRule[];
  readonly texts?: readonly TextRule[];
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

/** The text at `index`; a missing one is a caller's bug. */
export const textAt = (texts: readonly string[] | undefined, index: number): string => {
  const text = texts?.[index];
  if (text === undefined) throw new RangeError(`text ${index} is missing`);
  return text;
};

export const none = (): number => 0;
export const one = (): number => 1;
export const first = (constants: readonly number[]): number => constantAt(constants, 0);
export const firstLessOne = (constants: readonly number[]): number => constantAt(constants, 0) - 1;

export const length: ConstantRule = { name: "length", minimum: 1 };

export const pointwise = (inputs: readonly ValueType[], output: ValueType): Signature => ({
  inputs,
  output,
  constants: [],
  history: none,
  lookback: none,
});

export const n = "number";
export const b = "boolean";

export const crossing: Signature = { inputs: [n, n], output: b, constants: [], history: none, lookback: one };

/** A window of the last `length` bars that rolls: it reads the bar that leaves. */
export const rolling: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: first,
  lookback: firstLessOne,
};

/** A window whose kernel keeps what it needs of the bars that leave. */
export const kept: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: firstLessOne,
  lookback: firstLessOne,
};

/** An average that steps from its previous value, seeded with the mean of the first `length` values. */
export const recursive: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: none,
  lookback: firstLessOne,
};

export const difference: Signature = {
  inputs: [n],
  output: n,
  constants: [length],
  history: first,
  lookback: first,
};

export const past = (type: ValueType): Signature => ({
  inputs: [type],
  output: type,
  constants: [{ name: "bars", minimum: 0 }],
  history: first,
  lookback: first,
});
