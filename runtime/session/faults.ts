import { reasonNumber } from "../risk/reasons.ts";
import { InvariantError } from "./invariant.ts";
import { EXIT, FLATTEN } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { requestCancels } from "./working-orders.ts";

/**
 * Halts a run whose code has failed: its rules are asked no more, what could open is cancelled, and what protects or
 * reduces its positions goes on working. Other runs do not notice.
 */
export const haltFaulted = (run: RunState, error: unknown): void => {
  if (error instanceof InvariantError) throw error;
  const { bars, strategy, runId, instrument, account } = run.setup;
  const message = error instanceof Error ? error.message : String(error);
  run.fault = {
    runId,
    strategyId: strategy.id,
    market: instrument.symbol,
    stepId: run.bar,
    time: (bars.time[run.bar] as number) + bars.interval,
    message,
  };
  for (const market of account.markets) silence(market);
  account.combos = [];
  account.hold = undefined;
};

const FAULTED = reasonNumber("strategy_faulted");

const silence = (run: RunState): void => {
  run.rules = [];
  run.flatRules = [];
  run.longRules = [];
  run.shortRules = [];
  run.machines = [];
  run.closedBy = "strategy_faulted";
  run.currentBar = Math.max(run.bar, 0);
  requestCancels(run, ({ role }) => role === EXIT || role === FLATTEN, FAULTED);
};
