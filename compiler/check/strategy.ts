import type { ParamStatement, StrategyDeclaration, StrategyStatement } from "../ast/nodes.ts";
import { assertNever, type Report, within } from "../diagnostics/index.ts";
import type { MarketIr, RouteIr } from "../ir/nodes.ts";
import { isError } from "./build-typed.ts";
import type { CheckedParam, CheckedRule, CheckedStatement, CheckedStrategy } from "./checked.ts";
import { refuseFacts } from "./clocks.ts";
import type { CheckContext, Env, Slot, StrategyContext } from "./context.ts";
import { textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkParam, checkRequire } from "./params.ts";
import { checkLet } from "./references.ts";
import { checkRule } from "./rules.ts";
import { checkOrderTypes } from "./strategy-routes.ts";
import { checkWholeStrategy } from "./strategy-rules.ts";

/** Checks a strategy, statement by statement, and then its rules as a whole. */
export function checkStrategy(
  context: CheckContext,
  report: Report,
  node: StrategyDeclaration,
  markets: ReadonlyMap<string, MarketIr>,
  routes: ReadonlyMap<string, RouteIr>,
): CheckedStrategy {
  const slots = node.markets.map((name) => slotOf(context, name.id, name.text, markets));
  const strategy: StrategyContext = {
    name: node.name.text,
    clock: node.clock.milliseconds,
    slots: new Map(slots.map((slot) => [slot.name, slot])),
    params: new Map(),
    lets: new Map(),
    captures: new Map(),
    writtenAssets: new Map(),
  };
  const env: Env = {
    context,
    report,
    strategy,
    clock: strategy.clock,
    slot: slots[0],
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
    .map((statement) => within(statement.span, () => checkStatement(env, statement, slots, numbers)))
    .filter((item) => item !== undefined);
  const rules = statements.filter((item): item is CheckedRule => item.kind === "rule");
  checkWholeStrategy(env, node, rules);
  checkOrderTypes(env, node, rules, routes);
  return {
    declaration: node,
    env,
    clock: strategy.clock,
    slots,
    params,
    requires,
    statements,
    writtenAssets: strategy.writtenAssets,
  };
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
    case "exit": {
      const key = `${statement.kind} ${statement.side ?? "both"}`;
      const number = (numbers.get(key) ?? 0) + 1;
      numbers.set(key, number);
      return checkRule(env, statement, slots, number);
    }
    default:
      return assertNever(statement);
  }
}
