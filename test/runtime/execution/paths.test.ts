import { createSession, extremeBounds, type SessionConfig } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { makeMarket, randomMarket, randomPlan } from "../../support/random-plans.ts";
import { bothSides, enterOnce } from "../../support/sides.ts";
import { abc, candles, fillLines, planOf, type Row, signal, simulate } from "../../support/simulate.ts";

const by = (option: string) => ({ fills: `"bar/pessimistic@1" ${option}` });

const both = "stop at 95 USD target at 105 USD";
const long = (clauses: string): string =>
  enterOnce({ side: "long", loss: "below", profit: "above", at: String }, clauses);
const short = (clauses: string): string =>
  enterOnce({ side: "short", loss: "above", profit: "below", at: String }, clauses);
const held = (row: Row): readonly Row[] => [signal(), signal(1), row];

describe("the order of the extremes inside a bar", () => {
  const wide: Row = [100, 106, 94, 100];

  it("is the adverse one first unless the session says otherwise", () => {
    expect(fillLines(simulate(long(both), held(wide), by("path adverse"))).at(-1)).toBe(
      "2 sell 10 at 95 stop",
    );
    expect(simulate(long(both), held(wide), by("path adverse")).policy).toBe("bar/pessimistic@1");
  });

  it("is the high before the low under `ohlc`, for either side", () => {
    const options = by("path ohlc");
    expect(fillLines(simulate(long(both), held(wide), options)).at(-1)).toBe("2 sell 10 at 105 target");
    const other = short("stop at 105 USD target at 95 USD");
    expect(fillLines(simulate(other, held(wide), options)).at(-1)).toBe("2 buy 10 at 105 stop");
    expect(simulate(long(both), held(wide), options).counts.ambiguousBars).toBe(1);
  });

  bothSides("is the nearer one first under `nearest`: here the loss", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: held([99, 106, 94, 100]),
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 95 stop"],
    ambiguousBars: 1,
    options: by("path nearest"),
  });
  bothSides("is the nearer one first under `nearest`: here the profit", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: held([101, 106, 94, 100]),
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 105 target"],
    ambiguousBars: 1,
    options: by("path nearest"),
  });
  bothSides("is the adverse one first where both are as near", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: held(wide),
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 95 stop"],
    ambiguousBars: 1,
    options: by("path nearest"),
  });

  it("says what an entry inside the bar has behind it and what before it", () => {
    const clauses = "order stop at 103 USD expire after 1 bar stop at 98 USD target at 108 USD";
    const row: Row = [100, 109, 97, 104];
    // Up first: in at 103, out at 108 before the low. The low first: in at 103 on the way up, out at 108.
    expect(fillLines(simulate(long(clauses), [signal(), row], by("path ohlc")))).toEqual([
      "1 buy 10 at 103 entry",
      "1 sell 10 at 108 target",
    ]);
    const low: Row = [100, 107, 97, 104];
    expect(fillLines(simulate(long(clauses), [signal(), low], by("path ohlc")))).toEqual([
      "1 buy 10 at 103 entry",
      "1 sell 10 at 98 stop",
    ]);
    expect(fillLines(simulate(long(clauses), [signal(), low], by("path nearest")))).toEqual([
      "1 buy 10 at 103 entry",
    ]);
  });

  it("lets a stop-limit fill on the rest of the way only", () => {
    const clauses = "order stop at 103 USD limit 101 USD expire after 1 bar unprotected";
    const row: Row = [100, 104, 97, 104];
    expect(fillLines(simulate(long(clauses), [signal(), row], by("path ohlc")))).toEqual([
      "1 buy 10 at 101 entry",
    ]);
    // The low first: after the stop the price only rises.
    expect(fillLines(simulate(long(clauses), [signal(), row], by("path nearest")))).toEqual([]);
  });
});

describe("the best and the worst order of extremes", () => {
  const boundsOf = (config: SessionConfig) => extremeBounds(config, createSession(config).run());
  const configOf = (rules: string, rows: readonly Row[], fills?: string): SessionConfig => ({
    session: sessionOf(loadText(planOf(rules, fills === undefined ? {} : { fills }))),
    feeds: [{ instrument: abc, bars: candles(rows) }],
  });

  it("bound the final equity", () => {
    const config = configOf(long(both), held([100, 106, 94, 100]));
    expect(boundsOf(config)).toEqual({ worst: "999950", best: "1000050", ambiguousBars: 1 });
  });

  it("are one where no bar is ambiguous", () => {
    const config = configOf(long(both), held([100, 106, 99, 100]));
    expect(boundsOf(config)).toEqual({ worst: "1000050", best: "1000050", ambiguousBars: 0 });
  });

  it("do not exist under a policy without a path", () => {
    expect(boundsOf(configOf(long(both), held([100, 106, 94, 100]), '"backtrader@1"'))).toBeUndefined();
  });

  it("are the same run where no bar is ambiguous, whatever the rules", () => {
    let unambiguous = 0;
    fc.assert(
      fc.property(randomPlan, randomMarket, (plan, walk) => {
        const { fills: _, ...options } = plan.options;
        const market = makeMarket({ ...walk, count: Math.min(walk.count, 60) });
        const config: SessionConfig = {
          session: sessionOf(loadText(planOf(plan.rules, options))),
          feeds: [{ instrument: abc, bars: candles(market.rows, { times: market.times }) }],
        };
        const outcome = createSession(config).run();
        if (outcome.counts.ambiguousBars > 0) return;
        if (outcome.counts.fills > 0) unambiguous++;
        for (const path of ["best", "worst"] as const) {
          const forced = createSession({ ...config, path }).run();
          expect(forced.final).toEqual(outcome.final);
          expect(forced.counts.fills).toBe(outcome.counts.fills);
        }
      }),
      { numRuns: 300 },
    );
    expect(unambiguous).toBeGreaterThan(50);
  });
});

describe("a lower time frame that decides what happens inside a bar", () => {
  const MINUTES = 15 * 60_000;
  const quiet = (price: number): Row => [price, price, price, price];
  const simulateDetail = (
    rules: string,
    rows: readonly Row[],
    detail: readonly Row[],
    more = "",
    route?: string,
  ) =>
    createSession({
      session: sessionOf(
        loadText(planOf(rules, { ...by(`detail 15m${more}`), ...(route === undefined ? {} : { route }) })),
      ),
      feeds: [{ instrument: abc, bars: candles(rows), detail: candles(detail, { interval: MINUTES }) }],
    }).run();
  const flat = [quiet(100), quiet(100), quiet(100), quiet(100)];

  it("tells which of stop and target came first", () => {
    const rows = held([100, 106, 94, 100]);
    const up = [
      [100, 106, 100, 101],
      [101, 101, 94, 95],
      [95, 96, 95, 96],
      [96, 100, 96, 100],
    ] as const;
    const first = simulateDetail(long(both), rows, [...flat, ...flat, ...up]);
    expect(fillLines(first).at(-1)).toBe("2 sell 10 at 105 target");
    expect(first.counts.ambiguousBars).toBe(0);
    const down = [[100, 101, 94, 95], [95, 106, 95, 100], ...flat.slice(2)] as const;
    expect(fillLines(simulateDetail(long(both), rows, [...flat, ...flat, ...down])).at(-1)).toBe(
      "2 sell 10 at 95 stop",
    );
  });

  it("matches each of its bars pessimistically", () => {
    const wide = [quiet(100), [100, 106, 94, 100], quiet(100), quiet(100)] as const;
    const outcome = simulateDetail(long(both), held([100, 106, 94, 100]), [...flat, ...flat, ...wide]);
    expect(fillLines(outcome).at(-1)).toBe("2 sell 10 at 95 stop");
    expect(outcome.counts.ambiguousBars).toBe(1);
  });

  it("shows an entry inside a bar what comes after it", () => {
    const clauses = "order stop at 103 USD expire after 1 bar stop at 98 USD";
    const inside = [[100, 104, 100, 103], [103, 103, 97, 98], quiet(98), quiet(98)] as const;
    expect(
      fillLines(simulateDetail(long(clauses), [signal(), [100, 104, 97, 98]], [...flat, ...inside])),
    ).toEqual(["1 buy 10 at 103 entry", "1 sell 10 at 98 stop"]);
  });

  it("lets an order fill from the shorter bar in which it arrives", () => {
    const inside = [quiet(100), quiet(101), quiet(102), quiet(103)];
    const outcome = simulateDetail(
      long("unprotected"),
      [signal(), [100, 103, 100, 103]],
      [...flat, ...inside],
      "",
      "latency 20m",
    );
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 101 entry"]);
  });

  it("gives a share of each shorter bar's volume", () => {
    const inside = [
      [100, 100, 100, 100, 8],
      [101, 101, 101, 101, 0],
      [102, 102, 102, 102, 100],
      quiet(103),
    ] as const;
    const outcome = simulateDetail(
      long("unprotected"),
      [signal(), [100, 103, 100, 103, 109]],
      [...flat, ...inside],
      " participation 50%",
    );
    expect(fillLines(outcome)).toEqual(["1 buy 4 at 100 entry", "1 buy 6 at 102 entry"]);
  });

  it("leaves a bar without shorter bars as it is", () => {
    expect(fillLines(simulateDetail(long(both), held([100, 106, 94, 100]), flat)).at(-1)).toBe(
      "2 sell 10 at 95 stop",
    );
  });

  it("is refused where there are no such bars, or they do not make a bar up", () => {
    const config = (detail: number | undefined): SessionConfig => ({
      session: sessionOf(loadText(planOf(long(both), by("detail 15m")))),
      feeds: [
        {
          instrument: abc,
          bars: candles([signal()]),
          ...(detail === undefined ? {} : { detail: candles(flat, { interval: detail }) }),
        },
      ],
    });
    expect(() => createSession(config(undefined))).toThrow(/none of ABC/);
    expect(() => createSession(config(60_000))).toThrow(/none of ABC/);
  });
});
