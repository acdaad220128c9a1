import { transitionFields } from "./machines.ts";
import type { TransitionRow } from "./outcome.ts";
import type { RunState } from "./run-state.ts";

/** All moves of the machines of a run in one market. */
export const transitionRows = (run: RunState): TransitionRow[] => {
  const { transitions: log, setup } = run;
  return Array.from({ length: log.length }, (_, row): TransitionRow => {
    const bar = log.integer(row, transitionFields.bar);
    const module = run.machines[log.integer(row, transitionFields.machine)]?.module;
    const from = module?.states[log.integer(row, transitionFields.from)];
    const taken = from?.transitions[log.integer(row, transitionFields.transition)];
    const to = module?.states[log.integer(row, transitionFields.to)];
    if (module === undefined || from === undefined || taken === undefined || to === undefined) {
      throw new Error(`row ${row} of a transition log names what its machine does not have`);
    }
    return {
      runId: setup.runId,
      market: setup.instrument.symbol,
      machine: module.name,
      from: from.name,
      to: to.name,
      stepId: bar,
      time: (setup.bars.time[bar] as number) + setup.bars.interval,
      span: taken.span,
    };
  });
};
