import { functions, qualifiedName } from "../../stdlib/index.ts";
import { formatDuration } from "../check/index.ts";
import { assertNever, present } from "../diagnostics/index.ts";
import type { FeatureId, ScalarIr, StrategyIr } from "../ir/nodes.ts";

const infix: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  eq: "==",
  ne: "!=",
  and: "and",
  or: "or",
  crossesAbove: "crosses above",
  crossesBelow: "crosses below",
  crosses: "crosses",
  coalesce: "??",
  coalesceBool: "??",
};

/** True of what is written between its operands, before or behind them: `+`, `crosses above`, `not`, `[1]`. */
export function isOperator(operation: string): boolean {
  return Object.hasOwn(infix, operation) || ["history", "historyBool", "not", "neg"].includes(operation);
}

const descriptors = new Map([...functions.values()].map((descriptor) => [descriptor.operation, descriptor]));

/** A feature as one expression of the language; named inputs by their names. */
export function featureText(strategy: StrategyIr, id: FeatureId): string {
  return textOf(strategy, id, true, false, 0);
}

/** Nested parts beyond this depth are left out. */
const DEPTH = 6;

function textOf(
  strategy: StrategyIr,
  id: FeatureId,
  isTop: boolean,
  isInner: boolean,
  depth: number,
): string {
  const feature = present(strategy.features[id], `no feature ${id}`);
  if (feature.name !== undefined && !isTop) {
    return feature.name;
  }
  const { value } = feature;
  if (depth > DEPTH) {
    return "..";
  }
  switch (value.kind) {
    case "source":
      return strategy.slots.length > 1 ? `${value.slot}.${value.field}` : value.field;
    case "constant":
      return scalarText(value.value);
    case "scan": {
      const read = (input: FeatureId): string => textOf(strategy, input, false, true, depth + 1);
      return `state(${read(value.initial)} then ${nextText(value.next, read)})`;
    }
    case "held": {
      const input = present(strategy.features[value.input], `no feature ${value.input}`);
      const text = `${textOf(strategy, value.input, false, true, depth + 1)} on ${formatDuration(input.clock)}`;
      return `${isInner ? `(${text})` : text}${value.asOf === "open" ? " as of open" : ""}`;
    }
    case "operation": {
      const inputs = (inner: boolean): string[] =>
        value.inputs.map((input) => textOf(strategy, input, false, inner, depth + 1));
      const constants = value.constants.map(scalarText);
      const operator = infix[value.operation];
      if (operator !== undefined) {
        const text = inputs(true).join(` ${operator} `);
        return isInner ? `(${text})` : text;
      }
      if (value.operation === "history" || value.operation === "historyBool") {
        return `${inputs(true).join("")}[${constants.join("")}]`;
      }
      if (value.operation === "not" || value.operation === "neg") {
        return `${value.operation === "not" ? "not " : "-"}${inputs(true).join("")}`;
      }
      const descriptor = descriptors.get(value.operation);
      // Fields of the market that the function reads by itself are not arguments.
      const given = inputs(false).slice(descriptor?.implicit.length ?? 0);
      const own = constants.slice(descriptor?.readsClock === true ? 1 : 0);
      const name = descriptor === undefined ? value.operation : qualifiedName(descriptor);
      const market = implicitMarket(strategy, value.inputs.slice(0, descriptor?.implicit.length ?? 0));
      const texts = (value.texts ?? []).map((text) => JSON.stringify(text));
      return `${market}${name}(${[...given, ...own, ...texts].join(", ")})`;
    }
    default:
      return assertNever(value);
  }
}

/** Where there are several markets, the one whose fields a function reads by itself, with a dot. */
function implicitMarket(strategy: StrategyIr, inputs: readonly FeatureId[]): string {
  const [first] = inputs;
  const value = first === undefined ? undefined : strategy.features[first]?.value;
  return strategy.slots.length > 1 && value?.kind === "source" ? `${value.slot}.` : "";
}

function scalarText(scalar: ScalarIr): string {
  switch (scalar.kind) {
    case "number":
    case "boolean":
      return String(scalar.value);
    case "param":
      return scalar.name;
    case "negate":
      return `-${scalarText(scalar.operand)}`;
    case "arithmetic":
      return `(${scalarText(scalar.left)} ${scalar.operator} ${scalarText(scalar.right)})`;
    default:
      return "..";
  }
}

/** What a state becomes next: `x` is what it was at the bar before. */
function nextText(scalar: ScalarIr, read: (id: FeatureId) => string): string {
  const text = (part: ScalarIr): string => nextText(part, read);
  switch (scalar.kind) {
    case "previous":
      return "x";
    case "feature":
      return read(scalar.id);
    case "negate":
      return `-${text(scalar.operand)}`;
    case "not":
      return `not ${text(scalar.operand)}`;
    case "known":
      return `${text(scalar.operand)} is known`;
    case "arithmetic":
    case "compare":
    case "logic":
      return `(${text(scalar.left)} ${scalar.operator} ${text(scalar.right)})`;
    case "coalesce":
      return `(${text(scalar.left)} ?? ${text(scalar.right)})`;
    case "if":
      return `if ${text(scalar.condition)} then ${text(scalar.consequent)} else ${text(scalar.alternative)}`;
    case "call":
      return `${scalar.operation}(${scalar.arguments.map(text).join(", ")})`;
    default:
      return scalarText(scalar);
  }
}
