import type { Expression, ParamStatement, RequireStatement } from "../ast/nodes.ts";
import { suggest } from "../bind/index.ts";
import { safeReplace } from "../diagnostics/index.ts";
import type { ParamIr } from "../ir/nodes.ts";
import { expectBars } from "./bars.ts";
import { isError } from "./build-typed.ts";
import type { CheckedParam, CheckedStrategy } from "./checked.ts";
import { evaluate, type ParameterValues } from "./constants.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkCondition } from "./operators.ts";
import { namedType, typeNameOf, typeNames } from "./param-types.ts";
import type { Typed } from "./typed.ts";
import { errorType, isDimensionless, scaled, type Type } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Checks a parameter: its default, its type and its range. */
export function checkParam(env: Env, statement: ParamStatement): CheckedParam {
  const value = checkExpression(env, statement.default);
  const type = declaredType(env, statement, value);
  const isFitted = fits(env, type, value, `the default of \`${statement.name.text}\``);
  const place = `the default of \`${statement.name.text}\``;
  const evaluated = isFitted
    ? constantValue(env, barsOf(env, type, value, place), statement.default, place)
    : undefined;
  const range = checkRange(env, statement, type);
  const ir: ParamIr = {
    name: statement.name.text,
    doc: statement.doc,
    type: typeNameOf(env, type),
    default: evaluated ?? 0,
    range,
    span: statement.span,
  };
  if (evaluated !== undefined && range !== undefined && !isInRange(evaluated, range)) {
    env.report(
      "default-outside-range",
      statement.default.span,
      { name: ir.name, value: textAt(env, statement.default.span), range: rangeText(env, statement) },
      statement.range === undefined ? {} : { labels: [{ span: statement.range.span, text: "its range" }] },
    );
  }
  return { declaration: statement, ir, type: evaluated === undefined ? errorType : type };
}

/** The range of a parameter as written. */
export function rangeText(env: Env, statement: ParamStatement): string {
  return statement.range === undefined
    ? "its range"
    : `\`${textAt(env, statement.range.span).replace(/^in /, "")}\``;
}

function declaredType(env: Env, statement: ParamStatement, value: Typed): Type {
  const { type } = statement;
  if (type === undefined) {
    const found = value.type;
    return found.kind === "quantity" && found.scale === "literal" && isDimensionless(found)
      ? scaled("number")
      : found;
  }
  const named = namedType(env, type.text);
  if (named === undefined) {
    const aliases: Readonly<Record<string, string>> = {
      int: "bars",
      integer: "bars",
      float: "number",
      percent: "ratio",
    };
    const suggestion = aliases[type.text] ?? suggest(type.text, typeNames);
    env.report(
      "unknown-type",
      type.span,
      { name: type.text, known: typeNames, suggestion },
      {
        fixes:
          suggestion === undefined ? [] : [safeReplace(`write \`${suggestion}\``, type.span, suggestion)],
      },
    );
  }
  return named ?? errorType;
}

/** A parameter's values fit its type; a plain number fits each dimensionless one. */
function fits(env: Env, type: Type, value: Typed, place: string): boolean {
  if (isError(value) || type.kind === "error") {
    return false;
  }
  if (value.type.kind === "string") {
    env.report("wrong-type", value.span, {
      place,
      wanted: "a number, an amount or `true` and `false`",
      found: describeType(value.type),
      instead:
        "number what there is to choose from, `param mode = 1 in 1..3`, and compare that: `mode == 1`.",
    });
    return false;
  }
  if (type.kind === "quantity" && type.scale === "bars" && isDimensionless(type)) {
    return !isError(expectBars(env, value, place));
  }
  const found = fitUnits({ type, literal: undefined }, { type: value.type, literal: undefined });
  if (found.kind !== "fits" || (value.type.kind === "boolean") !== (type.kind === "boolean")) {
    env.report("wrong-type", value.span, {
      place,
      wanted: describeType(type),
      found: describeType(value.type),
      instead: undefined,
    });
    return false;
  }
  return true;
}

/** The value of a constant expression; reports what is known only later. */
export function constantValue(
  env: Env,
  value: Typed,
  node: Expression,
  place: string,
): number | boolean | undefined {
  if (isError(value)) {
    return undefined;
  }
  const constant = evaluate(value);
  if (constant === undefined) {
    env.report("not-a-constant", node.span, { place });
  }
  return constant;
}

function checkRange(env: Env, statement: ParamStatement, type: Type): ParamIr["range"] {
  const { range } = statement;
  if (range === undefined) {
    return undefined;
  }
  const name = statement.name.text;
  const place = `the range of \`${name}\``;
  const rangeValue = (node: Expression): number | boolean | undefined => {
    const typed = checkExpression(env, node);
    return fits(env, type, typed, place)
      ? constantValue(env, barsOf(env, type, typed, place), node, place)
      : undefined;
  };
  if (range.kind === "choices") {
    const values = range.values.map(rangeValue);
    return values.includes(undefined)
      ? undefined
      : { kind: "choices", values: values.filter((value) => value !== undefined) };
  }
  const low = rangeValue(range.low);
  const high = rangeValue(range.high);
  const step = range.step === undefined ? undefined : rangeValue(range.step);
  if (typeof low !== "number" || typeof high !== "number") {
    return undefined;
  }
  if (low > high) {
    env.report("empty-range", range.span, { name });
    return undefined;
  }
  if (range.step !== undefined && (typeof step !== "number" || step <= 0 || step > high - low)) {
    if (step !== undefined) {
      env.report("bad-step", range.step.span, { name });
    }
    return undefined;
  }
  return { kind: "range", low, high, step: typeof step === "number" ? step : undefined };
}

/** A time span in the place of bars counts bars of the clock. */
function barsOf(env: Env, type: Type, typed: Typed, place: string): Typed {
  const isBars = type.kind === "quantity" && isDimensionless(type) && type.scale === "bars";
  return isBars ? expectBars(env, typed, place) : typed;
}

/** True when a value is one that the range allows. */
export function isInRange(value: number | boolean, range: NonNullable<ParamIr["range"]>): boolean {
  if (range.kind === "choices") {
    return range.values.includes(value);
  }
  return typeof value === "number" && value >= range.low && value <= range.high;
}

/** Checks a `require`: about parameters only, and true for the defaults. */
export function checkRequire(
  env: Env,
  statement: RequireStatement,
  defaults: ParameterValues,
): CheckedStrategy["requires"][number] | undefined {
  const condition = checkCondition(env, statement.condition, "`require`");
  if (isError(condition)) {
    return undefined;
  }
  const text = textAt(env, statement.condition.span);
  if (condition.stage !== "constant") {
    env.report("require-not-constant", statement.condition.span, { name: text });
    return undefined;
  }
  if (evaluate(condition, defaults) !== true) {
    const values = [...defaults].filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
    env.report(
      "defaults-break-require",
      statement.condition.span,
      { text },
      {
        label: values.map(([name, value]) => `${name} is ${value}`).join(", "),
      },
    );
  }
  return { statement, condition, text };
}

/** The value of a `bars`, number, .. argument of a run, in the parameter's unit. */
export function argumentValue(env: Env, param: CheckedParam, node: Expression): number | boolean | undefined {
  const typed = checkExpression(env, node);
  const place = `\`${param.ir.name}\``;
  if (!fits(env, param.type, typed, place)) {
    return undefined;
  }
  return constantValue(env, barsOf(env, param.type, typed, place), node, place);
}
