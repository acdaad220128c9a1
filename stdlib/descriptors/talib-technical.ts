import type { FunctionDescriptor } from "../descriptor.ts";
import { bars, fraction, length, x } from "../parameters.ts";
import {
  settlesAsKama,
  settlesAsLongestEma,
  settlesAsRma,
  settlesAsTwoRmas,
  settlesAtOnce,
} from "../settling.ts";

const windowed = {
  namespace: "talib",
  parameters: [x, length()],
  result: { same: "x" },
  memory: "finite",
  settling: settlesAtOnce,
  implicit: [],
  pointwise: false,
} as const;

const movement = {
  ...windowed,
  parameters: [length(14, 2)],
  result: "score",
  range: [0, 100],
  memory: "fading",
  settling: settlesAsRma,
  implicit: ["high", "low", "close"],
  group: "trend",
} as const;

const directional: readonly FunctionDescriptor[] = [
  {
    ...movement,
    name: "plus_di",
    operation: "talibPlusDi",
    formula: "100 * u / r; u, r: sums s - s / n + x of upward movement and true range, begun with n - 1 bars",
    doc: "Upward directional indicator whose sums begin with n - 1 bars; 0 where there is no range.",
    source: "TA-Lib PLUS_DI",
    example: "talib.plus_di(14)",
  },
  {
    ...movement,
    name: "minus_di",
    operation: "talibMinusDi",
    formula:
      "100 * d / r; d, r: sums s - s / n + x of downward movement and true range, begun with n - 1 bars",
    doc: "Downward directional indicator whose sums begin with n - 1 bars; 0 where there is no range.",
    source: "TA-Lib MINUS_DI",
    example: "talib.minus_di(14)",
  },
  {
    ...movement,
    name: "dx",
    operation: "talibDx",
    formula:
      "100 * |plus_di - minus_di| / (plus_di + minus_di) of the talib forms; its last value where that is undefined",
    doc: "Directional movement index that keeps its last value where nothing moves.",
    source: "TA-Lib DX",
    example: "talib.dx(14)",
  },
  {
    ...movement,
    name: "adx",
    operation: "talibAdx",
    settling: settlesAsTwoRmas,
    formula: "rma of talib.dx; a bar where that is undefined adds 0 to the seed and is left out after it",
    doc: "Average directional index over sums that begin with n - 1 bars.",
    source: "TA-Lib ADX",
    example: "talib.adx(14)",
  },
];

/** The kernel-backed indicators whose TA-Lib definition differs from that in `technical.ts`. */
export const talibTechnicalDescriptors: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "kama",
    operation: "talibKama",
    parameters: [
      x,
      length(30),
      bars("fast", 2, 1, "Bars of the fastest average; TA-Lib's is always 2."),
      bars("slow", 30, 1, "Bars of the slowest average; TA-Lib's is always 30."),
    ],
    keepsPositive: true,
    memory: "fading",
    settling: settlesAsKama,
    formula: "kama(x, n, fast, slow), with e = 1 where the last n changes are all 0",
    doc: "Kaufman's adaptive moving average that steps at its fastest pace while the series does not move.",
    source: "TA-Lib KAMA",
    example: "talib.kama(close, 30)",
    group: "average",
  },
  {
    ...windowed,
    name: "cmo",
    operation: "talibCmo",
    parameters: [x, length(14, 2)],
    result: "number",
    range: [-100, 100],
    memory: "fading",
    settling: settlesAsRma,
    formula: "2 * rsi(x, n) - 100; 0 where that is undefined",
    doc: "Chande momentum over Wilder's averages instead of plain sums; 0 in a market that never moved.",
    source: "TA-Lib CMO",
    example: "talib.cmo(close, 14)",
    group: "oscillator",
  },
  {
    ...windowed,
    name: "mfi",
    operation: "talibMfi",
    parameters: [x, length(14, 2)],
    result: "score",
    range: [0, 100],
    implicit: ["volume"],
    formula: "100 * u / (u + d), from the second bar; 0 where u + d is below 1",
    doc: "Money flow index without the first bar. TA-Lib takes hlc3 for x. Tokens of tiny value read 0.",
    source: "TA-Lib MFI",
    example: "talib.mfi(hlc3, 14)",
    group: "oscillator",
  },
  ...directional,
  {
    ...windowed,
    name: "sar",
    operation: "talibSar",
    parameters: [
      fraction("acceleration", 0.02, "Pace after a turn, and what each new extreme adds to it."),
      fraction("maximum", 0.2, "Largest pace."),
    ],
    result: "price",
    memory: "unbounded",
    implicit: ["high", "low"],
    formula:
      "s + pace * (extreme - s), held off this bar and the one before, is the stop of the next bar; touched, it turns. Starts downward where the low fell by more than the high rose",
    doc: "Parabolic stop and reverse whose value is known before its bar.",
    source: "TA-Lib SAR",
    example: "talib.sar(0.02, 0.2)",
    group: "trend",
  },
  {
    ...windowed,
    name: "adosc",
    operation: "talibAdosc",
    parameters: [
      bars("fast", 3, 2, "Bars of the fast average."),
      bars("slow", 10, 2, "Bars of the slow average."),
    ],
    result: "qty",
    memory: "fading",
    settling: settlesAsLongestEma,
    implicit: ["high", "low", "close", "volume"],
    formula: "difference of exponential averages of accdist(), both seeded with its first value",
    doc: "Chaikin oscillator whose averages start at the first bar.",
    source: "TA-Lib ADOSC; Tulip adosc gives the same values",
    example: "talib.adosc(3, 10)",
    group: "volume",
  },
  ...(["highest", "lowest"] as const).map((side): FunctionDescriptor => {
    const isHighest = side === "highest";
    return {
      ...windowed,
      name: `${side}_bars`,
      operation: isHighest ? "talibHighestBars" : "talibLowestBars",
      result: "bars",
      formula: `the smallest k with x[k] = ${side}(x, n)`,
      doc: `Bars since the ${side} of the last n values. Of equal values the newest counts.`,
      source: "the extremes of TA-Lib AROON",
      differences: [
        `TA-Lib ${isHighest ? "MAXINDEX" : "MININDEX"} takes the oldest of equal values where it searches its window afresh, and the newest elsewhere.`,
        "PineTS highestbars and lowestbars take the newest too, counted below 0.",
      ],
      example: `talib.${side}_bars(close, 20)`,
      group: "structure",
    };
  }),
];
