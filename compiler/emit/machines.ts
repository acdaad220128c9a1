import type { MachineIr, RuleIr, StrategyIr, ThrottleIr, TransitionIr } from "../ir/nodes.ts";
import { featuresOfMachine, machinesBehind } from "../lower/index.ts";
import { type ModuleContext, placeText } from "./context.ts";
import { type Doc, mark } from "./layout.ts";
import { numeral, quote } from "./literals.ts";
import { createScope } from "./names.ts";
import { ruleReads, spanDoc } from "./rules.ts";
import { scalarFunction } from "./scalars.ts";
import type { StrategyNames } from "./strategy-names.ts";
import { array, documented, object, present } from "./syntax.ts";

const transitionsOf = (machine: MachineIr): readonly TransitionIr[] =>
  machine.states.flatMap((state) => state.transitions);

/** The pure conditions of transitions, each with a name. */
export const machineConditions = (
  strategy: StrategyIr,
): readonly (readonly [id: string, feature: number | undefined])[] =>
  strategy.machines.flatMap((machine) =>
    machine.states.flatMap((state) =>
      state.transitions.map(
        ({ condition, target }) =>
          [`${machine.name}_${state.name}_to_${machine.states[target]?.name ?? ""}`, condition.pure] as const,
      ),
    ),
  );

/** The keys of machines: their names, but for those that every object has. */
export const machineKeys = ({ machines }: StrategyIr): ReadonlyMap<string, string> => {
  const scope = createScope("entries");
  return new Map(machines.map(({ name }) => [name, scope.claim(name)]));
};

/** The keys of what machines capture: their names, but for those that every object has. */
export const machineCaptureKeys = ({ machines }: StrategyIr): ReadonlyMap<string, string> => {
  const scope = createScope("entries");
  const names = machines.flatMap(transitionsOf).flatMap(({ captures }) => captures.map(({ name }) => name));
  return new Map([...new Set(names)].map((name) => [name, scope.claim(name)]));
};

const unique = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b);

/** Features that must be there before a machine moves: what it reads, and what the machines do that it reads. */
const readsOfMachine = (strategy: StrategyIr, machine: MachineIr): readonly number[] =>
  unique(machinesBehind(strategy, [machine.name]).flatMap(featuresOfMachine));

/** Features of each machine, by a name of its own. */
export const machineReads = (
  strategy: StrategyIr,
): readonly (readonly [id: string, features: readonly number[]])[] =>
  strategy.machines.map((machine) => [`machine ${machine.name}`, readsOfMachine(strategy, machine)]);

/** Features that a rule's functions read, and those of the machines that it reads. */
export const readsOfRule = (strategy: StrategyIr, rule: RuleIr): readonly number[] => {
  const machines = machinesBehind(strategy, rule.machines ?? []);
  return unique([...ruleReads(rule), ...machines.flatMap(featuresOfMachine)]);
};

/** The machines of a strategy; `undefined` where it has none. */
export const machinesDoc = (
  context: ModuleContext,
  strategy: StrategyIr,
  names: StrategyNames,
): Doc | undefined =>
  strategy.machines.length === 0
    ? undefined
    : array(
        strategy.machines.map((machine) =>
          documented(machine.doc, machineDoc(context, strategy, machine, names)),
        ),
        "objects",
      );

const machineDoc = (
  context: ModuleContext,
  strategy: StrategyIr,
  machine: MachineIr,
  names: StrategyNames,
): Doc => {
  const [slot, ...others] = strategy.slots;
  const own = { ...names, slot: others.length === 0 ? slot?.name : undefined };
  const states = machine.states.map(({ name, span, transitions }) => [
    mark(span),
    object(
      [
        { name: "name", value: quote(name) },
        {
          name: "transitions",
          value: array(
            transitions.map((transition) => transitionDoc(context, transition, own)),
            "objects",
          ),
        },
      ],
      "lines",
    ),
  ]);
  const reads = readsOfMachine(strategy, machine).map((id) => quote(names.feature(id)));
  return [
    mark(machine.span),
    object(
      [
        { name: "name", value: quote(names.machine?.(machine.name) ?? machine.name) },
        { name: "states", value: array(states, "objects") },
        { name: "reads", value: array(reads) },
      ],
      "lines",
    ),
  ];
};

const transitionDoc = (context: ModuleContext, transition: TransitionIr, own: StrategyNames): Doc => {
  const { condition, target, captures, span } = transition;
  const { pure, stateful, text } = condition;
  return [
    mark(span),
    object(
      present(
        { name: "span", value: placeText(context, span) },
        { name: "text", value: quote(text) },
        {
          name: "when",
          value: pure === undefined ? undefined : quote(own.feature(pure)),
          span: condition.span,
        },
        { name: "and", value: stateful && scalarFunction(stateful, own), span: stateful?.span },
        { name: "to", value: numeral(target) },
        {
          name: "captures",
          value:
            captures.length === 0
              ? undefined
              : object(
                  captures.map((capture) => ({
                    name: own.machineCapture?.(capture.name) ?? capture.name,
                    value: scalarFunction(capture.value, own),
                    span: capture.span,
                  })),
                ),
        },
      ),
      "lines",
    ),
  ];
};

/** The throttles of a strategy; `undefined` where it has none. */
export const throttlesDoc = (
  context: ModuleContext,
  strategy: StrategyIr,
  names: StrategyNames,
): Doc | undefined =>
  strategy.throttles.length === 0
    ? undefined
    : array(
        strategy.throttles.map((throttle) => throttleDoc(context, throttle, names)),
        "objects",
      );

const throttleDoc = (context: ModuleContext, throttle: ThrottleIr, names: StrategyNames): Doc => {
  const place = { name: "span", value: placeText(context, throttle.span) };
  const fn = (ir: Parameters<typeof scalarFunction>[0]): Doc => scalarFunction(ir, names);
  const properties =
    throttle.kind === "cooldown"
      ? present(
          { name: "kind", value: quote("cooldown") },
          place,
          { name: "length", value: spanDoc(throttle.length, fn) },
          { name: "afterLoss", value: throttle.afterLoss ? "true" : undefined },
        )
      : present(
          { name: "kind", value: quote("entries") },
          place,
          { name: "most", value: fn(throttle.most) },
          { name: "windowMs", value: numeral(throttle.windowMs) },
        );
  return [mark(throttle.span), object(properties)];
};
