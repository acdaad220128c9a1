import type { FeatureId, MachineIr, RuleIr, StrategyIr } from "../ir/nodes.ts";
import { featuresOfRule, mapCondition, mapScalar, type Rename } from "./renumber.ts";

/** A machine with its features renamed. */
export function mapMachine(machine: MachineIr, rename: Rename): MachineIr {
  return {
    ...machine,
    states: machine.states.map((state) => ({
      ...state,
      transitions: state.transitions.map((transition) => ({
        ...transition,
        condition: mapCondition(transition.condition, rename),
        captures: transition.captures.map((capture) => ({
          ...capture,
          value: mapScalar(capture.value, rename),
        })),
      })),
    })),
  };
}

/** The features that a machine reads. */
export function featuresOfMachine(machine: MachineIr): readonly FeatureId[] {
  const found: FeatureId[] = [];
  mapMachine(machine, (id) => {
    found.push(id);
    return id;
  });
  return found;
}

/** The machines of some names, and those that they read in turn. */
export function machinesBehind(
  strategy: Pick<StrategyIr, "machines">,
  names: readonly string[],
): readonly MachineIr[] {
  const found = new Set<MachineIr>();
  const visit = (name: string): void => {
    const machine = strategy.machines.find((item) => item.name === name);
    if (machine !== undefined && !found.has(machine)) {
      found.add(machine);
      machine.machines.forEach(visit);
    }
  };
  names.forEach(visit);
  return [...found];
}

/** What must be defined before a rule is armed: the features that it reads, and those of its machines. */
export function featuresBehindRule(
  strategy: Pick<StrategyIr, "machines">,
  rule: RuleIr,
): readonly FeatureId[] {
  const machines = machinesBehind(strategy, rule.machines ?? []);
  return [...featuresOfRule(rule), ...machines.flatMap(featuresOfMachine)];
}
