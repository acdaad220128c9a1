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
      const texts = (value.texts ?? []).map((text) => JSON.stringify(text));
      return `${name}(${[...given, ...own, ...texts].join(", ")})`;
    }
    default:
      return assertNever(value);
  }
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
