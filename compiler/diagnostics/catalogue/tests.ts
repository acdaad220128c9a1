import { defineEntries, inStrategy } from "../define.ts";

const strategy = inStrategy(`enter long when close > close[1] {
  size 5% of equity
  stop 2% * close below entry
}`);

const start = "start 2024-01-01T00:00Z with 1_000 USDT";
const candles = "candles btc every 1h close [10, 11, 12]";

function scenario(...statements: readonly string[]): string {
  return `${strategy}\nscenario "rises" for Example {\n${statements.map((line) => `  ${line}`).join("\n")}\n}\n`;
}

/** CTK45xx: scenarios and checks. */
export const testEntries = defineEntries({
  "scenario-incomplete": {
    code: "CTK4501",
    severity: "error",
    title: "Scenario incomplete",
    message: ({ title, missing }: { readonly title: string; readonly missing: string }) =>
      `scenario "${title}" has no ${missing}`,
    why: "A scenario starts at a time, has candles for every market of its strategy, and expects something of it.",
    fix: ({ instead }: { readonly instead: string }) => `for example \`${instead}\`.`,
    example: {
      bad: scenario(start, candles),
      good: scenario(start, candles, "expect at bar 1 enter long"),
    },
  },
  "candles-without-close": {
    code: "CTK4502",
    severity: "error",
    title: "Candles without closes",
    message: () => "these candles have no closes",
    why: "Everything that a list of candles leaves out follows from the closes.",
    fix: "add `close [..]`.",
    example: {
      bad: scenario(start, "candles btc every 1h high [11, 12, 13]", "expect no other intents"),
      good: scenario(
        start,
        "candles btc every 1h close [10, 9, 8] high [11, 11, 11]",
        "expect no other intents",
      ),
    },
  },
  "candle-lists-differ": {
    code: "CTK4503",
    severity: "error",
    title: "Lists of different lengths",
    message: ({
      field,
      found,
      wanted,
    }: {
      readonly field: string;
      readonly found: number;
      readonly wanted: number;
    }) => `\`${field}\` has ${found} values for ${wanted} candles`,
    why: "Each candle takes one value of each list.",
    fix: ({ wanted }: { readonly wanted: number }) => `give ${wanted} values.`,
    example: {
      bad: scenario(start, "candles btc every 1h close [10, 9, 8] high [11, 11]", "expect no other intents"),
      good: scenario(
        start,
        "candles btc every 1h close [10, 9, 8] high [11, 11, 11]",
        "expect no other intents",
      ),
    },
  },
  "impossible-candle": {
    code: "CTK4504",
    severity: "error",
    title: "Candle that cannot be",
    message: ({ problem }: { readonly problem: string }) => problem,
    why: "Open and close of a candle lie between its low and its high, and prices are above zero.",
    fix: "correct the value, or leave the list out: it follows from the closes.",
    example: {
      bad: scenario(
        start,
        "candles btc every 1h close [10, 9, 8] high [11, 8, 11]",
        "expect no other intents",
      ),
      good: scenario(
        start,
        "candles btc every 1h close [10, 9, 8] high [11, 11, 11]",
        "expect no other intents",
      ),
    },
  },
  "no-such-rule": {
    code: "CTK4505",
    severity: "error",
    title: "No rule could do this",
    message: ({ owner, rule }: { readonly owner: string; readonly rule: string }) =>
      `\`${owner}\` has no rule that could \`${rule}\``,
    why: "The expectation could never be met.",
    fix: ({ known }: { readonly known: readonly string[] }) =>
      known.length === 0
        ? "expect what its rules do."
        : `its rules ${known.map((one) => `\`${one}\``).join(", ")}.`,
    example: {
      bad: scenario(start, candles, "expect at bar 1 enter short"),
      good: scenario(start, candles, "expect at bar 1 enter long"),
    },
  },
  "bar-beyond-candles": {
    code: "CTK4506",
    severity: "error",
    title: "Bar that is not there",
    message: ({ bar, count }: { readonly bar: string; readonly count: number }) =>
      `there is no bar ${bar}: the candles are bars 0 to ${count - 1}`,
    why: "Bars are counted from 0, over the candles of the scenario.",
    fix: "correct the number, or add candles.",
    example: {
      bad: scenario(start, candles, "expect at bar 3 enter long"),
      good: scenario(start, candles, "expect at bar 1 enter long"),
    },
  },
  "candles-clock": {
    code: "CTK4507",
    severity: "error",
    title: "Candles that do not fit the clock",
    message: ({
      clock,
      owner,
      wanted,
    }: {
      readonly clock: string;
      readonly owner: string;
      readonly wanted: string;
    }) => `candles of ${clock} do not make up the ${wanted} bars of \`${owner}\``,
    why: "A bar of a strategy is made of whole candles.",
    fix: ({ wanted }: { readonly wanted: string }) =>
      `write \`every ${wanted}\`, or a shorter time that divides it.`,
    example: {
      bad: scenario(start, "candles btc every 2h close [10, 11]", "expect no other intents"),
      good: scenario(start, "candles btc every 30m close [10, 9]", "expect no other intents"),
    },
  },
  "no-price-yet": {
    code: "CTK4508",
    severity: "error",
    title: "From which price?",
    message: () => "there is no candle before this `ramp` to start from",
    why: "`ramp to P` starts at the last close.",
    fix: "say where it starts: `ramp 100 to 120 over 10 bars`.",
    example: {
      bad: scenario(start, "candles btc every 1h ramp to 90 over 5 bars", "expect no other intents"),
      good: scenario(start, "candles btc every 1h ramp 100 to 90 over 5 bars", "expect no other intents"),
    },
  },
  "places-reversed": {
    code: "CTK4509",
    severity: "error",
    title: "Ends before it begins",
    message: () => "this stretch of bars ends before it begins",
    why: "`between A and B` goes from the earlier bar to the later one.",
    fix: "exchange the two.",
    example: {
      bad: scenario(start, "candles btc every 1h close [9, 8, 7]", "expect between bar 2 and bar 1 nothing"),
      good: scenario(start, "candles btc every 1h close [9, 8, 7]", "expect between bar 1 and bar 2 nothing"),
    },
  },
  "row-of-a-candle": {
    code: "CTK4510",
    severity: "error",
    title: "Not a row of a candle",
    message: () => "a row has four or five numbers",
    why: "They are open, high, low, close and perhaps volume.",
    fix: "for example `rows [[10, 12, 9, 11, 500]]`.",
    example: {
      bad: scenario(start, "candles btc every 1h rows [[10, 11]]", "expect no other intents"),
      good: scenario(start, "candles btc every 1h rows [[10, 12, 9, 9]]", "expect no other intents"),
    },
  },
  "detail-in-test": {
    code: "CTK4511",
    severity: "error",
    title: "Shorter bars in a test",
    message: () => "a test has candles of one length only",
    why: "`detail` reads shorter bars of the same market, and the candles of a test have none inside them.",
    fix: "leave `detail` out of the test; give the session the option, and `ctk backtest` the file.",
    example: {
      bad: scenario(start, candles, 'fills "bar/pessimistic@1" detail 1m', "expect no other intents"),
      good: scenario(start, candles, 'fills "bar/pessimistic@1" path ohlc', "expect no other intents"),
    },
  },
});
