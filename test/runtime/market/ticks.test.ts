import { barsOfQuotes, barsOfTrades, readQuotes, readTrades, type TradeColumns } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBars, readBytes, readText } from "../../support/backtest.ts";

const folder = "test/fixtures/data/ticks";
const tradesOf = (name: string): TradeColumns => {
  const result = readTrades(readBytes(`${folder}/${name}`), { file: name });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.trades;
};

describe("bars of trades", () => {
  it.each([
    [1, 2469],
    [5, 706],
  ])("of %d minutes are those that were published beside the trades, all %d", (minutes, count) => {
    const published = readBars(`${folder}/binance_xrpeth_${minutes}m_from_trades.csv.gz`);
    const made = barsOfTrades(tradesOf("binance_xrpeth_trades.csv.gz"), minutes * 60_000);
    expect(made.length).toBe(count);
    for (const field of ["time", "open", "high", "low", "close"] as const)
      expect([...made[field]]).toEqual([...published[field]]);
    for (let bar = 0; bar < count; bar++)
      expect(Math.abs((made.volume[bar] ?? 0) - (published.volume[bar] ?? 0))).toBeLessThan(1e-9);
    expect(made.priceDecimals).toBe(8);
  });

  it("of quotes have the middle as price and no volume", () => {
    const result = readQuotes("time,bid,ask\n1700000000000,99,101\n1700000001000,100,103\n", {
      file: "q.csv",
    });
    if (!result.ok) throw new Error("it can be read");
    const bars = barsOfQuotes(result.quotes, 60_000);
    expect([bars.open[0], bars.close[0], bars.volume[0]]).toEqual([100, 101.5, Number.NaN]);
  });
});

describe("a file of trades", () => {
  it("keeps the order of the rows at one time, and the side that took", () => {
    const { length, side, time, price } = tradesOf("binance_btcusdt_trades.csv.gz");
    expect([length, side[0], side[1], price[0]]).toEqual([2001, -1, 1, 39432.48]);
    let together = 0;
    for (let row = 1; row < length; row++) if (time[row] === time[row - 1]) together++;
    expect(together).toBeGreaterThan(100);
  });

  it("may have its columns in any order, more of them, quotes, CRLF, a byte-order mark and blank lines", () => {
    const text =
      '\ufeffquantity,note,TIME,price,Side\r\n\r\n1,"a, b",2024-01-01T00:00:00.250Z,10.50,Buy\r\n2,,2024-01-01T00:00:00.250Z,1e1,\r\n';
    const result = readTrades(text, { file: "t.csv" });
    if (!result.ok) throw new Error(result.problems[0]?.message);
    const { trades } = result;
    expect([...trades.price]).toEqual([10.5, 10]);
    expect([...trades.quantity]).toEqual([1, 2]);
    expect([...trades.side]).toEqual([1, 0]);
    expect(trades.time[0]).toBe(Date.UTC(2024, 0, 1) + 250);
    expect(trades.priceDecimals).toBe(1);
  });

  const head = "time,id,side,price,qty\n1700000000000,1,buy,10,1\n";
  it.each([
    ["no column price", "time,qty\n1,2\n", "DATA1001", 1],
    ["the first line is data", "1700000000000,1,2,3\n", "DATA1001", 1],
    ["the file is empty", "\n", "DATA1002", undefined],
    ["there are no rows", "time,price,qty\n", "DATA1002", undefined],
    ["would both be the price", "time,price,px,qty\n1700000000000,1,1,1\n", "DATA1001", 1],
    ["4 fields, but the header names 5 columns", `${head}1700000000001,2,buy,10\n`, "DATA1003", 3],
    ["is not a time that can be read", `${head}yesterday,2,buy,10,1\n`, "DATA1004", 3],
    ["is not written like the times above it", `${head}2023-11-15,2,buy,10,1\n`, "DATA1004", 3],
    ["is before 2023", `${head}1699999999999,2,buy,10,1\n`, "DATA1005", 3],
    ["is already the id", `${head}1700000000000,1,buy,10,1\n`, "DATA1006", 3],
    ['"ten" is not a number', `${head}1700000000001,2,buy,ten,1\n`, "DATA1007", 3],
    ["the price is 0", `${head}1700000000001,2,buy,0,1\n`, "DATA1008", 3],
    ["the quantity is 0", `${head}1700000000001,2,buy,10,0\n`, "DATA1010", 3],
    ["the quantity is -1", `${head}1700000000001,2,buy,10,-1\n`, "DATA1010", 3],
    ['"up" is not a side', `${head}1700000000001,2,up,10,1\n`, "DATA1013", 3],
  ])("is refused where %s", (message, text, code, line) => {
    const result = readTrades(text, { file: "t.csv" });
    if (result.ok) throw new Error("it was read");
    expect(result.problems[0]).toMatchObject({ code, line, file: "t.csv" });
    expect(result.problems[0]?.message).toContain(message);
    expect(result.problems[0]?.fix).not.toBe("");
  });

  it("takes equal rows without ids for separate trades", () => {
    const result = readTrades("time,price,qty\n1700000000,5,1\n1700000000,5,1\n", { file: "t.csv" });
    expect(result.ok && result.trades.length).toBe(2);
  });

  it("that is compressed and not unpacked, or no text, is refused as such", () => {
    expect(readTrades(Uint8Array.of(0x1f, 0x8b, 1), { file: "t.csv" })).toMatchObject({
      ok: false,
      problems: [{ code: "DATA1012" }],
    });
  });

  it("of any bytes is read or refused with a place, and never throws", () => {
    const sound = readText(`${folder}/binance_xrpeth_trades.csv.gz`).split("\n").slice(0, 40).join("\n");
    fc.assert(
      fc.property(
        fc.nat(sound.length),
        fc.nat(6),
        fc.string({ unit: "binary", maxLength: 6 }),
        (at, cut, junk) => {
          const text = sound.slice(0, at) + junk + sound.slice(at + cut);
          const result = readTrades(text, { file: "t.csv" });
          if (result.ok) {
            const { trades } = result;
            for (let row = 0; row < trades.length; row++) {
              expect(trades.price[row]).toBeGreaterThan(0);
              expect(trades.quantity[row]).toBeGreaterThan(0);
              if (row > 0) expect(trades.time[row]).toBeGreaterThanOrEqual(trades.time[row - 1] ?? 0);
            }
          } else {
            expect(result.problemCount).toBeGreaterThanOrEqual(result.problems.length);
            expect(result.problems[0]?.code).toMatch(/^DATA10\d\d$/);
          }
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const read of [readTrades, readQuotes]) expect(read(bytes, { file: "t.csv" }).ok).toBe(false);
      }),
    );
  });
});

describe("a file of quotes", () => {
  it("may be without sizes", () => {
    const result = readQuotes(readBytes(`${folder}/truefx_usdjpy_quotes.csv.gz`), { file: "q.csv" });
    if (!result.ok) throw new Error("it can be read");
    expect([result.quotes.length, result.quotes.bid[0], result.quotes.bidSize[0]]).toEqual([
      1000,
      86.655,
      Number.NaN,
    ]);
  });

  it("may have levels behind the best", () => {
    const name = "binance_btcusdt_book25_snapshots.csv.gz";
    const result = readQuotes(readBytes(`${folder}/${name}`), { file: name });
    if (!result.ok) throw new Error("it can be read");
    const { quotes } = result;
    expect([quotes.length, quotes.deeper?.length, quotes.bid[0], quotes.bidSize[0]]).toEqual([
      10, 24, 11657.07, 10.896,
    ]);
    expect([quotes.deeper?.[0]?.ask[0], quotes.deeper?.[0]?.askSize[0]]).toEqual([11657.54, 5.4]);
    expect(quotes.time[0]).toBe(1_598_918_403_696);
  });

  it.each([
    ["the bid 12 is above the ask 11", "1700000000000,12,1,11,1", "DATA1014"],
    ["the ask is 0", "1700000000000,10,1,0,1", "DATA1008"],
    ["the size of the bid is -1", "1700000000000,10,-1,11,1", "DATA1010"],
    ["the field is empty", "1700000000000,,1,11,1", "DATA1007"],
  ])("is refused where %s", (message, row, code) => {
    const result = readQuotes(`time,bid,bid_qty,ask,ask_qty\n${row}\n`, { file: "q.csv" });
    if (result.ok) throw new Error("it was read");
    expect(result.problems[0]).toMatchObject({ code, line: 2 });
    expect(result.problems[0]?.message).toContain(message);
  });
});
