import { defineEntries, inCondition, inStrategy } from "../define.ts";

const market = `market btc = "BTC/USDT" at binance\n`;

const complete = `enter long when close > sma(close, 20) {
  size 5% of equity
  stop 2% * close below entry
}`;

/** CTK2xxx: names, imports and what they stand for. */
export const nameEntries = defineEntries({
  "unknown-name": {
    code: "CTK2001",
    severity: "error",
    title: "Unknown name",
    message: ({ name }: { readonly name: string }) => `nothing here is called \`${name}\``,
    why: "A name must be a market field (`close`), a fact (`equity`), or something that this file declares above.",
    fix: ({ suggestion }: { readonly name: string; readonly suggestion: string | undefined }) =>
      suggestion === undefined
        ? "declare it with `let` or `param` above this line, or check the spelling."
        : `did you mean \`${suggestion}\`?`,
    example: { bad: inCondition("close > opne"), good: inCondition("close > open") },
  },
  "unknown-function": {
    code: "CTK2002",
    severity: "error",
    title: "Unknown function",
    message: ({ name }: { readonly name: string }) => `there is no indicator or function called \`${name}\``,
    why: "A call must be to the standard library, or to an `indicator` or `fn` of this file or of an import.",
    fix: ({ suggestion }: { readonly name: string; readonly suggestion: string | undefined }) =>
      suggestion === undefined
        ? "check the spelling, or write it yourself with `indicator NAME(..) = ..`."
        : `did you mean \`${suggestion}\`?`,
    example: { bad: inCondition("close > emaa(close, 20)"), good: inCondition("close > ema(close, 20)") },
  },
  "unknown-field": {
    code: "CTK2003",
    severity: "error",
    title: "Unknown field",
    message: ({ object, field }: { readonly object: string; readonly field: string }) =>
      `\`${object}\` has no field \`${field}\``,
    why: ({ object, known }: { readonly object: string; readonly known: readonly string[] }) =>
      known.length === 0 ? `\`${object}\` is one value, not a record.` : `It has ${listed(known)}.`,
    fix: ({ object, suggestion }: { readonly object: string; readonly suggestion: string | undefined }) =>
      suggestion === undefined ? "name one of its fields." : `did you mean \`${object}.${suggestion}\`?`,
    example: { bad: inCondition("btc.closing > open"), good: inCondition("btc.close > open") },
  },
  "duplicate-name": {
    code: "CTK2004",
    severity: "error",
    title: "Name declared twice",
    message: ({ name }: { readonly name: string }) => `\`${name}\` is declared twice`,
    why: "A name stands for one thing: a later line never changes what an earlier one means.",
    fix: "give the second one a name of its own.",
    example: {
      bad: inCondition("close > m", "let m = sma(close, 20)\nlet m = sma(close, 50)"),
      good: inCondition("close > m and close > n", "let m = sma(close, 20)\nlet n = sma(close, 50)"),
    },
  },
  "reserved-name": {
    code: "CTK2005",
    severity: "error",
    title: "Name already means something",
    message: ({ name, meaning }: { readonly name: string; readonly meaning: string }) =>
      `\`${name}\` is already the name of ${meaning}`,
    why: "Rules read such names everywhere; with a second meaning, a reader could not tell which one is meant.",
    fix: ({ name }: { readonly name: string }) => `choose another name, for example \`my_${name}\`.`,
    example: {
      bad: inCondition("close > sma(close, 20)", "param entry = 2.0\nrequire entry > 1"),
      good: inCondition("close > sma(close, 20)", "param my_entry = 2.0\nrequire my_entry > 1"),
    },
  },
  "used-before-written": {
    code: "CTK2006",
    severity: "error",
    title: "Used before it is written",
    message: ({ name }: { readonly name: string }) => `\`${name}\` is used before the line that declares it`,
    why: "A plan reads from top to bottom: each `let` and `param` builds on those above it.",
    fix: ({ name }: { readonly name: string }) => `move the declaration of \`${name}\` above this line.`,
    example: {
      bad: inCondition("close > b", "let b = a + close - open\nlet a = sma(close, 20)").replace(
        "close > b",
        "close < b and a > b",
      ),
      good: inCondition("close < b and a > b", "let a = sma(close, 20)\nlet b = a + close - open"),
    },
  },
  "import-not-found": {
    code: "CTK2007",
    severity: "error",
    title: "Imported file not found",
    message: ({ specifier }: { readonly specifier: string }) => `cannot find \`${specifier}\``,
    why: "An import names a `.ctk` file relative to this one (`./shared.ctk`), or a package that ships some.",
    fix: "check the path; it is relative to the file that imports.",
    example: {
      bad: `import { Trend } from "./missing.ctk"\n\nsession s {\n  capital 1_000 USDT\n  run Trend\n}\n`,
      good: inStrategy(complete),
    },
  },
  "import-cycle": {
    code: "CTK2008",
    severity: "error",
    title: "Files import each other",
    message: ({ path }: { readonly path: readonly string[] }) =>
      `these files import each other: ${path.join(" -> ")}`,
    why: "A file must be complete before another one can build on it.",
    fix: "move what both need into a third file.",
    example: {
      bad: `import { Trend } from "./main.ctk"\n\nsession s {\n  capital 1_000 USDT\n  run Trend\n}\n`,
      good: inStrategy(complete),
    },
  },
  "import-name-missing": {
    code: "CTK2009",
    severity: "error",
    title: "Imported name not there",
    message: ({ name, from }: { readonly name: string; readonly from: string }) =>
      `\`${from}\` does not declare \`${name}\``,
    why: "Only names that the other file declares at its top level can be imported.",
    fix: ({ suggestion }: { readonly suggestion: string | undefined }) =>
      suggestion === undefined ? "check the spelling and the file." : `did you mean \`${suggestion}\`?`,
    example: {
      bad: `import { trnd } from "./library.ctk"\n\n${market}\nstrategy Example trades btc every 1h {\n  ${complete.replace("sma(close, 20)", "trnd(close)").replaceAll("\n", "\n  ")}\n}\n`,
      good: `import { trend } from "./library.ctk"\n\n${market}\nstrategy Example trades btc every 1h {\n  ${complete.replace("sma(close, 20)", "trend(close)").replaceAll("\n", "\n  ")}\n}\n`,
    },
  },
  "not-a-value": {
    code: "CTK2010",
    severity: "error",
    title: "Not a value",
    message: ({ name, meaning }: { readonly name: string; readonly meaning: string }) =>
      `\`${name}\` is ${meaning}, not a value`,
    why: "Only series, parameters, facts and captures have a value at a bar.",
    fix: ({ instead }: { readonly instead: string | undefined }) =>
      instead === undefined ? "name a value instead." : `write \`${instead}\`.`,
    example: { bad: inCondition("close > ema"), good: inCondition("close > ema(close, 20)") },
  },
  "not-a-function": {
    code: "CTK2011",
    severity: "error",
    title: "Not a function",
    message: ({ name, meaning }: { readonly name: string; readonly meaning: string }) =>
      `\`${name}\` is ${meaning} and cannot be called`,
    why: "Parentheses call an indicator or a function.",
    fix: ({ name }: { readonly name: string }) =>
      `write \`${name}\` for its value, \`${name}[1]\` for its value one bar ago.`,
    example: { bad: inCondition("close > open(1)"), good: inCondition("close > open[1]") },
  },
  recursion: {
    code: "CTK2012",
    severity: "error",
    title: "Defined by itself",
    message: ({ path }: { readonly path: readonly string[] }) =>
      path.length <= 1
        ? `\`${path[0] ?? ""}\` is defined by itself`
        : `\`${path[0] ?? ""}\` is defined by itself: ${path.join(" -> ")}`,
    why: "The work at each bar must be bounded, so a function cannot call itself, directly or through others.",
    fix: "write it without the cycle; `ema`, `rma` and the rolling functions cover the usual recurrences.",
    example: {
      bad: `fn twice(x) = twice(x) + x\n\n${inCondition("close < twice(open)")}`,
      good: `fn twice(x) = x + x\n\n${inCondition("close < twice(open)")}`,
    },
  },
  "wrong-kind-of-name": {
    code: "CTK2013",
    severity: "error",
    title: "Name of another kind of thing",
    message: ({
      name,
      found,
      wanted,
    }: {
      readonly name: string;
      readonly found: string;
      readonly wanted: string;
    }) => `\`${name}\` is ${found}; this place wants ${wanted}`,
    why: "Markets, routes, risk blocks and strategies are different things and never stand in for each other.",
    fix: ({ wanted }: { readonly wanted: string }) => `name ${wanted}.`,
    example: {
      bad: `${inStrategy(complete)}\nsession s {\n  capital 1_000 USDT\n  run btc\n}\n`,
      good: `${inStrategy(complete)}\nsession s {\n  capital 1_000 USDT\n  run Example\n}\n`,
    },
  },
  "unknown-declaration": {
    code: "CTK2014",
    severity: "error",
    title: "Nothing of that name is declared",
    message: ({ name, wanted }: { readonly name: string; readonly wanted: string }) =>
      `there is no ${wanted} called \`${name}\``,
    why: ({ wanted, known }: { readonly wanted: string; readonly known: readonly string[] }) =>
      known.length === 0
        ? `This file declares and imports no ${wanted}.`
        : `The ${wanted} names that this file knows: ${listed(known)}.`,
    fix: ({ wanted, suggestion }: { readonly wanted: string; readonly suggestion: string | undefined }) =>
      suggestion === undefined ? `declare the ${wanted}, or import it.` : `did you mean \`${suggestion}\`?`,
    example: {
      bad: `${market}\nstrategy Example trades bt every 1h {\n  ${complete.replaceAll("\n", "\n  ")}\n}\n`,
      good: inStrategy(complete),
    },
  },
  "conflicting-declarations": {
    code: "CTK2015",
    severity: "error",
    title: "Two files give one name two meanings",
    message: ({ name, kind }: { readonly name: string; readonly kind: string }) =>
      `two files declare a ${kind} called \`${name}\``,
    why: "Reports and orders refer to markets, routes and strategies by name, so in one plan each name is used once.",
    fix: "rename one of them, or import one from the other file.",
    example: {
      bad: `import { EthTrend } from "./library.ctk"\n\n${inStrategy(complete).replace("BTC/USDT", "BTC/USDC")}\nsession s {\n  capital 1_000 USDT\n  run EthTrend\n  run Example\n}\n`,
      good: `import { EthTrend } from "./library.ctk"\n\n${inStrategy(complete)}\nsession s {\n  capital 1_000 USDT\n  run EthTrend\n  run Example\n}\n`,
    },
  },
  "unknown-parameter": {
    code: "CTK2016",
    severity: "error",
    title: "No parameter of that name",
    message: ({ name, owner }: { readonly name: string; readonly owner: string }) =>
      `\`${owner}\` has no parameter \`${name}\``,
    why: ({ owner, known }: { readonly owner: string; readonly known: readonly string[] }) =>
      known.length === 0 ? `\`${owner}\` takes no parameters.` : `Its parameters: ${listed(known)}.`,
    fix: ({ suggestion }: { readonly suggestion: string | undefined }) =>
      suggestion === undefined ? "remove it, or check the spelling." : `did you mean \`${suggestion}\`?`,
    example: {
      bad: inCondition("close > ema(close, lenght = 20)"),
      good: inCondition("close > ema(close, length = 20)"),
    },
  },
  "name-out-of-place": {
    code: "CTK2017",
    severity: "error",
    title: "Name not available here",
    message: ({ name, place }: { readonly name: string; readonly place: string }) =>
      `\`${name}\` cannot be read in ${place}`,
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: ({ instead }: { readonly instead: string }) => instead,
    example: {
      bad: `fn gap(x) = close - x\n\n${inCondition("gap(open) < 0")}`,
      good: `fn gap(x, y) = x - y\n\n${inCondition("gap(close, open) < 0")}`,
    },
  },
  "foreign-namespace": {
    code: "CTK2020",
    severity: "error",
    title: "Pine and Python prefixes",
    message: ({ written }: { readonly written: string; readonly instead: string }) =>
      `\`${written}\` is written without its prefix here`,
    why: "Functions of the standard library have no prefix; only `talib.` exists, for TA-Lib's own definitions.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: { bad: inCondition("close > ta.ema(close, 20)"), good: inCondition("close > ema(close, 20)") },
  },
  "foreign-cross": {
    code: "CTK2021",
    severity: "error",
    title: "Crossing written as a function",
    message: ({ written }: { readonly written: string; readonly instead: string }) =>
      `\`${written}\` is an operator here`,
    why: "A crossing reads as a sentence: `a crosses above b`, `a crosses below b`, `a crosses b`.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: {
      bad: inCondition("crossover(close, sma(close, 20))"),
      good: inCondition("close crosses above sma(close, 20)"),
    },
  },
  "foreign-function": {
    code: "CTK2022",
    severity: "error",
    title: "Function of another language",
    message: ({ written }: { readonly written: string; readonly instead: string }) =>
      `\`${written}\` is spelled differently here`,
    why: "The language has its own small set of functions and operators; this one comes from another.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: { bad: inCondition("close > math.max(open, low)"), good: inCondition("close > max(open, low)") },
  },
  "foreign-order": {
    code: "CTK2023",
    severity: "error",
    title: "Order sent by a function call",
    message: ({ written }: { readonly written: string }) =>
      `\`${written}\` does not exist: orders come from rules`,
    why: "A plan states when to be in and out of the market; it never sends orders from an expression.",
    fix: ({ instead }: { readonly instead: string }) => `write a rule: \`${instead}\`.`,
    example: {
      bad: inCondition("close > open and self.buy()"),
      good: inCondition("close > open"),
    },
  },
  "foreign-input": {
    code: "CTK2024",
    severity: "error",
    title: "Input written as a function",
    message: ({ written }: { readonly written: string }) => `\`${written}\` is a statement here: \`param\``,
    why: "Parameters are declared, so that sweeps, sliders and warm-up know their ranges.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: {
      bad: inCondition("close > sma(close, n)", "let n = input.int(20)"),
      good: inCondition("close > sma(close, n)", "param n: bars = 20 in 2..100"),
    },
  },
  "foreign-bar-index": {
    code: "CTK2025",
    severity: "error",
    title: "Bar numbers",
    message: ({ written }: { readonly written: string }) => `there is no \`${written}\``,
    why: "The number of a bar depends on where history starts, so a rule that reads it would differ between runs.",
    fix: "use `bars_held`, `bars_since_exit`, or `x[k]` for the value k bars ago.",
    example: {
      bad: inCondition("bar_index > 100 and close > open"),
      good: inCondition("bars_since_exit > 100 and close > open"),
    },
  },
  "foreign-security": {
    code: "CTK2026",
    severity: "error",
    title: "Higher time frame by a function",
    message: ({ written }: { readonly written: string }) => `\`${written}\` is an operator here: \`x on 4h\``,
    why: "`x on 4h` evaluates x on the 4-hour clock and holds the last closed value, so it cannot look ahead.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: {
      bad: inCondition('close > request.security("BTC/USDT", "240", ema(close, 20))'),
      good: inCondition("close > (ema(close, 20) on 4h)"),
    },
  },
  "foreign-object": {
    code: "CTK2027",
    severity: "error",
    title: "Data frames and self",
    message: ({ written }: { readonly written: string; readonly instead: string }) =>
      `\`${written}\` has no object in front here`,
    why: "The market that a strategy trades is in force everywhere; `close` is its close.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: { bad: inCondition("df.close > open"), good: inCondition("close > open") },
  },
  "foreign-column": {
    code: "CTK2028",
    severity: "error",
    title: "Missing values of other languages",
    message: ({ written }: { readonly written: string }) => `\`${written}\` is not a value here`,
    why: "Absence is not a number. It has operators of its own, so that it cannot turn into 0 or false unseen.",
    fix: "write `x is known` to test, `x ?? y` to supply a value.",
    example: { bad: inCondition("close != na"), good: inCondition("close / open is known") },
  },
});

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
