import type { FunctionDescriptor, ParameterDescriptor } from "../descriptor.ts";
import { length, x } from "../parameters.ts";
import { settlesAtOnce } from "../settling.ts";

const condition: ParameterDescriptor = {
  name: "condition",
  unit: "bool",
  kind: "series",
  doc: "The condition to look back for.",
};

const base = {
  namespace: "",
  memory: "finite",
  settling: settlesAtOnce,
  implicit: [],
  pointwise: false,
  group: "structure",
} as const;

const windowed = { ...base, parameters: [condition, length()] } as const;

const since = {
  ...base,
  memory: "anchored",
  absent: { when: "It has no value before the condition first holds.", waits: true },
} as const;

const weighted = {
  ...since,
  parameters: [
    condition,
    x,
    { name: "weight", unit: "any", kind: "series", default: 1, doc: "How much each value counts." },
  ],
  result: { same: "x" },
  absent: {
    when: "It has no value before the condition first holds, and while all weights are zero.",
    waits: true,
  },
} as const;

const conditions: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "count",
    operation: "count",
    result: "bars",
    formula: "how many of condition, condition[1], .., condition[n-1] are true",
    doc: "At how many of the last n bars the condition held. Without a value while one of them is unknown.",
    source: "Pine Script math.sum(condition ? 1 : 0, n)",
    example: "count(close > open, 10)",
  },
  {
    ...windowed,
    name: "any",
    operation: "any",
    result: "bool",
    formula: "condition or condition[1] or .. or condition[n-1]",
    doc: "Whether the condition held at one of the last n bars.",
    source: "Kleene's logic over a window",
    example: "any(close crosses above open, 3)",
  },
  {
    ...windowed,
    name: "all",
    operation: "all",
    result: "bool",
    formula: "condition and condition[1] and .. and condition[n-1]",
    doc: "Whether the condition held at every one of the last n bars.",
    source: "Kleene's logic over a window",
    example: "all(close > open, 3)",
  },
];

const anchored: readonly FunctionDescriptor[] = [
  {
    ...since,
    name: "bars_since",
    operation: "barsSince",
    parameters: [condition],
    result: "bars",
    formula: "0 where the condition holds, one more at each bar after",
    doc: "Bars since the condition last held. Where it is unknown there is no value until it holds again.",
    source: "TradingView ta.barssince",
    example: "bars_since(close crosses above open)",
  },
  {
    ...since,
    name: "value_when",
    operation: "valueWhen",
    parameters: [
      condition,
      x,
      {
        name: "occurrence",
        unit: "bars",
        kind: "constant",
        default: 0,
        minimum: 0,
        doc: "0 for the last time it held, 1 for the time before, and so on.",
      },
    ],
    result: { same: "x" },
    keepsPositive: true,
    formula: "x at the bar at which the condition held last, or k times before",
    doc: "What x was when the condition last held.",
    source: "TradingView ta.valuewhen",
    example: "value_when(close crosses above open, low)",
  },
  ...(
    [
      ["highest_since", "highestSince", "max", "largest", "high"],
      ["lowest_since", "lowestSince", "min", "smallest", "low"],
    ] as const
  ).map(
    ([name, operation, extreme, adjective, field]): FunctionDescriptor => ({
      ...since,
      name,
      operation,
      parameters: [condition, { ...x, default: field }],
      result: { same: "x" },
      keepsPositive: true,
      formula: `${extreme} of x from the bar at which the condition last held to this one`,
      doc: `The ${adjective} x since the condition last held, that bar included.`,
      source: "AmiBroker HighestSince and LowestSince",
      example: `${name}(close crosses above open, ${field})`,
    }),
  ),
  {
    ...since,
    name: "sum_since",
    operation: "sumSince",
    parameters: [condition, x],
    result: { same: "x" },
    keepsPositive: true,
    formula: "sum of x from the bar at which the condition last held to this one",
    doc: "Sum of x since the condition last held, that bar included.",
    source: "cumulative sum from an anchor",
    example: "sum_since(new_day(), volume)",
  },
  {
    ...weighted,
    name: "average_since",
    operation: "averageSince",
    keepsPositive: true,
    formula: "sum of x * weight / sum of weight, from the bar at which the condition last held to this one",
    doc: "Mean of x since the condition last held, that bar included; with volume as weight, an anchored VWAP.",
    source: "weighted mean from an anchor",
    example: "average_since(new_day(), hlc3, volume)",
  },
  {
    ...weighted,
    name: "stdev_since",
    operation: "stdevSince",
    formula: "sqrt(sum of (x - mean)^2 * weight / sum of weight), mean being that of average_since",
    doc: "Standard deviation of x since the condition last held, that bar included, each value with its weight.",
    source:
      "the band of TradingView ta.vwap, whose form sqrt(sum of x^2 * weight / sum of weight - mean^2) is equal",
    example: "stdev_since(new_day(), hlc3, volume)",
  },
];

const side = (name: string, doc: string): ParameterDescriptor => ({
  name,
  unit: "bars",
  kind: "constant",
  default: 5,
  minimum: 1,
  doc,
});

const pivots = (
  [
    ["pivot_high", "pivotHigh", "high", ">", ">="],
    ["pivot_low", "pivotLow", "low", "<", "<="],
  ] as const
).map(
  ([name, operation, field, strict, weak]): FunctionDescriptor => ({
    ...base,
    name,
    operation,
    parameters: [
      side("left", "Bars before the turning point."),
      side("right", "Bars after it: the pivot is known that much later."),
      { ...x, default: field },
    ],
    result: { same: "x" },
    absent: { when: "There is a pivot at few bars, and no value at all others.", waits: true },
    keepsPositive: true,
    formula: `x[right] where it is ${strict} the values after it and ${weak} the left values before it`,
    doc: `A turning point: its ${field}, at the bar that confirms it and only there. The newest of equal values counts.`,
    source: "TradingView ta.pivothigh and ta.pivotlow",
    example: `${name}(5, 5)`,
  }),
);

/** Functions of conditions and of the structure of a market. */
export const structureDescriptors: readonly FunctionDescriptor[] = [...conditions, ...anchored, ...pivots];
