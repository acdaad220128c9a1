import { defineEntries, inCondition } from "../define.ts";

/** Two things that do not fit together, in words. */
export interface Pair {
  readonly left: string;
  readonly right: string;
}

/** CTK30xx: types and units. */
export const typeEntries = defineEntries({
  "unit-mismatch": {
    code: "CTK3001",
    severity: "error",
    title: "Units do not fit",
    message: ({ operation, left, right }: Pair & { readonly operation: string }) =>
      `cannot ${operation} ${left} and ${right}`,
    why: "Only equal units can be added or compared; otherwise the result would depend on the scale of the market.",
    fix: "bring both sides to one unit: divide by a price, multiply by a quantity, or compare two of a kind.",
    example: { bad: inCondition("close > volume"), good: inCondition("close > open") },
  },
  "bare-number-as-price": {
    code: "CTK3002",
    severity: "error",
    title: "Bare number where an amount belongs",
    message: ({ number, wanted }: { readonly number: string; readonly wanted: string }) =>
      `\`${number}\` has no unit, but is used with ${wanted}`,
    why: "A number without a unit fits any market by accident. With its currency it is checked, and reads as meant.",
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: { bad: inCondition("close > 30_000"), good: inCondition("close > 30_000 USDT") },
  },
  "ratio-against-score": {
    code: "CTK3003",
    severity: "error",
    title: "Percent against a 0..100 scale",
    message: ({
      score,
      ratio,
      isChange,
    }: {
      readonly score: string;
      readonly ratio: string;
      readonly isChange: boolean;
    }) => `\`${score}\` ${isChange ? "counts percent" : "runs from 0 to 100"}, but \`${ratio}\` is a ratio`,
    why: ({ isChange }: { readonly isChange: boolean }) =>
      isChange
        ? "A rate of change is a plain number: 5 where the price rose by 5%; and 5% is 0.05."
        : "Oscillators such as RSI are plain numbers from 0 to 100; 70% is 0.7, which they pass almost always.",
    fix: ({ instead }: { readonly instead: string | undefined }) =>
      instead === undefined ? "divide it by 100, or compare two of a kind." : `write \`${instead}\`.`,
    example: { bad: inCondition("rsi(close, 14) > 70%"), good: inCondition("rsi(close, 14) > 70") },
  },
  "wrong-type": {
    code: "CTK3004",
    severity: "error",
    title: "Wrong type",
    message: ({
      place,
      wanted,
      found,
    }: {
      readonly place: string;
      readonly wanted: string;
      readonly found: string;
    }) => `${place} wants ${wanted}; this is ${found}`,
    why: "Each place takes one kind of value, so that a mistake is found here and not in a fill.",
    fix: ({ instead, wanted }: { readonly instead: string | undefined; readonly wanted: string }) =>
      instead ?? `give it ${wanted}.`,
    example: {
      bad: inCondition("close > ema(close, 2%)"),
      good: inCondition("close > ema(close, 20)"),
    },
  },
  "condition-not-boolean": {
    code: "CTK3005",
    severity: "error",
    title: "Not a condition",
    message: ({ place, found }: { readonly place: string; readonly found: string }) =>
      `${place} must be true or false; this is ${found}`,
    why: "Numbers are never taken for conditions, so `when rsi(close, 14)` cannot mean anything by accident.",
    fix: "compare it with something: `x > 0`, `a crosses above b`.",
    example: { bad: inCondition("close"), good: inCondition("close > open") },
  },
  "needs-ratio": {
    code: "CTK3006",
    severity: "error",
    title: "Function of a ratio",
    message: ({ name, found }: { readonly name: string; readonly found: string }) =>
      `\`${name}\` needs a plain ratio; this is ${found}`,
    why: "The logarithm or a power of a price changes with the currency in which the price is quoted.",
    fix: "divide by a price first, for example `ln(close / close[1])`.",
    example: { bad: inCondition("ln(close) > 0"), good: inCondition("(ln(close / close[1]) ?? 0) > 0") },
  },
  "missing-argument": {
    code: "CTK3007",
    severity: "error",
    title: "Missing argument",
    message: ({ name, parameter }: { readonly name: string; readonly parameter: string }) =>
      `\`${name}\` needs its \`${parameter}\``,
    why: ({ signature }: { readonly signature: string }) => `It is called as \`${signature}\`.`,
    fix: "give the argument, by place or by name.",
    example: { bad: inCondition("close > ema(close)"), good: inCondition("close > ema(close, 20)") },
  },
  "too-many-arguments": {
    code: "CTK3008",
    severity: "error",
    title: "Too many arguments",
    message: ({ name }: { readonly name: string }) => `\`${name}\` takes fewer arguments`,
    why: ({ signature }: { readonly signature: string }) => `It is called as \`${signature}\`.`,
    fix: "remove the argument that does not belong.",
    example: { bad: inCondition("close > ema(close, 20, 3)"), good: inCondition("close > ema(close, 20)") },
  },
  "argument-given-twice": {
    code: "CTK3009",
    severity: "error",
    title: "Argument given twice",
    message: ({ name, parameter }: { readonly name: string; readonly parameter: string }) =>
      `\`${parameter}\` of \`${name}\` is given twice`,
    why: "One of the two values would be ignored.",
    fix: "keep one of them.",
    example: {
      bad: inCondition("close > ema(close, 20, length = 30)"),
      good: inCondition("close > ema(close, length = 30)"),
    },
  },
  "missing-series": {
    code: "CTK3010",
    severity: "error",
    title: "Average of what?",
    message: ({ name }: { readonly name: string }) => `\`${name}\` must be told what to work on`,
    why: ({ signature }: { readonly signature: string }) =>
      `The series comes first: \`${signature}\`. Nothing is assumed, so that a reader sees which price is meant.`,
    fix: ({ instead }: { readonly instead: string }) => `write \`${instead}\`.`,
    example: { bad: inCondition("close > sma(14)"), good: inCondition("close > sma(close, 14)") },
  },
  "argument-not-constant": {
    code: "CTK3011",
    severity: "error",
    title: "Length that varies by bar",
    message: ({ name, parameter }: { readonly name: string; readonly parameter: string }) =>
      `\`${parameter}\` of \`${name}\` must not change from bar to bar`,
    why: "Lengths and factors of indicators are fixed for a run: warm-up and memory are known before it starts.",
    fix: "use a number, a `param`, or arithmetic on those.",
    example: {
      bad: inCondition("close > ema(close, round(close / open))"),
      good: inCondition("close > ema(close, 20)"),
    },
  },
  "argument-too-small": {
    code: "CTK3012",
    severity: "error",
    title: "Argument too small",
    message: ({
      name,
      parameter,
      minimum,
      found,
    }: {
      readonly name: string;
      readonly parameter: string;
      readonly minimum: number;
      readonly found: number;
    }) => `\`${parameter}\` of \`${name}\` must be at least ${minimum}; here it can be ${found}`,
    why: "Below that, the definition of the indicator has no meaning.",
    fix: ({ minimum }: { readonly minimum: number }) =>
      `use ${minimum} or more, also at the low end of a param's range.`,
    example: { bad: inCondition("close > ema(close, 0)"), good: inCondition("close > ema(close, 20)") },
  },
  "argument-too-large": {
    code: "CTK3024",
    severity: "error",
    title: "Argument too large",
    message: ({
      name,
      parameter,
      maximum,
      found,
    }: {
      readonly name: string;
      readonly parameter: string;
      readonly maximum: number;
      readonly found: number;
    }) => `\`${parameter}\` of \`${name}\` must be at most ${maximum}; here it can be ${found}`,
    why: "Above that, the definition of the function has no meaning.",
    fix: ({ maximum }: { readonly maximum: number }) =>
      `use ${maximum} or less, also at the high end of a param's range.`,
    example: {
      bad: inCondition("close > round(open, 20)"),
      good: inCondition("close > round(open, 2)"),
    },
  },
  "unknown-time-zone": {
    code: "CTK3025",
    severity: "error",
    title: "Unknown time zone",
    message: ({ name }: { readonly name: string }) => `\`${name}\` is no time zone`,
    why: "A zone is named by a place that keeps its time, or is UTC: an abbreviation such as EST says nothing of summer.",
    fix: ({ near }: { readonly near: readonly string[] }) =>
      near.length === 0
        ? 'write the name of the place in the IANA database, such as `"America/New_York"`, or `"UTC"`.'
        : `write ${near.map((zone) => `\`"${zone}"\``).join(" or ")}.`,
    example: {
      bad: inCondition('hour("America/Newyork") >= 9 and close > open'),
      good: inCondition('hour("America/New_York") >= 9 and close > open'),
    },
  },
  "malformed-hours": {
    code: "CTK3026",
    severity: "error",
    title: "Not hours of a day",
    message: ({ text }: { readonly text: string }) => `\`${text}\` is no time of opening and closing`,
    why: "Hours run from one time of day up to another; those that end before they begin go past midnight.",
    fix: 'write them as `"0930-1600"`; several with commas: `"0900-1130,1230-1500"`. For days, add `weekday() <= 5`.',
    example: {
      bad: inCondition('in_session("9:30 to 16:00", "America/New_York") and close > open'),
      good: inCondition('in_session("0930-1600", "America/New_York") and close > open'),
    },
  },
  "not-whole-bars": {
    code: "CTK3013",
    severity: "error",
    title: "Not a number of bars",
    message: ({ place, found }: { readonly place: string; readonly found: string }) =>
      `${place} counts bars; this is ${found}`,
    why: "A window of 12.5 bars does not exist, and rounding would hide which one is used.",
    fix: ({ instead }: { readonly instead: string | undefined }) =>
      instead === undefined
        ? "write a whole number, a time span such as `12h`, or a `bars` parameter."
        : `write \`${instead}\`.`,
    example: { bad: inCondition("close > ema(close, 12.5)"), good: inCondition("close > ema(close, 12)") },
  },
  "duration-not-whole-bars": {
    code: "CTK3014",
    severity: "error",
    title: "Time span is not a whole number of bars",
    message: ({ duration, clock }: { readonly duration: string; readonly clock: string }) =>
      `${duration} is not a whole number of ${clock} bars`,
    why: "A time span where bars are wanted means so many bars of the clock in force.",
    fix: ({ below, above }: { readonly below: string | undefined; readonly above: string }) =>
      below === undefined ? `write \`${above}\`.` : `write \`${below}\` or \`${above}\`.`,
    example: { bad: inCondition("close > ema(close, 90m)"), good: inCondition("close > ema(close, 2h)") },
  },
  "record-as-value": {
    code: "CTK3015",
    severity: "error",
    title: "Record where one value is wanted",
    message: ({ name, fields }: { readonly name: string; readonly fields: readonly string[] }) =>
      `\`${name}\` gives several lines: ${fields.join(", ")}`,
    why: "Arithmetic and comparisons need one of them.",
    fix: ({ name, fields }: { readonly name: string; readonly fields: readonly string[] }) =>
      `name the line: \`${name}.${fields[0] ?? ""}\`.`,
    example: {
      bad: inCondition("close > bollinger(close, 20, 2)"),
      good: inCondition("close > bollinger(close, 20, 2).upper"),
    },
  },
  "currency-mismatch": {
    code: "CTK3016",
    severity: "error",
    title: "Two currencies",
    message: ({ operation, left, right }: Pair & { readonly operation: string }) =>
      `cannot ${operation} ${left} and ${right}: they are in different currencies`,
    why: "A rate between currencies moves; a conversion is always written, so that its source is known.",
    fix: "write the amount in the currency of the market, or convert: `x in USDT via btc`.",
    example: { bad: inCondition("close > 30_000 EUR"), good: inCondition("close > 30_000 USDT") },
  },
  "conversion-impossible": {
    code: "CTK3017",
    severity: "error",
    title: "No such conversion",
    message: ({
      found,
      currency,
      market,
    }: {
      readonly found: string;
      readonly currency: string;
      readonly market: string;
    }) => `${found} cannot be converted to ${currency} via \`${market}\``,
    why: "A market converts amounts of its base into its quote, and back.",
    fix: "name a market whose base and quote are the two currencies.",
    example: {
      bad: inCondition("position.value in EUR via btc > 100 EUR"),
      good: inCondition("position.value in BTC via btc < 1 BTC"),
    },
  },
  "list-out-of-place": {
    code: "CTK3018",
    severity: "error",
    title: "List out of place",
    message: () => "a list cannot be used as a value here",
    why: "Lists hold the choices of a parameter and the candles of a scenario; series are the lists of the language.",
    fix: "use a series and a window over it: `highest(high, 20)`.",
    example: {
      bad: inCondition("close > [1, 2, 3]"),
      good: inCondition("close > open"),
    },
  },
  "bad-market-symbol": {
    code: "CTK3019",
    severity: "error",
    title: "Market symbol",
    message: ({ symbol }: { readonly symbol: string }) => `\`${symbol}\` is not a market symbol`,
    why: "Base and quote give every price, quantity and amount its unit.",
    fix: 'write `"BASE/QUOTE"`, or `"BASE/QUOTE:SETTLE"` for a contract, for example `"BTC/USDT"`.',
    example: {
      bad: inCondition("close > open").replace("BTC/USDT", "BTCUSDT"),
      good: inCondition("close > open"),
    },
  },
  "binding-mismatch": {
    code: "CTK3020",
    severity: "error",
    title: "Market does not fit the strategy",
    message: ({
      strategy,
      market,
      asset,
    }: {
      readonly strategy: string;
      readonly market: string;
      readonly asset: string;
    }) => `\`${strategy}\` writes amounts in ${asset}, which \`${market}\` does not trade in that place`,
    why: "Amounts in the strategy's text have a currency; on a market in another currency they would mean something else.",
    fix: "bind a market with the same currency, or make the amount a parameter.",
    example: {
      bad: `market eth = "ETH/EUR" at kraken\n${inCondition("close > 30_000 USDT")}\nsession s {\n  capital 1_000 USDT\n  run Example on eth\n}\n`,
      good: `market eth = "ETH/USDT" at kraken\n${inCondition("close > 30_000 USDT")}\nsession s {\n  capital 1_000 USDT\n  run Example on eth\n}\n`,
    },
  },
  "binding-count": {
    code: "CTK3021",
    severity: "error",
    title: "Number of markets",
    message: ({
      strategy,
      wanted,
      found,
    }: {
      readonly strategy: string;
      readonly wanted: number;
      readonly found: number;
    }) => `\`${strategy}\` trades ${counted(wanted, "market")}; ${found} given`,
    why: "Each slot after `trades` is bound to one market, in order.",
    fix: "name as many markets as the strategy has slots, or none for its own.",
    example: {
      bad: `market eth = "ETH/USDT" at binance\n${inCondition("close > open")}\nsession s {\n  capital 1_000 USDT\n  run Example on btc, eth\n}\n`,
      good: `market eth = "ETH/USDT" at binance\n${inCondition("close > open")}\nsession s {\n  capital 1_000 USDT\n  run Example on eth\n}\n`,
    },
  },
  "too-large": {
    code: "CTK3023",
    severity: "error",
    title: "Plan too large",
    message: ({ what, limit }: { readonly what: string; readonly limit: number }) =>
      `this expands to more than ${limit} ${what}`,
    why: "Functions are expanded where they are called, and the work of a step is bounded.",
    fix: "give shared values a `let`, so that they are computed once.",
    example: { bad: "", good: "" },
  },
  "boolean-comparison": {
    code: "CTK3022",
    severity: "error",
    title: "Comparing conditions",
    message: ({ operator }: { readonly operator: string }) =>
      `conditions are not compared with \`${operator}\``,
    why: "A condition already is true or false.",
    fix: "write the condition itself, or `not` in front of it; combine two with `and` or `or`.",
    example: { bad: inCondition("(close > open) == true"), good: inCondition("close > open") },
  },
  "text-comparison": {
    code: "CTK3027",
    severity: "error",
    title: "Comparing texts",
    message: () => "texts are not compared",
    why: "Texts name places, hours and files. They stand in the plan and never change, so the answer would be the same at every bar.",
    fix: "to switch a rule on and off, use a parameter and read it: `param is_long = true`; to choose among several, number them: `param mode = 1 in 1..3` and `mode == 1`.",
    example: {
      bad: inCondition('close > open and "fast" == "slow"'),
      good: inCondition("close > open"),
    },
  },
});

/** CTK31xx: clocks, history and absence. */
export const clockEntries = defineEntries({
  "faster-clock": {
    code: "CTK3101",
    severity: "error",
    title: "Faster than the clock in force",
    message: ({ clock, base }: { readonly clock: string; readonly base: string }) =>
      `\`on ${clock}\` is faster than the ${base} clock in force`,
    why: ({ clock, base }: { readonly clock: string; readonly base: string }) =>
      `A rule on ${base} bars is looked at once a bar; it would see one ${clock} bar and miss the others.`,
    fix: ({ clock }: { readonly clock: string }) =>
      `run the strategy \`every ${clock}\`, and put the rest \`on\` the slower clock.`,
    example: {
      bad: inCondition("close > (ema(close, 20) on 5m)"),
      good: inCondition("close > (ema(close, 20) on 4h)"),
    },
  },
  "clock-not-multiple": {
    code: "CTK3102",
    severity: "error",
    title: "Clocks do not fit",
    message: ({ clock, base }: { readonly clock: string; readonly base: string }) =>
      `a ${clock} bar is not made of whole ${base} bars`,
    why: "Slower bars are built from the base bars, so that both close at the same moment.",
    fix: ({ nearest }: { readonly nearest: string }) =>
      `use a whole multiple, for example \`on ${nearest}\`.`,
    example: {
      bad: inCondition("close > (ema(close, 20) on 90m)"),
      good: inCondition("close > (ema(close, 20) on 2h)"),
    },
  },
  "let-on-other-clock": {
    code: "CTK3103",
    severity: "error",
    title: "A let keeps its clock",
    message: ({ name, from, to }: { readonly name: string; readonly from: string; readonly to: string }) =>
      `\`${name}\` lives on the ${from} clock and cannot be read \`on ${to}\``,
    why: "A `let` has one value per bar of the clock on which it was written. Sources such as `close` follow `on`; lets do not.",
    fix: ({ name, to }: { readonly name: string; readonly to: string }) =>
      `put \`on ${to}\` into the declaration of \`${name}\`.`,
    example: {
      bad: inCondition("close > (m on 4h)", "let m = ema(close, 20)"),
      good: inCondition("close > m", "let m = ema(close, 20) on 4h"),
    },
  },
  "fact-in-series": {
    code: "CTK3104",
    severity: "error",
    title: "Series of a fact",
    message: ({ name, place }: { readonly name: string; readonly place: string }) =>
      `\`${name}\` depends on the position or the account and cannot be used in ${place}`,
    why: "Series functions need market data: a value for every bar, the same in every run. A fact is known only within its step.",
    fix: "use market data here, or `capture` the value when the position opens.",
    example: {
      bad: inCondition("sma(equity, 20) > 100 USDT"),
      good: inCondition("equity > 100 USDT"),
    },
  },
  "offset-not-constant": {
    code: "CTK3105",
    severity: "error",
    title: "History offset that varies",
    message: () => "how far to look back must not change from bar to bar",
    why: "The bars that a rule needs are known before it runs.",
    fix: "write a whole number or a `bars` parameter: `close[1]`, `close[n]`.",
    example: { bad: inCondition("close[bars_held] > open"), good: inCondition("close[3] > open") },
  },
  "may-be-unknown": {
    code: "CTK3106",
    severity: "error",
    title: "Choice on an unknown",
    message: () => "this condition may be unknown, and `if` needs true or false",
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: "add `?? true` or `?? false`: say what an unknown means here.",
    example: {
      bad: inCondition("close > (if rsi(close, 14) > 50 then open else low)"),
      good: inCondition("close > (if (rsi(close, 14) > 50) ?? false then open else low)"),
    },
  },
  "market-in-fn": {
    code: "CTK3107",
    severity: "error",
    title: "Window in a scalar function",
    message: ({ name }: { readonly name: string }) => `\`${name}\` looks back in time, which a \`fn\` cannot`,
    why: "A `fn` computes from its arguments at one moment. What needs a window or history is an `indicator`.",
    fix: "declare it with `indicator` instead of `fn`.",
    example: {
      bad: `fn slow(x) = ema(x, 20)\n\n${inCondition("close > slow(close)")}`,
      good: `indicator slow(x) = ema(x, 20)\n\n${inCondition("close > slow(close)")}`,
    },
  },
});

/** CTK32xx: parameters. */
export const parameterEntries = defineEntries({
  "default-outside-range": {
    code: "CTK3201",
    severity: "error",
    title: "Default outside its range",
    message: ({
      name,
      value,
      range,
    }: {
      readonly name: string;
      readonly value: string;
      readonly range: string;
    }) => `the default ${value} of \`${name}\` is not in ${range}`,
    why: "A run without arguments uses the default, and it must be legal.",
    fix: "change the default or the range.",
    example: {
      bad: inCondition("close > sma(close, n)", "param n: bars = 200 in 2..100"),
      good: inCondition("close > sma(close, n)", "param n: bars = 50 in 2..100"),
    },
  },
  "empty-range": {
    code: "CTK3202",
    severity: "error",
    title: "Empty range",
    message: ({ name }: { readonly name: string }) => `the range of \`${name}\` runs backwards`,
    why: "A range goes from its low end to its high end.",
    fix: "swap the two ends.",
    example: {
      bad: inCondition("close > sma(close, n)", "param n: bars = 50 in 100..2"),
      good: inCondition("close > sma(close, n)", "param n: bars = 50 in 2..100"),
    },
  },
  "unknown-type": {
    code: "CTK3203",
    severity: "error",
    title: "Unknown type",
    message: ({ name }: { readonly name: string }) => `there is no type \`${name}\``,
    why: ({ known }: { readonly known: readonly string[] }) => `Types are ${known.join(", ")}.`,
    fix: ({ suggestion }: { readonly suggestion: string | undefined }) =>
      suggestion === undefined
        ? "leave the type out where the default shows it."
        : `write \`${suggestion}\`.`,
    example: {
      bad: inCondition("close > sma(close, n)", "param n: int = 50 in 2..100"),
      good: inCondition("close > sma(close, n)", "param n: bars = 50 in 2..100"),
    },
  },
  "not-a-constant": {
    code: "CTK3204",
    severity: "error",
    title: "Not known before the run",
    message: ({ place }: { readonly place: string }) => `${place} must be known before the run`,
    why: "Parameters, ranges, capital and settings are fixed before the first bar.",
    fix: "write a literal, or arithmetic on literals.",
    example: {
      bad: inCondition("close > sma(close, n)", "param n: bars = bars_held in 2..100"),
      good: inCondition("close > sma(close, n)", "param n: bars = 50 in 2..100"),
    },
  },
  "bad-step": {
    code: "CTK3205",
    severity: "error",
    title: "Step of a range",
    message: ({ name }: { readonly name: string }) =>
      `the step of \`${name}\` must be positive and fit into its range`,
    why: "A sweep goes from the low end to the high end in whole steps.",
    fix: "write a positive step that is not larger than the range.",
    example: {
      bad: inCondition("close > k * sma(close, 20)", "param k = 1.5 in 1.0..2.0 step 0"),
      good: inCondition("close > k * sma(close, 20)", "param k = 1.5 in 1.0..2.0 step 0.5"),
    },
  },
  "require-not-constant": {
    code: "CTK3206",
    severity: "error",
    title: "require is about parameters",
    message: ({ name }: { readonly name: string }) => `\`require\` cannot read \`${name}\``,
    why: "A `require` decides before a run whether its parameters make sense; market data is not there yet.",
    fix: "relate parameters and numbers only; put conditions on the market into a rule.",
    example: {
      bad: inCondition("close > open", "require close > 0"),
      good: inCondition("close > k * open", "param k = 1.5 in 1.0..2.0\nrequire k > 0"),
    },
  },
  "defaults-break-require": {
    code: "CTK3207",
    severity: "error",
    title: "Defaults break a require",
    message: ({ text }: { readonly text: string }) => `the defaults do not satisfy \`${text}\``,
    why: "A run without arguments uses the defaults, and would be refused.",
    fix: "change a default, or the requirement.",
    example: {
      bad: inCondition(
        "sma(close, fast) > sma(close, slow)",
        "param fast: bars = 50\nparam slow: bars = 20\nrequire fast < slow",
      ),
      good: inCondition(
        "sma(close, fast) > sma(close, slow)",
        "param fast: bars = 20\nparam slow: bars = 50\nrequire fast < slow",
      ),
    },
  },
  "argument-outside-range": {
    code: "CTK3208",
    severity: "error",
    title: "Argument outside its range",
    message: ({
      name,
      value,
      range,
    }: {
      readonly name: string;
      readonly value: string;
      readonly range: string;
    }) => `${value} for \`${name}\` is not in ${range}`,
    why: "Warm-up and limits were checked for the range that the strategy declares.",
    fix: "choose a value inside the range, or widen the range in the strategy.",
    example: {
      bad: `${inCondition("close > sma(close, n)", "param n: bars = 50 in 2..100")}\nsession s {\n  capital 1_000 USDT\n  run Example(n = 500)\n}\n`,
      good: `${inCondition("close > sma(close, n)", "param n: bars = 50 in 2..100")}\nsession s {\n  capital 1_000 USDT\n  run Example(n = 80)\n}\n`,
    },
  },
  "arguments-break-require": {
    code: "CTK3209",
    severity: "error",
    title: "Arguments break a require",
    message: ({ text }: { readonly text: string }) => `these arguments do not satisfy \`${text}\``,
    why: "The strategy states this relation; a run that breaks it is refused.",
    fix: "change an argument.",
    example: {
      bad: `${inCondition("sma(close, fast) > sma(close, slow)", "param fast: bars = 20\nparam slow: bars = 50\nrequire fast < slow")}\nsession s {\n  capital 1_000 USDT\n  run Example(fast = 60)\n}\n`,
      good: `${inCondition("sma(close, fast) > sma(close, slow)", "param fast: bars = 20\nparam slow: bars = 50\nrequire fast < slow")}\nsession s {\n  capital 1_000 USDT\n  run Example(fast = 30)\n}\n`,
    },
  },
});

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
