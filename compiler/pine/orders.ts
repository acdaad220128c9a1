import { assertNever } from "../diagnostics/index.ts";
import { constantText } from "./constant.ts";
import { type Action, argumentOf, behind, type Origin, type Resolved } from "./resolved.ts";

/** The direction of an entry. */
export type Side = "long" | "short";

/** `strategy.entry`. */
export interface EntryOrder extends Origin {
  readonly id: string;
  readonly side: Side;
  readonly guards: readonly Resolved[];
  readonly quantity: Resolved | undefined;
  readonly limit: Resolved | undefined;
  readonly stop: Resolved | undefined;
  readonly comments: readonly string[];
}

/** `strategy.exit`: prices, or distances in ticks. */
export interface ExitOrder extends Origin {
  readonly from: string | undefined;
  readonly guards: readonly Resolved[];
  readonly limit: Resolved | undefined;
  readonly stop: Resolved | undefined;
  readonly profit: Resolved | undefined;
  readonly loss: Resolved | undefined;
  readonly trailPrice: Resolved | undefined;
  readonly trailPoints: Resolved | undefined;
  readonly trailOffset: Resolved | undefined;
  readonly quantity: Resolved | undefined;
  readonly percent: Resolved | undefined;
}

/** `strategy.close` of an entry, `strategy.close_all`. */
export interface CloseOrder extends Origin {
  /** `undefined`: all. */
  readonly id: string | undefined;
  readonly guards: readonly Resolved[];
  readonly percent: Resolved | undefined;
  readonly quantity: Resolved | undefined;
  readonly isImmediate: boolean;
}

interface CancelOrder extends Origin {
  readonly id: string | undefined;
  readonly guards: readonly Resolved[];
}

/** What a script sends, by kind, in its order. */
export interface Orders {
  readonly entries: readonly EntryOrder[];
  readonly exits: readonly ExitOrder[];
  readonly closes: readonly CloseOrder[];
  readonly cancels: readonly CancelOrder[];
  /** `strategy.risk.*`. */
  readonly limits: readonly Action[];
  readonly plots: readonly Action[];
  /** Drawings and alerts. */
  readonly drawings: readonly Action[];
  /** Calls that send orders and have no counterpart, each with the reason. */
  readonly refused: readonly (Origin & { readonly why: string; readonly advice: string })[];
}

/** Sorts the calls of a script. */
export function ordersOf(actions: readonly Action[]): Orders {
  const refused: { line: number; text: string; why: string; advice: string }[] = [];
  const pick = <Order>(pattern: RegExp, build: (action: Action) => Order | undefined): Order[] =>
    actions.filter((action) => pattern.test(action.callee)).flatMap((action) => build(action) ?? []);
  const refuse = (action: Action, why: string, advice: string): undefined => {
    refused.push({ line: action.line, text: action.text, why, advice });
    return undefined;
  };
  const entries = pick(/^strategy\.entry$/, (action) => {
    const side = sideOf(argumentOf(action.args, "direction", 1) ?? argumentOf(action.args, "long"));
    return side === undefined
      ? refuse(action, "its direction is decided at run time", "write two entries, each under its condition")
      : entryOf(action, side);
  });
  for (const action of actions.filter(({ callee }) => callee === "strategy.order")) {
    refuse(
      action,
      "`strategy.order` adds to and takes from a position without regard to its side",
      "use `strategy.entry` and `strategy.close`, which have counterparts",
    );
  }
  return {
    entries,
    exits: pick(/^strategy\.exit$/, exitOf),
    closes: pick(/^strategy\.close(?:_all)?$/, closeOf),
    cancels: pick(/^strategy\.cancel(?:_all)?$/, (action) => ({
      ...placeOf(action),
      id: action.callee === "strategy.cancel" ? constantText(argumentOf(action.args, "id", 0)) : undefined,
      guards: guardsOf(action),
    })),
    limits: actions.filter(({ callee }) => callee.startsWith("strategy.risk.")),
    plots: actions.filter(({ callee }) => callee === "plot"),
    drawings: actions.filter(({ callee }) => callee !== "plot" && !callee.startsWith("strategy.")),
    refused,
  };
}

function placeOf({ line, text }: Action): Origin {
  return { line, text };
}

function sideOf(direction: Resolved | undefined): Side | undefined {
  const value = direction === undefined ? undefined : behind(direction);
  if (value?.kind === "builtin") {
    return value.name === "strategy.long" ? "long" : value.name === "strategy.short" ? "short" : undefined;
  }
  return value?.kind === "truth" ? (value.value ? "long" : "short") : undefined;
}

/** The conditions of a call, with its `when`. */
function guardsOf(action: Action): readonly Resolved[] {
  const when = argumentOf(action.args, "when");
  return [...action.guards, ...(when === undefined ? [] : [when])].flatMap(conjuncts);
}

/** The parts of `a and b`. */
export function conjuncts(node: Resolved): readonly Resolved[] {
  if (node.kind === "binary" && node.operator === "and") {
    return [...conjuncts(node.left), ...conjuncts(node.right)];
  }
  return node.kind === "truth" && node.value ? [] : [node];
}

/** An argument that is not `na`. */
function given(action: Action, name: string, place?: number): Resolved | undefined {
  const value = argumentOf(action.args, name, place);
  return value?.kind === "na" ? undefined : value;
}

function entryOf(action: Action, side: Side): EntryOrder {
  return {
    ...placeOf(action),
    id: constantText(argumentOf(action.args, "id", 0)) ?? "",
    side,
    guards: guardsOf(action),
    quantity: given(action, "qty", 2),
    limit: given(action, "limit", 3),
    stop: given(action, "stop", 4),
    comments: action.comments,
  };
}

function exitOf(action: Action): ExitOrder {
  const from = constantText(argumentOf(action.args, "from_entry", 1));
  return {
    ...placeOf(action),
    from: from === "" ? undefined : from,
    guards: guardsOf(action),
    quantity: given(action, "qty", 2),
    percent: given(action, "qty_percent", 3),
    profit: given(action, "profit", 4),
    limit: given(action, "limit", 5),
    loss: given(action, "loss", 6),
    stop: given(action, "stop", 7),
    trailPrice: given(action, "trail_price", 8),
    trailPoints: given(action, "trail_points", 9),
    trailOffset: given(action, "trail_offset", 10),
  };
}

function closeOf(action: Action): CloseOrder {
  const immediate = argumentOf(action.args, "immediately");
  return {
    ...placeOf(action),
    id:
      action.callee === "strategy.close" ? (constantText(argumentOf(action.args, "id", 0)) ?? "") : undefined,
    guards: guardsOf(action),
    quantity: given(action, "qty", action.callee === "strategy.close" ? 2 : undefined),
    percent: given(action, "qty_percent", action.callee === "strategy.close" ? 3 : undefined),
    isImmediate: immediate?.kind === "truth" && immediate.value,
  };
}

// -------------------------------------------------- conditions on the position

/** What a condition says of the position, where it says nothing else. */
export type PositionTest = "flat" | "open" | "long" | "short" | "notLong" | "notShort";

const opposite: Readonly<Record<PositionTest, PositionTest>> = {
  flat: "open",
  open: "flat",
  long: "notLong",
  notLong: "long",
  short: "notShort",
  notShort: "short",
};

const mirrored: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

const bySize: Readonly<Record<string, PositionTest>> = {
  "==": "flat",
  "!=": "open",
  ">": "long",
  "<": "short",
  "<=": "notLong",
  ">=": "notShort",
};

/** Reads `strategy.position_size > 0`, `not inPosition`, `strategy.opentrades == 0`. */
export function positionTest(node: Resolved): PositionTest | undefined {
  const value = behind(node);
  if (value.kind === "unary" && value.operator === "not") {
    const inner = positionTest(value.operand);
    return inner === undefined ? undefined : opposite[inner];
  }
  if (value.kind !== "binary") {
    return undefined;
  }
  const flipped = isZero(value.left);
  const subject = flipped ? value.right : value.left;
  const operator = flipped ? (mirrored[value.operator] ?? value.operator) : value.operator;
  if (subject.kind !== "builtin" || !isZero(flipped ? value.left : value.right)) {
    return undefined;
  }
  if (subject.name === "strategy.position_size") {
    return bySize[operator];
  }
  return subject.name !== "strategy.opentrades"
    ? undefined
    : operator === "==" || operator === "<="
      ? "flat"
      : operator === ">" || operator === "!="
        ? "open"
        : undefined;
}

function isZero(node: Resolved): boolean {
  return node.kind === "number" && Number(node.text) === 0;
}

/** A text that is the same for the same expressions. */
export function keyOf(node: Resolved): string {
  switch (node.kind) {
    case "ref":
      return `#${node.definition.id}`;
    case "builtin":
      return node.name;
    case "number":
      return String(Number(node.text));
    case "truth":
      return String(node.value);
    case "text":
      return JSON.stringify(node.value);
    case "na":
    case "color":
      return node.kind;
    case "part":
      return `${keyOf(node.of)}.${node.index}`;
    case "call":
      return `${node.callee}(${node.args.map(({ name, value }) => `${name ?? ""}=${keyOf(value)}`).join(",")})`;
    case "own":
      return `${node.fn.name}(${node.args.map(keyOf).join(",")})`;
    case "past":
      return `${keyOf(node.object)}[${keyOf(node.offset)}]`;
    case "unary":
      return `${node.operator}(${keyOf(node.operand)})`;
    case "binary":
      return `(${keyOf(node.left)}${node.operator}${keyOf(node.right)})`;
    case "choice":
      return `(${keyOf(node.condition)}?${keyOf(node.consequent)}:${keyOf(node.alternative)})`;
    case "tuple":
      return `[${node.items.map(keyOf).join(",")}]`;
    case "refused":
      return `?${node.why}`;
    default:
      return assertNever(node);
  }
}

/** The conditions that are in the first list and not in the second. */
export function without(guards: readonly Resolved[], others: readonly Resolved[]): readonly Resolved[] {
  const keys = new Set(others.map(keyOf));
  return guards.filter((guard) => !keys.has(keyOf(guard)));
}
