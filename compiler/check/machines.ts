import type { CaptureClause, MachineStatement, Span, Transition } from "../ast/nodes.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedMachine } from "./checked.ts";
import { type Env, textAt } from "./context.ts";
import { checkExpression } from "./expressions.ts";
import { reportMisfit } from "./misfits.ts";
import { asOperand, checkCondition } from "./operators.ts";
import type { Typed } from "./typed.ts";
import { booleanType, scaled } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Checks the conditions and captures of a machine, and whether every state can be reached and left. */
export function checkMachine(outer: Env, machine: MachineStatement): CheckedMachine {
  const env = machineEnv(outer);
  const [initial] = machine.states;
  if (initial === undefined) {
    env.report("machine-without-states", machine.name.span, { name: machine.name.text });
  }
  const states = machine.states.map(({ name, transitions }) => ({
    name: name.text,
    span: name.span,
    transitions: transitions.map((transition) => checkTransition(env, machine, transition)),
  }));
  reportDeadEnds(env, machine);
  return { statement: machine, states };
}

/** Machines belong to no rule: a position may be open or not. */
function machineEnv(env: Env): Env {
  return { ...env, position: "unknown", on: undefined };
}

function checkTransition(
  env: Env,
  machine: MachineStatement,
  transition: Transition,
): CheckedMachine["states"][number]["transitions"][number] {
  const condition = checkCondition(env, transition.condition, "the condition of a transition");
  return {
    transition,
    condition,
    text: textAt(env, transition.condition.span),
    target: machine.states.findIndex((state) => state.name.text === transition.target.text),
    captures: transition.captures.map((clause) => ({ clause, value: checkClause(env, machine, clause) })),
  };
}

/** A value that is captured; where several transitions capture one name, their units must fit. */
function checkClause(env: Env, machine: MachineStatement, clause: CaptureClause): Typed {
  const first = machine.states
    .flatMap((state) => state.transitions)
    .flatMap((item) => item.captures)
    .find((item) => item.name.text === clause.name.text);
  const known = first === undefined ? undefined : capturedValue(env, first);
  if (first === clause || known === undefined) {
    return known ?? errorTyped(clause.span);
  }
  const value = checkExpression(env, clause.value);
  const fit = fitUnits(asOperand(known), asOperand(value));
  if (fit.kind !== "fits") {
    reportMisfit(env, "capture", clause.span, known, value, fit);
  }
  return value;
}

/** The value that a name stands for, checked when it is first read. */
function capturedValue(env: Env, clause: CaptureClause): Typed {
  const { strategy } = env;
  if (strategy === undefined) {
    return errorTyped(clause.span);
  }
  if (strategy.openCaptures.has(clause.id)) {
    env.report("capture-of-itself", clause.name.span, { name: clause.name.text });
    return errorTyped(clause.span);
  }
  const known = strategy.captures.get(clause.id);
  if (known !== undefined) {
    return known;
  }
  strategy.openCaptures.add(clause.id);
  const [only, ...others] = strategy.slots.values();
  const slot = others.length === 0 ? only : env.slot;
  const value = checkExpression({ ...machineEnv(env), slot, clock: strategy.clock }, clause.value);
  strategy.openCaptures.delete(clause.id);
  strategy.captures.set(clause.id, value);
  return value;
}

/** A value that a transition of a machine has captured, where something reads it. */
export function checkMachineCapture(env: Env, machine: string, clause: CaptureClause, span: Span): Typed {
  const value = capturedValue(env, clause);
  if (isError(value)) {
    return errorTyped(span);
  }
  const name = clause.name.text;
  return {
    ...value,
    span,
    node: { kind: "capture", name, machine },
    stage: "step",
    absent: `\`${name}\` does not exist before \`${machine}\` captures it.`,
    memory: "finite",
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

/** Whether a machine is in a state, or how many bars it has been in its present one. */
export function machineFact(machine: string, state: string | undefined, span: Span): Typed {
  return {
    span,
    type: state === undefined ? scaled("bars") : booleanType,
    node: { kind: "machine", machine, state },
    stage: "step",
    absent: undefined,
    memory: "finite",
    isPositive: false,
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

function reportDeadEnds(env: Env, machine: MachineStatement): void {
  const [initial] = machine.states;
  const targets = new Set(
    machine.states.flatMap((state) =>
      state.transitions
        .map((transition) => transition.target.text)
        .filter((target) => target !== state.name.text),
    ),
  );
  for (const state of machine.states) {
    if (state !== initial && !targets.has(state.name.text)) {
      env.report("unreachable-state", state.name.span, {
        state: state.name.text,
        initial: initial?.name.text ?? "",
      });
    } else if (!state.transitions.some((transition) => transition.target.text !== state.name.text)) {
      env.report("state-without-exit", state.name.span, { state: state.name.text });
    }
  }
}
