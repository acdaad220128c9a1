import { computeMetrics, type Feed, type PlanModule, type SessionOutcome } from "ctk/runtime";
import { type Configuration, feesOf } from "./configuration.ts";
import { monthlyReturns } from "./months.ts";
import type { FillMark, LevelRow, RuleInfo, RunResult, RunRows } from "./protocol.ts";

/** The figures of a run; `started` is when the worker took it up, on the clock of `performance`. */
export const resultOf = (
  configuration: Configuration,
  outcome: SessionOutcome,
  started: number,
): RunResult => {
  const { session } = configuration.config;
  const metrics = computeMetrics(outcome, { benchmark: configuration.feeds.map(({ feed }) => feed.bars) });
  return {
    session: session.id,
    strategies: [...new Set(session.runs.map((run) => run.strategy.id))],
    currency: outcome.currency,
    capital: outcome.capital,
    policy: outcome.policy,
    fees: feesOf(configuration),
    bars: outcome.bars,
    from: outcome.from,
    to: outcome.to,
    counts: outcome.counts,
    final: { ...outcome.final, positions: outcome.final.positions },
    runs: outcome.runs,
    metrics,
    months: monthlyReturns(outcome.equity, Number(outcome.capital)),
    rules: rulesOf(session.runs.map((run) => run.strategy)),
    warnings: outcome.warnings,
    isGuarded: session.guard !== undefined,
    digest: outcome.digest(),
    workerMs: performance.now() - started,
  };
};

const rulesOf = (strategies: readonly PlanModule["strategies"][string][]): readonly RuleInfo[] =>
  [...new Set(strategies)].flatMap(({ id, rules }) =>
    rules.map(({ id: ruleId, kind, text, span }) => ({
      strategyId: id,
      ruleId,
      kind,
      text,
      start: span.start,
      end: span.end,
      line: span.line,
    })),
  );

/** The trades, fills and protective levels of a run. */
export const rowsOf = (outcome: SessionOutcome): RunRows => ({
  trades: outcome.trades(),
  fills: outcome.fills().map(
    ({ market, bar, side, role, price, quantity, ruleId }): FillMark => ({
      market,
      bar,
      side,
      role,
      price: Number(price),
      quantity,
      ruleId,
    }),
  ),
  levels: outcome
    .orders()
    .flatMap(({ role, market, stop, limit, createdBar, endedBar }): readonly LevelRow[] => {
      if (role !== "stop" && role !== "target" && role !== "trail") return [];
      const price = Number(role === "target" ? (limit ?? stop) : (stop ?? limit));
      return [{ market, role, price, fromBar: createdBar, toBar: endedBar }];
    }),
});

/** Bars of the feed of a market of the plan; undefined where the run has none. */
export const feedOfMarket = ({ feeds }: Configuration, market: string): Feed | undefined =>
  (feeds.find((feed) => feed.market === market) ?? feeds[0])?.feed;
