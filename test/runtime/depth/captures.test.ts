import { type CaptureFormat, type CaptureOptions, readCapture, readRecordedDepth } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBytes, readText } from "../../support/backtest.ts";

const folder = "test/fixtures/data/ticks";

const captureOf = (name: string, format: CaptureFormat, more: Partial<CaptureOptions> = {}) => {
  const result = readCapture(readBytes(`${folder}/${name}`), { file: name, format, ...more });
  if (!result.ok) throw new Error(result.problem.message);
  return result.capture;
};

describe("a recording of Binance's messages", () => {
  it.each([
    ["binance_spot_btcusdt_stream.jsonl.gz", "binance-spot", 43],
    ["binance_usdm_btcusdt_stream.jsonl.gz", "binance-usdm", 23],
  ] as const)(
    "%s: builds a book whose best is the venue's own at every common update",
    (name, format, common) => {
      const { counts, breaks, quotes, trades } = captureOf(name, format);
      expect(breaks).toEqual([]);
      expect(counts.snapshots).toBe(1);
      expect(counts.crossed).toBe(0);
      expect(counts.compared).toBe(common);
      expect(counts.agreed).toBe(counts.compared);
      expect(quotes.length).toBeGreaterThan(100);
      expect(trades.length).toBeGreaterThan(100);
      for (const { time, length } of [quotes, trades]) {
        for (let row = 1; row < length; row++) expect(time[row]).toBeGreaterThanOrEqual(time[row - 1] ?? 0);
      }
    },
  );

  it("reports a change that is left out, shows nothing from there on, and does not guess", () => {
    const lines = readText(`${folder}/binance_usdm_btcusdt_stream.jsonl.gz`).trimEnd().split("\n");
    const changes = lines.flatMap((line, index) => (line.includes("@depth") && index > 200 ? [index] : []));
    const left = changes[10] ?? 0;
    const read = (text: string) => readCapture(text, { file: "cut.jsonl", format: "binance-usdm" });
    const whole = read(lines.join("\n"));
    const cut = read(lines.filter((_, index) => index !== left).join("\n"));
    if (!whole.ok || !cut.ok) throw new Error("both can be read");
    expect(cut.capture.breaks).toEqual([
      {
        line: changes[11],
        message: expect.stringContaining("some are missing, and the book waits for a snapshot"),
      },
    ]);
    const { quotes } = cut.capture;
    expect(quotes.length).toBeGreaterThan(0);
    expect(quotes.length).toBeLessThan(whole.capture.quotes.length);
    expect([...quotes.bid]).toEqual([...whole.capture.quotes.bid.subarray(0, quotes.length)]);
  });

  it("goes on after a break with the next snapshot", () => {
    const lines = readText(`${folder}/binance_usdm_btcusdt_stream.jsonl.gz`).trimEnd().split("\n");
    const snapshot = lines.findIndex((line) => line.includes("lastUpdateId"));
    const first = lines.findIndex((line, index) => index > snapshot && line.includes("@depth"));
    // The change after the snapshot is lost; the snapshot is asked for again, and is of an earlier number still.
    const text = [
      ...lines.slice(0, first),
      ...lines.slice(first + 1, first + 200),
      lines[snapshot] ?? "",
    ].join("\n");
    const result = readCapture(text, { file: "cut.jsonl", format: "binance-usdm" });
    if (!result.ok) throw new Error("it can be read");
    expect(result.capture.counts.snapshots).toBe(2);
    expect(result.capture.breaks.length).toBeGreaterThan(0);
  });
});

describe("recordings of other venues", () => {
  it("Bybit: a snapshot and changes, each numbered one more", () => {
    const { counts, breaks, quotes } = captureOf("bybit_xrpusdt_ob500.jsonl.gz", "bybit", { levels: 3 });
    expect([counts.snapshots, counts.applied, breaks, counts.crossed]).toEqual([1, 50, [], 0]);
    expect([quotes.bid[0], quotes.bidSize[0], quotes.deeper?.[0]?.bid[0]]).toEqual([1.9531, 6203, 1.953]);
    expect(quotes.deeper?.length).toBe(2);
  });

  it("Bybit: a change that is left out is reported", () => {
    const lines = readText(`${folder}/bybit_xrpusdt_ob500.jsonl.gz`).trimEnd().split("\n");
    const result = readCapture([...lines.slice(0, 5), ...lines.slice(6)].join("\n"), {
      file: "cut.jsonl",
      format: "bybit",
    });
    if (!result.ok) throw new Error("it can be read");
    expect(result.capture.breaks.map(({ line }) => line)).toEqual([6]);
    expect(result.capture.counts.applied).toBe(5);
  });

  it("Hyperliquid: each message is the whole book", () => {
    const { counts, quotes, trades } = captureOf("hyperliquid_btc_stream.jsonl.gz", "hyperliquid");
    expect([counts.snapshots, counts.crossed, trades.length]).toEqual([46, 0, 64]);
    expect([quotes.bid[0], quotes.bidSize[0]]).toEqual([105055, 3.03622]);
  });

  it("Deribit, by rows: one side alone is no quote", () => {
    const name = "deribit_btcperp_l2_incremental.csv.gz";
    const result = readRecordedDepth(readBytes(`${folder}/${name}`), { file: name });
    if (!result.ok) throw new Error("it can be read");
    expect([result.chain.book.depth("ask"), result.chain.book.depth("bid")]).toEqual([15, 0]);
    expect([result.chain.book.price("ask"), result.chain.book.size("ask")]).toEqual([6421.5, 18640]);
    expect(result.quotes.length).toBe(0);
  });

  it("levels by rows: snapshots replace, changes set and remove", () => {
    const text = [
      "timestamp,is_snapshot,side,price,amount",
      "1585699200245000,true,ask,101,5",
      "1585699200245000,true,bid,99,7",
      "1585699200345000,false,ask,101,0",
      "1585699200345000,false,ask,102,3",
      "1585699200445000,false,bid,100,1",
    ].join("\n");
    const result = readRecordedDepth(text, { file: "depth.csv" });
    if (!result.ok) throw new Error("it can be read");
    const { quotes } = result;
    expect([...quotes.bid]).toEqual([99, 99, 100]);
    expect([...quotes.ask]).toEqual([101, 102, 102]);
    expect([...quotes.askSize]).toEqual([5, 3, 3]);
  });

  it("two recordings that do not follow each other: reported, and never applied", () => {
    const read = (name: string, more = {}) => {
      const result = readRecordedDepth(readBytes(`${folder}/${name}`), { file: name, ...more });
      if (!result.ok) throw new Error("it can be read");
      return result;
    };
    const before = read("binance_btcusdt_depth_snap.csv.gz");
    expect(before.chain.isValid).toBe(true);
    const after = read("binance_btcusdt_depth_update.csv.gz", { chain: before.chain });
    expect(after.breaks).toEqual([
      {
        line: 2,
        message:
          "updates are known up to 2098021528332, and the next ones are 2098041693435 to 2098041696700: some are missing, and the book waits for a snapshot",
      },
    ]);
    expect(after.chain.isValid).toBe(false);
    expect([after.chain.book.depth("bid"), after.chain.book.depth("ask"), after.quotes.length]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe("a line that is no message", () => {
  it.each([
    ["not JSON", "{"],
    ["another kind of object", '{"hello":1}'],
    ["a change without its numbers", '{"stream":"x@depth","data":{"e":"depthUpdate","b":[],"a":[]}}'],
    ["a price that is no number", '{"lastUpdateId":1,"bids":[["x","1"]],"asks":[]}'],
  ])("%s: refuses the file with its place", (_, line) => {
    const result = readCapture(`\n${line}\n`, { file: "a.jsonl", format: "binance-spot" });
    expect(result).toMatchObject({ ok: false, problem: { code: "DATA1015", file: "a.jsonl", line: 2 } });
  });

  it("is told from the others whatever it holds", () => {
    const lines = readText(`${folder}/binance_spot_btcusdt_stream.jsonl.gz`).split("\n").slice(0, 30);
    fc.assert(
      fc.property(fc.nat(29), fc.nat(400), fc.string({ maxLength: 4 }), (row, at, junk) => {
        const line = lines[row] ?? "";
        const changed = line.slice(0, at) + junk + line.slice(at + 1);
        const text = lines.with(row, changed).join("\n");
        const result = readCapture(text, { file: "a.jsonl", format: "binance-spot" });
        if (!result.ok) expect(result.problem.line).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
