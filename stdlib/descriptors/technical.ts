import type { FunctionDescriptor, ParameterDescriptor } from "../descriptor.ts";
import { bars, fraction, length, x } from "../parameters.ts";
import { settlesAsKama, settlesAsRma, settlesAtOnce, settlesByHalves } from "../settling.ts";

const windowed = {
  namespace: "",
  parameters: [x, length()],
  result: { same: "x" },
  memory: "finite",
  settling: settlesAtOnce,
  implicit: [],
  pointwise: false,
} as const;

const averages: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "alma",
    operation: "alma",
    parameters: [
      x,
      length(9),
      fraction("offset", 0.85, "Where the curve peaks: 0 at the oldest bar, 1 at the latest."),
      {
        name: "sigma",
        unit: "number",
        kind: "constant",
        default: 6,
        minimum: 1,
        doc: "How narrow the curve is: the length in standard deviations.",
      },
    ],
    keepsPositive: true,
    formula:
      "weights exp(-(k - offset * (n - 1))^2 / (2 * (n / sigma)^2)), k = 0 for the oldest; their sum is 1",
    doc: "Arnaud Legoux moving average: weights of a bell curve that peaks near the latest bar.",
    source: "Arnaud Legoux and Dimitrios Kouzis-Loukas, 2009; TradingView ta.alma",
    example: "alma(close, 9, 0.85, 6)",
    group: "average",
  },
  {
    ...windowed,
    name: "kama",
    operation: "kama",
    parameters: [
      x,
      length(10),
      bars("fast", 2, 1, "Bars of the fastest average."),
      bars("slow", 30, 1, "Bars of the slowest average."),
    ],
    absent: { when: "The adaptive average is undefined while the series does not move." },
    keepsPositive: true,
    memory: "fading",
    settling: settlesAsKama,
    formula:
      "k + (x - k) * (e * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1))^2; e = |x - x[n]| / sum of the last n |x - x[1]|",
    doc: "Kaufman's adaptive moving average: fast while the market goes one way, slow while it goes back and forth.",
    source: "Perry Kaufman, 1995; TA-Lib KAMA",
    differences: [
      "TA-Lib, Tulip and Stock.Indicators step at the fastest pace while the series does not move: see talib.kama.",
      "Tulip also shows the seed, one bar earlier.",
    ],
    example: "kama(close, 10, 2, 30)",
    group: "average",
  },
  {
    ...windowed,
    name: "linreg",
    operation: "linreg",
    parameters: [
      x,
      length(14),
      bars("offset", 0, -500, "Bars before the end of the line; -1 is one bar further."),
    ],
    formula:
      "a + b * (n - 1 - offset); a, b: least squares of the last n values over 0 .. n - 1, the oldest first",
    doc: "The value of the straight line that fits the last n values best.",
    source: "TradingView ta.linreg; TA-Lib LINEARREG gives the same values, and TSF those of offset -1",
    example: "linreg(close, 14)",
    group: "average",
  },
  {
    ...windowed,
    name: "dev",
    operation: "dev",
    parameters: [x, length(20)],
    formula: "mean of |x - sma(x, n)| over the last n values",
    doc: "Mean absolute deviation: how far the last n values are from their mean, on average.",
    source: "TradingView ta.dev; Tulip md gives the same values",
    example: "dev(close, 20)",
    group: "statistics",
  },
  {
    ...windowed,
    name: "cog",
    operation: "cog",
    parameters: [x, length(10)],
    result: "number",
    absent: {
      when: "The centre of gravity is undefined where the values sum to zero.",
      unlessPositive: true,
    },
    formula: "-(1 * x + 2 * x[1] + .. + n * x[n-1]) / (x + x[1] + .. + x[n-1])",
    doc: "Centre of gravity: where the weight of the last n values lies, from -1 (the latest) to -n (the oldest).",
    source: "John Ehlers, 2002; TradingView ta.cog",
    example: "cog(close, 10)",
    group: "oscillator",
  },
];

const quotient = (name: string, result: "number" | "score", doc: string): FunctionDescriptor => ({
  ...windowed,
  name,
  operation: "percent",
  parameters: [
    { ...x, name: "part", doc: "The part." },
    { ...x, name: "whole", unit: { same: "part" }, doc: "The whole, of the same unit." },
  ],
  result,
  pointwise: true,
  absent: { when: "A share of zero is undefined.", unlessPositive: true },
  formula: "100 * part / whole",
  doc,
  source: "arithmetic of IEEE 754 double precision",
  example: `${name}(close - open, high - low)`,
  group: "math",
});

const shares: readonly FunctionDescriptor[] = [
  quotient("percent", "number", "A part in percent of a whole: 5 means 5 %. Absent where the whole is zero."),
  quotient("score", "score", "The same as percent, on the scale of oscillators such as RSI."),
];

const movement = {
  ...windowed,
  parameters: [length(14)],
  result: "score",
  range: [0, 100],
  memory: "fading",
  settling: settlesAsRma,
  implicit: ["high", "low", "close"],
  group: "trend",
} as const;

const seeds =
  "TA-Lib starts its sums with one bar less: see the talib form; the two meet after some 300 bars.";
const ties = "Tulip counts a bar with equal moves up and down on both sides.";

const directional: readonly FunctionDescriptor[] = [
  {
    ...movement,
    name: "plus_di",
    operation: "plusDi",
    absent: { when: "The directional indicator is undefined while there is no range." },
    formula:
      "100 * rma(u, n) / rma(true range, n); u: rise of the high where it is above 0 and the fall of the low, else 0",
    doc: "Upward directional indicator: upward movement in percent of the true range.",
    source: "J. Welles Wilder, 1978; TradingView ta.dmi, first value",
    differences: [seeds, ties],
    example: "plus_di(14)",
  },
  {
    ...movement,
    name: "minus_di",
    operation: "minusDi",
    absent: { when: "The directional indicator is undefined while there is no range." },
    formula:
      "100 * rma(d, n) / rma(true range, n); d: fall of the low where it is above 0 and the rise of the high, else 0",
    doc: "Downward directional indicator: downward movement in percent of the true range.",
    source: "J. Welles Wilder, 1978; TradingView ta.dmi, second value",
    differences: [seeds, ties],
    example: "minus_di(14)",
  },
  {
    ...movement,
    name: "dx",
    operation: "dx",
    absent: { when: "The directional movement index is undefined before the market has moved either way." },
    formula: "100 * |plus_di - minus_di| / (plus_di + minus_di)",
    doc: "Directional movement index: how far upward and downward movement are apart.",
    source: "J. Welles Wilder, 1978",
    differences: [seeds, ties],
    example: "dx(14)",
  },
];

const flows: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "mfi",
    operation: "mfi",
    parameters: [x, length(14)],
    result: "score",
    range: [0, 100],
    implicit: ["volume"],
    absent: { when: "MFI is undefined while nothing flows: without volume, or without movement." },
    formula:
      "100 * u / (u + d); u, d: sums of x * volume over rising and falling bars; the first bar counts in both",
    doc: "Money flow index: the share of the money that flowed on rising bars.",
    source: "Gene Quong and Avrum Soudack, 1989; TradingView ta.mfi",
    differences: [
      "TA-Lib, Tulip and Stock.Indicators start one bar later, without the first bar: see talib.mfi; equal from then on.",
      "TradingView reads 100 where nothing flowed.",
    ],
    example: "mfi(hlc3, 14)",
    group: "oscillator",
  },
  ...(["nvi", "pvi"] as const).map((name): FunctionDescriptor => {
    const [side, word] = name === "nvi" ? ["Negative", "lower"] : ["Positive", "higher"];
    return {
      ...windowed,
      name,
      operation: name,
      parameters: [],
      result: "number",
      memory: "unbounded",
      implicit: ["close", "volume"],
      formula: `1 at the first bar; then i * close / close[1] where volume is ${word} than before, else i`,
      doc: `${side} volume index: follows the close on bars of ${word} volume. Only its relative changes have meaning.`,
      source: `Paul Dysart, 1936; TradingView ta.${name}`,
      differences: ["Tulip starts from 1000."],
      example: `${name}()`,
      group: "volume",
    };
  }),
];

const width: ParameterDescriptor = {
  name: "width",
  unit: "price",
  kind: "series",
  doc: "Distance of the bands from the middle of the bar.",
};

const band = {
  ...windowed,
  parameters: [width],
  implicit: ["high", "low", "close"],
  source: "Olivier Seban; TradingView ta.supertrend",
  group: "trend",
} as const;

const paths: readonly FunctionDescriptor[] = [
  {
    ...band,
    name: "supertrend_line",
    operation: "supertrendLine",
    result: "price",
    memory: "unbounded",
    formula:
      "hl2 + width, only falling until the close passed it, while the direction is 1; hl2 - width, only rising, while it is -1",
    doc: "A trailing band `width` away from the middle of the bar, which changes sides when the close passes it.",
    example: "supertrend_line(3 * atr(10))",
  },
  {
    ...band,
    name: "supertrend_direction",
    operation: "supertrendDirection",
    result: "number",
    range: [-1, 1],
    // Two histories agree from the first turn that they share.
    memory: "anchored",
    formula: "starts with 1; -1 from a close above the upper band, 1 from a close below the lower one",
    doc: "1 while the trailing band is above the market, -1 while it is below: TradingView's signs.",
    example: "supertrend_direction(3 * atr(10))",
  },
  {
    ...windowed,
    name: "psar",
    operation: "psar",
    parameters: [
      fraction("start", 0.02, "Pace after a turn."),
      fraction("increment", 0.02, "What each new extreme adds to the pace."),
      fraction("maximum", 0.2, "Largest pace."),
    ],
    result: "price",
    memory: "unbounded",
    implicit: ["high", "low", "close"],
    formula:
      "s + pace * (extreme - s), then held off the two bars before; passed by the bar, it turns to the extreme. Starts upward where close > close[1]",
    doc: "Parabolic stop and reverse: a stop that closes in on the market the faster, the longer a trend makes new extremes.",
    source: "J. Welles Wilder, 1978; TradingView ta.sar",
    differences: [
      "TA-Lib holds the stop off the bars before it is compared, and turns when it is touched: see talib.sar.",
      "Tulip takes the first direction from the middles of the bars.",
      "Stock.Indicators and StockCharts' work sheet begin in another direction; they agree from the second turn on.",
    ],
    example: "psar(0.02, 0.02, 0.2)",
    group: "trend",
  },
  {
    ...windowed,
    name: "heikin_ashi_open",
    operation: "heikinAshiOpen",
    parameters: [],
    result: "price",
    keepsPositive: true,
    memory: "fading",
    settling: settlesByHalves,
    implicit: ["open", "high", "low", "close"],
    formula: "(o + c) / 2 of the averaged candle before; (open + close) / 2 at the first bar",
    doc: "Open of the averaged candle: heikin_ashi() gives all four.",
    source: "TradingView's Heikin Ashi charts",
    example: "heikin_ashi_open()",
    group: "trend",
  },
  ...(["highest", "lowest"] as const).map(
    (side): FunctionDescriptor => ({
      ...windowed,
      name: `${side}_bars`,
      operation: `${side}Bars`,
      result: "bars",
      formula: `the largest k below n with x[k] = ${side}(x, n)`,
      doc: `Bars since the ${side} of the last n values: 0 for the present bar. Of equal values the oldest counts.`,
      source: `TradingView ta.${side}bars, which counts below 0`,
      differences: ["TA-Lib's Aroon and PineTS take the newest of equal values: see the talib form."],
      example: `${side}_bars(close, 20)`,
      group: "structure",
    }),
  ),
];

/** The kernel-backed indicators on averages, oscillators, volume and trend, in the default dialect. */
export const technicalDescriptors: readonly FunctionDescriptor[] = [
  ...averages,
  ...shares,
  ...directional,
  ...flows,
  ...paths,
];
