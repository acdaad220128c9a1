/** The texts of one syntax problem. `message` and `fix` take the same arguments. */
interface SyntaxEntry<Arguments> {
  readonly code: `CTK1${string}`;
  readonly severity: "error";
  readonly title: string;
  readonly message: (args: Arguments) => string;
  readonly why: string | ((args: Arguments) => string);
  readonly fix: string | ((args: Arguments) => string);
  readonly example: { readonly bad: string; readonly good: string };
}

function define<const Entries extends Readonly<Record<string, SyntaxEntry<never>>>>(
  entries: Entries,
): Entries {
  return entries;
}

function strategy(...lines: readonly string[]): string {
  const body = lines.map((line) => `  ${line}\n`).join("");
  return `market btc = "BTC/USDT" at binance\n\nstrategy Example trades btc every 1h {\n${body}}\n`;
}

/** A complete strategy around one condition. */
function condition(text: string, ...lets: readonly string[]): string {
  return strategy(
    ...lets,
    `enter long when ${text} {`,
    "  size 5% of equity",
    "  stop 2% * close below entry",
    "}",
  );
}

const fine = condition("close > open");

/** CTK1xxx: what the parser can say about a text, by slug. */
export const syntaxEntries = define({
  "unexpected-text": {
    code: "CTK1001",
    severity: "error",
    title: "Something else was expected here",
    message: ({ found, expected }: { found: string; expected: string; suggestion: string | undefined }) =>
      `expected ${expected}, found ${found}`,
    why: "Each form of the language has its parts in a fixed place.",
    fix: ({ expected, suggestion }: { found: string; expected: string; suggestion: string | undefined }) =>
      suggestion === undefined ? `write ${expected} here.` : `did you mean \`${suggestion}\`?`,
    example: { bad: fine.replace("every 1h", "evry 1h"), good: fine },
  },
  "missing-value": {
    code: "CTK1002",
    severity: "error",
    title: "A value is missing",
    message: ({ found }: { found: string }) => `a value is missing before ${found}`,
    why: "An operator, a clause or a list needs a value here: a number, a name, a call or something in parentheses.",
    fix: "write the value, or remove what asks for it.",
    example: { bad: condition("close >"), good: fine },
  },
  "unclosed-bracket": {
    code: "CTK1003",
    severity: "error",
    title: "A bracket is never closed",
    message: ({ bracket }: { bracket: string; closing: string }) => `this \`${bracket}\` is never closed`,
    why: "Blocks, arguments and lists end at their closing bracket.",
    fix: ({ closing }: { bracket: string; closing: string }) => `add the missing \`${closing}\`.`,
    example: { bad: fine.replace(/\}\s*$/, ""), good: fine },
  },
  "stray-bracket": {
    code: "CTK1004",
    severity: "error",
    title: "A closing brace too many",
    message: () => "this `}` closes nothing",
    why: "Every `}` ends the block of one `{`.",
    fix: "remove it, or add the `{` that it belongs to.",
    example: { bad: `${fine}}\n`, good: fine },
  },
  "not-a-statement": {
    code: "CTK1005",
    severity: "error",
    title: "A statement starts with a keyword",
    message: ({
      found,
      place,
    }: {
      found: string;
      place: string;
      starts: string;
      suggestion: string | undefined;
    }) => `${found} does not start a statement ${place}`,
    why: "Every statement starts with a keyword, so that it can be told where one ends and the next begins.",
    fix: ({
      starts,
      suggestion,
    }: {
      found: string;
      place: string;
      starts: string;
      suggestion: string | undefined;
    }) => (suggestion === undefined ? `start with one of ${starts}.` : `did you mean \`${suggestion}\`?`),
    example: {
      bad: condition("close > m", "lett m = sma(close, 20)"),
      good: condition("close > m", "let m = sma(close, 20)"),
    },
  },
  "unexpected-character": {
    code: "CTK1006",
    severity: "error",
    title: "A character with no meaning here",
    message: ({ text }: { text: string }) => `\`${text}\` has no meaning in a plan`,
    why: "Names are made of the letters a to z, digits and underscores; other characters belong in texts and comments.",
    fix: "remove it, or put it in quotes.",
    example: { bad: condition("close > open #"), good: fine },
  },
  "unclosed-text": {
    code: "CTK1007",
    severity: "error",
    title: "A text without its closing quote",
    message: () => "this text has no closing quote on its line",
    why: 'A text ends at the next `"`, on the same line.',
    fix: 'add the closing `"`.',
    example: { bad: fine.replace('"BTC/USDT" at', '"BTC/USDT at'), good: fine },
  },
  "unclosed-comment": {
    code: "CTK1008",
    severity: "error",
    title: "A comment without its end",
    message: () => "this comment is never closed, so the rest of the file is part of it",
    why: "A comment that starts with `/*` ends at `*/`.",
    fix: "add `*/`, or use `//` for a comment to the end of the line.",
    example: { bad: `${fine}/* to do\n`, good: `${fine}/* to do */\n` },
  },
  "malformed-number": {
    code: "CTK1009",
    severity: "error",
    title: "Not a number",
    message: ({ text }: { text: string; suggestion: string | undefined }) => `\`${text}\` is not a number`,
    why: "Numbers are written `1_000.5`; the units `%`, `bps`, `s`, `m`, `h`, `d` and `w` directly after them, and `bars` and asset codes after a space.",
    fix: ({ suggestion }: { text: string; suggestion: string | undefined }) =>
      suggestion === undefined ? "write a number, with a unit if it has one." : `write \`${suggestion}\`.`,
    example: { bad: condition("close > .5 * open"), good: condition("close > 0.5 * open") },
  },
  "malformed-instant": {
    code: "CTK1010",
    severity: "error",
    title: "Not a date and time",
    message: ({ text }: { text: string; suggestion: string | undefined }) =>
      `\`${text}\` is not a date with its time`,
    why: "A point in time is a date and a time in UTC; without them it would depend on where the plan is read.",
    fix: ({ suggestion }: { text: string; suggestion: string | undefined }) =>
      suggestion === undefined ? "write it like `2024-01-01T00:00Z`." : `write \`${suggestion}\`.`,
    example: {
      bad: `${fine}\nscenario "quiet" for Example {\n  start 2024-01-01 with 10_000 USDT\n  candles btc every 1h close [10, 10]\n  expect no other intents\n}\n`,
      good: `${fine}\nscenario "quiet" for Example {\n  start 2024-01-01T00:00Z with 10_000 USDT\n  candles btc every 1h close [10, 10]\n  expect no other intents\n}\n`,
    },
  },
  "foreign-quotes": {
    code: "CTK1011",
    severity: "error",
    title: "Texts stand in double quotes",
    message: () => "a text stands in straight double quotes",
    why: 'There is one kind of quotes, `"`, so that a text looks the same in every file.',
    fix: 'use `"` on both sides.',
    example: { bad: fine.replace('"BTC/USDT"', "'BTC/USDT'"), good: fine },
  },
  "unknown-escape": {
    code: "CTK1012",
    severity: "error",
    title: "Unknown escape in a text",
    message: ({ sequence }: { sequence: string }) => `\`${sequence}\` means nothing inside a text`,
    why: 'After a backslash stands one of `"`, `\\`, `n`, `r`, `t`, or `u` and four hexadecimal digits.',
    fix: "write `\\\\` for a backslash.",
    example: {
      bad: strategy(String.raw`plot close as "up\down"`),
      good: strategy(String.raw`plot close as "up\\down"`),
    },
  },
  "too-deep": {
    code: "CTK1013",
    severity: "error",
    title: "Nested too deep",
    message: ({ limit }: { limit: number }) => `this is nested more than ${limit} levels deep`,
    why: "No plan that a person reads needs that, and the work of every step must be bounded.",
    fix: "give parts of it names with `let`.",
    example: { bad: condition(`close > ${"(".repeat(210)}open${")".repeat(210)}`), good: fine },
  },
  "comparison-chain": {
    code: "CTK1014",
    severity: "error",
    title: "Comparisons do not chain",
    message: () => "a comparison cannot be compared again",
    why: "Each comparison is true or false, and that is nothing to compare a price with.",
    fix: "join two comparisons with `and`, or use `between .. and ..`.",
    example: { bad: condition("low < open < high"), good: condition("low < open and open < high") },
  },
  "not-needs-parentheses": {
    code: "CTK1015",
    severity: "error",
    title: "`not` needs parentheses here",
    message: () => "`not` after an operator that binds tighter needs parentheses",
    why: "`not` applies to a whole comparison; inside one, it is not clear how far it reaches.",
    fix: "put `not` and what it denies in parentheses.",
    example: {
      bad: condition("true == not close > open"),
      good: condition("true == (not close > open)"),
    },
  },
  "wrong-place": {
    code: "CTK1016",
    severity: "error",
    title: "A statement in the wrong place",
    message: ({ word, place }: { word: string; place: string; home: string }) =>
      `\`${word}\` cannot stand ${place}`,
    why: ({ word, home }: { word: string; place: string; home: string }) => `\`${word}\` belongs ${home}.`,
    fix: ({ word, place, home }: { word: string; place: string; home: string }) =>
      place === "in the block of a rule" && home === "in a strategy"
        ? `close the rule's block before it: \`${word}\` stands beside the rules, ${word === "let" ? "in front of those that read it" : "not in one"}.`
        : `move it ${home.replace(/^in /, "into ")}, and check that no \`}\` before it comes too early.`,
    example: {
      bad: `${fine}\nlet m = sma(close, 20)\n`,
      good: condition("close > m", "let m = sma(close, 20)"),
    },
  },
  "repeated-part": {
    code: "CTK1017",
    severity: "error",
    title: "Written twice",
    message: ({ part }: { part: string }) => `${part} is written twice`,
    why: "Only one of the two could hold, and it would not be visible which.",
    fix: "keep one of them.",
    example: {
      bad: `risk desk in USDT {\n  limit open orders to 20 per strategy per market\n}\n`,
      good: `risk desk in USDT {\n  limit open orders to 20 per strategy\n}\n`,
    },
  },
  "missing-yield": {
    code: "CTK1019",
    severity: "error",
    title: "An indicator without `yield`",
    message: ({ name }: { name: string }) => `\`${name}\` yields nothing`,
    why: "The value of an indicator with a block is what its `yield` says.",
    fix: "end the block with `yield` and a value.",
    example: {
      bad: "indicator middle(n: bars) {\n  let m = sma(close, n)\n}\n",
      good: "indicator middle(n: bars) {\n  let m = sma(close, n)\n  yield m\n}\n",
    },
  },
  "foreign-operator": {
    code: "CTK1020",
    severity: "error",
    title: "An operator of another language",
    message: ({ found, instead }: { found: string; instead: string }) =>
      `\`${found}\` is written \`${instead}\` here`,
    why: ({ found }: { found: string; instead: string }) =>
      found === "="
        ? "`=` gives a name to a value; it does not compare."
        : "Logic is written in words, and there is one way to write each comparison.",
    fix: ({ instead }: { found: string; instead: string }) => `write \`${instead}\`.`,
    example: {
      bad: condition("close > open && volume > 0"),
      good: condition("close > open and volume > 0"),
    },
  },
  "foreign-assignment": {
    code: "CTK1021",
    severity: "error",
    title: "A name gets its value with `=`",
    message: ({ found }: { found: string }) => `a name gets its value with \`=\`, not \`${found}\``,
    why: "A name stands for one series for good; nothing is assigned again later.",
    fix: "write `=`.",
    example: {
      bad: condition("close > m", "let m := sma(close, 20)"),
      good: condition("close > m", "let m = sma(close, 20)"),
    },
  },
  semicolon: {
    code: "CTK1022",
    severity: "error",
    title: "No semicolons",
    message: () => "statements do not end with `;`",
    why: "The keyword of the next statement ends the one before it.",
    fix: "remove it.",
    example: {
      bad: condition("close > m", "let m = sma(close, 20);"),
      good: condition("close > m", "let m = sma(close, 20)"),
    },
  },
  "foreign-conditional": {
    code: "CTK1023",
    severity: "error",
    title: "`? :` is written `if then else`",
    message: () => "`? :` is written `if .. then .. else ..`",
    why: "Words read the same for everyone, and `:` and `?` have other uses.",
    fix: "write `if condition then a else b`.",
    example: {
      bad: condition("close > m", "let m = volume > 0 ? high : low"),
      good: condition("close > m", "let m = if volume > 0 then high else low"),
    },
  },
  "power-operator": {
    code: "CTK1024",
    severity: "error",
    title: "There is no power operator",
    message: ({ found }: { found: string }) => `there is no operator \`${found}\``,
    why: "A power needs a plain ratio, and a call makes that visible.",
    fix: "multiply, or call `pow(x, n)`.",
    example: {
      bad: condition("close > m", "let m = sma(close, 20) * 2 ^ 2"),
      good: condition("close > m", "let m = sma(close, 20) * 2 * 2"),
    },
  },
  "modulo-operator": {
    code: "CTK1025",
    severity: "error",
    title: "`%` stands directly after a number",
    message: () => "`%` is not an operator: it stands directly after a number",
    why: "`2%` is the ratio 0.02. There is no remainder of a division.",
    fix: "write `2%` without a space, or express the rule with a clock, such as `on 4h`.",
    example: { bad: condition("close > open % 2"), good: condition("close > open * 2%") },
  },
  "if-statement": {
    code: "CTK1026",
    severity: "error",
    title: "There is no `if` statement",
    message: () => "`if` cannot start a statement",
    why: "Rules name what happens first and then when: `enter long when ..`. `if c then a else b` gives a value inside an expression.",
    fix: "write the action with its condition: `enter long when .. { .. }`, `exit long when ..`.",
    example: {
      bad: strategy("if (close > open) {", "  plot close", "}"),
      good: strategy("plot if close > open then close else open"),
    },
  },
  "missing-let": {
    code: "CTK1027",
    severity: "error",
    title: "A new name starts with `let`",
    message: ({ name }: { name: string }) => `\`${name}\` needs \`let\` in front of it`,
    why: "Every statement starts with a keyword; a named series starts with `let`.",
    fix: ({ name }: { name: string }) => `write \`let ${name} = ..\`.`,
    example: {
      bad: condition("close > m", "m = sma(close, 20)"),
      good: condition("close > m", "let m = sma(close, 20)"),
    },
  },
  "foreign-statement": {
    code: "CTK1028",
    severity: "error",
    title: "A statement of another language",
    message: ({ word }: { word: string; advice: string }) => `\`${word}\` does not exist here`,
    why: "A plan declares what holds at every bar; it is not a list of steps to run.",
    fix: ({ advice }: { word: string; advice: string }) => advice,
    example: { bad: strategy("for i = 0 to 10", "plot close"), good: strategy("plot sma(close, 10)") },
  },
  "foreign-clause": {
    code: "CTK1029",
    severity: "error",
    title: "A clause under another name",
    message: ({ word }: { word: string; advice: string }) => `\`${word}\` is no clause of an order here`,
    why: "An entry has `size`, `order`, `stop`, `target`, `trail`, `capture`, `expire` and `via`, each with one meaning.",
    fix: ({ advice }: { word: string; advice: string }) => advice,
    example: {
      bad: strategy("enter long when close > open {", "size 5% of equity", "stop_loss 2%", "}"),
      good: strategy(
        "enter long when close > open {",
        "size 5% of equity",
        "stop 2% of close below entry",
        "}",
      ),
    },
  },
});

/** The catalogue of syntax problems. */
export type SyntaxEntries = typeof syntaxEntries;
/** The readable, stable name of a syntax problem. */
export type SyntaxSlug = keyof SyntaxEntries;
