import type { Column } from "ctk/stdlib";
import { bindSlots, type FeatureColumns, type FeatureGraph, type FeatureNode } from "../state/index.ts";
import { ABI_VERSION, type AnyView, type Features, type Rule, type StrategyModule } from "../strategy/abi.ts";
import type { MachineModule } from "../strategy/machines.ts";
import { SessionError } from "./config.ts";
import { createMachine, type MachineState, machineFacts } from "./machines.ts";
import type { BoundRule, Params, RunState, Searched } from "./run-state.ts";

/** Parameters with defaults filled in; throws SessionError for unknown names, wrong values and broken requirements. */
export const resolveParams = (strategy: StrategyModule, given: Params): Params => {
  const parsed = strategy.params.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? "" : ` ${issue.path.join(".")}`;
    throw new SessionError("params", `${strategy.id}: parameter${where}: ${issue?.message ?? "not valid"}`);
  }
  const params = parsed.data as Params;
  for (const { text, holds } of strategy.requires) {
    if (holds(params) !== true) {
      throw new SessionError("require", `${strategy.id}: these parameters break \`require ${text}\``);
    }
  }
  return params;
};

/** A strategy with parameters whose features are interned in the graph of a timeline. */
export interface Registered {
  readonly strategy: StrategyModule;
  readonly params: Params;
  readonly nodes: ReadonlyMap<string, FeatureNode>;
  /** Series that an inspector wants beside those of the strategy. */
  readonly inspected: ReadonlyMap<string, FeatureNode>;
}

/** Checks that this runtime can run a module; returns the names of its slots. */
export const checkModule = (strategy: StrategyModule): readonly string[] => {
  if (strategy.abi !== ABI_VERSION) {
    throw new SessionError(
      "abi",
      `${strategy.id} was compiled for ABI ${strategy.abi}; this runtime has ${ABI_VERSION}: compile it again`,
    );
  }
  const slots = Object.keys(strategy.slots);
  if (slots.length === 0) throw new SessionError("slots", `${strategy.id} trades no market`);
  if (strategy.members !== undefined && slots.length > 1) {
    throw new SessionError(
      "slots",
      `${strategy.id} trades each market of a list and has ${slots.length} slots; it needs exactly one`,
    );
  }
  if (strategy.members === undefined && strategy.portfolio !== undefined) {
    throw new SessionError("slots", `${strategy.id} has a portfolio, and trades no list of markets`);
  }
  for (const rule of strategy.rules) {
    if (!slots.includes(rule.slot)) {
      throw new SessionError("slots", `${strategy.id}: ${rule.id} trades ${rule.slot}, which is no slot`);
    }
  }
  for (const { id, legs } of strategy.combos ?? []) {
    const other = legs.find(({ slot }) => !slots.includes(slot));
    if (other !== undefined) {
      throw new SessionError("slots", `${strategy.id}: ${id} trades ${other.slot}, which is no slot`);
    }
  }
  return slots;
};

/** Interns the features that a strategy's rules read. `feeds`: the feed of the timeline behind each slot. */
export const register = (
  strategy: StrategyModule,
  params: Params,
  graph: FeatureGraph,
  feeds: Readonly<Record<string, number>>,
  inspected: Features,
): Registered => {
  const features = strategy.features(params);
  const binding = bindSlots(feeds);
  const nodes = new Map<string, FeatureNode>();
  for (const name of featureNames(strategy)) {
    const series = features[name];
    if (series === undefined)
      throw new SessionError("features", `${strategy.id} has no feature ${JSON.stringify(name)}`);
    nodes.set(name, graph.intern(series, strategy.clock, binding));
  }
  const extra = new Map<string, FeatureNode>();
  for (const [name, series] of Object.entries(inspected)) {
    extra.set(name, graph.intern(series, strategy.clock, binding));
  }
  return { strategy, params, nodes, inspected: extra };
};

const featureNames = (strategy: StrategyModule): ReadonlySet<string> =>
  new Set([
    ...strategy.rules.flatMap((rule) => (rule.when === undefined ? rule.reads : [rule.when, ...rule.reads])),
    ...(strategy.portfolio?.reads ?? []),
    ...machineFeatures(strategy),
    ...holdingFeatures(strategy),
  ]);

/** Features of the machines of a strategy. */
const machineFeatures = ({ machines = [] }: StrategyModule): readonly string[] =>
  machines.flatMap(({ reads, states }) => [
    ...reads,
    ...states.flatMap(({ transitions }) => transitions.flatMap(({ when }) => when ?? [])),
  ]);

/** Features of the combos and the holding of a strategy. */
const holdingFeatures = ({ combos = [], hold }: StrategyModule): readonly string[] => [
  ...combos.flatMap(({ reads, enter, exits, rebalance }) => [
    ...reads,
    ...[enter, ...exits, ...(rebalance === undefined ? [] : [rebalance])].flatMap(triggerFeatures),
  ]),
  ...(hold === undefined ? [] : [hold.schedule.when, ...hold.reads, ...triggerFeatures(hold.condition)]),
];

const triggerFeatures = ({
  when,
  reads,
}: {
  readonly when?: string;
  readonly reads: readonly string[];
}): readonly string[] => (when === undefined ? reads : [when, ...reads]);

/** Connects a run to its columns: the view's accessors and the rules' predicates. */
export const connect = (run: RunState, registered: Registered, columns: FeatureColumns): void => {
  addAccessors(run.view, registered.nodes, columns, run.cursor);
  const bound = registered.strategy.rules.flatMap((rule, number) =>
    rule.slot === run.setup.slot ? [bindRule(rule, number, registered, columns)] : [],
  );
  run.heldReads = holdingFeatures(registered.strategy).flatMap((name) => registered.nodes.get(name) ?? []);
  const order = { exit: 0, add: 1, enter: 2 } as const;
  run.rules = [...bound].sort((a, b) => order[a.rule.kind] - order[b.rule.kind] || a.number - b.number);
  run.machines = (registered.strategy.machines ?? []).map((machine) =>
    bindMachine(run, machine, registered, columns),
  );
  const relevant = (units: number): BoundRule[] => run.rules.filter(({ rule }) => concerns(rule, units));
  run.flatRules = relevant(0);
  run.longRules = relevant(1);
  run.shortRules = relevant(-1);
};

/** A view of features at a cursor. */
export const viewOf = (
  nodes: ReadonlyMap<string, FeatureNode>,
  columns: FeatureColumns,
  cursor: { readonly index: number },
): AnyView => {
  const view: AnyView = {};
  addAccessors(view, nodes, columns, cursor);
  return view;
};

const addAccessors = (
  view: AnyView,
  nodes: ReadonlyMap<string, FeatureNode>,
  columns: FeatureColumns,
  cursor: { readonly index: number },
): void => {
  for (const [name, node] of nodes) {
    const get = accessor(columns.column(node), node.type, cursor);
    Object.defineProperty(view, name, { get, enumerable: true });
  }
};

/** Whether a rule can do anything while the position has this sign. */
const concerns = (rule: Rule<string, AnyView, Params>, sign: number): boolean => {
  if (rule.kind === "enter") {
    const own = rule.side === "long" ? 1 : -1;
    return sign === 0 || (sign === -own && rule.onOpposite !== "ignore");
  }
  if (sign === 0) return false;
  return rule.side === "both" || (rule.side === "long") === sign > 0;
};

const accessor = (
  column: Column,
  type: "number" | "boolean",
  cursor: { readonly index: number },
): (() => number | boolean | undefined) => {
  if (type === "number") return () => column[cursor.index];
  return () => {
    const value = column[cursor.index];
    return value === 2 ? undefined : value === 1;
  };
};

const bindRule = (
  rule: Rule<string, AnyView, Params>,
  number: number,
  registered: Registered,
  columns: FeatureColumns,
): BoundRule => {
  const reads = [...rule.reads, ...(rule.when === undefined ? [] : [rule.when])].flatMap((name) => {
    const read = registered.nodes.get(name);
    return read === undefined ? [] : [read];
  });
  return { number, rule, reads, ...searchOf(rule.when, rule.id, registered, columns) };
};

/** The column of a pure condition, not yet searched. */
const searchOf = (
  when: string | undefined,
  id: string,
  registered: Registered,
  columns: FeatureColumns,
): Searched => {
  const node = when === undefined ? undefined : registered.nodes.get(when);
  const column = node === undefined ? undefined : columns.column(node);
  if (column !== undefined && !(column instanceof Uint8Array)) {
    throw new SessionError("features", `${registered.strategy.id}: ${id} is conditioned on a number`);
  }
  const words =
    column === undefined
      ? undefined
      : new Uint32Array(column.buffer, column.byteOffset, column.byteLength >> 2);
  return { column, words, armedStep: Number.POSITIVE_INFINITY, foundBar: -1 };
};

const bindMachine = (
  run: RunState,
  machine: MachineModule<string, AnyView, Params>,
  registered: Registered,
  columns: FeatureColumns,
): MachineState => {
  const states = machine.states.map(({ transitions }) =>
    transitions.map((transition) => ({
      transition,
      ...searchOf(transition.when, machine.name, registered, columns),
    })),
  );
  const reads = machine.reads.flatMap((name) => registered.nodes.get(name) ?? []);
  const bound = createMachine(machine, states, reads);
  run.machineFacts[machine.name] = machineFacts(run, bound);
  return bound;
};
