import type { CallExpression, Formal, FunctionDeclaration, IndicatorDeclaration } from "../ast/nodes.ts";
import { isMarketFormal } from "../bind/index.ts";
import type { Report } from "../diagnostics/index.ts";
import { expectBars } from "./bars.ts";
import { errorTyped, isError, joinTyped } from "./build-typed.ts";
import type { CheckedArgument } from "./calls.ts";
import { type Env, type Slot, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { reportWhichMarket } from "./market-choice.ts";
import { matchArguments } from "./match-arguments.ts";
import { asOperand } from "./operators.ts";
import { namedType } from "./param-types.ts";
import { checkLet } from "./references.ts";
import { checkState } from "./states.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Calls that one compilation expands; more is not a plan that a person wrote. */
const EXPANSION_LIMIT = 5000;

/** Expands a call of a `fn` or an `indicator` with its checked arguments. */
export function callDeclared(
  env: Env,
  node: CallExpression,
  declaration: FunctionDeclaration | IndicatorDeclaration,
  isLibrary: boolean,
  args: readonly CheckedArgument[],
): Typed {
  const name = declaration.name.text;
  if (env.fn !== undefined && declaration.kind === "indicator") {
    env.report("market-in-fn", node.callee.span, { name });
    return errorTyped(node.span);
  }
  env.context.expansions += 1;
  if (env.context.expansions > EXPANSION_LIMIT) {
    env.report("too-large", node.span, { what: "function calls", limit: EXPANSION_LIMIT });
    return errorTyped(node.span);
  }
  const parameters = declaration.formals.map((formal, index) => ({
    name: formal.name.text,
    hasDefault: formal.default !== undefined,
    isSeries: index === 0 && formal.type?.text === "any" && declaration.kind === "indicator",
  }));
  const values = matchArguments(env, node, name, parameters, args);
  if (values === undefined) {
    return errorTyped(node.span);
  }
  const locals = new Map<number, Typed>();
  const markets = new Map<number, Slot>();
  for (const formal of declaration.formals) {
    const given = values.get(formal.name.text);
    const market = args.find(({ value }) => value === given)?.market;
    if (isMarketFormal(formal) || market !== undefined) {
      if (!bindMarket(env, name, formal, given, market, markets)) {
        return errorTyped(node.span);
      }
      continue;
    }
    const value = given ?? defaultOf(env, formal);
    const fitted = value === undefined ? errorTyped(node.span) : fitFormal(env, name, formal, value);
    if (isError(fitted)) {
      return errorTyped(node.span);
    }
    locals.set(formal.id, fitted);
  }
  const typed = expandBody(
    { ...env, locals, markets, isInlined: true, report: reportInside(env, node, isLibrary) },
    declaration,
  );
  return { ...typed, span: node.span };
}

/** Binds a market to an argument that is declared as one; false after a reported mistake. */
function bindMarket(
  env: Env,
  name: string,
  formal: Formal,
  given: Typed | undefined,
  market: Slot | undefined,
  markets: Map<number, Slot>,
): boolean {
  if (market !== undefined && isMarketFormal(formal)) {
    markets.set(formal.id, market);
    return true;
  }
  if (given === undefined) {
    return false;
  }
  const text = textAt(env, given.span);
  if (market !== undefined) {
    env.report("not-a-value", given.span, { name: text, meaning: "a market", instead: `${text}.close` });
  } else if (!isError(given)) {
    const slots = [...(env.strategy?.slots.keys() ?? [])];
    const instead = `${name}(${slots.join(", ")})`;
    env.report("market-wanted", given.span, { name, parameter: formal.name.text, instead });
  }
  return false;
}

function defaultOf(env: Env, formal: Formal): Typed | undefined {
  return formal.default === undefined
    ? undefined
    : checkExpression({ ...env, isInlined: true, locals: new Map() }, formal.default);
}

/** The value of a function's body with its formals bound in `env.locals`. */
export function expandBody(env: Env, declaration: FunctionDeclaration | IndicatorDeclaration): Typed {
  if (declaration.kind === "fn") {
    return checkExpression({ ...env, fn: declaration.name.text }, declaration.body);
  }
  for (const statement of declaration.lets) {
    if (statement.kind === "state") {
      checkState(env, statement);
      continue;
    }
    const value = checkLet(env, statement);
    // Names inside an indicator are its own; they do not name features of the strategy.
    env.locals.set(statement.id, value.node.kind === "named" ? value.node.value : value);
  }
  const { yields } = declaration;
  if (yields.kind === "yieldValue") {
    return checkExpression(env, yields.value);
  }
  const fields = new Map(yields.fields.map((field) => [field.name.text, checkExpression(env, field.value)]));
  const parts = [...fields.values()];
  return parts.some(isError)
    ? errorTyped(yields.span)
    : joinTyped(
        yields.span,
        { kind: "record", fields: [...fields.keys()] },
        { kind: "record", fields },
        parts,
      );
}

function fitFormal(env: Env, name: string, formal: Formal, value: Typed): Typed {
  if (isError(value) || formal.type === undefined || formal.type.text === "any") {
    return value;
  }
  const place = `\`${formal.name.text}\` of \`${name}\``;
  if (formal.type.text === "bars") {
    return expectBars(env, value, place);
  }
  const wanted = namedType(env, formal.type.text);
  if (wanted === undefined) {
    return value;
  }
  const isPlain = wanted.kind === "quantity" && isDimensionless(wanted);
  const fits =
    isPlain && value.type.kind === "quantity"
      ? isDimensionless(value.type)
      : fitUnits({ type: wanted, literal: undefined }, asOperand(value)).kind === "fits";
  if (!fits) {
    env.report("wrong-type", value.span, {
      place,
      wanted: describeType(wanted),
      found: describeType(value.type),
      instead: undefined,
    });
    return errorTyped(value.span);
  }
  return value;
}

/** Problems inside a body are shown there with the call beside them; inside the library, at the call. */
function reportInside(env: Env, node: CallExpression, isLibrary: boolean): Report {
  let hasAsked = false;
  return (slug, span, args, extras) => {
    if (slug === "field-of-which-market") {
      // The call does not say its market; that it reads several fields does not matter.
      if (!hasAsked) {
        hasAsked = true;
        reportWhichMarket({ ...env, slot: undefined }, node.span);
      }
      return;
    }
    if (isLibrary) {
      env.report(slug, node.span, args);
      return;
    }
    env.report(slug, span, args, {
      ...extras,
      labels: [...(extras?.labels ?? []), { span: node.span, text: "in this call" }],
    });
  };
}
