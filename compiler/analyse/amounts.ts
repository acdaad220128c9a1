import { scalar as library } from "../../stdlib/index.ts";
import { applyPointwise, calculate, compare } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { FactName, FeatureId, FeatureIr, ScalarIr } from "../ir/nodes.ts";

/** What the amounts of a plan are worked out for. */
export interface Situation {
  readonly params: ReadonlyMap<string, number | boolean>;
  /** Equity of the run, or of the session for a risk block. */
  readonly equity: number;
  /** Close of the market; `undefined`: not known. */
  readonly price: number | undefined;
  readonly features: readonly FeatureIr[];
}

/** Facts that are the equity where nothing is open. */
const equities: ReadonlySet<FactName> = new Set<FactName>(["equity", "cash", "day_start_equity"]);

const scalarOperations = { add: "+", sub: "-", mul: "*", div: "/" } as const;

function isArithmetic(operation: string): operation is keyof typeof scalarOperations {
  return Object.hasOwn(scalarOperations, operation);
}

/** An amount before anything is open; `undefined` where it depends on more of the market than its price. */
export function amountAt(value: ScalarIr, situation: Situation): number | undefined {
  const result = valueAt(value, situation);
  return typeof result === "number" && Number.isFinite(result) ? result : undefined;
}

/** As `amountAt`, for conditions too. */
export function valueAt(value: ScalarIr, situation: Situation): number | boolean | undefined {
  const of = (part: ScalarIr): number | boolean | undefined => valueAt(part, situation);
  switch (value.kind) {
    case "number":
    case "boolean":
      return value.value;
    case "param":
      return situation.params.get(value.name);
    case "feature":
      return featureAt(value.id, situation);
    case "fact":
      return equities.has(value.fact) ? situation.equity : undefined;
    case "capture":
    case "known":
    case "machine":
    case "previous":
      return undefined;
    case "negate":
      return negated(of(value.operand));
    case "arithmetic":
      return computed(value.operator, of(value.left), of(value.right));
    case "compare":
      return compare(value.operator, numeric(of(value.left)), numeric(of(value.right)));
    case "logic":
      return library[value.operator](truth(of(value.left)), truth(of(value.right)));
    case "not":
      return library.not(truth(of(value.operand)));
    case "coalesce":
      return of(value.left);
    case "if": {
      const condition = of(value.condition);
      return typeof condition === "boolean"
        ? of(condition ? value.consequent : value.alternative)
        : undefined;
    }
    case "call":
      return applyPointwise(
        value.operation,
        value.arguments.map((part) => numeric(of(part))),
      );
    default:
      return assertNever(value);
  }
}

function numeric(value: number | boolean | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function truth(value: number | boolean | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function negated(value: number | boolean | undefined): number | undefined {
  return typeof value === "number" ? -value : undefined;
}

function computed(
  operator: "+" | "-" | "*" | "/",
  left: number | boolean | undefined,
  right: number | boolean | undefined,
): number | undefined {
  return typeof left === "number" && typeof right === "number" ? calculate(operator, left, right) : undefined;
}

/** Features of features that are looked into; amounts are made of fewer. */
const DEPTH = 8;

/** A feature of constants and the close of the bar. */
function featureAt(id: FeatureId, situation: Situation, depth = DEPTH): number | undefined {
  const value = depth === 0 ? undefined : situation.features[id]?.value;
  switch (value?.kind) {
    case "constant":
      return numeric(valueAt(value.value, situation));
    case "source":
      return value.field === "close" ? situation.price : undefined;
    case "operation": {
      const inputs = value.inputs.map((input) => featureAt(input, situation, depth - 1));
      const [left, right] = inputs;
      return isArithmetic(value.operation)
        ? computed(scalarOperations[value.operation], left, right)
        : applyPointwise(value.operation, [
            ...inputs,
            ...value.constants.map((constant) => numeric(valueAt(constant, situation))),
          ]);
    }
    case "held":
    case "scan":
    case undefined:
      return undefined;
    default:
      return assertNever(value);
  }
}
