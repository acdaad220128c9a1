import type { ControlSnapshot } from "../control/index.ts";
import { formatUnits } from "../money/index.ts";
import { haltRows } from "./halt-rows.ts";
import type { FaultRow, HaltRow, OrderRow } from "./outcome.ts";
import type { RunState } from "./run-state.ts";
import type { SessionEngine } from "./session.ts";
import type { StepReporter } from "./step-report.ts";

/** Provenance and freshness of one input. */
export interface InputState {
  readonly market: string;
  readonly venue: string;
  /** Who delivered its last bar. */
  readonly source: string | undefined;
  readonly bars: number;
  /** Close time of its last bar; minus infinity before the first. */
  readonly asOf: number;
  /** When that bar reached this process. */
  readonly ingestTime: number;
  /** Bars that should have closed by the session's time, and are not there. */
  readonly overdue: number;
  readonly close: number;
}

export interface PositionState {
  readonly runId: string;
  readonly strategyId: string;
  readonly routeId: string;
  readonly market: string;
  /** Signed base units as an exact decimal. */
  readonly quantity: string;
  readonly entryPrice: number;
  readonly mark: number;
  readonly unrealised: number;
}

/** What a session knows and holds at a moment: a copy that later steps do not change. */
export interface SessionSnapshot {
  readonly snapshotId: string;
  /** Moments decided so far, less one. */
  readonly stepId: number;
  readonly asOf: number;
  readonly stateHash: string;
  readonly inputs: readonly InputState[];
  readonly equity: number;
  readonly cash: number;
  readonly positions: readonly PositionState[];
  /** Orders that work at a venue. */
  readonly orders: readonly OrderRow[];
  readonly control: ControlSnapshot;
  /** Halts of the risk block that are in force. */
  readonly halts: readonly HaltRow[];
  readonly faults: readonly FaultRow[];
}

export const snapshotOf = (
  engine: SessionEngine,
  reporter: StepReporter,
  control: ControlSnapshot,
  asOf: number,
  inputs: readonly InputState[],
): SessionSnapshot => ({
  snapshotId: reporter.snapshotId,
  stepId: reporter.steps - 1,
  asOf,
  stateHash: reporter.stateHash,
  inputs,
  equity: engine.accounts.reduce(
    (sum, { done, equity, setup }) => sum + (equity[done - 1] ?? setup.capitalNumber),
    0,
  ),
  cash: engine.accounts.reduce((sum, { facts, setup }) => sum + (facts?.cash ?? setup.capitalNumber), 0),
  positions: engine.runs.flatMap(positionState),
  orders: reporter.openOrders(),
  control,
  halts: haltRows(engine.guard),
  faults: engine.runs.flatMap(({ fault }) => fault ?? []),
});

const positionState = (run: RunState): readonly PositionState[] => {
  if (run.units === 0) return [];
  const { runId, strategy, route, instrument } = run.setup;
  return [
    {
      runId,
      strategyId: strategy.id,
      routeId: route.routeId,
      market: instrument.symbol,
      quantity: formatUnits(BigInt(run.units), run.ledger.scales.quantity),
      entryPrice: run.entryPrice,
      mark: run.price,
      unrealised: run.quantity * (run.price - run.entryPrice),
    },
  ];
};
