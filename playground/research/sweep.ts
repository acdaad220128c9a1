import { computeMetrics, createSession, type PlanModule, type Session, SessionError } from "ctk/runtime";
import { configure } from "../backtest/configuration.ts";
import type { RunRequest } from "../backtest/protocol.ts";
import type { DataShelf } from "../shelf.ts";
import { type SweepCell, type SweepFigures, type SweepRequest, sweepFigures } from "./protocol.ts";
import { paramsOfCell, runOrder } from "./sweep-grid.ts";

/** Milliseconds of stepping between two looks at the messages. */
const SLICE_MS = 25;

/** What a sweep asks while it runs. */
export interface SweepListener {
  /** Cells that have come since the last call; then whether to go on, after messages were let in. */
  readonly goOn: (cells: ReadonlyMap<number, SweepCell>) => Promise<boolean>;
}

/** Runs a plan once for each cell; false where it was told to stop. Throws SessionError where no cell could run. */
export const runSweep = async (
  modules: PlanModule,
  { run, axes }: SweepRequest,
  shelf: DataShelf,
  { goOn }: SweepListener,
): Promise<boolean> => {
  let sliceEnd = performance.now() + SLICE_MS;
  const ready = new Map<number, SweepCell>();
  const pause = async (): Promise<boolean> => {
    if (performance.now() < sliceEnd) return true;
    const isWanted = await goOn(new Map(ready));
    ready.clear();
    sliceEnd = performance.now() + SLICE_MS;
    return isWanted;
  };
  for (const cell of runOrder(axes)) {
    const params = paramsOfCell(run.settings.params, axes, cell);
    const started = startCell(modules, { ...run, settings: { ...run.settings, params } }, shelf);
    if (started.kind === "refused") {
      ready.set(cell, started);
      continue;
    }
    while (started.session.advance()) if (!(await pause())) return false;
    ready.set(cell, { kind: "done", figures: figuresOf(started.session) });
    if (!(await pause())) return false;
  }
  return goOn(ready);
};

type Started =
  | { readonly kind: "started"; readonly session: Session }
  | { readonly kind: "refused"; readonly reason: string };

/** A combination that the plan does not allow is an empty cell; another problem is one of the whole sweep. */
const startCell = (modules: PlanModule, run: RunRequest, shelf: DataShelf): Started => {
  try {
    return { kind: "started", session: createSession(configure(modules, run, shelf).config) };
  } catch (error) {
    const isOfCell = error instanceof SessionError && (error.code === "require" || error.code === "params");
    if (!isOfCell) throw error;
    return { kind: "refused", reason: error.message };
  }
};

const figuresOf = (session: Session): SweepFigures => {
  const outcome = session.outcome();
  const { figures } = computeMetrics(outcome);
  const profit = Number(outcome.final.equity) - Number(outcome.capital);
  const values = sweepFigures.map((name): readonly [string, number | null] => [
    name,
    name === "profit" ? profit : figures[name].value,
  ]);
  return Object.fromEntries(values);
};
