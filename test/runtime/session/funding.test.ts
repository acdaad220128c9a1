import { type Feed, readFunding, type StrategyModule, strategy } from "ctk/runtime";
import * as std from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readBars, readBytes, readText } from "../../support/backtest.ts";
import {
  enterLong,
  exitLong,
  feedOf,
  HOUR,
  instrumentOf,
  marketOf,
  moduleHead,
  nowhere,
  runModule,
  traceOf,
} from "../../support/several-markets.ts";
import { candles, MONDAY, type Row } from "../../support/simulate.ts";

const flat = (price: number, volume = 1): Row => [price, price, price, price, volume];

/** Enters at a volume of 7, leaves at 9. */
const signals = (side: "long" | "short", quantity = 1_000, base = "XRP"): StrategyModule =>
  strategy({
    ...moduleHead("Signals", [base]),
    params: z.strictObject({}),
    features: () => {
      const { volume } = std.bars(base.toLowerCase(), HOUR);
      return { up: std.eq(volume, std.constant(7)), down: std.eq(volume, std.constant(9)) };
    },
    rules: [
      { ...enterLong(base.toLowerCase(), "up", quantity), side, onOpposite: "ignore" },
      { ...exitLong(base.toLowerCase(), "down"), side },
    ],
  });

const payments = (...rows: readonly (readonly [hour: number, rate: number])[]): Pick<Feed, "funding"> => ({
  funding: {
    time: Float64Array.from(rows, ([hour]) => MONDAY + hour * HOUR),
    rate: Float64Array.from(rows, ([, rate]) => rate),
  },
});

describe("funding payments", () => {
  it("are booked on the position that the last close before them left", () => {
    // In at the open of hour 1, out at the open of hour 3; payments at the hours 1, 2 and 3 exactly.
    const bars = candles([flat(10, 7), flat(10), flat(12, 9), flat(15), flat(20)]);
    const due = payments([1, 0.01], [2, 0.01], [3, 0.01], [4, 0.01]);
    const outcome = runModule(signals("long"), [feedOf("XRP", bars, due)]);
    // At hour 1 nothing was held yet; at hour 2 the last close was 10, at hour 3 it was 12.
    expect(
      outcome.funding().map(({ time, price, amount }) => [(time - MONDAY) / HOUR, price, amount]),
    ).toEqual([
      [2, "10", "100"],
      [3, "12", "120"],
    ]);
    expect(outcome.final).toMatchObject({ cash: "14780", funding: "220" });
    expect([...outcome.equity.value]).toEqual([10_000, 10_000, 11_900, 14_780, 14_780]);
    expect([...outcome.equity.cash]).toEqual([10_000, 0, -100, 14_780, 14_780]);
    expect(outcome.trades()).toMatchObject([{ profit: "4780", funding: "220" }]);
    expect(outcome.markets()).toMatchObject([{ profit: "4780", funding: "220" }]);
  });

  it("that fall due inside a bar count after its fills", () => {
    const bars = candles([flat(10, 7), flat(10, 9), flat(12), flat(12)]);
    const due = payments([0.5, 0.01], [1.5, 0.01], [2.5, 0.01]);
    const outcome = runModule(signals("long", 100), [feedOf("XRP", bars, due)]);
    // Bought at the open of hour 1, sold at that of hour 2.
    expect(outcome.funding().map(({ bar, price, amount }) => [bar, price, amount])).toEqual([
      [1, "10", "10"],
    ]);
    expect(outcome.trades()).toMatchObject([{ profit: "190", funding: "10" }]);
    expect(outcome.final.cash).toBe("10190");
  });

  it("go to the side that the rate's sign says", () => {
    const bars = candles([flat(10, 7), flat(10), flat(10), flat(10)]);
    const paid = (side: "long" | "short", rate: number): string | undefined =>
      runModule(signals(side), [feedOf("XRP", bars, payments([2.5, rate]))]).funding()[0]?.amount;
    expect(paid("long", 0.0001)).toBe("1");
    expect(paid("short", 0.0001)).toBe("-1");
    expect(paid("long", -0.0001)).toBe("-1");
    expect(paid("short", -0.0001)).toBe("1");
  });

  it("count at the mark price where the data has one, and at the last close where it is overdue", () => {
    const bars = candles([flat(10, 7), flat(10), flat(10), flat(10), flat(10)]);
    const mark = candles([flat(10.5), flat(11), flat(11.5)]);
    const outcome = runModule(signals("long"), [
      feedOf("XRP", bars, { mark, ...payments([2, 0.01], [3.001, 0.01], [4.5, 0.01]) }),
    ]);
    expect(outcome.funding().map(({ price }) => price)).toEqual(["11", "11.5", "10"]);
  });

  it("fall due in a gap of the data as well, once", () => {
    const times = [0, 1, 5, 6].map((hour) => MONDAY + hour * HOUR);
    const bars = candles([flat(10, 7), flat(11), flat(12), flat(13)], { times });
    const outcome = runModule(signals("long", 100), [
      feedOf("XRP", bars, payments([3, 0.01], [4, 0.02], [9, 0.01])),
    ]);
    expect(outcome.funding().map(({ bar, price, rate }) => [bar, price, rate])).toEqual([
      [2, "11", "0.01"],
      [2, "11", "0.02"],
    ]);
  });

  it("are the same in blocks of any size, skipping bars or not, beside another market too", () => {
    const rows = Array.from({ length: 60 }, (_, bar) =>
      flat(10 + (bar % 7), bar % 13 === 3 ? 7 : bar % 13 === 9 ? 9 : 1),
    );
    const due = payments(
      ...Array.from({ length: 30 }, (_, index) => [index * 2 + 0.001, 0.001 * ((index % 5) - 2)] as const),
    );
    const xrp = feedOf("XRP", candles(rows), due);
    const abc = feedOf("ABC", candles(rows.map(([price]) => flat(price))));
    const pair: StrategyModule = {
      ...signals("short", 100),
      slots: { xrp: marketOf("XRP"), abc: marketOf("ABC") },
    };
    for (const [module, feeds] of [
      [signals("short", 100), [xrp]],
      [pair, [xrp, abc]],
    ] as const) {
      const expected = runModule(module, feeds, { config: { everyBar: true } });
      expect(expected.funding().length).toBeGreaterThan(10);
      for (const blockSize of [1, 7, 4096]) {
        expect(traceOf(runModule(module, feeds, { config: { blockSize } }))).toEqual(traceOf(expected));
      }
    }
    const alone = runModule(signals("short", 100), [xrp]);
    const beside = runModule(pair, [xrp, abc]);
    expect(beside.funding()).toEqual(alone.funding());
    expect([...beside.equity.value]).toEqual([...alone.equity.value]);
  });

  it("change the digest", () => {
    const bars = candles([flat(10, 7), flat(10), flat(10)]);
    const digest = (rate: number): string =>
      runModule(signals("long"), [feedOf("XRP", bars, payments([1.5, rate]))]).digest();
    expect(digest(0.0001)).not.toBe(digest(0.0002));
  });
});

describe("the fields of a derivative", () => {
  it("show what was known at each close", () => {
    const module = strategy({
      ...moduleHead("Read", ["XRP"]),
      params: z.strictObject({}),
      features: () => {
        const { funding, mark, index } = std.bars("xrp", HOUR);
        return { funding, mark, index, up: std.truth(true) };
      },
      rules: [
        {
          ...enterLong("xrp", "up", 1),
          reads: ["funding", "mark", "index"],
          order: { type: "limit", limit: (v) => 1 + 100 * v.funding + 0 * v.mark + 0 * v.index },
          span: nowhere,
        },
      ],
    });
    // Known from the close of hour 0 on: a payment at that very moment; one a millisecond later is known an hour later.
    const due = payments([1, 0.01], [2 + 1 / HOUR, 0.02]);
    const bars = candles([flat(10), flat(10), flat(10), flat(10)]);
    const derivative = { mark: bars, index: bars, ...due };
    const outcome = runModule(module, [feedOf("XRP", bars, derivative)]);
    expect(outcome.intents().map(({ stepId, limit }) => [stepId, limit])).toEqual([
      [0, "2"],
      [2, "3"],
    ]);
  });
});

describe("a short position in a real perpetual", () => {
  const perp = readBars("test/fixtures/data/xrpusdt_perp_1h.csv.gz");
  const mark = readBars("test/fixtures/data/xrpusdt_mark_1h.csv.gz");
  const path = "test/fixtures/data/xrpusdt_funding_8h.csv.gz";
  const read = readFunding(readBytes(path), { file: path });
  if (!read.ok) throw new Error(read.problem.message);

  it("receives what the rates and mark prices of the files say", () => {
    // Sells at the open of the second bar and holds to the end.
    const module = strategy({
      ...moduleHead("Short", ["XRP"]),
      params: z.strictObject({}),
      features: () => ({ up: std.gt(std.bars("xrp", HOUR).close, std.constant(0)) }),
      rules: [{ ...enterLong("xrp", "up", 50_000), side: "short", onOpposite: "ignore" }],
    });
    const instrument = instrumentOf("XRP", { tickSize: "0.00001", lotSize: "0.1", takerFee: "0.0005" });
    const outcome = runModule(module, [{ instrument, bars: perp, mark, funding: read.funding }], {
      capital: "100000",
    });
    // The same by hand, from the text of the files: the rate of each payment on the close of the mark's last full hour.
    const rowsOf = (file: string): string[][] =>
      readText(file)
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(","));
    const marks = new Map(
      rowsOf("test/fixtures/data/xrpusdt_mark_1h.csv.gz").map(([time, , , , close]) => [
        Number(time) + HOUR,
        close,
      ]),
    );
    const closes = new Map(
      rowsOf("test/fixtures/data/xrpusdt_perp_1h.csv.gz").map(([time, , , , close]) => [
        Number(time) + HOUR,
        close,
      ]),
    );
    const end = Math.max(...closes.keys());
    const expected = rowsOf(path)
      .map(([time = "", rate = ""]) => ({ time: Number(time), rate }))
      .filter(({ time }) => time < end)
      .map(({ time, rate }) => {
        const hour = Math.floor(time / HOUR) * HOUR;
        return { time, price: marks.get(hour) ?? closes.get(hour) ?? "", rate };
      });
    expect(expected.length).toBe(10);
    expect(expected.filter(({ time }) => marks.has(Math.floor(time / HOUR) * HOUR)).length).toBe(5);
    const decimal = (text: string): readonly [bigint, number] => {
      const [whole = "", fraction = ""] = text.split(".");
      return [BigInt(whole + fraction), fraction.length];
    };
    let total = 0n;
    for (const [index, { time, price, rate }] of expected.entries()) {
      const row = outcome.funding()[index];
      expect(row).toMatchObject({ time, side: "short", quantity: "50000" });
      expect(Number(row?.price)).toBe(Number(price));
      const [p, pScale] = decimal(price);
      const [r, rScale] = decimal(rate);
      total += (50_000n * p * r * 10n ** 30n) / 10n ** BigInt(pScale + rScale);
    }
    const scaled = (text: string): bigint => {
      const negative = text.startsWith("-");
      const [units, scale] = decimal(text.replace("-", ""));
      return (negative ? -1n : 1n) * units * 10n ** BigInt(30 - scale);
    };
    expect(-scaled(outcome.final.funding)).toBe(total);
    const [fill] = outcome.fills();
    const proceeds = scaled(fill?.price ?? "0") * 50_000n - scaled(fill?.fee ?? "0");
    expect(scaled(outcome.final.cash)).toBe(scaled("100000") + proceeds + total);
  });
});

describe("a file of funding rates", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const problem = (text: string): string => {
    const result = readFunding(bytes(text), { file: "f.csv" });
    return result.ok ? "none" : `${result.problem.code} ${result.problem.line ?? "-"}`;
  };

  it("is read with its columns in any order, times in any usual form, rates with signs and exponents", () => {
    const result = readFunding(
      bytes("﻿rate,symbol,Time\r\n-1e-4,X,2024-01-01T00:00Z\r\n\r\n0.00025,X,2024-01-01T08:00Z"),
      {
        file: "f.csv",
      },
    );
    if (!result.ok) throw new Error(result.problem.message);
    expect([...result.funding.time]).toEqual([MONDAY, MONDAY + 8 * HOUR]);
    expect([...result.funding.rate]).toEqual([-0.0001, 0.00025]);
  });

  it("is refused with the place of what is wrong", () => {
    expect(problem("time,price\n1704067200000,1")).toBe("DATA1001 1");
    expect(problem("moment,rate\n1704067200000,1")).toBe("DATA1001 1");
    expect(problem("time,rate\nyesterday,0.0001")).toBe("DATA1004 2");
    expect(problem("time,rate\n1704067200000,0.0001\n1704067200000,0.0001")).toBe("DATA1006 3");
    expect(problem("time,rate\n1704067200000,0.0001\n1704063600000,0.0001")).toBe("DATA1005 3");
    expect(problem("time,rate\n1704067200000,cheap")).toBe("DATA1007 2");
    expect(problem("")).toBe("DATA1001 -");
  });
});
