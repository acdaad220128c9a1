import type { MachineStatement, StrategyDeclaration } from "../ast/nodes.ts";
import { declare } from "./bind-strategy.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import type { LocalName, Scope } from "./scope.ts";
import { respell, suggest } from "./suggest.ts";

/** The field of a machine that counts the bars in its present state; no state can have this name. */
export const barsInState = "bars";

/** What can be read of a machine: whether it is in a state, and for how long. */
export function machineFields(machine: MachineStatement): readonly string[] {
  return [...machine.states.map((state) => state.name.text), barsInState];
}

/** Makes the machines of a strategy and what their transitions capture known, to each other and to all rules. */
export function declareMachines(
  resolver: Resolver,
  scope: Scope,
  node: StrategyDeclaration,
  locals: LocalName[],
): void {
  for (const machine of node.statements) {
    if (machine.kind !== "machine") {
      continue;
    }
    const { name, span } = machine;
    const isNew = declare(resolver, scope, name, { kind: "machine", declaration: machine });
    if (isNew && machine.states.length > 0) {
      locals.push({ kind: "machine", name, id: name.id, span });
    }
    const seen = new Set<string>();
    for (const capture of machine.states
      .flatMap((state) => state.transitions)
      .flatMap((item) => item.captures)) {
      if (seen.has(capture.name.text)) {
        continue;
      }
      seen.add(capture.name.text);
      const meaning = { kind: "machineCapture", machine: name.text, declaration: capture } as const;
      if (declare(resolver, scope, capture.name, meaning)) {
        locals.push({ kind: "capture", name: capture.name, id: capture.name.id, span: capture.span });
      }
    }
  }
}

/** Resolves the conditions, targets and captured values of a machine. */
export function bindMachine(resolver: Resolver, scope: Scope, machine: MachineStatement): void {
  const names = new Set<string>();
  for (const { name } of machine.states) {
    if (name.text === barsInState) {
      resolver.report("reserved-name", name.span, {
        name: name.text,
        meaning: "the number of bars in the present state",
      });
    } else if (names.has(name.text)) {
      resolver.report("duplicate-name", name.span, { name: name.text });
    }
    names.add(name.text);
  }
  for (const transition of machine.states.flatMap((state) => state.transitions)) {
    resolveExpression(resolver, scope, transition.condition);
    const { target } = transition;
    if (!names.has(target.text)) {
      const known = [...names];
      const suggestion = suggest(target.text, known);
      resolver.report(
        "unknown-state",
        target.span,
        { state: target.text, machine: machine.name.text, known, suggestion },
        { fixes: respell(`replace with \`${suggestion}\``, target.span, target.text, suggestion) },
      );
    }
    for (const capture of transition.captures) {
      resolveExpression(resolver, scope, capture.value);
    }
  }
}
