import { assertNever } from "../diagnostics/index.ts";
import type { FactName, ScalarIr } from "../ir/nodes.ts";
import { type Doc, group, imported, indent, line, mark } from "./layout.ts";
import { access, numeral, quote } from "./literals.ts";
import { arrow, call } from "./syntax.ts";

/** How names inside a scalar expression are written. */
export interface ScalarNames {
  /** The key of a feature in the view. */
  readonly feature: (id: number) => string;
  /** The key of a parameter. */
  readonly param: (name: string) => string;
  /** The key of a captured value. */
  readonly capture: (name: string) => string;
  /** The key of a value that a machine captures; left out: there are no machines. */
  readonly machineCapture?: (name: string) => string;
  /** The key of a machine. */
  readonly machine?: (name: string) => string;
  /** Features are columns, of which the value at a bar is read. */
  readonly isColumn?: boolean;
  /** Whether a feature or parameter is a truth value. */
  readonly isTruth: (node: ScalarIr & { readonly kind: "feature" | "param" }) => boolean;
  /** The slot whose facts need no mention; left out: facts of the account only. */
  readonly slot?: string | undefined;
}

/** `x`: what a state was at the bar before; `i`: the bar, where values are read from columns. */
type Argument = "v" | "p" | "f" | "c" | "x" | "i";

/** An expression and which of the step's arguments it reads. */
export interface ScalarText {
  readonly doc: Doc;
  readonly reads: ReadonlySet<Argument>;
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
  "combo.open": "open",
  "combo.profit": "profit",
  "combo.bars_held": "barsHeld",
  "combo.drift": "drift",
  "hold.drift": "hold.drift",
};

const COMPARISONS = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne" } as const;
const OPERATIONS = { "+": "add", "-": "sub", "*": "mul", "/": "div" } as const;

type Arithmetic = ScalarIr & { readonly kind: "arithmetic" };

/** Whether an expression is written with an operator of JavaScript. Others are calls, where absence is looked after. */
const isOperator = (node: ScalarIr): node is Arithmetic => node.kind === "arithmetic" && hasOperator(node);

const hasOperator = ({ operator, left, right }: Arithmetic): boolean => {
  if (left.kind === "number" && right.kind === "number") return false;
  // A quotient by a small number may be infinite, which is absent.
  return operator !== "/" || (right.kind === "number" && Math.abs(right.value) >= 1);
};

const isSum = (node: Arithmetic): boolean => node.operator === "+" || node.operator === "-";

/** Whether `a op b op c` reads as one list: sums, and products or divisions alone. */
const continues = (node: Arithmetic, left: ScalarIr): left is Arithmetic =>
  isOperator(left) && (isSum(node) ? isSum(left) : left.operator === node.operator);

/** Where the expressions of one function are written. */
interface Writing {
  readonly names: ScalarNames;
  readonly reads: Set<Argument>;
}

/** Writes a scalar expression over `v` (view), `p` (parameters), `f` (facts) and `c` (captures). */
const write = (writing: Writing, node: ScalarIr): Doc => [mark(node.span), plain(writing, node)];

const plain = (writing: Writing, node: ScalarIr): Doc => {
  const { reads, names } = writing;
  const apply = (operation: string, ...args: readonly ScalarIr[]): Doc =>
    call(
      [imported("scalar"), `.${operation}`],
      args.map((argument) => write(writing, argument)),
    );
  switch (node.kind) {
    case "number":
      return numeral(node.value);
    case "boolean":
      return String(node.value);
    case "param":
      reads.add("p");
      return access("p", names.param(node.name));
    case "feature": {
      reads.add("v");
      const value = access("v", names.feature(node.id));
      if (names.isColumn !== true) return value;
      reads.add("i");
      return call([imported("scalar"), names.isTruth(node) ? ".truthAt" : ".at"], [value, "i"]);
    }
    case "fact":
      reads.add("f");
      if (isOfCombo(node)) {
        const fact = `${access("f.combos", node.slot ?? "")}?.${FACTS[node.fact]}`;
        return node.fact === "combo.open" ? fact : `${fact} ?? Number.NaN`;
      }
      return isForeign(writing, node)
        ? `${access("f.slots", node.slot ?? "")}?.${FACTS[node.fact]} ?? Number.NaN`
        : `f.${FACTS[node.fact]}`;
    case "previous":
      reads.add("x");
      return "x";
    case "machine":
      reads.add("f");
      return node.state === undefined
        ? `${access("f.machines", names.machine?.(node.machine) ?? node.machine)}?.bars ?? Number.NaN`
        : `${access("f.machines", names.machine?.(node.machine) ?? node.machine)}?.state === ${quote(node.state)}`;
    case "capture":
      if (node.machine !== undefined) {
        reads.add("f");
        const captures = `${access("f.machines", names.machine?.(node.machine) ?? node.machine)}?.captures`;
        return `${access(captures, names.machineCapture?.(node.name) ?? node.name)} ?? Number.NaN`;
      }
      reads.add("c");
      return `${access("c", names.capture(node.name))} ?? Number.NaN`;
    case "negate":
      return ["-", operand(writing, node.operand, isSigned(node.operand))];
    case "arithmetic": {
      if (!hasOperator(node)) return apply(OPERATIONS[node.operator], node.left, node.right);
      const [first = "", ...rest] = operands(writing, node);
      return group([first, indent(rest)]);
    }
    case "compare":
      return apply(COMPARISONS[node.operator], node.left, node.right);
    case "logic":
      return apply(node.operator, node.left, node.right);
    case "not":
      return apply("not", node.operand);
    case "coalesce":
      return apply(node.type === "number" ? "coalesce" : "coalesceBool", node.left, node.right);
    case "known":
      return apply(isTruth(names, node.operand) ? "knownBool" : "known", node.operand);
    case "if": {
      const operation = isTruth(names, node) ? "selectBool" : "select";
      return apply(operation, node.condition, node.consequent, node.alternative);
    }
    case "call":
      return apply(node.operation, ...node.arguments);
    default:
      return assertNever(node);
  }
};

/** Operand, operator, operand, .. with a place to break after each operator. */
const operands = (writing: Writing, node: Arithmetic): readonly Doc[] => {
  const { operator, left, right } = node;
  const isLone = !isOperator(left) && !isOperator(right);
  const rightNeeds = isOperator(right) && (!isSum(node) || isSum(right));
  const tail: Doc = [operator, line, operand(writing, right, rightNeeds)];
  const head = continues(node, left)
    ? operands(writing, left)
    : [operand(writing, left, isOperator(left) && !isSum(node))];
  return [...head, " ", isLone ? group(tail) : tail];
};

/** An operand of an operator; what binds less than any arithmetic is put into parentheses. */
const operand = (writing: Writing, node: ScalarIr, needsParentheses: boolean): Doc => {
  const isDefaulted =
    node.kind === "capture" ||
    node.kind === "machine" ||
    (node.kind === "fact" && (isForeign(writing, node) || isOfCombo(node)));
  const doc = write(writing, node);
  return needsParentheses || isDefaulted ? ["(", doc, ")"] : doc;
};

/** Whether a minus before it needs parentheses. */
const isSigned = (node: ScalarIr): boolean =>
  node.kind === "negate" ||
  isOperator(node) ||
  (node.kind === "number" && (node.value < 0 || Object.is(node.value, -0)));

/** A fact of a combo. */
const isOfCombo = ({ fact }: ScalarIr & { readonly kind: "fact" }): boolean => fact.startsWith("combo.");

/** A fact of another market than the rule's own. */
const isForeign = ({ names }: Writing, node: ScalarIr & { readonly kind: "fact" }): boolean =>
  node.slot !== undefined && node.slot !== names.slot;

const isTruth = (names: ScalarNames, node: ScalarIr): boolean => {
  switch (node.kind) {
    case "boolean":
    case "compare":
    case "logic":
    case "not":
    case "known":
      return true;
    case "machine":
      return node.state !== undefined;
    case "previous":
      return node.type === "boolean";
    case "fact":
      return node.fact === "combo.open";
    case "coalesce":
      return node.type === "boolean";
    case "if":
      return isTruth(names, node.consequent);
    case "feature":
    case "param":
      return names.isTruth(node);
    default:
      return false;
  }
};

/** An expression by itself. */
export const scalarText = (node: ScalarIr, names: ScalarNames): ScalarText => {
  const reads = new Set<Argument>();
  return { doc: write({ names, reads }, node), reads };
};

/**
 * `(v, _, f) => body` with the given parameters up to the last one that the body reads; those before that it does
 * not read are underscores.
 */
export const scalarFunction = (
  node: ScalarIr,
  names: ScalarNames,
  parameters: readonly Argument[] = ["v", "p", "f", "c"],
): Doc => {
  const reads = new Set<Argument>();
  const writing = { names, reads };
  const body = isOperator(node) ? [mark(node.span), group(operands(writing, node))] : write(writing, node);
  const last = parameters.findLastIndex((name) => reads.has(name));
  const list = parameters
    .slice(0, last + 1)
    .map((name, index) => (reads.has(name) ? name : "_".repeat(index + 1)));
  return arrow(list, body);
};
