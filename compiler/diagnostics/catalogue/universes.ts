import { defineEntries } from "../define.ts";

const markets = 'market btc = "BTC/USDT" at binance\nmarket eth = "ETH/USDT" at binance\n';

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");

function pair(statements: string): string {
  return `${markets}\nstrategy Pair trades eth, btc every 1h {\n${indented(statements)}\n}\n`;
}

function each(statements: string, universe = "[btc, eth]"): string {
  return `${markets}universe majors = ${universe}\n\nstrategy Trend trades each coin of majors every 1h {\n${indented(statements)}\n}\n`;
}

const rules =
  "enter long when close > sma(close, 20) { size 10% of equity }\nexit long when close < sma(close, 20)";

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** CTK46xx: several markets in one strategy. */
export const universeEntries = defineEntries({
  "field-of-which-market": {
    code: "CTK4601",
    severity: "error",
    title: "Of which market?",
    message: ({
      written,
      markets: names,
    }: {
      readonly written: string;
      readonly markets: readonly string[];
    }) => `\`${written}\` could be that of ${listed(names)}`,
    why: "A strategy of several markets says each time which one it reads. Inside a rule it is the market of the rule.",
    fix: ({ instead }: { readonly instead: string }) => `name the market: \`${instead}\`.`,
    example: { bad: pair("plot ema(close, 20)"), good: pair("plot eth.ema(close, 20)") },
  },
  "universe-without-venue": {
    code: "CTK4602",
    severity: "error",
    title: "Symbols without a venue",
    message: ({ symbol }: { readonly symbol: string }) => `no venue is named for \`${symbol}\``,
    why: "A symbol means a market only together with the venue that trades it.",
    fix: "write `at VENUE` behind the list, or list markets that are declared.",
    example: {
      bad: 'universe alts = ["ADA/USDT", "XRP/USDT"]\n',
      good: 'universe alts = ["ADA/USDT", "XRP/USDT"] at binance\n',
    },
  },
  "mixed-quotes": {
    code: "CTK4603",
    severity: "error",
    title: "Markets in different currencies",
    message: ({ name, quotes }: { readonly name: string; readonly quotes: readonly string[] }) =>
      `the markets of \`${name}\` are quoted in different currencies: ${listed(quotes)}`,
    why: "One account pays for all of them, in one currency.",
    fix: "keep the markets of one quote currency together, and run the strategy once for each.",
    example: {
      bad: 'universe mixed = ["ADA/USDT", "XRP/EUR"] at binance\n',
      good: 'universe alts = ["ADA/USDT", "XRP/USDT"] at binance\n',
    },
  },
  "member-twice": {
    code: "CTK4604",
    severity: "error",
    title: "Market listed twice",
    message: ({ universe, symbol }: { readonly universe: string; readonly symbol: string }) =>
      `${symbol} is already in \`${universe}\``,
    why: "Each market of a universe is traded once, on one account.",
    fix: "remove one of the two.",
    example: { bad: each(rules, "[btc, eth, btc]"), good: each(rules) },
  },
  "universe-empty": {
    code: "CTK4605",
    severity: "error",
    title: "A universe without markets",
    message: ({ name }: { readonly name: string }) => `\`${name}\` has no markets`,
    why: "A strategy on it could never trade.",
    fix: "list markets: `[btc, eth]`.",
    example: { bad: "universe majors = []\n", good: `${markets}universe majors = [btc, eth]\n` },
  },
  "market-wanted": {
    code: "CTK4606",
    severity: "error",
    title: "A market is wanted",
    message: ({ name, parameter }: { readonly name: string; readonly parameter: string }) =>
      `\`${parameter}\` of \`${name}\` is a market, not a value`,
    why: "An argument declared as `market` stands for a market itself; the indicator reads its fields.",
    fix: ({ instead }: { readonly instead: string }) => `give a market: \`${instead}\`.`,
    example: {
      bad: `indicator ratio_of(a: market, b: market) = a.close / b.close\n${pair("plot ratio_of(eth.close, btc.close)")}`,
      good: `indicator ratio_of(a: market, b: market) = a.close / b.close\n${pair("plot ratio_of(eth, btc)")}`,
    },
  },
  "portfolio-without-universe": {
    code: "CTK4607",
    severity: "error",
    title: "A portfolio of what?",
    message: () => "`portfolio` belongs to a strategy that trades each market of a universe",
    why: "It chooses among the entries of many markets. A strategy whose markets are named says in its rules which it enters.",
    fix: "write `trades each coin of UNIVERSE`, or remove the portfolio.",
    example: {
      bad: pair("plot eth.close\nportfolio { at most 1 positions }"),
      good: each(`${rules}\nportfolio { at most 1 positions }`),
    },
  },
  "no-positions": {
    code: "CTK4608",
    severity: "error",
    title: "No position at all",
    message: ({ found }: { readonly found: number }) =>
      `at most ${found} positions: nothing could ever be entered`,
    why: "The number says how many markets may be held at the same time.",
    fix: "write 1 or more.",
    example: {
      bad: each(`${rules}\nportfolio { at most 0 positions }`),
      good: each(`${rules}\nportfolio { at most 2 positions }`),
    },
  },
});
