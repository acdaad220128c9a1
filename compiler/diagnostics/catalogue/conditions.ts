import { defineEntries, inCondition, inStrategy } from "../define.ts";

const protectedBlock = "{\n  size 5% of equity\n  stop 2% of close below entry\n}";

/** CTK501x: what rules can and cannot do, whatever the market does. */
export const conditionEntries = defineEntries({
  "never-true": {
    code: "CTK5010",
    severity: "warning",
    title: "Condition that is never true",
    message: ({ text, rule }: { readonly text: string; readonly rule: string | undefined }) =>
      `\`${text}\` is never true${rule === undefined ? "" : `, so this \`${rule}\` never fires`}`,
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: "compare with a level that can be reached, or remove the part.",
    example: {
      bad: inCondition("rsi(close, 14) > 110"),
      good: inCondition("rsi(close, 14) crosses above 70"),
    },
  },
  "always-true": {
    code: "CTK5011",
    severity: "warning",
    title: "Condition that is always true",
    message: ({ text }: { readonly text: string }) => `\`${text}\` is true at every bar where it has a value`,
    why: ({ reason }: { readonly reason: string }) => `${reason} The condition changes nothing.`,
    fix: "compare with a level that the value crosses, or remove the part.",
    example: {
      bad: inCondition("close > open and atr(14) >= 0"),
      good: inCondition("close > open and atr(14) > 100 USDT"),
    },
  },
  "excluding-conditions": {
    code: "CTK5012",
    severity: "warning",
    title: "Conditions that exclude each other",
    message: ({ texts, rule }: { readonly texts: readonly string[]; readonly rule: string }) =>
      `${texts.map((text) => `\`${text}\``).join(" and ")} are never true at one bar, so this \`${rule}\` never fires`,
    why: "`and` wants all of its parts at the same bar.",
    fix: "write `or` where either is enough, or change one of them.",
    example: {
      bad: inCondition("rsi(close, 14) < 30 and rsi(close, 14) > 70"),
      good: inCondition("rsi(close, 14) crosses below 30 or rsi(close, 14) crosses above 70"),
    },
  },
  "empty-between": {
    code: "CTK5013",
    severity: "warning",
    title: "Range without values",
    message: ({ text }: { readonly text: string }) => `\`${text}\` is never true`,
    why: ({ low, high }: { readonly low: string; readonly high: string }) =>
      `\`${low}\`, the lower end of the range, is always above \`${high}\`, the upper one.`,
    fix: ({ low, high }: { readonly low: string; readonly high: string }) =>
      `write the lower end first: \`between ${high} and ${low}\`.`,
    example: {
      bad: inCondition("close > close[1] and rsi(close, 14) between 70 and 30"),
      good: inCondition("close > close[1] and rsi(close, 14) between 30 and 70"),
    },
  },
  "exit-with-entry": {
    code: "CTK5014",
    severity: "warning",
    title: "Exit that holds where the entry does",
    message: ({ entry, exit }: { readonly entry: string; readonly exit: string }) =>
      `wherever \`${entry}\` fires, this \`${exit}\` is true as well`,
    why: "The position opens at one bar and is closed as soon as it is there, unless the market has turned by then.",
    fix: "let the exit wait for something that the entry does not imply.",
    example: {
      bad: inStrategy(
        `enter long when rsi(close, 14) crosses below 30 ${protectedBlock}\nexit long when rsi(close, 14) < 50 if unknown hold`,
      ),
      good: inStrategy(
        `enter long when rsi(close, 14) crosses below 30 ${protectedBlock}\nexit long when rsi(close, 14) > 50 if unknown hold`,
      ),
    },
  },
  "fires-again": {
    code: "CTK5015",
    severity: "hint",
    title: "Entry that fires again at once",
    message: ({ entry, cause }: { readonly entry: string; readonly cause: string }) =>
      `when ${cause} has closed the position, this \`${entry}\` is likely to be true still, and enters again`,
    why: ({ text }: { readonly text: string }) =>
      `\`${text}\` is a level: it stays true for many bars, also at the bar after the position has gone.`,
    fix: ({ event }: { readonly event: string }) =>
      `enter on the event that begins it, \`${event}\`, or wait after an exit: \`cooldown 5 bars\`.`,
    example: {
      bad: inCondition("rsi(close, 14) < 30"),
      good: inCondition("rsi(close, 14) crosses below 30"),
    },
  },
  "unreachable-values": {
    code: "CTK5016",
    severity: "hint",
    title: "Values that `require` rules out",
    message: ({ name, values }: { readonly name: string; readonly values: string }) =>
      `\`${name}\` is never ${values}`,
    why: ({ requires }: { readonly requires: readonly string[] }) =>
      `${requires.map((text) => `\`require ${text}\``).join(" and ")} ${
        requires.length === 1 ? "refuses" : "refuse"
      } such a run whatever the other parameters are; a sweep would try these values for nothing.`,
    fix: ({ range }: { readonly range: string }) => `narrow the range: \`${range}\`.`,
    example: {
      bad: inStrategy(
        `param fast: bars = 5 in 2..50\nparam slow: bars = 20 in 3..30\nrequire fast < slow\nenter long when sma(close, fast) crosses above sma(close, slow) ${protectedBlock}`,
      ),
      good: inStrategy(
        `param fast: bars = 5 in 2..29\nparam slow: bars = 20 in 3..30\nrequire fast < slow\nenter long when sma(close, fast) crosses above sma(close, slow) ${protectedBlock}`,
      ),
    },
  },
});
