import type { CheckedMachine, CheckedThrottle } from "../check/index.ts";
import { invariant } from "../diagnostics/index.ts";
import type { MachineIr, ThrottleIr } from "../ir/nodes.ts";
import { lowerCondition } from "./conditions.ts";
import type { Lowering } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";
import { lowerSpan } from "./rules.ts";

/** A machine in terms of features, facts and captures. */
export function lowerMachine(lowering: Lowering, machine: CheckedMachine): MachineIr {
  const { name, doc, span } = machine.statement;
  lowering.machinesRead.clear();
  const states = machine.states.map((state) => ({
    name: state.name,
    span: state.span,
    transitions: state.transitions.map(({ transition, condition, text, target, captures }) => ({
      condition: lowerCondition(lowering, condition, text, transition.span),
      target,
      captures: captures.map(({ clause, value }) => ({
        name: clause.name.text,
        value: lowerScalar(lowering, value),
        span: clause.span,
      })),
      span: transition.span,
    })),
  }));
  const machines = [...lowering.machinesRead].filter((other) => other !== name.text);
  lowering.machinesRead.clear();
  return { name: name.text, doc, span, states, machines };
}

/** A throttle in terms of parameters. */
export function lowerThrottle(lowering: Lowering, throttle: CheckedThrottle): ThrottleIr {
  const { span } = throttle;
  if (throttle.kind === "entries") {
    return { kind: "entries", most: lowerScalar(lowering, throttle.most), windowMs: throttle.windowMs, span };
  }
  const length = lowerSpan(lowering, throttle.length);
  invariant(length !== undefined, "a cooldown has a length");
  return { kind: "cooldown", length, afterLoss: throttle.afterLoss, span };
}
