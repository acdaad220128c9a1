/**
 * The debugging mode: functions of a strategy that may read what they declare and nothing else, and write nothing. The
 * strategy is wrapped once, when a session is set up, so that a session without it does nothing more than before.
 */

import type {
  AddRule,
  AnyView,
  Captures,
  EnterRule,
  ExitRule,
  Facts,
  Kleene,
  OrderTerms,
  Placement,
  Portfolio,
  Rule,
  SessionModule,
  Size,
  StrategyModule,
  TimeSpan,
  Value,
} from "../strategy/abi.ts";
import type { Combo, ComboLeg, Hold, Trigger } from "../strategy/holdings.ts";
import type { MachineModule } from "../strategy/machines.ts";
import type { Params } from "./run-state.ts";

/** A strategy's code has done what its declaration does not say; the message names the rule and the field. */
export class UndeclaredAccess extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UndeclaredAccess";
  }
}

type RuleValue<T = number> = Value<AnyView, Params, T>;
type AnyRule = Rule<string, AnyView, Params>;

/** Who reads, and while it is being called. */
interface Reader {
  readonly name: string;
  isCalled: boolean;
}

const refuse = (reader: Reader, what: string): never => {
  throw new UndeclaredAccess(`${reader.name} ${what}`);
};

const nameOf = (path: string, key: string | symbol): string => `${path}.${String(key)}`;

/** Whatever may be read, but not written. `allows`: fields that are declared; left out: all. */
const readOnly = <T extends object>(
  reader: Reader,
  path: string,
  source: T,
  allows?: ReadonlySet<string | symbol>,
): T => {
  const parts = new Map<string | symbol, readonly [unknown, unknown]>();
  const look = (key: string | symbol): unknown => {
    if (!reader.isCalled) refuse(reader, `keeps ${path} and reads ${nameOf(path, key)} later`);
    if (allows?.has(key) === false)
      refuse(reader, `reads the feature ${JSON.stringify(String(key))}, which it does not declare`);
    const value: unknown = Reflect.get(source, key);
    if (typeof value !== "object" || value === null) return value;
    const known = parts.get(key);
    if (known?.[0] === value) return known[1];
    const part = readOnly(reader, nameOf(path, key), value);
    parts.set(key, [value, part]);
    return part;
  };
  const write = (_: unknown, key: string | symbol): never => refuse(reader, `writes to ${nameOf(path, key)}`);
  const handler: ProxyHandler<T> = {
    get: (_, key) => look(key),
    has: (_, key) => Reflect.has(source, key),
    ownKeys: () => Reflect.ownKeys(source),
    getOwnPropertyDescriptor: (_, key) =>
      Reflect.getOwnPropertyDescriptor(source, key) !== undefined
        ? { configurable: true, enumerable: true, writable: false, value: look(key) }
        : undefined,
    set: write,
    defineProperty: write,
    deleteProperty: write,
    setPrototypeOf: () => refuse(reader, `changes ${path}`),
  };
  // What stands behind the proxy has no fields of its own: those of a frozen source could not be replaced.
  return new Proxy<T>(Object.create(null), handler);
};

/** Wraps the functions of one part of a strategy. */
const guardOf = (name: string, declared: readonly (string | undefined)[]) => {
  const reader: Reader = { name, isCalled: false };
  const allowed = new Set(declared.flatMap((feature) => feature ?? []));
  const views = cached((view: AnyView) => readOnly(reader, "the view", view, allowed));
  const parameters = cached((params: Params) => readOnly(reader, "the parameters", params));
  const allFacts = cached((facts: Facts) => readOnly(reader, "facts", facts));
  const allCaptures = cached((captures: Captures) => readOnly(reader, "captures", captures));
  return <T>(value: RuleValue<T>): RuleValue<T> =>
    (view, params, facts, captures) => {
      const wasCalled = reader.isCalled;
      reader.isCalled = true;
      try {
        return value(views(view), parameters(params), allFacts(facts), allCaptures(captures));
      } finally {
        reader.isCalled = wasCalled;
      }
    };
};

/** Makes what belongs to an object once. */
const cached = <T extends object>(make: (source: T) => T): ((source: T) => T) => {
  const made = new WeakMap<T, T>();
  return (source) => {
    const known = made.get(source) ?? make(source);
    made.set(source, known);
    return known;
  };
};

type Guard = ReturnType<typeof guardOf>;

const guardSpan = (guard: Guard, span: TimeSpan<AnyView, Params>): TimeSpan<AnyView, Params> =>
  "bars" in span ? { bars: guard(span.bars) } : { milliseconds: guard(span.milliseconds) };

const guardSize = (guard: Guard, size: Size<AnyView, Params>): Size<AnyView, Params> => {
  if (typeof size === "string") return size;
  if ("base" in size) return { base: guard(size.base) };
  return "quote" in size ? { quote: guard(size.quote) } : { risking: guard(size.risking) };
};

const guardOrder = (guard: Guard, order: OrderTerms<AnyView, Params>): OrderTerms<AnyView, Params> => {
  switch (order.type) {
    case "market":
      return order;
    case "limit":
      return { ...order, limit: guard(order.limit) };
    case "stop":
      return { ...order, stop: guard(order.stop) };
    case "stop_limit":
      return { ...order, stop: guard(order.stop), limit: guard(order.limit) };
  }
};

const guardPlacement = (guard: Guard, placement: Placement<AnyView, Params>): Placement<AnyView, Params> =>
  "distance" in placement ? { distance: guard(placement.distance) } : { at: guard(placement.at) };

const guardValues = (
  guard: Guard,
  values: Readonly<Record<string, RuleValue>>,
): Readonly<Record<string, RuleValue>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, guard(value)]));

/** What rules, transitions and triggers have in common. */
const guardAnd = <T extends { readonly and?: RuleValue<Kleene> }>(guard: Guard, part: T): T =>
  part.and === undefined ? part : { ...part, and: guard(part.and) };

const guardExit = (guard: Guard, rule: ExitRule<string, AnyView, Params>): AnyRule => ({
  ...guardAnd(guard, rule),
  order: guardOrder(guard, rule.order),
  ...(rule.after === undefined ? {} : { after: guardSpan(guard, rule.after) }),
  ...(rule.part === undefined ? {} : { part: guard(rule.part) }),
  ...(rule.expire === undefined ? {} : { expire: guardSpan(guard, rule.expire) }),
});

const guardOpening = <R extends EnterRule<string, AnyView, Params> | AddRule<string, AnyView, Params>>(
  guard: Guard,
  rule: R,
): R => ({
  ...guardAnd(guard, rule),
  size: guardSize(guard, rule.size),
  order: guardOrder(guard, rule.order),
  ...(rule.stop === undefined ? {} : { stop: guardPlacement(guard, rule.stop) }),
  ...(rule.target === undefined ? {} : { target: guardPlacement(guard, rule.target) }),
  ...(rule.trail === undefined
    ? {}
    : {
        trail: {
          distance: guard(rule.trail.distance),
          ...(rule.trail.after === undefined ? {} : { after: guard(rule.trail.after) }),
        },
      }),
  ...(rule.captures === undefined ? {} : { captures: guardValues(guard, rule.captures) }),
  ...(rule.expire === undefined ? {} : { expire: guardSpan(guard, rule.expire) }),
});

const guardRule = (rule: AnyRule): AnyRule => {
  const guard = guardOf(rule.id, [rule.when, ...rule.reads]);
  switch (rule.kind) {
    case "enter":
      return guardOpening(guard, rule);
    case "add":
      return { ...guardOpening(guard, rule), units: guard(rule.units) };
    case "exit":
      return guardExit(guard, rule);
  }
};

const guardTrigger = <T extends Trigger<string, AnyView, Params>>(
  name: string,
  trigger: T,
  others: readonly string[] = [],
): T => guardAnd(guardOf(name, [trigger.when, ...trigger.reads, ...others]), trigger);

const guardCombo = (combo: Combo<string, AnyView, Params>): Combo<string, AnyView, Params> => {
  const guard = guardOf(combo.id, combo.reads);
  const { together, rebalance } = combo;
  return {
    ...combo,
    legs: combo.legs.map((leg) => ({
      ...leg,
      size: guardLegSize(guard, leg.size),
      order: leg.order.type === "limit" ? { ...leg.order, limit: guard(leg.order.limit) } : leg.order,
    })),
    ...(together === undefined
      ? {}
      : { together: { ...together, within: guardSpan(guard, together.within) } }),
    enter: guardTrigger(`${combo.id} (enter)`, combo.enter),
    exits: combo.exits.map((exit, index) => {
      const name = `${combo.id} (exit ${index + 1})`;
      const own = guardTrigger(name, exit);
      return exit.after === undefined
        ? own
        : { ...own, after: guardSpan(guardOf(name, exit.reads), exit.after) };
    }),
    ...(rebalance === undefined ? {} : { rebalance: guardTrigger(`${combo.id} (rebalance)`, rebalance) }),
  };
};

type LegSize = ComboLeg<AnyView, Params>["size"];

const guardLegSize = (guard: Guard, size: LegSize): LegSize => {
  if (typeof size === "string") return size;
  return "base" in size ? { base: guard(size.base) } : { quote: guard(size.quote) };
};

const guardHold = (hold: Hold<string, AnyView, Params>): Hold<string, AnyView, Params> => {
  const guard = guardOf(hold.id, hold.reads);
  return {
    ...hold,
    condition: guardTrigger(`${hold.id} (condition)`, hold.condition),
    items: hold.items.map((item) => ({
      ...item,
      share: guard(item.share),
      ...(item.kind === "ranked" ? { count: guard(item.count) } : {}),
    })),
  };
};

const guardMachine = (
  machine: MachineModule<string, AnyView, Params>,
): MachineModule<string, AnyView, Params> => ({
  ...machine,
  states: machine.states.map((state) => ({
    ...state,
    transitions: state.transitions.map((transition, index) => {
      const name = `${machine.name}, ${state.name} (transition ${index + 1})`;
      const guard = guardOf(name, [transition.when, ...machine.reads]);
      const { captures } = transition;
      return {
        ...guardAnd(guard, transition),
        ...(captures === undefined ? {} : { captures: guardValues(guard, captures) }),
      };
    }),
  })),
});

const guardPortfolio = (
  portfolio: Portfolio<string, AnyView, Params>,
): Portfolio<string, AnyView, Params> => {
  const guard = guardOf("the portfolio", portfolio.reads);
  const { positions, rank, cap } = portfolio;
  return {
    ...portfolio,
    ...(positions === undefined ? {} : { positions: guard(positions) }),
    ...(rank === undefined ? {} : { rank: { ...rank, value: guard(rank.value) } }),
    ...(cap === undefined ? {} : { cap: guard(cap) }),
  };
};

const guardStrategy = (strategy: StrategyModule): StrategyModule => {
  const { rules, machines, combos, hold, portfolio } = strategy;
  return {
    ...strategy,
    rules: rules.map(guardRule),
    ...(machines === undefined ? {} : { machines: machines.map(guardMachine) }),
    ...(combos === undefined ? {} : { combos: combos.map(guardCombo) }),
    ...(hold === undefined ? {} : { hold: guardHold(hold) }),
    ...(portfolio === undefined ? {} : { portfolio: guardPortfolio(portfolio) }),
  };
};

/**
 * The session with strategies that fail where their code reads a feature that it does not declare, writes to what it is
 * shown, or keeps it to read it later. Throttles read parameters alone, and are left as they are.
 */
export const guardSession = (session: SessionModule): SessionModule => ({
  ...session,
  runs: session.runs.map((run) => ({ ...run, strategy: guardStrategy(run.strategy) })),
});
