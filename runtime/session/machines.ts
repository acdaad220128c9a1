import type { FeatureNode } from "../state/index.ts";
import type { AnyView } from "../strategy/abi.ts";
import type { MachineFacts, MachineModule, TransitionModule } from "../strategy/machines.ts";
import { RowLog } from "./logs.ts";
import type { Params, RunState, Searched } from "./run-state.ts";
import { evaluate } from "./size-order.ts";

/** A transition with the column of its pure condition. */
export interface BoundTransition extends Searched {
  readonly transition: TransitionModule<string, AnyView, Params>;
}

/** A machine of a run in one market: its state, and what it has captured. */
export interface MachineState {
  readonly module: MachineModule<string, AnyView, Params>;
  readonly reads: readonly FeatureNode[];
  /** Transitions by the state that they leave. */
  readonly states: readonly (readonly BoundTransition[])[];
  state: number;
  /** Step at which it came to its state. */
  enteredStep: number;
  /** First step at which all that it reads is defined; infinite until known. */
  armedStep: number;
  readonly captures: Record<string, number>;
  /** The transition that this step takes, and the values that it captures. */
  due: BoundTransition | undefined;
  readonly dueCaptures: Record<string, number>;
}

/** Rows of the moves of a run's machines: the state before, which of its transitions was taken, and the state after. */
export const transitionFields = { bar: 0, machine: 1, from: 2, transition: 3, to: 4 } as const;

export const createTransitionLog = (): RowLog => new RowLog(5, 0, 64);

/** Values by name, without what every object inherits. */
const noValues = (): Record<string, number> => Object.create(null);

/** A machine in its first state. */
export const createMachine = (
  module: MachineModule<string, AnyView, Params>,
  states: MachineState["states"],
  reads: readonly FeatureNode[],
): MachineState => ({
  module,
  reads,
  states,
  state: 0,
  enteredStep: 0,
  armedStep: Number.POSITIVE_INFINITY,
  captures: noValues(),
  due: undefined,
  dueCaptures: noValues(),
});

/** The facts of a machine, read when they are asked for. */
export const machineFacts = (run: RunState, machine: MachineState): MachineFacts => ({
  get state(): string {
    return machine.module.states[machine.state]?.name ?? "";
  },
  get bars(): number {
    return machine.armedStep > run.step ? 0 : run.step - Math.max(machine.enteredStep, machine.armedStep);
  },
  captures: machine.captures,
});

/** The step from which a machine may move, once what it reads is known to be defined. */
export const armMachine = (machine: MachineState, step: number): void => {
  machine.armedStep = step;
  for (const transition of machine.states.flat()) transition.armedStep = step;
};

const isTrue = (run: RunState, { column, transition }: BoundTransition): boolean => {
  if (column !== undefined && column[run.cursor.index] !== 1) return false;
  const { and } = transition;
  return and === undefined || and(run.view, run.setup.params, run.facts, run.captures) === true;
};

const chooseTransition = (run: RunState, machine: MachineState): void => {
  machine.due = undefined;
  if (run.step < machine.armedStep) return;
  for (const bound of machine.states[machine.state] ?? []) {
    if (!isTrue(run, bound)) continue;
    machine.due = bound;
    for (const [name, value] of Object.entries(bound.transition.captures ?? {})) {
      machine.dueCaptures[name] = evaluate(run, value);
    }
    return;
  }
};

const take = (run: RunState, machine: MachineState, number: number): void => {
  const { due } = machine;
  if (due === undefined) return;
  const { to, captures } = due.transition;
  for (const name of Object.keys(captures ?? {})) {
    machine.captures[name] = machine.dueCaptures[name] ?? Number.NaN;
  }
  const log = run.transitions;
  const row = log.grow();
  log.setInteger(row, transitionFields.bar, run.bar);
  log.setInteger(row, transitionFields.machine, number);
  log.setInteger(row, transitionFields.from, machine.state);
  log.setInteger(row, transitionFields.transition, machine.states[machine.state]?.indexOf(due) ?? 0);
  log.setInteger(row, transitionFields.to, to);
  machine.state = to;
  machine.enteredStep = run.step;
};

/**
 * Moves the machines of a run at a step, each at most once: the first transition of its state whose condition is true.
 * All conditions and captured values are read before any machine moves.
 */
export const decideMachines = (run: RunState): void => {
  const { machines } = run;
  for (const machine of machines) chooseTransition(run, machine);
  machines.forEach((machine, number) => {
    take(run, machine, number);
  });
};
