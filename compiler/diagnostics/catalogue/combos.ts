import { defineEntries } from "../define.ts";

const markets = 'market btc = "BTC/USDT" at binance\nmarket eth = "ETH/USDT" at binance\n';

function pair(statements: string, slots = "eth, btc"): string {
  const body = statements
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
  return `${markets}\nstrategy Pair trades ${slots} every 1h {\n  let z = eth.close / eth.close[20] - btc.close / btc.close[20]\n\n${body}\n}\n`;
}

const legs = "leg short eth { size 1_000 USDT }\n    leg long btc { size same }";

function combo(inner = legs, rest = "exit when z < 1%"): string {
  const exit = rest === "" ? "" : `\n  ${rest}`;
  return `combo spread {\n  enter when z > 5% {\n    ${inner}\n  }${exit}\n}`;
}

function holding(items: string, slots = "eth, btc"): string {
  return `${markets}\nstrategy Rotation trades ${slots} every 1h {\n  hold every 1d {\n    ${items}\n  }\n}\n`;
}

function rotation(items: string): string {
  return `${markets}universe majors = [btc, eth]\n\nstrategy Rotation trades each coin of majors every 1h {\n  hold every 1d {\n    ${items}\n  }\n}\n`;
}

const percent = ({ total }: { readonly total: string }): string => `these weights add to ${total}`;

/** CTK42xx: positions of several markets. */
export const comboEntries = defineEntries({
  "combo-of-one-leg": {
    code: "CTK4201",
    severity: "error",
    title: "Combo without a second leg",
    message: ({ name, legs: count }: { readonly name: string; readonly legs: number }) =>
      count === 0 ? `\`${name}\` has no legs` : `\`${name}\` has one leg`,
    why: "A combo holds several markets as one position; one market by itself is an ordinary entry.",
    fix: "add `leg long MARKET { size same }`, or write `enter` for a single market.",
    example: { bad: pair(combo("leg short eth { size 1_000 USDT }")), good: pair(combo()) },
  },
  "legs-on-one-market": {
    code: "CTK4202",
    severity: "error",
    title: "Two legs on one market",
    message: ({ market }: { readonly market: string }) => `\`${market}\` already has a leg`,
    why: "A strategy has one position in a market; two legs on it would be netted, and the combo would lose one.",
    fix: "give each leg a market of its own, or write the sum as one leg.",
    example: {
      bad: pair(combo("leg short eth { size 1_000 USDT }\n    leg long eth { size same }")),
      good: pair(combo()),
    },
  },
  "same-in-first-leg": {
    code: "CTK4203",
    severity: "error",
    title: "Same as what?",
    message: ({ form }: { readonly form: string }) => `the first leg cannot have \`size ${form}\``,
    why: "`size same` repeats the money of the first leg, and `size same_base` its quantity.",
    fix: "give the first leg an amount; the others may follow it.",
    example: {
      bad: pair(combo("leg short eth { size same }\n    leg long btc { size 1_000 USDT }")),
      good: pair(combo()),
    },
  },
  "combo-without-entry": {
    code: "CTK4204",
    severity: "error",
    title: "Combo that never opens",
    message: ({ name }: { readonly name: string }) => `\`${name}\` has no \`enter\``,
    why: "The legs of a combo stand in its `enter`.",
    fix: "write `enter when .. { leg .. leg .. }` in it.",
    example: { bad: pair("plot z\ncombo spread {\n  exit when z < 1%\n}"), good: pair(combo()) },
  },
  "combo-without-exit": {
    code: "CTK4205",
    severity: "error",
    title: "Combo without a way out",
    message: ({ name }: { readonly name: string }) => `nothing closes \`${name}\``,
    why: "A combo has no stops at the venue; only its `exit` ends it.",
    fix: "add `exit when ..`, `exit after 200 bars`, or both.",
    example: { bad: pair(combo(legs, "")), good: pair(combo()) },
  },
  "second-in-combo": {
    code: "CTK4206",
    severity: "error",
    title: "Given twice",
    message: ({ word }: { readonly word: string }) => `a combo has one \`${word}\``,
    why: "Only one of the two could hold, and it would not be visible which.",
    fix: "keep one of them; write a second combo for other legs.",
    example: {
      bad: pair(combo(legs, "exit when z < 1%\n  rebalance when drift > 5%\n  rebalance when drift > 8%")),
      good: pair(combo(legs, "exit when z < 1%\n  rebalance when drift > 5%")),
    },
  },
  "leg-may-never-fill": {
    code: "CTK4207",
    severity: "error",
    title: "Leg that may never fill",
    message: ({ market }: { readonly market: string }) =>
      `the limit of the leg on \`${market}\` may never be reached`,
    why: "The other legs would stay open by themselves for as long as this one waits.",
    fix: "say how long the legs may wait for each other: `fill together within 1h else unwind`.",
    example: {
      bad: pair(
        combo("leg short eth { size 1_000 USDT  order limit at close }\n    leg long btc { size same }"),
      ),
      good: pair(
        combo(
          "leg short eth { size 1_000 USDT  order limit at close }\n    leg long btc { size same }\n    fill together within 2h else unwind",
        ),
      ),
    },
  },
  "nothing-to-mirror": {
    code: "CTK4208",
    severity: "error",
    title: "Nothing to mirror",
    message: ({ name }: { readonly name: string }) => `the condition of \`${name}\` has no other side`,
    why: "A mirror turns comparisons of a signed number with a constant: `z > 2` becomes `-z > 2`. Where there is none, the mirror would open together with the combo.",
    fix: "compare a spread, a difference or a score around zero with a constant; or write the second combo out.",
    example: {
      bad: pair(`${combo().replace("z > 5%", "eth.close > eth.open")}\ncombo cheap = mirror spread\nplot z`),
      good: pair(`${combo()}\ncombo cheap = mirror spread`),
    },
  },
  "market-owned-twice": {
    code: "CTK4209",
    severity: "error",
    title: "Market that belongs to a combo or a holding",
    message: ({
      market,
      owner,
      rule,
    }: {
      readonly market: string;
      readonly owner: string;
      readonly rule: string;
    }) => `${rule} trades \`${market}\`, which belongs to ${owner}`,
    why: "A strategy has one position in a market. A combo or a holding keeps its markets in proportion, and another rule on one of them would undo that.",
    fix: "trade the market from one place; other rules belong in another strategy.",
    example: {
      bad: pair(`${combo()}\n\nenter long eth when z > 5% { size 1_000 USDT  stop 10 USDT below entry }`),
      good: pair(combo()),
    },
  },
  "weights-over-total": {
    code: "CTK4210",
    severity: "error",
    title: "More than everything",
    message: percent,
    why: "Weights are shares of equity, those of short holdings included; together they cannot be more than all of it.",
    fix: "lower the weights to 100% or less. What is not given away stays in cash.",
    example: { bad: holding("60% eth\n    50% btc"), good: holding("60% eth\n    40% btc") },
  },
  "hold-without-universe": {
    code: "CTK4211",
    severity: "error",
    title: "Ranking without a universe",
    message: ({ name, traded }: { readonly name: string; readonly traded: string | undefined }) =>
      traded === undefined
        ? `this strategy does not trade a universe called \`${name}\``
        : `this strategy trades \`${traded}\`, not \`${name}\``,
    why: "A ranking looks at each market of the universe that the strategy trades, and takes the best of them.",
    fix: ({ name, traded }: { readonly name: string; readonly traded: string | undefined }) =>
      traded === undefined
        ? `write \`trades each coin of ${name}\`, or give each market its own weight.`
        : `write \`${traded}\`.`,
    example: {
      bad: holding("60% top 1 of majors by roc(close, 30)"),
      good: holding("60% eth\n    40% cash"),
    },
  },
  "second-hold": {
    code: "CTK4212",
    severity: "error",
    title: "Two holdings",
    message: () => "a strategy has one `hold`",
    why: "Each would sell what the other bought.",
    fix: "write the weights into one `hold`, or make two strategies of it.",
    example: {
      bad: holding("60% eth\n  }\n  hold every 1d {\n    40% btc"),
      good: holding("60% eth\n    40% btc"),
    },
  },
  "hold-market-in-universe": {
    code: "CTK4213",
    severity: "error",
    title: "One market of a universe",
    message: ({ name }: { readonly name: string }) => `\`${name}\` stands for every market of the universe`,
    why: "A weight for it would be a weight for each of them.",
    fix: ({ universe }: { readonly universe: string }) =>
      `write \`all of ${universe}\` for equal shares, or \`top 3 of ${universe} by ..\` for the best.`,
    example: {
      bad: rotation("50% coin"),
      good: rotation("50% all of majors"),
    },
  },
  "hold-of-one-market": {
    code: "CTK4214",
    severity: "error",
    title: "Value of one market for all of them",
    message: () => "this is a value of each market, and the holding has one for all of them",
    why: "Weights and the condition of a `hold` are worked out once, for all markets of the universe together.",
    fix: ({ universe }: { readonly universe: string }) =>
      `use \`drift\`, facts of the account and parameters here; what differs between the markets of \`${universe}\` belongs behind \`by\` and \`weighted by\`.`,
    example: {
      bad: rotation("50% all of majors\n  } when close > open {").replace(" {\n  }\n}\n", "\n}\n"),
      good: rotation("50% all of majors\n  } when drift > 5% {").replace(" {\n  }\n}\n", "\n}\n"),
    },
  },
  "throttle-beside-combo": {
    code: "CTK4215",
    severity: "error",
    title: "Throttle that would not hold",
    message: ({ word, what }: { readonly word: string; readonly what: string }) =>
      `\`${word}\` holds back entries of rules, not ${what}`,
    why: "A combo has several fills for one opening, of which one usually loses; a holding trades when its schedule says.",
    fix: "put the wait into the condition of the combo, or the rules into another strategy.",
    example: { bad: pair(`cooldown 5 bars\n${combo()}`), good: pair(combo()) },
  },
});
