import { describe, expect, it } from "vitest";
import { describeType } from "../../compiler/check/index.ts";
import type { PlanIr } from "../../compiler/index.ts";
import { compile, explain, format, renderCard } from "../../compiler/index.ts";
import { compileText } from "./example-files.ts";

const markets = `market eth = "ETH/USDT" at binance
market btc = "BTC/USDT" at binance
market coin = "COIN/EUR" at binance
indicator ratio_of(a: market, b: market) = a.close / b.close
indicator reach(m: market, n: bars = 14) = m.atr(n) / m.close
indicator own() = close / atr(14)
fn half(x) = x / 2
`;

const pair = (statements: string): string => `${markets}
strategy Pair trades eth, btc every 1h {
${statements}
}
`;

/** Codes of what is reported in a strategy of two markets, lints left out. */
const codesOf = (text: string): readonly string[] =>
  compile({ entry: { path: "plan.ctk", text } })
    .diagnostics.items.filter(({ severity }) => severity === "error")
    .map(({ code }) => code);

const planOf = (text: string): PlanIr => {
  const { plan, diagnostics } = compile({ entry: { path: "plan.ctk", text } });
  if (plan === undefined) throw new Error(diagnostics.items.map(({ message }) => message).join("\n"));
  return plan;
};

/** The type of an expression in a strategy of two markets, or the codes of its errors. */
const typeOf = (expression: string): string => {
  const { diagnostics, tables, modules } = compileText(pair(`let value = ${expression}\nplot eth.close`));
  const errors = diagnostics.items.filter((item) => item.severity === "error").map((item) => item.code);
  if (errors.length > 0) return errors.join(" ");
  const strategy = modules[0]?.module.declarations.find((item) => item.kind === "strategy");
  const value = strategy?.statements.find((item) => item.kind === "let")?.value;
  const typed = value === undefined ? undefined : tables.types.get(value.id);
  return typed === undefined ? "nothing" : describeType(typed.type);
};

/** The plan card as one line. */
const cardOf = (text: string): string => {
  const { plan, tables, sources } = compile({ entry: { path: "plan.ctk", text } });
  return plan === undefined ? "" : renderCard(explain(plan, tables, sources)).replace(/\s+/g, " ");
};

describe("the units of several markets", () => {
  it.each([
    ["eth.close", "a price (USDT per ETH)"],
    ["btc.close", "a price (USDT per BTC)"],
    ["btc.volume", "an amount of BTC"],
    ["eth.atr(14)", "a price (USDT per ETH)"],
    ["atr(btc, 14)", "a price (USDT per BTC)"],
    ["btc.ema(close, 20)", "a price (USDT per BTC)"],
    ["eth.close / btc.close", "a price (BTC per ETH)"],
    ["ratio_of(eth, btc)", "a price (BTC per ETH)"],
    ["ratio_of(b = eth, a = btc)", "a price (ETH per BTC)"],
    ["ratio_of(eth, btc) / sma(ratio_of(eth, btc), 20)", "a ratio"],
    ["reach(eth)", "a ratio"],
    ["eth.own()", "a ratio"],
    ["eth.talib.rsi(close, 14)", "a number from 0 to 100"],
    ["eth.funding", "a ratio"],
    ["btc.mark - btc.index", "a price (USDT per BTC)"],
    ["eth.position.size", "an amount of ETH"],
    ["btc.position.profit", "an amount of USDT"],
    ["btc.entry", "a price (USDT per BTC)"],
    ["eth.units", "a plain number"],
    ["eth.last_trade.profit", "an amount of USDT"],
    ["equity", "an amount of USDT"],
    ["(eth.close on 4h) / eth.close", "a ratio"],
    ["half(eth.close)", "a price (USDT per ETH)"],
  ])("%s is %s", (expression, type) => {
    expect(typeOf(expression)).toBe(type);
  });

  it.each([
    ["close", "CTK4601"],
    ["hlc3", "CTK4601"],
    ["atr(14)", "CTK4601"],
    ["macd(close, 12, 26, 9).line", "CTK4601"],
    ["bollinger(close, 20, 2).upper", "CTK4601"],
    ["own()", "CTK4601"],
    ["sma(close, 20) / eth.close", "CTK4601"],
    ["position.size", "CTK4601"],
    ["entry", "CTK4601"],
    ["eth.close + btc.close", "CTK3001"],
    ["eth.position.size - btc.position.size", "CTK3016"],
    ["ratio_of(eth.close, btc)", "CTK4606"],
    ["ratio_of(eth)", "CTK3007"],
    ["half(eth)", "CTK2010"],
    ["sma(eth.close, btc)", "CTK2010"],
    ["eth", "CTK2010"],
    ["eth.closing", "CTK2003"],
    ["eth.equity", "CTK2003"],
    ["eth.position.height", "CTK2003"],
    ["eth.emma(close, 3)", "CTK2002"],
    ["coin.close", "CTK2017"],
    ["coin.position.size", "CTK2017"],
    ["sol.close", "CTK2001"],
  ])("%s is refused: %s", (expression, codes) => {
    expect(typeOf(expression)).toBe(codes);
  });

  it("asks once for the market of a call that reads several fields, with one way to write it for each", () => {
    const text = `market eth = "ETH/USDT" at binance
market btc = "BTC/USDT" at binance
strategy Pair trades eth, btc every 1h { plot atr(14) }`;
    const { items } = compile({ entry: { path: "plan.ctk", text } }).diagnostics;
    expect(items.map(({ code, message }) => [code, message])).toEqual([
      ["CTK4601", "`atr(14)` could be that of eth and btc"],
    ]);
    expect(items[0]?.fixes.map(({ title }) => title)).toEqual(["write `eth.atr(14)`", "write `btc.atr(14)`"]);
  });
});

describe("rules of several markets", () => {
  it("read their own market where none is named, also in clauses", () => {
    const [strategy] = planOf(
      pair(`enter long btc when close > open and eth.close > eth.open {
  size 10% of equity
  stop 2 * atr(14) below entry
  order limit at low
}
exit long btc when position.profit > 0 USDT and eth.position.side == 0`),
    ).strategies;
    const slots = (id: number): readonly string[] => {
      const value = strategy?.features[id]?.value;
      if (value?.kind === "source") return [value.slot];
      return value?.kind === "operation" ? value.inputs.flatMap(slots) : [];
    };
    const [enter, exit] = strategy?.rules ?? [];
    expect(enter?.slot).toBe("btc");
    expect(new Set(slots(enter?.condition.pure ?? -1))).toEqual(new Set(["btc", "eth"]));
    if (enter?.kind !== "enter") throw new Error("an entry");
    const { stop, order } = enter.entry;
    const read = (scalar: object): readonly number[] =>
      Object.values(scalar)
        .flatMap((value) => (typeof value === "object" && value !== null ? read(value) : []))
        .concat("kind" in scalar && scalar.kind === "feature" && "id" in scalar ? [Number(scalar.id)] : []);
    expect(new Set(read(stop ?? {}).flatMap(slots))).toEqual(new Set(["btc"]));
    expect(new Set(read(order).flatMap(slots))).toEqual(new Set(["btc"]));
    expect(JSON.stringify(exit?.condition.stateful)).toContain('"fact":"position.side","slot":"eth"');
    expect(JSON.stringify(exit?.condition.stateful)).toContain('"fact":"position.profit","slot":"btc"');
  });

  it("have to say which market they trade", () => {
    expect(codesOf(pair("enter long when eth.close > eth.open { size 1 ETH unprotected }"))).toContain(
      "CTK4013",
    );
    expect(codesOf(pair("enter long sol when eth.close > eth.open { size 1 ETH unprotected }"))).toEqual([
      "CTK2014",
    ]);
  });

  it("know that a position is open in their own market only", () => {
    const lints = compile({
      entry: {
        path: "plan.ctk",
        text: pair(`enter long eth when close > open { size 1 ETH }
enter long btc when close > open { size 1 BTC }
exit long eth when entry > close
exit long btc when eth.entry > eth.close`),
      },
    }).diagnostics.items;
    expect(lints.map(({ code }) => code).filter((code) => code !== "CTK5001")).toEqual(["CTK5003"]);
    expect(codesOf(pair("enter long eth when close > open { size 1 ETH stop at entry - 1 USDT }"))).toEqual([
      "CTK4012",
    ]);
    expect(
      codesOf(pair("enter long eth when close > open { size 1 ETH stop at low - 0 * eth.best }")),
    ).toEqual(["CTK4012"]);
  });

  it("are told apart in an explanation", () => {
    const text = pair(`enter long eth when close > open { size 1 ETH }
exit long eth when close < eth.sma(close, 9)`);
    expect(cardOf(text)).toMatch(/buy 1 ETH.* eth at market.*close the long position in eth/s);
  });

  it("share one currency", () => {
    expect(codesOf(`${markets}strategy Mixed trades eth, coin every 1h { plot eth.close }\n`)).toEqual([
      "CTK4603",
    ]);
  });
});

const universe = (body: string, head = "universe majors = [eth, btc]"): string => `${markets}${head}
strategy Trend trades each c of majors every 1h {
${body}
}
`;

const rules = "enter long when close > open { size 10% of equity }\nexit long when close < open";

describe("strategies that trade each market of a universe", () => {
  it("have one slot for all members", () => {
    const plan = planOf(universe(rules));
    expect(plan.universes).toMatchObject([{ name: "majors", members: ["eth", "btc"] }]);
    expect(plan.strategies[0]).toMatchObject({
      members: ["eth", "btc"],
      universe: "majors",
      slots: [{ name: "c", market: "eth", quote: "USDT" }],
    });
  });

  it("run on the members of another universe, on listed markets, or on their own", () => {
    const runsOf = (run: string): unknown =>
      planOf(
        `${universe(rules)}universe alts = ["ADA/USDT", "XRP/USDT", "BTC/USDT"] at binance
session s { capital 1_000 USDT ${run} }`,
      ).sessions[0]?.runs.map((item) => item.markets);
    expect(runsOf("run Trend")).toEqual([["eth", "btc"]]);
    expect(runsOf("run Trend on alts")).toEqual([["ada", "xrp", "btc"]]);
    expect(runsOf("run Trend on btc")).toEqual([["btc"]]);
  });

  it("give markets that are known by their symbols a name of their own", () => {
    const plan = planOf(
      `market ada = "ADA/EUR" at binance
universe alts = ["ADA/USDT", "1INCH/USDT", "ADA/USDT:USDT"] at binance
strategy S trades each c of alts every 1h { plot close }`,
    );
    expect(plan.markets.map(({ name, symbol }) => `${name} ${symbol}`)).toEqual([
      "ada ADA/EUR",
      "ada_usdt ADA/USDT",
      "m_1inch 1INCH/USDT",
      "ada_usdt_binance ADA/USDT:USDT",
    ]);
  });

  it("say what is wrong with a member", () => {
    const { items } = compile({
      entry: { path: "plan.ctk", text: universe(rules, "universe majors = [eth, btcc]") },
    }).diagnostics;
    expect(
      items
        .filter(({ severity }) => severity === "error")
        .map(({ code, message, fixes }) => [code, message, fixes[0]?.title]),
    ).toEqual([["CTK2014", "there is no market called `btcc`", "replace with `btc`"]]);
    expect(codesOf(universe(rules, 'universe majors = [eth, "btc-usdt"] at binance'))).toEqual(["CTK3019"]);
    expect(codesOf(universe(rules, "universe minors = [eth, btc]"))).toEqual(["CTK2014"]);
  });

  it.each([
    ["run Trend on alts, btc", "CTK4604"],
    ["run Trend on coin", ""],
    ["run Trend on btc, coin", "CTK4603"],
    ["run Trend on nothing", "CTK2014"],
  ])("%s: %s", (run, code) => {
    const text = `${universe(rules)}universe alts = ["ADA/USDT", "BTC/USDT"] at binance
session s { capital 1_000 EUR ${run} }`;
    expect(codesOf(text).filter((item) => item !== "CTK3016")).toEqual(code === "" ? [] : [code]);
  });

  it("keep amounts to the currency that they are written in", () => {
    const text = `${universe("enter long when close > open { size 100 USDT }\nexit long when close < open")}
session s { capital 1_000 EUR run Trend on coin }`;
    expect(codesOf(text)).toContain("CTK3020");
  });

  it("rank, count and cap with the right kinds of values", () => {
    const codes = (portfolio: string): readonly string[] =>
      codesOf(
        universe(
          `param n = 3 in 1..5\nparam m = 3 in 0..5\nplot n * m * close\n${rules}\nportfolio { ${portfolio} }`,
        ),
      );
    expect(
      codes("at most n positions rank entries by roc(close, 20) lowest first cap 20% of equity per market"),
    ).toEqual([]);
    expect(codes("cap 500 USDT per market")).toEqual([]);
    expect(codes("at most m positions")).toEqual(["CTK4608"]);
    expect(codes("at most 20% positions")).toEqual(["CTK3004"]);
    expect(codes("at most rsi(close, 9) positions")).toEqual(["CTK3011"]);
    expect(codes("rank entries by close > open")).toEqual(["CTK3004"]);
    expect(codes("rank entries by atr(9)")).toEqual(["CTK3004"]);
    expect(codes("rank entries by position.profit")).toEqual(["CTK3104"]);
    expect(codes("cap 20% per market")).toEqual(["CTK3004"]);
    expect(codes("cap 5 BTC per market")).toEqual(["CTK3004"]);
    expect(codes("cap 1% of equity per market cap 2% of equity per market")).toEqual(["CTK4108"]);
  });

  it("are laid out in one way", () => {
    const text = `universe   alts=["ADA/USDT","XRP/USDT"]at binance
strategy S trades each   c of alts every 1h{portfolio{cap 5% of equity per market rank entries by close
at most 2 positions}plot close}`;
    expect(format(text)).toEqual({
      ok: true,
      text: `universe alts = ["ADA/USDT", "XRP/USDT"] at binance

strategy S trades each c of alts every 1h {
  portfolio {
    cap 5% of equity per market
    rank entries by close highest first
    at most 2 positions
  }
  plot close
}
`,
    });
  });

  it("leave the words of the statements free as names", () => {
    expect(
      codesOf(`market each = "BTC/USDT" at binance
market universe = "ETH/USDT" at binance
strategy S trades each, universe every 1h { let cap = each.close let rank = universe.close plot cap / rank }`),
    ).toEqual([]);
  });
});
