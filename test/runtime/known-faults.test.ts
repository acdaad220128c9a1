/** Faults that other engines are known for, each tried here: none of them is shared. */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSession, type FillRow, findGaps, resultSchema } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../support/backtest.ts";
import { simulatePair } from "../support/pairs.ts";
import { makeMarket, randomMarket, randomPlan } from "../support/random-plans.ts";
import {
  abc,
  candles,
  decisionLines,
  fillLines,
  MONDAY,
  mirrored,
  orderLines,
  planOf,
  type Row,
  signal,
  simulate,
} from "../support/simulate.ts";

const HOUR = 3_600_000;
const at = (price: number, volume = 1): Row => [price, price, price, price, volume];

describe("a reduction that flips the position", () => {
  const opening: ReadonlySet<FillRow["role"]> = new Set(["entry", "add", "reverse"]);

  it("does not come of a stop and an exit that meet in one gap", () => {
    const rules =
      "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD }\nexit long when volume == 8 ABC";
    for (const fills of [undefined, '"backtrader@1"', '"backtesting-py@1"']) {
      const outcome = simulate(
        rules,
        [signal(), at(100, 8), [90, 91, 89, 90], at(90)],
        fills === undefined ? {} : { fills },
      );
      const [, ...closing] = outcome.fills();
      expect(closing.map(({ side, quantity, price }) => [side, quantity, price])).toEqual([
        ["sell", "10", "90"],
      ]);
      expect(outcome.final.positions).toEqual([]);
    }
  });

  it("does not come of an exit that rests while the position is closed otherwise", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      exit long when volume == 8 ABC { order limit at 110 USD expire after 20 bars }
      exit long when volume == 9 ABC`;
    const outcome = simulate(rules, [
      signal(),
      at(100, 8),
      at(100, 9),
      at(100),
      [100, 120, 100, 120],
      at(120),
    ]);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry", "3 sell 10 at 100 exit"]);
    expect(orderLines(outcome).filter((line) => line.includes("limit"))).toEqual([
      "1-3 exit limit Cancelled position_closed",
    ]);
  });

  it("does not come of any random strategy", () => {
    let reductions = 0;
    fc.assert(
      fc.property(randomPlan, randomMarket, (plan, walk) => {
        const { rows, times } = makeMarket(walk);
        const outcome = simulate(plan.rules, rows, { ...plan.options, times });
        let position = 0n;
        for (const { side, quantity, role } of outcome.fills()) {
          const units = BigInt(Math.round(Number(quantity) * 100)) * (side === "buy" ? 1n : -1n);
          const after = position + units;
          if (!opening.has(role)) {
            reductions++;
            expect(position > 0n ? after >= 0n && after < position : after <= 0n && after > position).toBe(
              true,
            );
          }
          position = after;
        }
      }),
      { numRuns: 100 },
    );
    expect(reductions).toBeGreaterThan(500);
  });
});

describe("risk that is skipped where a price or the account is missing", () => {
  const enters = "enter long when volume == 7 ABC { size 10 ABC unprotected }\nexit long when close < 1 USD";

  it("is not: without quotes, a limit on the spread refuses every entry, and that is said", () => {
    const outcome = simulate(enters, [signal(), signal(), at(100)], { risk: "limit spread to 10bps" });
    expect(decisionLines(outcome).map((line) => line.split(" ").slice(1, 3).join(" "))).toEqual([
      "entry rejected",
      "entry rejected",
    ]);
    expect(outcome.fills()).toEqual([]);
    expect(outcome.warnings.map(({ code }) => code)).toContain("no_quotes");
  });

  it("is not: an account that has nothing left opens nothing, whatever its limits", () => {
    const rules = `enter short when volume == 7 ABC { size 10 ABC unprotected }
      enter long when volume == 8 ABC { size 1 ABC unprotected }
      exit when volume == 9 ABC`;
    const rows = [signal(), at(100), at(300, 9), at(300, 8), at(300, 8), at(300)];
    for (const risk of [undefined, "limit leverage to 5", "limit order notional to 200% of equity"]) {
      const outcome = simulate(rules, rows, {
        capital: "1_000 USD",
        ...(risk === undefined ? {} : { risk }),
      });
      expect(outcome.final.cash).toBe("-1000");
      expect(fillLines(outcome)).toHaveLength(2);
      expect(
        decisionLines(outcome)
          .slice(-2)
          .every((line) => line.includes("entry rejected")),
      ).toBe(true);
    }
  });

  it("is not: a market that has not traded yet is not taken for one that is worth nothing", () => {
    const rules = `
      enter long eth when eth.volume == 7 ETH { size 5 ETH unprotected }
      enter long btc when eth.volume == 7 ETH { size 5 BTC unprotected }
      exit eth when eth.close < 1 USD
      exit btc when btc.close < 1 USD`;
    const outcome = simulatePair(rules, [signal(), at(100), signal(), at(100)], [at(100), at(100)], {
      risk: "limit gross notional to 800 USD",
      btcBars: { times: [MONDAY + 2 * HOUR, MONDAY + 3 * HOUR] },
    });
    expect(outcome.fills().map(({ market }) => market)).toEqual(["ETH/USD"]);
    expect(outcome.final.positions).toHaveLength(1);
  });
});

describe("a stop and a target that both fill in one bar", () => {
  const rules = "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD target at 105 USD }";
  const rows: readonly Row[] = [signal(), at(100), [100, 106, 94, 100], [100, 106, 94, 100]];

  it.each(['"bar/pessimistic@1"', '"bar/pessimistic@1" path ohlc', '"backtrader@1"', '"backtesting-py@1"'])(
    "do not under %s: one of them closes the position, the other is cancelled",
    (fills) => {
      for (const [text, market] of [
        [rules, rows],
        [
          rules
            .replace("long", "short")
            .replace("stop at 95", "stop at 105")
            .replace("target at 105", "target at 95"),
          rows.map(mirrored),
        ],
      ] as const) {
        const outcome = simulate(text, market, { fills });
        expect(outcome.fills().map(({ quantity }) => quantity)).toEqual(["10", "10"]);
        expect(outcome.final.positions).toEqual([]);
        const legs = outcome.orders().filter(({ role }) => role === "stop" || role === "target");
        expect(legs.map(({ state }) => state).sort()).toEqual(["Cancelled", "Filled"]);
      }
    },
  );

  it("count the bar, since its result hangs on the order of its extremes", () => {
    const outcome = simulate(rules, rows);
    expect(fillLines(outcome).at(-1)).toBe("2 sell 10 at 95 stop");
    expect(outcome.counts.ambiguousBars).toBe(1);
  });
});

describe("gaps that are erased before orders are matched", () => {
  const guarded = "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD }";

  it("are not between two bars: a stop fills at the open behind it, not at its price", () => {
    const outcome = simulate(guarded, [signal(), at(100), [90, 92, 88, 91], at(91)]);
    expect(fillLines(outcome).at(-1)).toBe("2 sell 10 at 90 stop");
    const mirror = simulate(
      guarded.replace("long", "short").replace("95", "105"),
      [signal(), at(100), [90, 92, 88, 91] as const, at(91)].map(mirrored),
    );
    expect(fillLines(mirror).at(-1)).toBe("2 buy 10 at 110 stop");
  });

  it("are not where bars are missing: nothing is made up inside, and the next bar that there is matches", () => {
    const times = [0, 1, 50, 51].map((hour) => MONDAY + hour * HOUR);
    const rows: readonly Row[] = [signal(), at(100), [90, 92, 88, 91], at(91)];
    const outcome = simulate(guarded, rows, { times });
    expect(outcome.fills().at(-1)).toMatchObject({ time: times[2], price: "90", role: "stop" });
    expect([...outcome.equity.time]).toEqual(times.map((time) => time + HOUR));
    expect(findGaps(candles(rows, { times }))).toMatchObject({ count: 1, missing: 48 });
  });

  it("are not inside a bar that shorter bars make up: a minute without a trade fills nothing", () => {
    const minute = 60_000;
    const session = sessionOf(loadText(planOf(guarded, { fills: '"bar/pessimistic@1" detail 1m' })));
    const bars = candles([signal(), at(100), [100, 100, 88, 91], at(91)]);
    const from = MONDAY + 2 * HOUR;
    const detail = candles([at(100), at(90), [88, 91, 88, 91], at(91)], {
      interval: minute,
      times: [from, from + 30 * minute, from + 59 * minute, from + 60 * minute],
    });
    const outcome = createSession({ session, feeds: [{ instrument: abc, bars, detail }] }).run();
    expect(fillLines(outcome).at(-1)).toBe("2 sell 10 at 90 stop");
  });
});

describe("an account on cross margin that is never liquidated", () => {
  const rules = (eth: string, btc: string) => `
    enter ${eth} eth when eth.volume == 7 ETH { size 5 ETH unprotected }
    enter ${btc} btc when eth.volume == 7 ETH { size 5 BTC unprotected }
    exit eth when eth.close < 1 USD
    exit btc when btc.close < 1 USD`;
  const options = { capital: "100 USD", route: "max leverage 10" };
  const falling: readonly Row[] = [signal(), at(100), [100, 100, 79, 80], at(80)];

  it("is, by a loss in one market that the others do not make up for: all of it is closed", () => {
    const outcome = simulatePair(
      rules("long", "long"),
      falling,
      [at(100), at(100), at(100), at(100)],
      options,
    );
    expect(
      outcome
        .fills()
        .slice(2)
        .map(({ market, role }) => `${market} ${role}`)
        .sort(),
    ).toEqual(["BTC/USD liquidation", "ETH/USD liquidation"]);
    expect(outcome.final.positions).toEqual([]);
    expect(outcome.warnings.map(({ code }) => code)).toContain("liquidated");
  });

  it("is not where a short position in the other market earns what the long one loses", () => {
    const rows = [signal(), at(100), at(70), at(70)];
    const outcome = simulatePair(rules("long", "short"), rows, [at(100), ...rows.slice(1)], options);
    expect(outcome.fills().map(({ role }) => role)).toEqual(["entry", "entry"]);
  });
});

describe("an end that hangs on the process that comes to it", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const rules = `
    every day at 16:00 America/New_York {
      enter long when close > sma(close, 3) { size 10% of equity stop 2 USD below entry }
    }
    on session open "08:00-16:00" Europe/London {
      enter short when close < sma(close, 3) { size 10% of equity stop 2 USD above entry }
    }
    exit after 7 bars`;

  /** What a process of its own comes to. */
  const headIn = (folder: string, name: string, environment: Readonly<Record<string, string>>) =>
    new Promise<unknown>((done, failed) => {
      const json = join(folder, `${name}.json`);
      const files = ["--data", `abc=${join(folder, "abc.csv")}`, "--quiet", "--json", json];
      const argv = ["--import", "tsx", "cli/bin.ts", "backtest", join(folder, "plan.ctk"), ...files];
      const child = spawn(process.execPath, argv, { cwd: root, env: { ...process.env, ...environment } });
      let said = "";
      child.stderr.on("data", (text) => {
        said += String(text);
      });
      child.on("error", failed);
      child.on("close", (status) => {
        if (status !== 0) failed(new Error(said));
        else done(JSON.parse(readFileSync(json, "utf8")));
      });
    });

  it("does not: time zones and languages change nothing, although schedules go by the clocks of places", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ctk-faults-"));
    try {
      const { rows, times } = makeMarket({ seed: 11, count: 400 });
      const lines = rows.map((row, bar) => [times[bar], ...row].join(","));
      writeFileSync(join(folder, "abc.csv"), ["time,open,high,low,close,volume", ...lines, ""].join("\n"));
      writeFileSync(join(folder, "plan.ctk"), planOf(rules));
      const heads = await Promise.all([
        headIn(folder, "first", { TZ: "America/New_York", LANG: "C", LC_ALL: "C" }),
        headIn(folder, "second", { TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" }),
      ]);
      const [first, second] = heads.map((head) => resultSchema.parse(head));
      expect(first?.fills.length).toBeGreaterThan(20);
      expect(second?.digest).toBe(first?.digest);
      expect(heads[1]).toEqual(heads[0]);
      const session = sessionOf(loadText(planOf(rules)));
      const here = createSession({
        session,
        feeds: [{ instrument: abc, bars: candles(rows, { times }) }],
      }).run();
      expect(here.fills().map(({ time, side }) => [time, side])).toEqual(
        first?.fills.map(({ time, side }) => [time, side]),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("a position that may not be reversed and stays", () => {
  const rules = (side: "long" | "short") => `
    enter ${side} when volume == 7 ABC { size 10 ABC unprotected }
    enter ${side === "long" ? "short" : "long"} when volume == 9 ABC { size 10 ABC unprotected on opposite reverse }`;
  // The drawdown of 20 % halts at the close of bar 2; the reversal is asked for at that of bar 3.
  const rising: readonly Row[] = [signal(), at(100), at(120), at(120, 9), at(120), at(120)];
  const options = { capital: "1_000 USD", risk: "limit drawdown to 5% then halt" };

  it.each([
    ["short", rising, "4 buy 10 at 120 exit"],
    ["long", rising.map(mirrored), "4 sell 10 at 80 exit"],
  ] as const)(
    "does not: a %s one is closed whole after a drawdown has halted its strategy",
    (side, rows, closing) => {
      const outcome = simulate(rules(side), rows, options);
      expect(fillLines(outcome).at(-1)).toBe(closing);
      expect(outcome.final.positions).toEqual([]);
      expect(outcome.decisions().at(-1)).toMatchObject({ outcome: "modified", limitId: "drawdown" });
    },
  );
});
