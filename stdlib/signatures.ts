/**
 * What each operation takes and gives: the types of its inputs, the rules of its constants, how far back it reads and
 * how many bars it needs. Kernels are attached in `operations.ts`; builders and tests read this table alone.
 */

import { isZoneName, parseHours } from "./calendar/index.ts";
import { mathSignatures } from "./signatures/math.ts";
import { scheduleSignatures } from "./signatures/schedule.ts";
import {
  b,
  type ConstantRule,
  constantAt,
  crossing,
  difference,
  first,
  firstLessOne,
  kept,
  length,
  n,
  none,
  one,
  past,
  pointwise,
  recursive,
  rolling,
  type Signature,
  type TextRule,
  textAt,
  type ValueType,
} from "./signatures/shapes.ts";
import { statisticsSignatures } from "./signatures/statistics.ts";
import { structureSignatures } from "./signatures/structure.ts";
import { technicalSignatures } from "./signatures/technical.ts";
import { timeSignatures } from "./signatures/time.ts";

export { type ConstantRule, constantAt, type Signature, textAt, type ValueType };

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

  ...technicalSignatures,
  ...mathSignatures,
  ...statisticsSignatures,
  ...structureSignatures,
  ...timeSignatures,
  ...scheduleSignatures,
} satisfies Record<string, Signature>;

export type OperationName = keyof typeof table;

/** Every operation by its key. */
export const signatures: Readonly<Record<OperationName, Signature>> = table;

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(table, name);

/** The keys of the operation table, in the order of the reference. */
export const operationNames: readonly OperationName[] = Object.keys(table).filter(isOperationName);

const isLegalText: Readonly<Record<TextRule, (text: string) => boolean>> = {
  zone: isZoneName,
  hours: (text) => parseHours(text) !== undefined,
};

/** Throws RangeError when `texts` are not what the operation takes. */
export const checkTexts = (name: OperationName, texts: readonly string[]): void => {
  const rules = signatures[name].texts ?? [];
  if (texts.length !== rules.length) {
    throw new RangeError(`${name} takes ${rules.length} texts, not ${texts.length}`);
  }
  for (const [index, rule] of rules.entries()) {
    const text = textAt(texts, index);
    if (!isLegalText[rule](text)) throw new RangeError(`${name}: ${JSON.stringify(text)} is no ${rule}`);
  }
};

/** Throws RangeError when `constants` are not what the operation takes. */
export const checkConstants = (name: OperationName, constants: readonly number[]): void => {
  const rules = signatures[name].constants;
  if (constants.length !== rules.length) {
    throw new RangeError(`${name} takes ${rules.length} constants, not ${constants.length}`);
  }
  for (const [index, rule] of rules.entries()) {
    const value = constantAt(constants, index);
    const within = value >= rule.minimum && value <= (rule.maximum ?? 0x7fff_ffff);
    if (!(within && (rule.isFraction === true || Number.isInteger(value)))) {
      const kind = rule.isFraction === true ? "a number" : "a whole number";
      const upper = rule.maximum === undefined ? "" : ` and at most ${rule.maximum}`;
      throw new RangeError(
        `${name}: ${rule.name} must be ${kind} of at least ${rule.minimum}${upper}, not ${value}`,
      );
    }
  }
};
