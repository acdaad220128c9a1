import { defineEntries, inCondition, inStrategy } from "../define.ts";

const entry = `enter long when close crosses above sma(close, 20) {
  size 5% of equity
  stop 2% * close below entry
}`;

/** CTK5xxx: legal, and probably not what was meant. */
export const lintEntries = defineEntries({
  "unused-name": {
    code: "CTK5001",
    severity: "warning",
    title: "Never used",
    message: ({ kind, name }: { readonly kind: string; readonly name: string }) =>
      `nothing uses the ${kind} \`${name}\``,
    why: "A name that nothing uses is left over, or a rule forgot it.",
    fix: "remove it, or use it in a rule; `plot` shows it on the chart. An underscore in front says that it is meant.",
    example: {
      bad: inStrategy(`let slow = sma(close, 50)\n${entry}`),
      good: inStrategy(`let slow = sma(close, 50)\nplot slow\n${entry}`),
    },
  },
  "exit-without-entry": {
    code: "CTK5002",
    severity: "warning",
    title: "Exit that never applies",
    message: ({ side }: { readonly side: string }) => `no rule enters ${side}, so this exit never applies`,
    why: "An exit closes the strategy's own position; it never opens one on the other side.",
    fix: ({ side }: { readonly side: string }) => `remove it, or write an \`enter ${side}\` rule.`,
    example: {
      bad: inStrategy(`${entry}\nexit short when close > open`),
      good: inStrategy(`${entry}\nexit long when close < open`),
    },
  },
  "undecided-exit": {
    code: "CTK5003",
    severity: "hint",
    title: "Exit on a value that may be absent",
    message: () => "this exit may meet an unknown; by default it holds then",
    why: ({ reason }: { readonly reason: string }) => `${reason} A held position is recorded as blocked.`,
    fix: "say what an unknown means: `if unknown hold` or `if unknown exit`.",
    example: {
      bad: inStrategy(`${entry}\nexit long when rsi(close, 14) > 70`),
      good: inStrategy(`${entry}\nexit long when rsi(close, 14) > 70 if unknown hold`),
    },
  },
  "shadowed-name": {
    code: "CTK5004",
    severity: "warning",
    title: "Hides another name",
    message: ({ name, meaning }: { readonly name: string; readonly meaning: string }) =>
      `\`${name}\` hides ${meaning}`,
    why: "Inside this strategy the outer one can no longer be named.",
    fix: "choose another name.",
    example: {
      bad: inStrategy(
        `let btc = sma(close, 50)\n${entry.replace("close crosses above sma(close, 20)", "close > btc")}`,
      ),
      good: inStrategy(
        `let slow = sma(close, 50)\n${entry.replace("close crosses above sma(close, 20)", "close > slow")}`,
      ),
    },
  },
  "constant-condition": {
    code: "CTK5005",
    severity: "warning",
    title: "Condition that never changes",
    message: ({ value }: { readonly value: string }) => `this condition is always ${value}`,
    why: "A rule that always or never fires is rarely meant; with a parameter it may be, with literals it is not.",
    fix: "compare with something that moves; leave `when` out for a rule that is always willing.",
    example: { bad: inCondition("1 > 2"), good: inCondition("close > open") },
  },
  "no-rules": {
    code: "CTK5006",
    severity: "warning",
    title: "Strategy that does nothing",
    message: ({ name }: { readonly name: string }) =>
      `\`${name}\` has no rule that enters, and plots nothing`,
    why: "It will never trade, and a chart of it stays empty.",
    fix: "write an `enter` rule, or a `plot`.",
    example: {
      bad: inStrategy("param n = 2.0 in 1.0..3.0\nrequire n > 1"),
      good: inStrategy(`plot sma(close, 50)\n${entry}`),
    },
  },
  "never-above-own-extreme": {
    code: "CTK5007",
    severity: "warning",
    title: "Compared with a range that includes the bar itself",
    message: ({
      left,
      window,
      relation,
    }: {
      readonly left: string;
      readonly window: string;
      readonly relation: string;
    }) => `\`${left}\` can never be ${relation} \`${window}\``,
    why: "The window includes the present bar, so its own price is inside the range it should break.",
    fix: ({ window }: { readonly window: string }) =>
      `compare with the range before this bar: \`${window}[1]\`.`,
    example: {
      bad: inCondition("close > highest(high, 20)"),
      good: inCondition("close > highest(high, 20)[1]"),
    },
  },
});
