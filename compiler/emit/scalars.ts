import type { FactName, ScalarIr } from "../ir/nodes.ts";
import { numeral } from "./names.ts";

/** How names inside a scalar expression are written. */
export interface ScalarNames {
  /** The key of a feature in the view. */
  readonly feature: (id: number) => string;
  /** Whether a feature or parameter is a truth value. */
  readonly isTruth: (node: ScalarIr & { readonly kind: "feature" | "param" }) => boolean;
}

/** An expression's text and which of the step's arguments it reads. */
export interface ScalarText {
  readonly text: string;
  readonly reads: ReadonlySet<"v" | "p" | "f" | "c">;
}

const FACTS: Readonly<Record<FactName, string>> = {
  "position.size": "position.size",
  "position.side": "position.side",
  "position.value": "position.value",
  "position.profit": "position.profit",
  entry: "entry",
  last_fill: "lastFill",
  units: "units",
  bars_held: "barsHeld",
  best: "best",
  worst: "worst",
  bars_since_exit: "barsSinceExit",
  "last_trade.profit": "lastTrade.profit",
  equity: "equity",
  day_start_equity: "dayStartEquity",
  cash: "cash",
  exposure: "exposure",
  "quote.spread": "quote.spread",
};

const COMPARISONS = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne" } as const;

const access = (object: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;

/** Writes a scalar expression as a TypeScript expression over `v` (view), `p` (parameters), `f` (facts), `c` (captures). */
export const scalarText = (ir: ScalarIr, names: ScalarNames): ScalarText => {
  const reads = new Set<"v" | "p" | "f" | "c">();

  const isTruth = (node: ScalarIr): boolean => {
    switch (node.kind) {
      case "boolean":
      case "compare":
      case "logic":
      case "not":
      case "known":
        return true;
      case "coalesce":
        return node.type === "boolean";
      case "if":
        return isTruth(node.consequent);
      case "feature":
      case "param":
        return names.isTruth(node);
      default:
        return false;
    }
  };

  const tight = (node: ScalarIr): string => {
    const text = write(node);
    return node.kind === "arithmetic" || node.kind === "negate" ? `(${text})` : text;
  };

  const arithmetic = (node: ScalarIr & { readonly kind: "arithmetic" }): string => {
    const { operator, left, right } = node;
    if (operator === "/" && !(right.kind === "number" && right.value !== 0)) {
      return `scalar.div(${write(left)}, ${write(right)})`;
    }
    const product = operator === "*" || operator === "/";
    const leftNeeds =
      left.kind === "arithmetic" && product && (left.operator === "+" || left.operator === "-");
    const rightNeeds =
      right.kind === "negate" ||
      (right.kind === "arithmetic" && (product || right.operator === "+" || right.operator === "-"));
    const a = leftNeeds ? `(${write(left)})` : write(left);
    const b = rightNeeds ? `(${write(right)})` : write(right);
    return `${a} ${operator} ${b}`;
  };

  const write = (node: ScalarIr): string => {
    switch (node.kind) {
      case "number":
        return numeral(node.value);
      case "boolean":
        return String(node.value);
      case "param":
        reads.add("p");
        return access("p", node.name);
      case "feature":
        reads.add("v");
        return access("v", names.feature(node.id));
      case "fact":
        reads.add("f");
        return `f.${FACTS[node.fact]}`;
      case "capture":
        reads.add("c");
        return `(${access("c", node.name)} ?? Number.NaN)`;
      case "negate":
        return `-${tight(node.operand)}`;
      case "arithmetic":
        return arithmetic(node);
      case "compare":
        return `scalar.${COMPARISONS[node.operator]}(${write(node.left)}, ${write(node.right)})`;
      case "logic":
        return `scalar.${node.operator}(${write(node.left)}, ${write(node.right)})`;
      case "not":
        return `scalar.not(${write(node.operand)})`;
      case "coalesce":
        return `scalar.${node.type === "number" ? "coalesce" : "coalesceBool"}(${write(node.left)}, ${write(node.right)})`;
      case "known":
        return `scalar.${isTruth(node.operand) ? "knownBool" : "known"}(${write(node.operand)})`;
      case "if":
        return `scalar.${isTruth(node) ? "selectBool" : "select"}(${write(node.condition)}, ${write(node.consequent)}, ${write(node.alternative)})`;
      case "call":
        return `scalar.${node.operation}(${node.arguments.map(write).join(", ")})`;
    }
  };

  return { text: write(ir), reads };
};

/** The parameters of a step function up to the last one that it reads; those before that it does not read are `_`. */
export const stepFunction = (value: ScalarText): string => {
  const all = ["v", "p", "f", "c"] as const;
  const last = all.findLastIndex((name) => value.reads.has(name));
  const list = all
    .slice(0, last + 1)
    .map((name, index) => (value.reads.has(name) ? name : "_".repeat(index + 1)));
  return `(${list.join(", ")}) => ${value.text}`;
};
