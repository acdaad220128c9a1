import { describe, expect, it } from "vitest";
import {
  inferInstrument,
  lookupInstrument,
  parseMarkets,
  parseSymbol,
} from "../../../runtime/reference/index.ts";

const spot = (changes: object) => ({
  precisionModeValue: 4,
  fees: { maker: 0.0016, taker: 0.0026 },
  markets: {
    "AAA/BBB": {
      symbol: "AAA/BBB",
      base: "AAA",
      quote: "BBB",
      precision: { amount: 1e-5, price: 0.01 },
      limits: { amount: { min: 1e-5, max: 9000 }, cost: { min: 10 } },
      ...changes,
    },
  },
});

const only = (json: unknown) => {
  const result = parseMarkets(json, "somewhere");
  if (!result.ok) {
    throw new Error(result.message);
  }
  return result.instruments[0] ?? result.skipped[0];
};

describe("ccxt's market structures", () => {
  it("gives decimal strings without artefacts", () => {
    expect(only(spot({}))).toEqual({
      symbol: "AAA/BBB",
      venue: "somewhere",
      base: "AAA",
      quote: "BBB",
      settle: undefined,
      tickSize: "0.01",
      lotSize: "0.00001",
      quantityMin: "0.00001",
      quantityMax: "9000",
      notionalMin: "10",
      makerFee: "0.0016",
      takerFee: "0.0026",
      contractSize: "1",
      origin: "reference",
    });
  });

  it("reads digit counts in the mode of decimal places", () => {
    const json = { ...spot({ precision: { amount: 5, price: -1 } }), precisionModeValue: 2 };
    expect(only(json)).toMatchObject({ lotSize: "0.00001", tickSize: "10" });
  });

  it("prefers a market's own fees", () => {
    expect(only(spot({ maker: -0.0001, taker: 0.0005 }))).toMatchObject({
      makerFee: "-0.0001",
      takerFee: "0.0005",
    });
    expect(only({ ...spot({}), fees: { trading: { maker: 0, taker: 0.001 } } })).toMatchObject({
      makerFee: "0",
    });
  });

  it("brings contracts to base units", () => {
    const market = spot({ settle: "BBB", contractSize: 0.01, precision: { amount: 0.1, price: 0.1 } });
    expect(only(market)).toMatchObject({ lotSize: "0.001", quantityMin: "0.0000001", contractSize: "0.01" });
  });

  it("skips what it cannot handle, with the reason", () => {
    expect(only(spot({ settle: "AAA" }))).toMatchObject({ reason: expect.stringContaining("inverse") });
    expect(only(spot({ option: true }))).toMatchObject({ reason: expect.stringContaining("options") });
    expect(only(spot({ precision: { amount: 1 } }))).toMatchObject({ reason: "no price precision" });
    expect(only(spot({ base: 3 }))).toMatchObject({ reason: expect.stringContaining("base") });
  });

  it("refuses other files", () => {
    expect(parseMarkets({ markets: 3 }, "x")).toMatchObject({ ok: false, code: "REF1001" });
    expect(parseMarkets({ ...spot({}), precisionModeValue: 3 }, "x")).toMatchObject({ ok: false });
  });
});

describe("bundled venues", () => {
  it.each([
    ["binance", "BTC/USDT", "0.01", "0.00001", "5", "0.001"],
    ["binance", "PEPE/USDT", "0.00000001", "1", "1", "0.001"],
    ["binance", "BTC/USDT:USDT", "0.1", "0.001", "100", "0.0005"],
    ["okx", "BTC/USDT:USDT", "0.1", "0.0001", undefined, "0.0005"],
    ["bybit", "BTC/USDT", "0.1", "0.0001", "10", "0.001"],
    ["kraken", "BTC/USDT", "0.1", "0.00000001", "0.5", "0.004"],
  ])("%s %s", (venue, symbol, tickSize, lotSize, notionalMin, takerFee) => {
    const expected = { venue, symbol, tickSize, lotSize, notionalMin, takerFee, origin: "reference" };
    expect(lookupInstrument(venue, symbol)).toMatchObject(expected);
  });

  it("has nothing for other markets, venues and inverse contracts", () => {
    expect(lookupInstrument("binance", "NOPE/USDT")).toBeUndefined();
    expect(lookupInstrument("nasdaq", "GOOG/USD")).toBeUndefined();
    expect(lookupInstrument("okx", "BTC/USD:BTC")).toBeUndefined();
  });
});

describe("without reference data", () => {
  it("takes the tick from the file's decimals and says so", () => {
    expect(inferInstrument("GOOG/USD", "nasdaq", { priceDecimals: 2 })).toMatchObject({
      base: "GOOG",
      quote: "USD",
      tickSize: "0.01",
      lotSize: "0.00000001",
      takerFee: "0",
      notionalMin: undefined,
      origin: "inferred",
    });
    expect(inferInstrument("A/B:B", "x", { priceDecimals: 0 })).toMatchObject({ tickSize: "1", settle: "B" });
  });

  it("takes symbols apart", () => {
    expect(parseSymbol("BTC/USD:BTC-241227")).toEqual({ base: "BTC", quote: "USD", settle: "BTC" });
    expect(parseSymbol("BTCUSD")).toBeUndefined();
  });
});
