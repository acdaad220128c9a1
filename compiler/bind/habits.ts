import type {
  CallExpression,
  Expression,
  FieldAccess,
  LetStatement,
  NameReference,
  Span,
} from "../ast/nodes.ts";
import { proposeReplace, type Report, safeReplace } from "../diagnostics/index.ts";
import { type SourceFile, textOf } from "../source/index.ts";
import {
  absentNames,
  barNumberNames,
  crossNames,
  dataObjects,
  functionNamespaces,
  inputNames,
  mathNamespaces,
  orderNames,
  renamedFunctions,
  securityNames,
  timeFrames,
  timeNames,
} from "./habit-words.ts";
import { respell, suggest } from "./suggest.ts";

/** What recognising a habit of another language needs to know. */
export interface HabitContext {
  readonly report: Report;
  readonly source: SourceFile;
  readonly isFunction: (name: string) => boolean;
  readonly isValue: (name: string) => boolean;
  readonly functionNames: () => readonly string[];
  /** The `let` around the expression, where its value is the whole expression. */
  readonly statement: LetStatement | undefined;
}

/** Reports a plain name that other languages know, with what to write here. False when it is none. */
export function reportNameHabit(context: HabitContext, node: NameReference): boolean {
  const written = node.name.text;
  if (barNumberNames.has(written)) {
    context.report("foreign-bar-index", node.span, { written });
    return true;
  }
  if (absentNames.has(written)) {
    context.report("foreign-column", node.span, { written });
    return true;
  }
  if (dataObjects.has(written)) {
    context.report("foreign-object", node.span, { written, instead: "close" });
    return true;
  }
  const instead = timeNames.get(written);
  if (instead !== undefined) {
    const fixes = [proposeReplace(`write \`${instead}\``, node.span, instead)];
    context.report("foreign-function", node.span, { written, instead }, { fixes });
    return true;
  }
  return false;
}

/** Reports `df.close`, `self.x`, `np.nan`. False when the object is no habit. */
export function reportFieldHabit(context: HabitContext, node: FieldAccess): boolean {
  if (node.object.kind !== "reference") {
    return false;
  }
  const object = node.object.name.text;
  const day = object === "dayofweek" ? weekdays.indexOf(node.field.text) : -1;
  if (day >= 0) {
    const [written, instead] = [`dayofweek.${node.field.text}`, String(day + 1)];
    context.report("foreign-function", node.span, { written, instead });
    return true;
  }
  const field = node.field.text.toLowerCase();
  const written = `${object}.${node.field.text}`;
  if (mathNamespaces.has(object) && absentNames.has(node.field.text)) {
    context.report("foreign-column", node.span, { written });
    return true;
  }
  if (!dataObjects.has(object)) {
    return false;
  }
  const known = context.isValue(node.field.text)
    ? node.field.text
    : context.isValue(field)
      ? field
      : undefined;
  context.report(
    "foreign-object",
    node.span,
    { written, instead: known ?? "close" },
    {
      fixes: known === undefined ? [] : [safeReplace(`write \`${known}\``, node.span, known)],
    },
  );
  return true;
}

/** Reports calls that other languages write. False when the call is no habit. */
export function reportCallHabit(context: HabitContext, node: CallExpression): boolean {
  if (node.callee.kind === "reference") {
    return reportPlainCall(context, node, node.callee.name.text, node.callee.name.text);
  }
  if (node.callee.kind !== "field") {
    return false;
  }
  const { object, field } = node.callee;
  const written = textOf(context.source, node.callee.span);
  if (object.kind === "reference" && !context.isValue(object.name.text)) {
    return reportNamespaceCall(context, node, object.name.text, field.text, written);
  }
  return reportMethodCall(context, node, object, field.text, written);
}

function reportNamespaceCall(
  context: HabitContext,
  node: CallExpression,
  namespace: string,
  name: string,
  written: string,
): boolean {
  if (namespace === "strategy" || orderNames.has(written)) {
    return reportOrder(context, node, written);
  }
  if (namespace === "input") {
    return reportInput(context, node, written, name);
  }
  if (securityNames.has(written)) {
    return reportSecurity(context, node, written);
  }
  if (mathNamespaces.has(namespace)) {
    return reportRenamed(context, node, written, renamedFunctions.get(name) ?? name, "foreign-function");
  }
  if (!functionNamespaces.has(namespace)) {
    return false;
  }
  return (
    reportPlainCall(context, node, name, written) ||
    reportRenamed(
      context,
      node,
      written,
      renamedFunctions.get(name.toLowerCase()) ?? name.toLowerCase(),
      "foreign-namespace",
    )
  );
}

function reportPlainCall(
  context: HabitContext,
  node: CallExpression,
  name: string,
  written: string,
): boolean {
  const args = node.arguments.map((argument) => operandText(context.source, argument.value));
  const cross = crossNames.get(name);
  if (cross !== undefined) {
    const instead = `${args[0] ?? "a"} ${cross} ${args[1] ?? "b"}`;
    context.report(
      "foreign-cross",
      node.span,
      { written, instead },
      {
        fixes: args.length === 2 ? [safeReplace(`write \`${instead}\``, node.span, instead)] : [],
      },
    );
    return true;
  }
  if (name === "shift" && isNegative(node.arguments[1]?.value)) {
    return reportFuture(
      context,
      node.span,
      textOf(context.source, node.span),
      args[0] ?? "close",
      args[1] ?? "-1",
    );
  }
  const rewritten = rewrite(name, args);
  if (rewritten !== undefined) {
    const isEvident = name !== "fixnan" && name !== "ffill";
    return reportWhole(context, node.span, written, rewritten, isEvident);
  }
  if (securityNames.has(written)) {
    return reportSecurity(context, node, written);
  }
  if (inputNames.has(written)) {
    return reportInput(context, node, written, "int");
  }
  const renamed = renamedFunctions.get(name.toLowerCase());
  return renamed !== undefined && written === name
    ? reportRenamed(context, node, written, renamed, "foreign-function")
    : false;
}

/** Calls that are operators here. */
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function rewrite(name: string, args: readonly string[]): string | undefined {
  const [a = "x", b, c] = args;
  switch (name) {
    case "nz":
      return `${a} ?? ${b ?? "0"}`;
    case "time": {
      // Pine: time(timeframe, session, timezone) is known within the session.
      const hours = args.find((arg) => /^"\d{4}-\d{4}/.test(arg));
      return hours === undefined
        ? undefined
        : `in_session(${[hours, ...args.slice(args.indexOf(hours) + 1)].join(", ")})`;
    }
    case "na":
    case "isnan":
    case "isna":
      return `${a} is not known`;
    case "iff":
      return `if ${a} then ${b ?? "x"} else ${c ?? "y"}`;
    case "fixnan":
    case "ffill":
      return `${a} filled forward for 3 bars`;
    case "shift":
    case "Ref":
      return `${a}[${(b ?? "1").replace("-", "")}]`;
    default:
      return undefined;
  }
}

function reportMethodCall(
  context: HabitContext,
  node: CallExpression,
  object: Expression,
  method: string,
  written: string,
): boolean {
  const value = operandText(context.source, object);
  const first = node.arguments[0];
  const argument = first === undefined ? undefined : textOf(context.source, first.value.span);
  if (method === "shift") {
    if (isNegative(first?.value)) {
      return reportFuture(context, node.span, textOf(context.source, node.span), value, argument ?? "-1");
    }
    return reportWhole(context, node.span, written, `${value}[${(argument ?? "1").replace("-", "")}]`);
  }
  if (method === "fillna") {
    return reportWhole(context, node.span, written, `${value} ?? ${argument ?? "0"}`);
  }
  const windowed = rollingMethods.get(method);
  if (windowed !== undefined && object.kind === "call" && object.callee.kind === "field") {
    const length = object.arguments[0];
    const series = operandText(context.source, object.callee.object);
    if (object.callee.field.text === "rolling" && length !== undefined) {
      const instead = `${windowed}(${series}, ${textOf(context.source, length.value.span)})`;
      // The standard deviation of a data frame divides by n - 1, so its values are others.
      return reportWhole(context, node.span, written, instead, method !== "std");
    }
  }
  return false;
}

const rollingMethods: ReadonlyMap<string, string> = new Map([
  ["mean", "sma"],
  ["std", "stdev"],
  ["max", "highest"],
  ["min", "lowest"],
  ["sum", "sum"],
]);

function reportWhole(
  context: HabitContext,
  span: Span,
  written: string,
  instead: string,
  isEvident = true,
): boolean {
  context.report(
    "foreign-function",
    span,
    { written, instead },
    {
      fixes: [(isEvident ? safeReplace : proposeReplace)(`write \`${instead}\``, span, instead)],
    },
  );
  return true;
}

/** `shift` of a data frame with a negative step: the past would be another strategy, so there is no fix. */
function reportFuture(
  context: HabitContext,
  span: Span,
  text: string,
  series: string,
  offset: string,
): boolean {
  context.report("look-ahead", span, { text, instead: `${series}[${offset.replace("-", "")}]` });
  return true;
}

function isNegative(value: Expression | undefined): boolean {
  return value?.kind === "unary" && value.operator === "-";
}

function reportRenamed(
  context: HabitContext,
  node: CallExpression,
  written: string,
  name: string,
  slug: "foreign-function" | "foreign-namespace",
): boolean {
  const isKnown = context.isFunction(name);
  const known = isKnown ? name : suggest(name, context.functionNames());
  if (known === undefined) {
    return false;
  }
  const rest = context.source.text.slice(node.callee.span.end, node.span.end);
  const instead = `${known}${rest.replace(/\s+/g, " ")}`;
  context.report(
    slug,
    node.callee.span,
    { written, instead },
    {
      fixes: isKnown
        ? [safeReplace(`write \`${known}\``, node.callee.span, known)]
        : respell(`write \`${known}\``, node.callee.span, name, known),
    },
  );
  return true;
}

function reportOrder(context: HabitContext, node: CallExpression, written: string): boolean {
  const method = written.slice(written.lastIndexOf(".") + 1).toLowerCase();
  const instead = /close|exit|sell_all/.test(method)
    ? "exit long when .."
    : "enter long when .. { size .. stop .. }";
  context.report("foreign-order", node.span, { written, instead });
  return true;
}

function reportInput(context: HabitContext, node: CallExpression, written: string, type: string): boolean {
  const first = node.arguments.find(
    (argument) => argument.name === undefined || argument.name.text === "defval",
  );
  const value = first === undefined ? "20" : textOf(context.source, first.value.span);
  const { statement } = context;
  const isLet = statement !== undefined && statement.value.id === node.id;
  const name = isLet ? statement.name.text : "n";
  const instead = `param ${name}${type === "int" ? ": bars" : ""} = ${value}`;
  context.report(
    "foreign-input",
    node.span,
    { written, instead },
    {
      fixes: isLet ? [safeReplace(`declare \`${instead}\``, statement.span, instead)] : [],
    },
  );
  return true;
}

function reportSecurity(context: HabitContext, node: CallExpression, written: string): boolean {
  const [, frame, value] = node.arguments;
  const code = frame?.value.kind === "string" ? frame.value.value : undefined;
  const clock = code === undefined ? undefined : timeFrames.get(code.toUpperCase());
  // The prefix of what is inside would be the next thing to correct.
  const inner =
    value === undefined ? "x" : operandText(context.source, value.value).replace(/\bta\.(?=[a-z])/g, "");
  const instead = `(${inner} on ${clock ?? "4h"})`;
  context.report(
    "foreign-security",
    node.span,
    { written, instead },
    {
      fixes:
        clock === undefined || value === undefined
          ? []
          : [safeReplace(`write \`${instead}\``, node.span, instead)],
    },
  );
  return true;
}

/** The text of an operand, in parentheses where it would otherwise be read together with its surroundings. */
function operandText(source: SourceFile, node: Expression): string {
  const text = textOf(source, node.span);
  const loose = node.kind === "binary" || node.kind === "if" || node.kind === "on" || node.kind === "between";
  return (loose || node.kind === "cross" || node.kind === "known") && !isWrapped(text) ? `(${text})` : text;
}

function isWrapped(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) {
    return false;
  }
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (depth === 0 && index < text.length - 1) {
      return false;
    }
  }
  return true;
}
