import type { CallExpression } from "../ast/nodes.ts";
import { respell, suggest } from "../bind/index.ts";
import { safeReplace } from "../diagnostics/index.ts";
import type { CheckedArgument } from "./calls.ts";
import { type Env, textAt } from "./context.ts";
import type { Typed } from "./typed.ts";

/** A parameter, as far as matching arguments needs it. */
export interface Parameter {
  readonly name: string;
  readonly hasDefault: boolean;
  /** A series in the first place that a number cannot stand for. */
  readonly isSeries: boolean;
  /** The series that stands there when nothing is given. */
  readonly usual?: string;
}

/** How a function is called, for messages: `ema(x, length)`. */
export function signatureOf(name: string, parameters: readonly Parameter[]): string {
  return `${name}(${parameters.map((parameter) => parameter.name).join(", ")})`;
}

/** Values by parameter name; `undefined` after a reported mistake. */
export function matchArguments(
  env: Env,
  node: CallExpression,
  name: string,
  parameters: readonly Parameter[],
  args: readonly CheckedArgument[],
): ReadonlyMap<string, Typed> | undefined {
  const signature = signatureOf(name, parameters);
  const values = new Map<string, Typed>();
  const positional = args.filter((argument) => argument.name === undefined);
  if (reportMissingSeries(env, node, name, parameters, positional, signature)) {
    return undefined;
  }
  let isFine = true;
  for (const [index, argument] of positional.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined) {
      env.report("too-many-arguments", argument.value.span, { name, signature });
      return undefined;
    }
    values.set(parameter.name, argument.value);
  }
  for (const argument of args) {
    if (argument.name !== undefined) {
      isFine = addNamed(env, name, parameters, argument, values) && isFine;
    }
  }
  const missing = parameters.find((parameter) => !parameter.hasDefault && !values.has(parameter.name));
  if (missing !== undefined && isFine) {
    env.report("missing-argument", node.span, { name, parameter: missing.name, signature });
  }
  return missing === undefined && isFine ? values : undefined;
}

function addNamed(
  env: Env,
  name: string,
  parameters: readonly Parameter[],
  argument: CheckedArgument,
  values: Map<string, Typed>,
): boolean {
  const parameter = parameters.find((item) => item.name === argument.name);
  if (parameter === undefined) {
    const known = parameters.map((item) => item.name);
    const suggestion = suggest(argument.name ?? "", known);
    env.report(
      "unknown-parameter",
      argument.nameSpan,
      { name: argument.name ?? "", owner: name, known, suggestion },
      {
        fixes: respell(`replace with \`${suggestion}\``, argument.nameSpan, argument.name ?? "", suggestion),
      },
    );
    return false;
  }
  if (values.has(parameter.name)) {
    env.report("argument-given-twice", argument.nameSpan, { name, parameter: parameter.name });
    return false;
  }
  values.set(parameter.name, argument.value);
  return true;
}

/** `sma(14)`: the length stands where the series belongs. */
function reportMissingSeries(
  env: Env,
  node: CallExpression,
  name: string,
  parameters: readonly Parameter[],
  positional: readonly CheckedArgument[],
  signature: string,
): boolean {
  const [first] = parameters;
  const given = positional[0]?.value;
  if (
    first?.isSeries !== true ||
    given === undefined ||
    given.stage !== "constant" ||
    given.type.kind === "error"
  ) {
    return false;
  }
  const written = node.arguments.map((argument) => textAt(env, argument.span));
  const usual = first.usual ?? "close";
  const instead = `${name}(${[usual, ...written].join(", ")})`;
  const at = { source: given.span.source, start: given.span.start, end: given.span.start };
  env.report(
    "missing-series",
    node.span,
    { name, signature, instead },
    {
      fixes:
        positional.length < parameters.length ? [safeReplace(`write \`${instead}\``, at, `${usual}, `)] : [],
    },
  );
  return true;
}
