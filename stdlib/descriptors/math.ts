import type { FunctionDescriptor, ParameterDescriptor, UnitSpec } from "../descriptor.ts";
import { x } from "../parameters.ts";
import { settlesAtOnce } from "../settling.ts";

const operand = (name: string, unit: UnitSpec, doc: string): ParameterDescriptor => ({
  name,
  unit,
  kind: "series",
  doc,
});

const pointwise = {
  namespace: "",
  parameters: [x],
  result: { same: "x" },
  memory: "finite",
  settling: settlesAtOnce,
  implicit: [],
  pointwise: true,
  source: "arithmetic of IEEE 754 double precision",
  group: "math",
} as const;

const pair = [
  operand("a", "any", "First operand."),
  operand("b", { same: "a" }, "Second operand, of the same unit."),
];
const ratio = operand("x", "ratio", "A ratio or plain number.");

const angle = operand("x", "number", "An angle in radians.");
const outside = (name: string) => ({ when: `\`${name}\` is undefined outside of -1 to 1.` });

const angles: readonly FunctionDescriptor[] = (
  [
    { name: "sin", formula: "sine of x", doc: "Sine of an angle in radians.", parameters: [angle] },
    { name: "cos", formula: "cosine of x", doc: "Cosine of an angle in radians.", parameters: [angle] },
    { name: "tan", formula: "tangent of x", doc: "Tangent of an angle in radians.", parameters: [angle] },
    {
      name: "asin",
      formula: "the angle whose sine is x",
      doc: "Arc sine, in radians.",
      parameters: [ratio],
      absent: outside("asin"),
    },
    {
      name: "acos",
      formula: "the angle whose cosine is x",
      doc: "Arc cosine, in radians.",
      parameters: [ratio],
      absent: outside("acos"),
    },
    {
      name: "atan",
      formula: "the angle whose tangent is x",
      doc: "Arc tangent, in radians.",
      parameters: [ratio],
    },
  ] as const
).map((own) => ({
  ...pointwise,
  ...own,
  operation: own.name,
  result: "number",
  example: `${own.name}(close / open - 1)`,
}));

const degrees: readonly FunctionDescriptor[] = [
  {
    ...pointwise,
    name: "to_degrees",
    operation: "toDegrees",
    parameters: [angle],
    result: "number",
    formula: "x * 180 / pi",
    doc: "Degrees from radians.",
    example: "to_degrees(atan(close / open - 1))",
  },
  {
    ...pointwise,
    name: "to_radians",
    operation: "toRadians",
    parameters: [operand("x", "number", "An angle in degrees.")],
    result: "number",
    formula: "x * pi / 180",
    doc: "Radians from degrees.",
    example: "to_radians(90 * close / open)",
  },
];

/** Pointwise functions: series from series, and values within a step. */
export const mathDescriptors: readonly FunctionDescriptor[] = [
  {
    ...pointwise,
    name: "abs",
    keepsPositive: true,
    operation: "abs",
    formula: "|x|",
    doc: "The size of x without its sign.",
    example: "abs(close - open)",
  },
  {
    ...pointwise,
    name: "min",
    keepsPositive: true,
    operation: "min",
    parameters: pair,
    result: { same: "a" },
    formula: "a if a <= b, else b",
    doc: "The smaller of two values; absent when either is.",
    example: "min(open, close)",
  },
  {
    ...pointwise,
    name: "max",
    keepsPositive: true,
    operation: "max",
    parameters: pair,
    result: { same: "a" },
    formula: "a if a >= b, else b",
    doc: "The larger of two values; absent when either is.",
    example: "max(open, close)",
  },
  {
    ...pointwise,
    name: "round",
    operation: "round",
    parameters: [
      x,
      {
        name: "decimals",
        unit: "number",
        kind: "constant",
        default: 0,
        minimum: 0,
        maximum: 15,
        doc: "Decimal places to keep.",
      },
    ],
    formula: "the multiple of 10^-decimals nearest to x; an exact tie goes to the even digit",
    doc: "Rounds to decimal places. The tie is judged on the exact binary value, so round(2.675, 2) is 2.67.",
    source: "the round function of Python 3 gives the same values",
    example: "round(close, 2)",
  },
  {
    ...pointwise,
    name: "floor",
    operation: "floor",
    formula: "the largest whole number <= x",
    doc: "Rounds down to a whole number.",
    example: "floor(close)",
  },
  {
    ...pointwise,
    name: "ceil",
    operation: "ceil",
    formula: "the smallest whole number >= x",
    doc: "Rounds up to a whole number.",
    example: "ceil(close)",
  },
  {
    ...pointwise,
    name: "sign",
    operation: "sign",
    result: "number",
    formula: "1 if x > 0, -1 if x < 0, else 0",
    doc: "The direction of x.",
    example: "sign(change(close))",
  },
  {
    ...pointwise,
    name: "sqrt",
    absent: { when: "`sqrt` is undefined for values at or below zero.", unlessPositive: true },
    keepsPositive: true,
    operation: "sqrt",
    result: { same: "x", power: 0.5 },
    formula: "x^0.5",
    doc: "Square root; absent below zero.",
    example: "sqrt(variance(close, 20))",
  },
  {
    ...pointwise,
    name: "ln",
    absent: { when: "`ln` is undefined for values at or below zero.", unlessPositive: true },
    operation: "ln",
    parameters: [ratio],
    result: "number",
    formula: "natural logarithm of x",
    doc: "Natural logarithm of a ratio; absent at zero and below.",
    example: "ln(close / close[1])",
  },
  {
    ...pointwise,
    name: "log_price",
    absent: { when: "`log_price` is undefined for values at or below zero.", unlessPositive: true },
    operation: "ln",
    parameters: [operand("x", "price", "A price.")],
    result: "number",
    formula: "natural logarithm of the number of quote units in x",
    doc: "Logarithm of a price as a plain number. Says in the plan that the unit is dropped on purpose.",
    example: "log_price(close)",
  },
  {
    ...pointwise,
    name: "log10",
    absent: { when: "`log10` is undefined for values at or below zero.", unlessPositive: true },
    operation: "log10",
    parameters: [ratio],
    result: "number",
    formula: "logarithm of x to base 10",
    doc: "Logarithm to base 10 of a ratio; absent at zero and below.",
    example: "log10(close / open)",
  },
  {
    ...pointwise,
    name: "exp",
    operation: "exp",
    parameters: [operand("x", "number", "A plain number.")],
    result: "ratio",
    formula: "e^x",
    doc: "e to the power x; absent where it is too large for a number.",
    example: "exp(ln(close / open))",
  },
  {
    ...pointwise,
    name: "pow",
    absent: { when: "A power may be undefined." },
    operation: "pow",
    parameters: [ratio, operand("exponent", "number", "The power.")],
    result: "ratio",
    formula: "x^exponent",
    doc: "A ratio to a power; absent where undefined.",
    example: "pow(close / open, 2)",
  },
  {
    ...pointwise,
    name: "clamp",
    operation: "clamp",
    parameters: [
      x,
      operand("low", { same: "x" }, "The lower limit."),
      operand("high", { same: "x" }, "The upper limit."),
    ],
    keepsPositive: true,
    formula: "low where x < low, high where x > high, else x",
    doc: "Keeps x within limits; the upper one counts where they are the wrong way round.",
    example: "clamp(close, open * 0.99, open * 1.01)",
  },
  ...angles,
  ...degrees,
];
