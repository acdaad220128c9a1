import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvResult, readCsv } from "../../../runtime/market/index.ts";

const HEADER = "time,open,high,low,close,volume";

const load = (name: string): CsvResult => {
  const path = fileURLToPath(new URL(`../../fixtures/data/feeds/${name}`, import.meta.url));
  return readCsv(new Uint8Array(readFileSync(path)), { file: name });
};

const read = (text: string): CsvResult => readCsv(text, { file: "x.csv" });

const barsOf = (result: CsvResult) => {
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.bars;
};

const problemOf = (result: CsvResult) => {
  if (result.ok) {
    throw new Error("the file was accepted");
  }
  return result.problems[0];
};

const day = (number: number): string => `2024-01-${String(number).padStart(2, "0")}`;

describe("reading real files", () => {
  it("reads daily stock bars with ISO times", () => {
    const result = load("goog_1d.csv");
    const bars = barsOf(result);
    expect(bars.length).toBe(299);
    expect(bars.interval).toBe(86_400_000);
    expect(bars.priceDecimals).toBe(2);
    expect(bars.time[0]).toBe(Date.UTC(2004, 7, 19));
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      100, 104.06, 95.96, 100.34, 22_351_900,
    ]);
    expect(result.ok && result.gaps.weekends).toBeGreaterThan(50);
    expect(result.ok && result.gaps.count).toBeLessThan(15);
  });

  it("keeps eight decimals exactly", () => {
    const bars = barsOf(load("binance_adabtc_1m_20211127.csv"));
    expect(bars.priceDecimals).toBe(8);
    expect(bars.open[0]).toBe(0.00002853);
    expect(bars.length).toBe(10);
  });

  it("gives every number the value that Number gives it", () => {
    for (const name of ["adabtc_5m_gap.csv", "eurusd_1h.csv", "skender_toobig.csv"]) {
      const path = fileURLToPath(new URL(`../../fixtures/data/feeds/${name}`, import.meta.url));
      const text = readFileSync(path, "utf8")
        .replace(/(\d\d)\/(\d\d)\/(\d{4})/g, "$3-$1-$2")
        .trim();
      const bars = barsOf(read(text));
      const rows = text.split("\n").slice(1);
      expect(bars.length).toBe(rows.length);
      for (const [row, line] of rows.entries()) {
        const cells = line.split(",").slice(1).map(Number);
        const got = [bars.open, bars.high, bars.low, bars.close, bars.volume].map((column) => column[row]);
        expect(got).toEqual(cells);
      }
    }
  });

  it("counts gaps, and fills nothing in", () => {
    const ada = load("adabtc_5m_gap.csv");
    expect(ada.ok && ada.gaps).toMatchObject({ count: 5, missing: 33 + 4 + 1 + 1 + 1, overlaps: 0 });
    expect(ada.ok && ada.gaps.longest).toMatchObject({ row: 40 });
    expect(barsOf(ada).length).toBe(80);
    const hole = load("bitfinex_btcusd_1m_hole.csv");
    const longest = hole.ok ? hole.gaps.longest : undefined;
    expect(((longest?.to ?? 0) - (longest?.from ?? 0)) / 86_400_000).toBeCloseTo(61, 1);
    const ticker = load("fb_1d_recycled_ticker.csv");
    expect(ticker.ok && ticker.gaps.longest?.from).toBe(Date.UTC(2003, 2, 29));
    const coinbase = load("coinbase_btcusd_1d_holes.csv");
    expect(coinbase.ok && coinbase.gaps).toMatchObject({ count: 8, missing: 1 + 1 + 1 + 1 + 5 + 20 + 4 + 1 });
  });

  it("tells closed weekends of a currency market from gaps", () => {
    const result = load("eurusd_1h.csv");
    expect(barsOf(result).interval).toBe(3_600_000);
    expect(result.ok && result.gaps).toMatchObject({ weekends: 3, count: 0 });
  });

  it("reads minutes that jump, and months", () => {
    expect(barsOf(load("altcoin_btc_1m_sparse.csv")).interval).toBe(60_000);
    const months = load("btcusd_1mo.csv");
    expect(barsOf(months).interval).toBe(31 * 86_400_000);
    expect(months.ok && months.gaps.overlaps).toBeGreaterThan(5);
  });

  it("refuses trades, other dates, zero prices", () => {
    expect(problemOf(load("kraken_bcheur_trades.csv"))).toMatchObject({ code: "DATA1001", line: 1 });
    const bad = load("skender_bad.csv");
    expect(problemOf(bad)).toMatchObject({ code: "DATA1004", line: 2, column: "date" });
    expect(problemOf(bad)?.message).toBe('"01/03/2017" is not a time that can be read');
    expect(bad.ok || bad.problemCount).toBe(59);
    expect(problemOf(load("skender_zeros.csv"))).toMatchObject({ code: "DATA1004", line: 2, column: "date" });
  });
});

describe("the forms of a file", () => {
  const expected = barsOf(read(`${HEADER}\n${day(1)},1,2,0.5,1.5,10\n${day(2)},1.5,2,1,2,20\n`));
  const same = (text: string): void => expect(barsOf(read(text))).toEqual(expected);

  it("takes columns by name in any order and any case, and ignores others", () => {
    same(`Volume,note,CLOSE,Low,High,Open,Date\n10,a,1.5,0.5,2,1,${day(1)}\n20,b,2,1,2,1.5,${day(2)}`);
  });
  it("takes CRLF, a byte-order mark, blank lines and blanks around fields", () => {
    same(`\uFEFF${HEADER}\r\n${day(1)}, 1 ,2,0.5,1.5,10\r\n\r\n${day(2)},1.5,2,1,2,20\r\n\r\n\n`);
  });
  it("takes quotes, signs, exponents and trailing commas", () => {
    same(`"time","open",high,low,close,volume\n"${day(1)}",+1,"2",5e-1,1.5,1e1\n${day(2)},1.5,2.0,1,2,20,\n`);
  });
  it("takes times with hours, zones and fractions", () => {
    same(`${HEADER}\n${day(1)}T00:00:00.000Z,1,2,0.5,1.5,10\n${day(2)} 02:00+02:00,1.5,2,1,2,20`);
  });
  it.each([
    ["seconds", 1000],
    ["milliseconds", 1],
    ["microseconds", 0.001],
  ])("takes epoch %s", (_, unit) => {
    const time = (index: number): string => String(Date.UTC(2024, 0, index) / unit);
    same(`${HEADER}\n${time(1)},1,2,0.5,1.5,10\n${time(2)},1.5,2,1,2,20`);
  });
  it("takes bytes as well as text", () => {
    const text = `${HEADER}\n${day(1)},1,2,0.5,1.5,10\n${day(2)},1.5,2,1,2,20`;
    expect(readCsv(new TextEncoder().encode(text), { file: "x" })).toEqual(readCsv(text, { file: "x" }));
  });
  it("has no volume where the file has none", () => {
    const without = barsOf(read(`time,open,high,low,close\n${day(1)},1,2,0.5,1.5\n${day(2)},1.5,2,1,2`));
    expect([...without.volume]).toEqual([Number.NaN, Number.NaN]);
    const empty = barsOf(read(`${HEADER}\n${day(1)},1,2,0.5,1.5,\n${day(2)},1.5,2,1,2,7`));
    expect([...empty.volume]).toEqual([Number.NaN, 7]);
  });
  it("counts decimals without trailing zeros", () => {
    const text = `${HEADER}\n${day(1)},1.100,2.1250,0.5,1.5,10\n${day(2)},1.5,2,1,2,20`;
    expect(barsOf(read(text)).priceDecimals).toBe(3);
  });
  it("takes the most common step, or the interval that is given", () => {
    const row = (hour: number): string => `2024-01-01T${String(hour).padStart(2, "0")}:00Z,1,1,1,1,1`;
    const text = [HEADER, row(0), row(2), row(3), row(4), row(8)].join("\n");
    expect(barsOf(read(text)).interval).toBe(3_600_000);
    expect(barsOf(readCsv(text, { file: "x", intervalMs: 60_000 })).interval).toBe(60_000);
  });
});

describe("refusals name the place, the reason and the way out", () => {
  const row2 = `${day(1)},1,2,0.5,1.5,10`;
  it.each([
    [
      "an unsorted row",
      `${HEADER}\n${day(3)},1,2,0.5,1.5,10\n${row2}`,
      "DATA1005",
      3,
      "time",
      "is before 2024-01-03",
    ],
    [
      "a time twice",
      `${HEADER}\n${row2}\n${row2}`,
      "DATA1006",
      3,
      "time",
      "is already the time of the row above",
    ],
    [
      "a word for a price",
      `${HEADER}\n${day(1)},1,high,0.5,1.5,10`,
      "DATA1007",
      2,
      "high",
      '"high" is not a number',
    ],
    ["NaN", `${HEADER}\n${day(1)},NaN,2,0.5,1.5,10`, "DATA1007", 2, "open", '"NaN" is not a number'],
    ["infinity", `${HEADER}\n${day(1)},1,1e999,0.5,1.5,10`, "DATA1007", 2, "high", "is not a number"],
    ["an empty price", `${HEADER}\n${day(1)},1,2,,1.5,10`, "DATA1007", 2, "low", "the field is empty"],
    ["a price of zero", `${HEADER}\n${day(1)},1,2,0,1.5,10`, "DATA1008", 2, "low", "the low is 0"],
    ["a price below zero", `${HEADER}\n${day(1)},1,2,-0.5,1.5,10`, "DATA1008", 2, "low", "the low is -0.5"],
    [
      "high under low",
      `${HEADER}\n${day(1)},1,1,2,1,10`,
      "DATA1009",
      2,
      "high",
      "the high 1 is below the low 2",
    ],
    [
      "high under close",
      `${HEADER}\n${day(1)},1,2,0.5,3,10`,
      "DATA1009",
      2,
      "high",
      "the high 2 is below the close 3",
    ],
    [
      "low over open",
      `${HEADER}\n${day(1)},1,2,1.2,1.5,10`,
      "DATA1009",
      2,
      "low",
      "the low 1.2 is above the open 1",
    ],
    [
      "a volume below zero",
      `${HEADER}\n${day(1)},1,2,0.5,1.5,-3`,
      "DATA1010",
      2,
      "volume",
      "the volume is -3",
    ],
    [
      "a short row",
      `${HEADER}\n${row2}\n${day(2)},1,2`,
      "DATA1003",
      3,
      undefined,
      "3 fields, but the header names 6 columns",
    ],
    ["a long row", `${HEADER}\n${row2},9`, "DATA1003", 2, undefined, "7 fields"],
    ["an open quote", `${HEADER}\n"${row2}`, "DATA1003", 2, undefined, "a quote is not closed"],
    ["an empty time", `${HEADER}\n,1,2,0.5,1.5,10`, "DATA1004", 2, "time", "the time is empty"],
    [
      "a day that is not",
      `${HEADER}\n2023-02-29,1,2,0.5,1.5,10`,
      "DATA1004",
      2,
      "time",
      '"2023-02-29" is not a time',
    ],
    [
      "a date without dashes",
      `${HEADER}\n20240101,1,2,0.5,1.5,10`,
      "DATA1004",
      2,
      "time",
      '"20240101" is not a time',
    ],
    [
      "times in two ways",
      `${HEADER}\n${row2}\n1704153600,1,2,0.5,1.5,10`,
      "DATA1004",
      3,
      "time",
      "not written like",
    ],
    ["no header", `${row2}\n${day(2)},1,2,0.5,1.5,10`, "DATA1001", 1, undefined, "not a header"],
    ["a missing column", `time,open,high,close\n${day(1)},1,2,1`, "DATA1001", 1, undefined, "no column low"],
    ["a column twice", `date,time,open,high,low,close\n`, "DATA1001", 1, "time", "would both be the time"],
    ["no rows", `${HEADER}\n\n`, "DATA1002", undefined, undefined, "there are no rows"],
    ["an empty file", "", "DATA1002", undefined, undefined, "the file is empty"],
    ["one row", `${HEADER}\n${row2}`, "DATA1011", undefined, undefined, "one row does not tell"],
  ])("%s", (_, text, code, line, column, message) => {
    const problem = problemOf(read(text));
    expect(problem).toMatchObject({ code, line, column, file: "x.csv" });
    expect(problem?.message).toContain(message);
    expect(problem?.fix).not.toBe("");
  });

  it("compressed, wide or binary bytes", () => {
    const refusal = (bytes: number[]) => problemOf(readCsv(Uint8Array.from(bytes), { file: "x" }))?.message;
    expect(refusal([0x1f, 0x8b, 8])).toContain("gzip");
    expect(refusal([0xff, 0xfe, 116, 0])).toContain("UTF-16");
    expect(refusal([65, 0, 66])).toContain("not a text file");
  });

  it("shows the first five and counts all", () => {
    const rows = Array.from({ length: 20 }, (_, index) => `${day(index + 1)},0,0,0,0,0`);
    const result = read([HEADER, ...rows].join("\n"));
    expect(result.ok ? [] : [result.problems.length, result.problemCount]).toEqual([5, 20]);
  });
});

describe("properties", () => {
  const price = fc.double({ min: 1e-9, max: 1e15, noNaN: true });

  it("reads back what is written, to the last bit", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(price, price, price, price), { minLength: 2, maxLength: 20 }), (rows) => {
        const lines = rows.map((values, index) => {
          const [a, b, c, d] = [...values].sort((x, y) => x - y);
          return [1_700_000_000_000 + index * 60_000, b, d, a, c, b].join(",");
        });
        const bars = barsOf(read([HEADER, ...lines].join("\n")));
        for (const [row, line] of lines.entries()) {
          const written = line.split(",").map(Number);
          const columns = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume];
          expect(columns.map((column) => column[row])).toEqual(written);
        }
      }),
    );
  });

  it("never throws, whatever the bytes are", () => {
    const piece = fc.constantFrom(
      ...'0123456789.,,,,\n\n\r"-+eTZ:time open high low close'.split(""),
      "\uFEFF",
      "é",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        expect(typeof read(pieces.join("")).ok).toBe("boolean");
        expect(typeof read(`${HEADER}\n${pieces.join("")}`).ok).toBe("boolean");
      }),
      { numRuns: 500 },
    );
  });
});
