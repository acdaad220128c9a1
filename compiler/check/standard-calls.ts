import type { FunctionDescriptor, ParameterDescriptor } from "../../stdlib/descriptor.ts";
import type { CallExpression } from "../ast/nodes.ts";
import { errorTyped, isError, joinMemory, joinTyped, numberTyped } from "./build-typed.ts";
import type { CheckedArgument } from "./calls.ts";
import { refuseFacts } from "./clocks.ts";
import type { Env } from "./context.ts";
import { reportWhichMarket } from "./market-choice.ts";
import { matchArguments } from "./match-arguments.ts";
import { checkSource } from "./references.ts";
import { checkArgument } from "./standard-arguments.ts";
import { resultType } from "./standard-units.ts";
import { textOfArgument } from "./text-arguments.ts";
import type { Typed } from "./typed.ts";

/** Checks a call of a library function that has a kernel. */
export function callStandard(
  env: Env,
  node: CallExpression,
  descriptor: FunctionDescriptor,
  args: readonly CheckedArgument[],
): Typed {
  const name = descriptor.namespace === "" ? descriptor.name : `${descriptor.namespace}.${descriptor.name}`;
  if (env.fn !== undefined && !descriptor.pointwise) {
    env.report("market-in-fn", node.callee.span, { name });
    return errorTyped(node.span);
  }
  const parameters = descriptor.parameters.map((parameter) => ({
    name: parameter.name,
    hasDefault: parameter.default !== undefined,
    isSeries: isNumberSeries(parameter) && !descriptor.pointwise,
    ...(typeof parameter.default === "string" ? { usual: parameter.default } : {}),
  }));
  const values = matchArguments(env, node, name, parameters, args);
  if (values === undefined) {
    return errorTyped(node.span);
  }
  const checked = new Map<string, Typed>();
  for (const parameter of descriptor.parameters) {
    const value = checkArgument(env, node, name, parameter, values.get(parameter.name), checked);
    if (isError(value)) {
      return errorTyped(node.span);
    }
    checked.set(parameter.name, value);
  }
  return buildCall(env, node, descriptor, name, checked);
}

function buildCall(
  env: Env,
  node: CallExpression,
  descriptor: FunctionDescriptor,
  name: string,
  checked: ReadonlyMap<string, Typed>,
): Typed {
  const ofKind = (kind: ParameterDescriptor["kind"]): Typed[] =>
    descriptor.parameters
      .filter((parameter) => parameter.kind === kind)
      .map((parameter) => checked.get(parameter.name) ?? errorTyped(node.span));
  const series = ofKind("series");
  const given = ofKind("constant");
  const constants = descriptor.readsClock === true ? [numberTyped(node.span, env.clock), ...given] : given;
  const type = resultType(env, descriptor, checked);
  const numbers = series.filter((item) => item.type.kind === "quantity");
  const arePositive = numbers.every((item) => item.isPositive);
  const absent =
    series.find((item) => item.absent !== undefined)?.absent ?? absenceOf(descriptor, arePositive);
  const isPositive = descriptor.keepsPositive === true && numbers.length > 0 && arePositive;
  if (descriptor.pointwise) {
    const call = { kind: "pointwise", operation: descriptor.operation, operands: series, constants } as const;
    return joinTyped(node.span, type, call, series, { absent, isPositive });
  }
  for (const item of series) {
    if (refuseFacts(env, item, `\`${name}\``)) {
      return errorTyped(node.span);
    }
  }
  if (descriptor.implicit.length > 0 && reportWhichMarket(env, node.span)) {
    return errorTyped(node.span);
  }
  const implicit = descriptor.implicit.map((field) => checkSource(env, field, undefined, node.span));
  const inputs = [...implicit, ...series];
  const isDifference = descriptor.operation === "change";
  const inherited = inputs.reduce((memory, item) => joinMemory(memory, item.memory), descriptor.memory);
  return joinTyped(
    node.span,
    type,
    {
      kind: "operation",
      operation: descriptor.operation,
      inputs,
      constants,
      texts: ofKind("text").map(textOfArgument),
    },
    inputs,
    {
      stage: "series",
      clock: env.clock,
      absent,
      isPositive,
      isEvent: descriptor.isEvent === true,
      // A difference over a fixed distance does not depend on where history starts.
      memory: isDifference && inherited === "unbounded" ? "finite" : inherited,
    },
  );
}

/** Why a call may have no value although its arguments have one; `undefined` when it always has. */
function absenceOf({ absent }: FunctionDescriptor, arePositive: boolean): string | undefined {
  return absent === undefined || (absent.unlessPositive === true && arePositive) ? undefined : absent.when;
}

function isNumberSeries({ kind, unit }: ParameterDescriptor): boolean {
  return kind === "series" && unit !== "bool" && unit !== "instant";
}
