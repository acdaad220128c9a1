import { assertNever } from "../diagnostics/index.ts";
import type { FeatureValue, ScalarIr } from "../ir/nodes.ts";

/** A text that is equal for equal scalar expressions; places do not count. */
export function scalarKey(scalar: ScalarIr): string {
  switch (scalar.kind) {
    case "number":
      return Object.is(scalar.value, -0) ? "-0" : String(scalar.value);
    case "boolean":
      return String(scalar.value);
    case "param":
      return `$${scalar.name}`;
    case "feature":
      return `#${scalar.id}`;
    case "fact":
      return `@${scalar.fact}:${scalar.slot ?? ""}`;
    case "capture":
      return `&${scalar.name}`;
    case "machine":
      return `%${scalar.machine}:${scalar.state ?? ""}`;
    case "previous":
      return "^";
    case "negate":
    case "not":
    case "known":
      return `${scalar.kind}(${scalarKey(scalar.operand)})`;
    case "arithmetic":
    case "compare":
    case "logic":
      return `(${scalarKey(scalar.left)} ${scalar.operator} ${scalarKey(scalar.right)})`;
    case "coalesce":
      return `(${scalarKey(scalar.left)} ?? ${scalarKey(scalar.right)})`;
    case "if":
      return `if(${scalarKey(scalar.condition)},${scalarKey(scalar.consequent)},${scalarKey(scalar.alternative)})`;
    case "call":
      return `${scalar.operation}(${scalar.arguments.map(scalarKey).join(",")})`;
    default:
      return assertNever(scalar);
  }
}

/** Texts could hold the separators of a key. */
function textsKey(texts: readonly string[] | undefined): string {
  return texts === undefined ? "" : `;${JSON.stringify(texts)}`;
}

/** A text that is equal for equal features of one clock. */
export function featureKey(value: FeatureValue, clock: number, type: "number" | "boolean"): string {
  switch (value.kind) {
    case "source":
      return `${clock} source ${value.slot}.${value.field}`;
    case "constant":
      return `${clock} ${type} ${scalarKey(value.value)}`;
    case "operation":
      return `${clock} ${value.operation}(${value.inputs.join(",")};${value.constants.map(scalarKey).join(",")}${textsKey(value.texts)})`;
    case "scan":
      return `${clock} ${type} scan ${value.initial};${scalarKey(value.next)}`;
    case "held":
      return `${clock} held ${value.asOf} ${value.input}`;
    default:
      return assertNever(value);
  }
}
