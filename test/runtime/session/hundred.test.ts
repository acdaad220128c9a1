import { createSession, type SessionConfig, type SessionModule } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { parseDecimal, sumOf, textOf } from "../../../runtime/money/index.ts";
import type { AnySeries } from "../../../stdlib/index.ts";
import { manyStrategies } from "../../support/hundred.ts";
import { makeMarket } from "../../support/random-plans.ts";
import { abc, candles } from "../../support/simulate.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const market = makeMarket({ seed: 4, count: 700 });
const feeds = [{ instrument: abc, bars: candles(market.rows, { times: market.times }) }];
const session = manyStrategies(100, "1h");
const configOf = (module: SessionModule): SessionConfig => ({ session: module, feeds });

/** A series with all that it is made of as one text: what is equal is one feature. */
const textsOf = (series: AnySeries, texts: Set<string>): string => {
  const inputs = (of: readonly AnySeries[]): string => of.map((input) => textsOf(input, texts)).join(" ");
  const own = (): string => {
    switch (series.kind) {
      case "source":
        return series.field;
      case "constant":
        return `${series.type} ${series.value}`;
      case "held":
        return `held ${series.asOf} ${series.from} ${inputs([series.input])}`;
      case "operation":
        return `${series.operation} ${series.constants.join(" ")} ${inputs(series.inputs)}`;
      case "scan":
        return `scan ${JSON.stringify(series.constants)} ${inputs([series.initial, ...Object.values(series.inputs)])}`;
    }
  };
  const text = `(${own()})`;
  texts.add(text);
  return text;
};

/** Distinct series that the rules of a session's strategies read, counted without the graph that shares them. */
const countSeries = ({ runs }: SessionModule): { readonly distinct: number; readonly all: number } => {
  const distinct = new Set<string>();
  let all = 0;
  for (const { strategy, params } of runs) {
    const features = strategy.features(strategy.params.parse(params));
    const own = new Set<string>();
    for (const { when, reads } of strategy.rules) {
      for (const name of when === undefined ? reads : [when, ...reads]) {
        const series = features[name];
        if (series !== undefined) textsOf(series, own);
      }
    }
    all += own.size;
    for (const text of own) distinct.add(text);
  }
  return { distinct: distinct.size, all };
};

describe("a hundred strategies in one session", () => {
  const together = createSession(configOf(session));
  const outcome = together.run();
  const alone = session.runs.map((run) =>
    createSession(configOf({ ...session, capital: "10000", runs: [{ ...run, budget: 1 }] })).run(),
  );

  it("do what a hundred sessions with the same budgets do", () => {
    expect(session.runs).toHaveLength(100);
    const parts = [
      ["fills", outcome.fills()],
      ["intents", outcome.intents()],
      ["decisions", outcome.decisions()],
      ["orders", outcome.orders()],
      ["trades", outcome.trades()],
    ] as const;
    let fills = 0;
    alone.forEach((own, index) => {
      const runId = session.runs[index]?.id;
      const expected = {
        fills: own.fills(),
        intents: own.intents(),
        decisions: own.decisions(),
        orders: own.orders(),
        trades: own.trades(),
      };
      fills += expected.fills.length;
      for (const [name, rows] of parts)
        expect(rows.filter((row) => row.runId === runId)).toEqual(expected[name]);
    });
    expect(fills).toBe(outcome.counts.fills);
    expect(alone.filter(({ counts }) => counts.fills > 0).length).toBeGreaterThan(90);
    expect(outcome.final.equity).toBe(textOf(sumOf(alone.map(({ final }) => parseDecimal(final.equity)))));
  });

  it("compute every feature that several of them read once", () => {
    const { distinct, all } = countSeries(session);
    expect(together.featureCount).toBe(distinct);
    expect(distinct).toBeLessThan(all / 4);
  });

  it("decide the same where the bars arrive one after another", () => {
    const stream = openStream(configOf(session));
    playAll(stream, configOf(session));
    expect(stream.outcome().digest()).toBe(outcome.digest());
  });
});
