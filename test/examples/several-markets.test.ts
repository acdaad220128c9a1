import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSession, runMarkets, type SessionConfig, type SessionOutcome } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { compile, format } from "../../compiler/index.ts";
import { readText } from "../support/backtest.ts";
import { dataPath, planPath, type SeveralExample, severalExamples } from "../support/examples.ts";
import { severalConfig } from "../support/several-examples.ts";
import { traceOf } from "../support/several-markets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const isUpdate = process.env.UPDATE_FIXTURES === "1";

const runOf = (example: SeveralExample, options: Partial<SessionConfig> = {}): SessionOutcome =>
  createSession({ ...severalConfig(example), ...options }).run();

/** What is recorded of a run: enough to see what changed when it does. */
const recordOf = (outcome: SessionOutcome) => {
  const fills = outcome.fills().map(({ time, market, side, quantity, price, fee, ruleId }) => ({
    time: new Date(time).toISOString(),
    market,
    side,
    quantity,
    price,
    fee,
    ruleId,
  }));
  const codes: Record<string, number> = {};
  for (const { outcome: kind, code } of outcome.decisions()) {
    codes[`${kind} ${code}`] = (codes[`${kind} ${code}`] ?? 0) + 1;
  }
  return {
    policy: outcome.policy,
    bars: outcome.bars,
    digest: outcome.digest(),
    counts: outcome.counts,
    codes,
    final: {
      cash: outcome.final.cash,
      equity: outcome.final.equity,
      fees: outcome.final.fees,
      funding: outcome.final.funding,
      positions: outcome.final.positions,
    },
    trades: outcome.trades().length,
    payments: outcome.funding().length,
    warnings: outcome.warnings.map(({ code }) => code),
    firstFills: fills.slice(0, 4),
    lastFills: fills.slice(-4),
  };
};

describe.each(severalExamples)("$name", (example) => {
  const text = readText(planPath(example));

  it("compiles without a diagnostic, and is formatted as the formatter does it", () => {
    expect(compile({ entry: { path: planPath(example), text } }).diagnostics.items).toEqual([]);
    expect(format(text)).toEqual({ ok: true, text });
  });

  it("stands in the README, and in its own words, with the command that runs it", () => {
    const data = Object.entries(example.data).map(
      ([market, file]) => `--data ${market}=${dataPath({ data: file })}`,
    );
    const funding = Object.entries(example.funding).map(
      ([market, file]) => `--funding ${market}=${dataPath({ data: file })}`,
    );
    const command = ["ctk backtest", planPath(example), ...data, ...funding].join(" ");
    expect(readText("examples/README.md")).toContain(`\`${command}\``);
    expect(text).toContain(command);
  });

  it("gives the recorded result", () => {
    const file = `${root}test/fixtures/examples/${example.name}.json`;
    const actual = `${JSON.stringify(recordOf(runOf(example)), null, 2)}\n`;
    if (isUpdate) writeFileSync(file, actual);
    expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(actual);
  });

  it("does the same when every bar is stepped, and in blocks of any size", () => {
    const expected = traceOf(runOf(example));
    expect(traceOf(runOf(example, { blockSize: 7 }))).toEqual(expected);
    expect(traceOf(runOf(example, { everyBar: true }))).toEqual(expected);
    expect(traceOf(runOf(example, { blockSize: 1, everyBar: true }))).toEqual(expected);
  });

  it("decides and fills over the first bars what the full run does", () => {
    const full = runOf(example);
    const [first] = severalConfig(example).feeds;
    if (first === undefined) throw new Error("an example has data");
    const { time, length, interval } = first.bars;
    for (const share of [0.3, 0.77]) {
      const until = time[Math.floor(length * share)] ?? 0;
      const prefix = createSession(severalConfig(example, until)).run();
      expect(prefix.decisions()).toEqual(full.decisions().filter((row) => row.time <= until));
      expect(prefix.fills()).toEqual(full.fills().filter((row) => row.time + interval <= until));
    }
  });

  it("trades every market that its run names", () => {
    const outcome = runOf(example);
    const [run] = severalConfig(example).session.runs;
    const markets = run === undefined ? [] : runMarkets(run).map(({ symbol }) => symbol);
    const watched = example.watched ?? [];
    expect(new Set(outcome.fills().map(({ market }) => market))).toEqual(
      new Set(markets.filter((market) => !watched.includes(market))),
    );
  });
});

describe("carry", () => {
  it("earns what the rates say on the value of the short leg, and nothing else but fees", () => {
    const [, , example] = severalExamples;
    if (example === undefined) throw new Error("there is a carry");
    const outcome = runOf(example);
    const payments = outcome.funding();
    expect(payments.length).toBeGreaterThan(20);
    let received = 0;
    for (const { side, quantity, price, rate, amount } of payments) {
      expect(side).toBe("short");
      const expected = Number(quantity) * Number(price) * Number(rate);
      expect(Math.abs(Number(amount) + expected)).toBeLessThan(1e-9);
      received += expected;
    }
    // One series stands for both markets: prices cancel, whatever they do.
    const gain = Number(outcome.final.equity) - 100_000;
    expect(Math.abs(gain - received + Number(outcome.final.fees))).toBeLessThan(0.01);
  });
});
