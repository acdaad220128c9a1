import { type Proof, prove, type SessionConfig, type StrategyModule } from "ctk/runtime";
import { ema } from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { instrumentFor, loadText, readBars, sessionOf } from "../../support/backtest.ts";
import { abc, candles, MONDAY } from "../../support/simulate.ts";

const plan = (condition: string): SessionConfig => {
  const session = sessionOf(
    loadText(`
market abc = "ABC/USD" at desk
strategy Example trades abc every 1h {
  enter long when ${condition} { size 10% of equity }
  exit long after 3 bars
}
session main { capital 10_000 USD run Example }`),
  );
  const rows = Array.from({ length: 300 }, (_, bar): [number, number, number, number] => {
    const close = Math.round(10_000 + 2_000 * Math.sin(bar / 7) + 100 * (bar % 5)) / 100;
    return [close - 0.5, close + 1, close - 1, close];
  });
  return { session, feeds: [{ instrument: abc, bars: candles(rows) }] };
};

const byId = (config: SessionConfig, writtenAmounts: readonly string[] = []): ReadonlyMap<string, Proof> =>
  new Map(
    [
      ...prove({
        config,
        writtenAmounts,
        settledBars: new Map([
          ["Example", 30],
          ["Cross", 800],
        ]),
      }),
    ].map((proof) => [proof.id, proof]),
  );

describe("the proofs of a session", () => {
  it("hold for a plan of the language", () => {
    const proofs = byId(plan("close crosses above sma(close, 10)"));
    expect([...proofs.values()].map(({ id, verdict }) => [id, verdict])).toEqual([
      ["repeat", "holds"],
      ["prefix", "holds"],
      ["blocks", "holds"],
      ["scale", "holds"],
      ["start", "holds"],
    ]);
  });

  it("say that the plan depends on the size of the currency unit, and where it does first", () => {
    const scale = byId(plan("round(close) > close")).get("scale");
    expect(scale?.verdict).toBe("fails");
    expect(scale?.counterexample?.time).toBeGreaterThan(MONDAY);
    expect(scale?.counterexample?.expected).not.toBe(scale?.counterexample?.found);
  });

  it("leave the currency unit alone where the plan writes amounts of it", () => {
    const scale = byId(plan("close > 100 USD"), ["100 USD (main.ctk:4)"]).get("scale");
    expect(scale?.verdict).toBe("not applicable");
    expect(scale?.detail).toContain("100 USD (main.ctk:4)");
  });

  /** A module that no compiler wrote: its average grows with each session that it is used in. */
  it("catch a module that does not do the same twice", () => {
    const config = plan("close crosses above sma(close, 10)");
    const [run] = config.session.runs;
    if (run === undefined) throw new Error("the plan has a run");
    let used = 0;
    const fickle: StrategyModule = {
      ...run.strategy,
      features: (params) => {
        const features = run.strategy.features(params);
        used++;
        return Object.fromEntries(
          Object.entries(features).map(([name, series]) => [
            name,
            series.kind === "operation" && series.type === "boolean" && used > 1
              ? {
                  ...series,
                  inputs: series.inputs.map((input, at) =>
                    at === 1 && input.type === "number" ? ema(input, 2) : input,
                  ),
                }
              : series,
          ]),
        );
      },
    };
    const proofs = byId({ ...config, session: { ...config.session, runs: [{ ...run, strategy: fickle }] } });
    for (const id of ["repeat", "prefix", "blocks"]) {
      expect(proofs.get(id)?.verdict).toBe("fails");
      expect(proofs.get(id)?.counterexample).toBeDefined();
    }
  });

  it("name the first value that still remembers where the data started", () => {
    const config = plan("ema(close, 60) > sma(close, 60) and close > 90 USD");
    const start = [...prove({ config, writtenAmounts: [], settledBars: new Map([["Example", 60]]) })].at(-1);
    expect(start?.id).toBe("start");
    expect(start?.verdict).toBe("fails");
    expect(start?.counterexample?.found).toContain("with data from");
  });

  it("leave out what never forgets its start, and name it", () => {
    const start = byId(plan("obv() > sma(obv(), 5)")).get("start");
    expect(start?.verdict).toBe("not applicable");
    expect(start?.detail).toContain("left out");
  });

  it("hold on recorded minutes", () => {
    const session = sessionOf(
      loadText(`
market btc = "BTC/USD" at bitfinex
strategy Cross trades btc every 1m {
  enter long when ema(close, 12) crosses above ema(close, 26) { size 10% of equity stop 2 * atr(14) below entry }
  exit long when ema(close, 12) crosses below (ema(close, 26) on 5m)
}
session main { capital 100_000 USD run Cross }`),
    );
    const bars = readBars("test/fixtures/data/bitfinex_btcusd_1m_20190626.csv.gz");
    const proofs = byId({ session, feeds: [{ instrument: instrumentFor(session, bars), bars }] });
    expect([...proofs.values()].map(({ verdict }) => verdict)).toEqual([
      "holds",
      "holds",
      "holds",
      "holds",
      "holds",
    ]);
  });
});
