import type { PineArgument, PineExpression } from "./ast.ts";
import { resolveExpression } from "./resolve-expression.ts";
import type { Input, Resolved } from "./resolved.ts";
import type { Reading, Scope } from "./scope.ts";

type Call = Extract<PineExpression, { readonly kind: "call" }>;

/** An input that becomes a parameter, or the value that stands for it. */
type FoundInput =
  | { readonly kind: "input"; readonly input: Input }
  | { readonly kind: "value"; readonly value: Resolved };

/** Where arguments stand in the calls: after the default and the title, the bounds or the options. */
const bounded = ["defval", "title", "minval", "maxval", "step"];
const chosen = ["defval", "title", "options"];

/** Reads an `input(..)` or `input.*(..)` call; `undefined` for any other. */
export function inputOf(reading: Reading, scope: Scope, call: Call): FoundInput | undefined {
  const type = /^input(?:\.(\w+))?$/.exec(call.callee);
  if (type === null) {
    return undefined;
  }
  const isChosen = call.args.some(({ name, value }) => name === "options" || value.kind === "tuple");
  const places = isChosen ? chosen : bounded;
  const argument = (name: string): PineExpression | undefined => findArgument(call.args, name, places);
  const resolve = (node: PineExpression): Resolved =>
    resolveExpression(reading, scope, node, { line: call.line, text: "" });
  const defval = argument("defval");
  if (defval === undefined) {
    return { kind: "value", value: { kind: "refused", why: "the input has no default" } };
  }
  const value = resolve(defval);
  const kind = kindOf(type[1], value);
  if (kind === undefined) {
    return { kind: "value", value };
  }
  const title = argument("title");
  const options = argument("options");
  return {
    kind: "input",
    input: {
      kind,
      value,
      title: title?.kind === "text" ? title.value : undefined,
      low: numberText(argument("minval")),
      high: numberText(argument("maxval")),
      step: numberText(argument("step")),
      options: options?.kind === "tuple" ? options.items.map(resolve) : [],
    },
  };
}

function findArgument(
  args: readonly PineArgument[],
  name: string,
  places: readonly string[],
): PineExpression | undefined {
  const at = args[places.indexOf(name)];
  return (
    args.find((argument) => argument.name === name)?.value ?? (at?.name === undefined ? at?.value : undefined)
  );
}

/** The kind of parameter; `undefined` for sources, clocks, times and colours, which stay values. */
function kindOf(type: string | undefined, value: Resolved): Input["kind"] | undefined {
  switch (type) {
    case "int":
      return "whole";
    case "float":
    case "price":
      return "number";
    case "bool":
      return "truth";
    case "string":
    case "text_area":
      return "text";
    case undefined:
      return plainKind(value);
    default:
      return undefined;
  }
}

/** The kind of an old `input(14)`: that of its default. */
function plainKind(value: Resolved): Input["kind"] | undefined {
  switch (value.kind) {
    case "number":
      return /[.e]/i.test(value.text) ? "number" : "whole";
    case "unary":
      return plainKind(value.operand);
    case "truth":
      return "truth";
    case "text":
      return "text";
    default:
      return undefined;
  }
}

/** A number as written, with its sign. */
export function numberText(node: PineExpression | Resolved | undefined): string | undefined {
  if (node?.kind === "number") {
    const value = Number(node.text.replaceAll("_", ""));
    return Number.isFinite(value) ? plainNumber(value) : undefined;
  }
  if (node?.kind === "unary" && node.operator === "-" && node.operand.kind === "number") {
    const text = numberText(node.operand);
    return text === undefined ? undefined : `-${text}`;
  }
  return undefined;
}

/** A number as the language writes it: thousands with `_`, no leading point. */
export function plainNumber(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (match === null) {
    return text.replace("e+", "e");
  }
  const [, sign = "", whole = "0", fraction = ""] = match;
  return `${sign}${whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "_") : whole}${fraction}`;
}
