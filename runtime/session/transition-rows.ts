import { transitionFields } from "./machines.ts";
import type { TransitionRow } from "./outcome.ts";
import type { RunState } from "./run-state.ts";

/** The moves of the machines of a run in one market, from one on. */
export const transitionRows = (run: RunState, from = 0): TransitionRow[] => {
  const { transitions: log, setup } = run;
  return Array.from({ length: log.length - from }, (_, index): TransitionRow => {
    const row = from + index;
    const bar = log.integer(row, transitionFields.bar);
    const module = run.machines[log.integer(row, transitionFields.machine)]?.module;
    const left = module?.states[log.integer(row, transitionFields.from)];
    const taken = left?.transitions[log.integer(row, transitionFields.transition)];
    const to = module?.states[log.integer(row, transitionFields.to)];
    if (module === undefined || left === undefined || taken === undefined || to === undefined) {
      throw new Error(`row ${row} of a transition log names what its machine does not have`);
    }
    return {
      runId: setup.runId,
      market: setup.instrument.symbol,
      machine: module.name,
      from: left.name,
      to: to.name,
      stepId: bar,
      time: (setup.bars.time[bar] as number) + setup.bars.interval,
      span: taken.span,
    };
  });
};
