import type {
  MirrorStatement,
  Name,
  ParamStatement,
  Rule,
  ScheduledBlock,
  Span,
  StrategyDeclaration,
  StrategyStatement,
} from "../ast/nodes.ts";
import { assertNever, type Report, within } from "../diagnostics/index.ts";
import type { MarketIr, RouteIr } from "../ir/nodes.ts";
import { isError } from "./build-typed.ts";
import type {
  CheckedCombo,
  CheckedParam,
  CheckedPortfolio,
  CheckedRule,
  CheckedStatement,
  CheckedStrategy,
  CheckedThrottle,
} from "./checked.ts";
import { refuseFacts } from "./clocks.ts";
import { checkCombo } from "./combos.ts";
import type { CheckContext, Env, Slot, StrategyContext } from "./context.ts";
import { textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkHold } from "./holds.ts";
import { checkMachine } from "./machines.ts";
import { mirrorCombo } from "./mirror.ts";
import { checkOwners } from "./owners.ts";
import { checkParam, checkRequire } from "./params.ts";
import { checkPortfolio } from "./portfolio.ts";
import { checkLet } from "./references.ts";
import { checkRule } from "./rules.ts";
import { checkSchedule } from "./schedules.ts";
import { checkOrderTypes } from "./strategy-routes.ts";
import { checkWholeStrategy } from "./strategy-rules.ts";
import { checkCooldown, checkEntryLimit } from "./throttles.ts";
import { type CheckedUniverse, commonQuote } from "./universes.ts";

/** Checks a strategy, statement by statement, and then its rules as a whole. */
export function checkStrategy(
  context: CheckContext,
  report: Report,
  node: StrategyDeclaration,
  markets: ReadonlyMap<string, MarketIr>,
  routes: ReadonlyMap<string, RouteIr>,
  universes: ReadonlyMap<string, CheckedUniverse>,
): CheckedStrategy {
  const universe = node.universe === undefined ? undefined : universes.get(node.universe.text);
  const slots =
    node.universe === undefined
      ? node.markets.map((name) => slotOf(context, name.id, name.text, markets))
      : node.markets.map((name) => memberSlot(name.text, universe));
  if (slots.length > 1) {
    commonQuote(report, joined(node.markets), node.name.text, slots);
  }
  const strategy: StrategyContext = {
    name: node.name.text,
    clock: node.clock.milliseconds,
    slots: new Map(slots.map((slot) => [slot.name, slot])),
    params: new Map(),
    lets: new Map(),
    captures: new Map(),
    openCaptures: new Set(),
    writtenAssets: new Map(),
  };
  const env: Env = {
    context,
    report,
    strategy,
    clock: strategy.clock,
    slot: slots.length === 1 ? slots[0] : undefined,
    currency: slots[0]?.isKnown ? slots[0].quote : undefined,
    position: "unknown",
    locals: new Map(),
    isInlined: false,
    fn: undefined,
    on: undefined,
  };
  const params = checkParams(env, node);
  const defaults = new Map(params.map((param) => [param.ir.name, param.ir.default]));
  const requires = node.statements
    .filter((statement) => statement.kind === "require")
    .map((statement) => checkRequire(env, statement, defaults))
    .filter((item) => item !== undefined);
  const numbers = new Map<string, number>();
  const statements = node.statements
    .flatMap((statement) =>
      within(statement.span, (): readonly (CheckedStatement | undefined)[] =>
        statement.kind === "scheduled"
          ? checkScheduled(env, statement, slots, numbers)
          : [checkStatement(env, statement, slots, numbers, universe?.name)],
      ),
    )
    .filter((item) => item !== undefined);
  statements.push(...checkMirrors(env, node, statements));
  const rules = statements.filter((item): item is CheckedRule => item.kind === "rule");
  checkOwners(env, node, statements, slots);
  checkWholeStrategy(env, node, rules);
  checkOrderTypes(env, node, rules, routes);
  return {
    declaration: node,
    env,
    clock: strategy.clock,
    slots,
    universe,
    portfolio: checkPortfolios(env, node),
    params,
    requires,
    statements,
    machines: node.statements
      .filter((statement) => statement.kind === "machine")
      .map((statement) => within(statement.span, () => checkMachine(env, statement))),
    throttles: node.statements.flatMap((statement) => checkThrottle(env, statement)),
    writtenAssets: strategy.writtenAssets,
  };
}

function joined(names: readonly Name[]): Span {
  const [first] = names;
  const last = names.at(-1);
  const span = first?.span ?? { source: 0, start: 0, end: 0 };
  return { ...span, end: last?.span.end ?? span.end };
}

/** The slot that goes through a universe: amounts of the market's own asset are written with the slot's name. */
function memberSlot(name: string, universe: CheckedUniverse | undefined): Slot {
  const [first] = universe?.members ?? [];
  const quote = universe?.quote;
  return first === undefined || quote === undefined
    ? { name, market: first?.name ?? name, base: "", quote: "", isKnown: false }
    : { name, market: first.name, base: name, quote, isKnown: true };
}

function checkPortfolios(env: Env, node: StrategyDeclaration): CheckedPortfolio | undefined {
  const [first, second] = node.statements.filter((statement) => statement.kind === "portfolio");
  if (second !== undefined) {
    env.report("setting-given-twice", second.span, { setting: "portfolio" });
  }
  return first === undefined
    ? undefined
    : within(first.span, () => checkPortfolio(env, first, node.universe !== undefined));
}

function slotOf(
  context: CheckContext,
  id: number,
  name: string,
  markets: ReadonlyMap<string, MarketIr>,
): Slot {
  const meaning = context.bindings.meanings.get(id);
  const market = meaning?.kind === "declaration" ? markets.get(meaning.declaration.name.text) : undefined;
  return market === undefined || market.base === ""
    ? { name, market: market?.name ?? name, base: "", quote: "", isKnown: false }
    : { name, market: market.name, base: market.base, quote: market.quote, isKnown: true };
}

function checkParams(env: Env, node: StrategyDeclaration): readonly CheckedParam[] {
  const params: CheckedParam[] = [];
  for (const statement of node.statements) {
    if (statement.kind === "param" && isFirst(node, statement)) {
      const param = checkParam(env, statement);
      env.strategy?.params.set(param.ir.name, param);
      params.push(param);
    }
  }
  return params;
}

function isFirst(node: StrategyDeclaration, statement: ParamStatement): boolean {
  return (
    node.statements.find((item) => item.kind === "param" && item.name.text === statement.name.text) ===
    statement
  );
}

function checkStatement(
  env: Env,
  statement: StrategyStatement,
  slots: readonly Slot[],
  numbers: Map<string, number>,
  universe: string | undefined,
): CheckedStatement | undefined {
  switch (statement.kind) {
    case "param":
    case "require":
      return undefined;
    case "let":
      return { kind: "let", statement, value: checkLet(env, statement) };
    case "plot": {
      const value = checkExpression(env, statement.value);
      const isLine = value.type.kind !== "record" && value.type.kind !== "string";
      if (!isLine) {
        env.report("wrong-type", statement.value.span, {
          place: "`plot`",
          wanted: "one series",
          found: describeType(value.type),
          instead: undefined,
        });
      }
      if (isError(value) || !isLine || refuseFacts(env, value, "`plot`")) {
        return undefined;
      }
      return {
        kind: "plot",
        statement,
        value,
        title: statement.title?.value ?? textAt(env, statement.value.span),
      };
    }
    case "enter":
    case "add":
    case "exit":
      return checkRule(env, statement, slots, nextNumber(numbers, statement), undefined);
    case "machine":
    case "cooldown":
    case "entryLimit":
    case "scheduled":
    case "portfolio":
      // Machines, throttles and the portfolio belong to the strategy as a whole.
      return undefined;
    case "combo":
      return checkCombo(env, statement, slots);
    case "mirror":
      // Mirrors come after the combos, wherever they are written.
      return undefined;
    case "hold":
      return checkHold(env, statement, slots, universe);
    default:
      return assertNever(statement);
  }
}

function checkMirrors(
  env: Env,
  node: StrategyDeclaration,
  statements: readonly CheckedStatement[],
): readonly CheckedStatement[] {
  const combos = statements.filter((item): item is CheckedCombo => item.kind === "combo");
  return node.statements
    .filter((statement): statement is MirrorStatement => statement.kind === "mirror")
    .flatMap((statement) => {
      const combo = combos.find((item) => item.id === statement.mirrored.text);
      return combo === undefined ? [] : [within(statement.span, () => mirrorCombo(env, statement, combo))];
    });
}

/** The place of a rule among those of its kind and side, from 1. */
function nextNumber(numbers: Map<string, number>, rule: Rule): number {
  const key = `${rule.kind} ${rule.side ?? "both"}`;
  const number = (numbers.get(key) ?? 0) + 1;
  numbers.set(key, number);
  return number;
}

/** The rules of a schedule, each with the schedule in its condition. */
function checkScheduled(
  env: Env,
  block: ScheduledBlock,
  slots: readonly Slot[],
  numbers: Map<string, number>,
): readonly CheckedRule[] {
  if (block.rules.length === 0) {
    env.report("empty-schedule", block.schedule.span, {});
  }
  const schedule = checkSchedule(env, block.schedule);
  return block.rules.map((rule) => checkRule(env, rule, slots, nextNumber(numbers, rule), schedule));
}

function checkThrottle(env: Env, statement: StrategyStatement): readonly CheckedThrottle[] {
  switch (statement.kind) {
    case "cooldown":
      return [checkCooldown(env, statement)];
    case "entryLimit":
      return [checkEntryLimit(env, statement)];
    default:
      return [];
  }
}
