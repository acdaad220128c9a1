import { createSession } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { type Row, signal } from "../../support/simulate.ts";
import { replay, type TickOptions, tickConfig, tickLines } from "../../support/ticks.ts";

const long = (clauses: string): string => `enter long when volume == 7 ABC { size 10 ABC ${clauses} }`;
const short = (clauses: string): string => `enter short when volume == 7 ABC { size 10 ABC ${clauses} }`;
const lines = (rules: string, options: TickOptions): string[] => tickLines(replay(rules, options));
const latency = { route: "latency 200ms" };

describe("a market order", () => {
  it("takes the displayed size at the opposite quote, and the rest from the quotes that follow", () => {
    const quotes = [
      [-50, 99, 5, 101, 4],
      [100, 99, 5, 102, 3],
      [200, 99, 5, 103, 30],
    ] as const;
    expect(lines(long("unprotected"), { quotes, trades: [[150, "sell", 99, 1]] })).toEqual([
      "0 buy 4 at 101 entry taker",
      "100 buy 3 at 102 entry taker",
      "200 buy 3 at 103 entry taker",
    ]);
    expect(
      lines(short("unprotected"), { quotes: [[-50, 99, 20, 101, 4]], trades: [[5, "buy", 101, 1]] }),
    ).toEqual(["0 sell 10 at 99 entry taker"]);
  });

  it("walks down the levels that are known, at once", () => {
    const quotes = [[-50, 99, 5, 101, 4, 98, 5, 102, 3, 97, 5, 104, 9]] as const;
    expect(lines(long("unprotected"), { quotes, trades: [[150, "sell", 99, 1]] })).toEqual([
      "0 buy 4 at 101 entry taker",
      "0 buy 3 at 102 entry taker",
      "0 buy 3 at 104 entry taker",
    ]);
  });

  it("does not find what trades have taken since the quote", () => {
    const quotes = [
      [-50, 99, 5, 101, 12],
      [300, 99, 5, 102, 20],
    ] as const;
    const trades = [
      [-20, "buy", 101, 4],
      [-20, "sell", 101, 1],
    ] as const;
    expect(lines(long("unprotected"), { quotes, trades })).toEqual([
      "0 buy 8 at 101 entry taker",
      "300 buy 2 at 102 entry taker",
    ]);
  });

  it("takes part in trades after the quote has been passed, at no better price", () => {
    const quotes = [[-50, 99, 5, 101, 3]] as const;
    const trades = [
      [100, "buy", 103, 2],
      [200, "sell", 98, 1],
      [300, "buy", 104, 50],
    ] as const;
    expect(lines(long("unprotected"), { quotes, trades })).toEqual([
      "0 buy 3 at 101 entry taker",
      "100 buy 2 at 103 entry taker",
      "200 buy 1 at 101 entry taker",
      "300 buy 4 at 104 entry taker",
    ]);
  });

  it("without quotes takes the next trades, as far as their quantity goes", () => {
    const trades = [
      [10, "sell", 100, 4],
      [20, "buy", 101, 5],
      [20, "buy", 102, 5],
    ] as const;
    expect(lines(long("unprotected"), { trades })).toEqual([
      "10 buy 4 at 100 entry taker",
      "20 buy 5 at 101 entry taker",
      "20 buy 1 at 102 entry taker",
    ]);
  });

  it("meets the market as it is when it has reached the venue, and nothing of before", () => {
    const quotes = [
      [-50, 99, 50, 101, 40],
      [199, 99, 50, 105, 30],
      [200, 99, 50, 106, 30],
    ] as const;
    expect(lines(long("unprotected"), { ...latency, quotes })).toEqual(["200 buy 10 at 105 entry taker"]);
    const trades = [
      [199, "buy", 100, 40],
      [200, "buy", 104, 40],
    ] as const;
    expect(lines(long("unprotected"), { ...latency, trades })).toEqual(["200 buy 10 at 104 entry taker"]);
  });

  it("fills at its arrival where nothing more comes in that bar", () => {
    const quotes = [[100, 99, 50, 101, 40]] as const;
    expect(lines(long("unprotected"), { ...latency, quotes })).toEqual(["200 buy 10 at 101 entry taker"]);
  });

  it("meets quotes in a gap of the bars", () => {
    const config = tickConfig(long("unprotected"), {
      quotes: [
        [1000, 99, 50, 101, 40],
        [7_300_000, 99, 50, 110, 40],
      ],
      bars: [],
    });
    const [feed] = config.feeds;
    if (feed === undefined) throw new Error("a feed");
    const bars = { ...feed.bars, length: 2, time: Float64Array.from([feed.bars.time[0] ?? 0, 0]) };
    bars.time[1] = (bars.time[0] ?? 0) + 3 * 3_600_000;
    for (const field of ["open", "high", "low", "close", "volume"] as const) {
      bars[field] = Float64Array.from([feed.bars[field][0] ?? 0, 100]);
    }
    const outcome = createSession({ ...config, feeds: [{ ...feed, bars }] }).run();
    expect(tickLines(outcome)).toEqual(["1000 buy 10 at 101 entry taker"]);
  });

  it("takes a share of what is displayed where a participation is set", () => {
    const quotes = [
      [0, 99, 50, 101, 10],
      [100, 99, 50, 101, 40],
    ] as const;
    expect(lines(long("unprotected"), { quotes, choice: { participation: 0.2 } })).toEqual([
      "0 buy 2 at 101 entry taker",
      "100 buy 8 at 101 entry taker",
    ]);
  });

  it("slips beside what it finds", () => {
    const quotes = [[0, 99, 50, 100, 50]] as const;
    expect(lines(long("unprotected"), { quotes, route: "slippage up to 1%" })).toEqual([
      "0 buy 10 at 101 entry taker",
    ]);
  });
});

describe("a limit order", () => {
  it("that crosses on arrival takes up to its limit, and waits first in the queue with the rest", () => {
    const quotes = [[-50, 99, 5, 101, 4, 98, 5, 102, 3, 97, 5, 104, 9]] as const;
    const trades = [
      [100, "sell", 102, 1],
      [150, "buy", 102, 1],
      [200, "sell", 101, 30],
    ] as const;
    expect(lines(long("order limit at 102 USD unprotected"), { quotes, trades })).toEqual([
      "0 buy 4 at 101 entry taker",
      "0 buy 3 at 102 entry taker",
      "100 buy 1 at 102 entry maker",
      "200 buy 2 at 102 entry maker",
    ]);
  });

  it("without quotes takes the first trade that is at its limit or better", () => {
    const options = {
      trades: [
        [10, "sell", 98, 4],
        [20, "sell", 98, 2],
      ],
    } as const;
    expect(lines(long("order limit at 99 USD unprotected"), options)).toEqual([
      "10 buy 4 at 98 entry taker",
      "20 buy 2 at 99 entry maker",
    ]);
  });

  it("post only is refused where it would take, at a quote or at the first trade", () => {
    const quoted = replay(long("order limit at 102 USD post only unprotected"), {
      quotes: [
        [0, 99, 5, 101, 40],
        [100, 99, 5, 101, 40],
      ],
    });
    expect(tickLines(quoted)).toEqual([]);
    expect(quoted.orders()[0]?.reason).toBe("would_take_liquidity");
    const traded = replay(long("order limit at 102 USD post only unprotected"), {
      trades: [[0, "sell", 101, 40]],
    });
    expect(traded.orders()[0]?.reason).toBe("would_take_liquidity");
  });

  it("`ioc` ends with what is there on arrival", () => {
    const quotes = [
      [-50, 99, 5, 101, 4],
      [100, 99, 5, 101, 40],
    ] as const;
    const outcome = replay(long("order limit at 101 USD ioc unprotected"), { quotes });
    expect(tickLines(outcome)).toEqual(["0 buy 4 at 101 entry taker"]);
    expect(outcome.orders()[0]?.reason).toBe("not_immediately_fillable");
    const behind = replay(long("order limit at 100 USD ioc unprotected"), { quotes });
    expect(behind.orders()[0]?.reason).toBe("not_immediately_fillable");
  });

  it("`fok` fills whole over the levels, or not at all", () => {
    const levels = [[-50, 99, 5, 101, 4, 98, 5, 102, 6, 97, 5, 104, 9]] as const;
    const trades = [[100, "buy", 102, 1]] as const;
    expect(lines(long("order limit at 102 USD fok unprotected"), { quotes: levels, trades })).toEqual([
      "0 buy 4 at 101 entry taker",
      "0 buy 6 at 102 entry taker",
    ]);
    expect(lines(long("order limit at 101 USD fok unprotected"), { quotes: levels, trades })).toEqual([]);
  });
});

describe("the queue of a resting limit order", () => {
  const rules = long("order limit at 99 USD unprotected");
  const best = [-50, 99, 15, 101, 40] as const;

  it("lets the displayed size trade first", () => {
    const trades = [
      [100, "sell", 99, 10],
      [200, "buy", 101, 30],
      [300, "sell", 99, 8],
      [400, "sell", 99, 20],
    ] as const;
    expect(lines(rules, { quotes: [best], trades })).toEqual([
      "300 buy 3 at 99 entry maker",
      "400 buy 7 at 99 entry maker",
    ]);
  });

  it("counts only trades that take from its side", () => {
    const trades = [
      [100, "buy", 99, 100],
      [150, "", 99, 100],
      [200, "sell", 99, 16],
    ] as const;
    expect(lines(rules, { quotes: [best], trades })).toEqual(["200 buy 1 at 99 entry maker"]);
  });

  it("is over when the market trades through the price: up to what trades there", () => {
    const trades = [
      [100, "sell", 98.5, 4],
      [200, "sell", 99, 3],
      [300, "sell", 98, 100],
    ] as const;
    expect(lines(rules, { quotes: [best], trades })).toEqual([
      "100 buy 4 at 99 entry maker",
      "200 buy 3 at 99 entry maker",
      "300 buy 3 at 99 entry maker",
    ]);
  });

  it("is empty at a price better than the best", () => {
    const options = { quotes: [[-50, 98, 500, 101, 40]], trades: [[100, "sell", 99, 4]] } as const;
    expect(lines(rules, options)).toEqual(["100 buy 4 at 99 entry maker"]);
  });

  it("behind the best is what is displayed once its price is the best", () => {
    const quotes = [
      [-50, 100, 5, 101, 40],
      [200, 99, 6, 101, 40],
    ] as const;
    const trades = [
      [100, "sell", 99, 50],
      [300, "sell", 99, 8],
    ] as const;
    expect(lines(rules, { quotes, trades })).toEqual(["300 buy 2 at 99 entry maker"]);
  });

  it("is that of its level where levels are known, and empty between two of them", () => {
    const quotes = [[-50, 100, 5, 101, 40, 99, 7, 102, 9]] as const;
    const trades = [[100, "sell", 99, 9]] as const;
    expect(lines(rules, { quotes, trades })).toEqual(["100 buy 2 at 99 entry maker"]);
    const between = [[-50, 100, 5, 101, 40, 98, 7, 102, 9]] as const;
    expect(lines(rules, { quotes: between, trades })).toEqual(["100 buy 9 at 99 entry maker"]);
  });

  it("pessimistic: who leaves stands behind us, unless less is displayed than is ahead", () => {
    const quotes = [best, [100, 99, 18, 101, 40], [200, 99, 15, 101, 40], [300, 99, 6, 101, 40]] as const;
    expect(
      lines(rules, {
        quotes,
        trades: [
          [250, "sell", 99, 15],
          [260, "sell", 99, 1],
        ],
      }),
    ).toEqual(["260 buy 1 at 99 entry maker"]);
    expect(lines(rules, { quotes, trades: [[350, "sell", 99, 8]] })).toEqual(["350 buy 2 at 99 entry maker"]);
  });

  it("proportional: who leaves is spread over the queue", () => {
    const quotes = [best, [100, 99, 30, 101, 40], [200, 99, 20, 101, 40]] as const;
    const trades = [[250, "sell", 99, 12]] as const;
    expect(lines(rules, { quotes, trades, choice: { ticks: "proportional" } })).toEqual([
      "250 buy 2 at 99 entry maker",
    ]);
    expect(lines(rules, { quotes, trades })).toEqual([]);
  });

  it("proportional: what has traded has not left", () => {
    const quotes = [best, [100, 99, 30, 101, 40], [200, 99, 20, 101, 40]] as const;
    const trades = [
      [150, "sell", 99, 10],
      [250, "sell", 99, 6],
    ] as const;
    expect(lines(rules, { quotes, trades, choice: { ticks: "proportional" } })).toEqual([
      "250 buy 1 at 99 entry maker",
    ]);
  });

  it("is not known without quotes: the order fills when the market trades through", () => {
    const trades = [
      [50, "sell", 100, 1],
      [100, "sell", 99, 500],
      [200, "sell", 98.99, 4],
    ] as const;
    expect(lines(rules, { trades })).toEqual(["200 buy 4 at 99 entry maker"]);
  });

  it("does not matter where a touch fills", () => {
    const options = { quotes: [best], trades: [[100, "buy", 99, 4]], choice: { touch: true } } as const;
    expect(lines(rules, options)).toEqual(["100 buy 4 at 99 entry maker"]);
  });

  it("is gone where the best has fallen below the price without a trade", () => {
    const quotes = [best, [100, 98, 50, 101, 40]] as const;
    expect(lines(rules, { quotes, trades: [[200, "sell", 99, 3]] })).toEqual(["200 buy 3 at 99 entry maker"]);
  });

  it("without trades ends when the other side is displayed at the price: up to its size", () => {
    const quotes = [best, [100, 98, 5, 99, 4], [200, 97, 5, 98, 400]] as const;
    expect(lines(rules, { quotes })).toEqual(["100 buy 4 at 99 entry maker", "200 buy 6 at 99 entry maker"]);
  });

  it("is shared by the orders of a session: a trade fills no more than it has", () => {
    const rulesOfTwo = `${long("order limit at 99 USD expire after 5 bars unprotected")}
      add long when volume == 8 ABC up to 9 units { size 10 ABC order limit at 99 USD }`;
    const trades = [
      [100, "sell", 99, 17],
      [3_600_100, "sell", 98, 10],
      [3_600_200, "sell", 98, 10],
    ] as const;
    const bars: readonly Row[] = [signal(8), signal(1)];
    const filled = lines(rulesOfTwo, { quotes: [best], trades, bars });
    expect(filled).toEqual([
      "100 buy 2 at 99 entry maker",
      "3600100 buy 8 at 99 entry maker",
      "3600100 buy 2 at 99 add maker",
      "3600200 buy 8 at 99 add maker",
    ]);
  });
});

describe("stops", () => {
  it("are triggered by a trade and take what is displayed", () => {
    const quotes = [
      [-50, 99, 50, 100, 50],
      [100, 97, 4, 98, 50],
      [300, 94, 50, 95, 50],
    ] as const;
    const trades = [
      [50, "sell", 99, 1],
      [200, "sell", 97, 1],
    ] as const;
    expect(lines(long("stop at 97 USD"), { quotes, trades })).toEqual([
      "0 buy 10 at 100 entry taker",
      "200 sell 3 at 97 stop taker",
      "300 sell 7 at 94 stop taker",
    ]);
  });

  it("without quotes take the trades that follow the one that triggers them", () => {
    const trades = [
      [0, "buy", 100, 50],
      [100, "sell", 97, 50],
      [200, "sell", 96.5, 4],
      [300, "sell", 96, 50],
    ] as const;
    expect(lines(long("stop at 97 USD"), { trades })).toEqual([
      "0 buy 10 at 100 entry taker",
      "200 sell 4 at 96.5 stop taker",
      "300 sell 6 at 96 stop taker",
    ]);
  });

  it("without trades are triggered by the quote that they would take", () => {
    const quotes = [
      [-50, 99, 50, 100, 50],
      [100, 97, 50, 98, 50],
      [200, 96, 50, 97, 50],
    ] as const;
    expect(lines(long("stop at 97 USD"), { quotes })).toEqual([
      "0 buy 10 at 100 entry taker",
      "100 sell 10 at 97 stop taker",
    ]);
  });

  it("open a position in the same way", () => {
    const quotes = [[-50, 99, 50, 100, 50]] as const;
    const trades = [[100, "buy", 100, 1]] as const;
    expect(lines(long("order stop at 100 USD unprotected"), { quotes, trades })).toEqual([
      "100 buy 10 at 100 entry taker",
    ]);
  });

  it("with a limit go to the book as limit orders: what is beyond it waits in the queue", () => {
    const quotes = [[-50, 102, 50, 103, 50]] as const;
    const trades = [
      [100, "buy", 103, 1],
      [200, "sell", 102, 51],
      [300, "sell", 101.99, 4],
    ] as const;
    expect(lines(long("order stop at 103 USD limit 102 USD unprotected"), { quotes, trades })).toEqual([
      "200 buy 1 at 102 entry maker",
      "300 buy 4 at 102 entry maker",
    ]);
    expect(lines(long("order stop at 103 USD limit 104 USD unprotected"), { quotes, trades })).toEqual([
      "100 buy 10 at 103 entry taker",
    ]);
  });

  it("that trail follow the trades", () => {
    const trades = [
      [0, "buy", 100, 50],
      [100, "buy", 110, 50],
      [200, "sell", 105, 50],
      [300, "sell", 104, 50],
    ] as const;
    expect(lines(long("trail 5 USD"), { trades })).toEqual(
      ["0 buy 10 at 100 entry taker", "300 sell 10 at 104 stop taker"].map((line) =>
        line.replace(" stop ", " trail "),
      ),
    );
  });
});

describe("a target", () => {
  it("waits in the queue from the fill of its entry on", () => {
    const quotes = [[-50, 99, 50, 100, 10]] as const;
    const later = [[50, 104, 5, 105, 6]] as const;
    const trades = [
      [100, "buy", 105, 8],
      [200, "buy", 106, 4],
      [300, "buy", 105, 40],
    ] as const;
    expect(lines(long("target at 105 USD unprotected"), { quotes: [...quotes, ...later], trades })).toEqual([
      "0 buy 10 at 100 entry taker",
      "100 sell 2 at 105 target maker",
      "200 sell 4 at 105 target maker",
      "300 sell 4 at 105 target maker",
    ]);
  });
});

describe("a target that the entry has passed already", () => {
  it("takes the next trade, or what is displayed", () => {
    const trades = [
      [0, "buy", 100, 50],
      [100, "sell", 99, 50],
    ] as const;
    const rules = long("target at 95 USD unprotected");
    expect(lines(rules, { trades })).toEqual([
      "0 buy 10 at 100 entry taker",
      "100 sell 10 at 99 target taker",
    ]);
    expect(lines(rules, { trades, quotes: [[-50, 98, 50, 100, 50]] })).toEqual([
      "0 buy 10 at 100 entry taker",
      "0 sell 10 at 98 target taker",
    ]);
  });
});

describe("a session that replays ticks", () => {
  const trades = [
    [0, "buy", 100, 50],
    [100, "sell", 94, 50],
    [200, "sell", 106, 50],
  ] as const;

  it("says what it replays, and has no ambiguous bars", () => {
    const outcome = replay(long("stop at 95 USD target at 105 USD"), {
      trades,
      quotes: [[-50, 99, 50, 101, 40]],
      bars: [[100, 106, 94, 100, 150]],
    });
    expect(outcome.policy).toBe("bar/pessimistic@1 + trades + quotes, queue: pessimistic");
    expect(outcome.counts.ambiguousBars).toBe(0);
    expect(
      replay(long("unprotected"), { trades, choice: { ticks: "proportional", participation: 0.1 } }).policy,
    ).toBe("bar/pessimistic@1 participation 10% + trades, queue: proportional");
  });

  it("matches a bar without ticks whole, and says so", () => {
    const outcome = replay(long("stop at 95 USD target at 105 USD"), {
      trades: [[0, "buy", 100, 50]],
      bars: [signal(1), [100, 106, 94, 100, 150]],
    });
    expect(tickLines(outcome)).toEqual(["0 buy 10 at 100 entry taker", "3600000 sell 10 at 95 stop taker"]);
    expect(outcome.warnings.map(({ code }) => code)).toContain("bars_without_ticks");
  });

  it("charges the fee of the liquidity that a fill took or gave", () => {
    const outcome = replay(long("order limit at 99 USD unprotected"), {
      quotes: [[-50, 98, 5, 99, 4]],
      trades: [[100, "sell", 98, 6]],
      fee: { maker: "0.001", taker: "0.01" },
    });
    expect(outcome.fills().map(({ liquidity, fee }) => [liquidity, Number(fee)])).toEqual([
      ["taker", 3.96],
      ["maker", 0.594],
    ]);
  });

  it("is refused without ticks, with fills at the close, and beside shorter bars", () => {
    expect(() => replay(long("unprotected"), {})).toThrow("there are none of ABC/USD");
    expect(() => replay(long("unprotected"), { trades, choice: { atClose: true } })).toThrow(
      "cannot fill at the close",
    );
    expect(() => replay(long("unprotected"), { trades, choice: { detailMs: 60_000 } })).toThrow("not both");
  });
});
