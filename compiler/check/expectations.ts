import type {
  AddRule,
  Clause,
  EnterRule,
  ExitRule,
  Expectation,
  Expression,
  Place,
  RuleAction,
  Side,
  Span,
} from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { isError } from "./build-typed.ts";
import type { CheckedPlacement, CheckedSize, CheckedSpan, CheckedStrategy } from "./checked.ts";
import { collectClauses } from "./clauses.ts";
import { type Env, quantityType, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { reportMisfit } from "./misfits.ts";
import { asOperand, checkCondition } from "./operators.ts";
import { checkPlacement, checkPrice } from "./placements.ts";
import { checkSize } from "./sizes.ts";
import { checkSpan } from "./spans.ts";
import { type TestedMarket, testedMarket, unitSlot } from "./tested-markets.ts";
import type { Typed } from "./typed.ts";
import { fitUnits } from "./unify.ts";

/** An expectation with its values checked in the strategy that it is about. */
export interface CheckedExpectation {
  readonly node: Expectation;
  readonly text: string;
  /** The market that it is about; undefined: any. */
  readonly slot: string | undefined;
  readonly side: Side | undefined;
  readonly quantity: Typed | undefined;
  readonly price: Typed | undefined;
  readonly condition: Typed | undefined;
  readonly terms: readonly CheckedTerm[];
}

/** One thing that an expected intent says about its order. */
export type CheckedTerm = { readonly text: string; readonly span: Span } & (
  | { readonly kind: "size"; readonly size: CheckedSize }
  | {
      readonly kind: "order";
      readonly type: "market" | "limit" | "stop" | "stop_limit";
      readonly stop: Typed | undefined;
      readonly limit: Typed | undefined;
    }
  | { readonly kind: "stop" | "target"; readonly placement: CheckedPlacement }
  | { readonly kind: "trail"; readonly distance: Typed; readonly after: Typed | undefined }
  | { readonly kind: "capture"; readonly name: string; readonly value: Typed }
  | { readonly kind: "expire"; readonly after: CheckedSpan }
  | { readonly kind: "via"; readonly route: string }
  | {
      readonly kind: "property";
      readonly name: "timeInForce" | "postOnly" | "onOpposite";
      readonly is: string;
    }
);

const none = {
  slot: undefined,
  side: undefined,
  quantity: undefined,
  price: undefined,
  condition: undefined,
  terms: [],
} as const;

/** Checks what a scenario expects at a bar. `count`: candles, where that is known. */
export function checkExpectation(
  outer: Env,
  strategy: CheckedStrategy,
  node: Expectation,
  count: number | undefined,
): CheckedExpectation {
  const text = textAt(outer, node.span).replace(/^expect /, "");
  for (const place of placesOf(node)) {
    checkPlace(outer, place, count);
  }
  const named = "market" in node ? node.market : undefined;
  const market = named === undefined ? undefined : testedMarket(outer, strategy, named);
  const env: Env = { ...outer, slot: market?.slot ?? strategy.slots[0], position: "unknown" };
  const base = { ...none, node, text, slot: market?.name };
  switch (node.kind) {
    case "expectIntent": {
      reportNoRule(env, strategy, node, node.action, node.side);
      return { ...base, side: node.side, terms: checkTerms(env, market, node) };
    }
    case "expectRefusal":
    case "expectBlock":
      reportNoRule(env, strategy, node, node.kind === "expectBlock" ? "exit" : node.action, node.side);
      return { ...base, side: node.side };
    case "expectFill":
      return {
        ...base,
        quantity: checkQuantity(inUnitsOfAny(env, strategy, node.quantity), node.quantity, "`fill`"),
        price: node.price === undefined ? undefined : checkPrice(env, node.price, "`fill .. at`"),
      };
    case "expectPosition":
      return {
        ...base,
        slot: base.slot ?? strategy.slots[0]?.name,
        side: node.side,
        quantity:
          node.quantity === undefined
            ? undefined
            : checkQuantity(inUnits(env, market, node.quantity), node.quantity, "`position`"),
      };
    case "expectCondition":
      return { ...base, condition: checkCondition(env, node.condition, "`expect`") };
    case "expectNothing":
      checkOrder(env, node.first, node.last);
      return base;
    case "expectNone":
      return base;
    default:
      return assertNever(node);
  }
}

function placesOf(node: Expectation): readonly Place[] {
  if (node.kind === "expectNone") {
    return [];
  }
  if (node.kind === "expectNothing") {
    return node.last === undefined ? [node.first] : [node.first, node.last];
  }
  return [node.place];
}

function checkPlace(env: Env, place: Place, count: number | undefined): void {
  if (place.kind !== "atBar") {
    return;
  }
  if (!Number.isSafeInteger(place.bar)) {
    env.report("not-whole-bars", place.span, { place: "`bar`", found: place.text, instead: undefined });
  } else if (count !== undefined && place.bar >= count) {
    env.report("bar-beyond-candles", place.span, { bar: place.text, count });
  }
}

function checkOrder(env: Env, first: Place, last: Place | undefined): void {
  const isReversed =
    last !== undefined &&
    ((first.kind === "atBar" && last.kind === "atBar" && first.bar > last.bar) ||
      (first.kind === "atTime" && last.kind === "atTime" && first.time.time > last.time.time) ||
      (first.kind === "atEnd" && last.kind !== "atEnd"));
  if (isReversed && last !== undefined) {
    env.report("places-reversed", { ...first.span, end: last.span.end }, {});
  }
}

/** The environment in the units of a member, where the amount is written in them. */
function inUnits(env: Env, market: TestedMarket | undefined, node: { readonly span: Span }): Env {
  return market === undefined ? env : { ...env, slot: unitSlot(market, writesUnit(env, node)) };
}

/** A fill says which member of a universe it is in by its unit alone. */
function inUnitsOfAny(env: Env, { universe, slots }: CheckedStrategy, node: Expression): Env {
  const [slot] = slots;
  const writes = writesUnit(env, node);
  const member = universe?.members.find(({ base }) => base !== "" && writes(base));
  return slot === undefined || member === undefined
    ? env
    : { ...env, slot: unitSlot({ slot, name: slot.name, member }, writes) };
}

/** Whether an amount names an asset. */
export function writesUnit(env: Env, node: { readonly span: Span }): (asset: string) => boolean {
  const words = textAt(env, node.span).split(/[^A-Za-z0-9]+/);
  return (asset) => words.includes(asset);
}

/** An expectation that no rule of the strategy could meet is a slip of the pen. */
function reportNoRule(
  env: Env,
  strategy: CheckedStrategy,
  node: Expectation,
  action: RuleAction,
  side: Side | undefined,
): void {
  // Legs of a combo and trades of a holding go either way.
  if (strategy.statements.some(({ kind }) => kind === "combo" || kind === "hold")) {
    return;
  }
  const rules = strategy.statements.flatMap((item) => (item.kind === "rule" ? [item] : []));
  const closes = action === "exit";
  const isPossible = rules.some(({ rule }) => {
    if (rule.kind === action) {
      return side === undefined || rule.side === undefined || rule.side === side;
    }
    // An opposite entry may close the position.
    return closes && rule.kind === "enter" && (side === undefined || rule.side !== side);
  });
  if (!isPossible) {
    const known = [
      ...new Set(
        rules.map(({ rule }) => (rule.side === undefined ? rule.kind : `${rule.kind} ${rule.side}`)),
      ),
    ];
    const rule = side === undefined ? action : `${action} ${side}`;
    env.report("no-such-rule", node.span, { owner: strategy.declaration.name.text, rule, known });
  }
}

/** A quantity of the market in force. */
export function checkQuantity(env: Env, node: Expression, place: string): Typed {
  const value = checkExpression(env, node);
  const wanted = quantityType(env.slot);
  if (isError(value) || wanted.kind === "error") {
    return value;
  }
  const found = fitUnits({ type: wanted, literal: undefined }, asOperand(value));
  if (found.kind === "fits" && value.type.kind === "quantity") {
    return value;
  }
  if (found.kind === "bareNumber") {
    const reference: Typed = { ...value, type: wanted, span: { ...node.span, end: node.span.start } };
    reportMisfit(env, "use", node.span, reference, value, found);
  } else {
    env.report("wrong-type", node.span, {
      place,
      wanted: describeType(wanted),
      found: describeType(value.type),
      instead: undefined,
    });
  }
  return value;
}

type Rule = EnterRule | AddRule | ExitRule;

/** The clauses of an expected intent, checked as those of a rule of its kind. */
function checkTerms(
  outer: Env,
  market: TestedMarket | undefined,
  node: Extract<Expectation, { readonly kind: "expectIntent" }>,
): readonly CheckedTerm[] {
  const { action } = node;
  const side = node.side ?? "long";
  const env: Env = { ...outer, position: action === "enter" ? "none" : "open" };
  collectClauses(env, asRule(node, action, side));
  return node.clauses.flatMap((clause) => {
    const term = checkTerm(inUnits(env, market, clause), clause, side, action);
    const head = { text: textAt(env, clause.span), span: clause.span };
    return term === undefined ? [] : [{ ...head, ...term }];
  });
}

function asRule(
  node: Extract<Expectation, { readonly kind: "expectIntent" }>,
  action: RuleAction,
  side: Side,
): Rule {
  const { id, span, clauses } = node;
  const base = { id, span, clauses, doc: undefined, side, market: undefined, condition: undefined };
  switch (action) {
    case "enter":
      return { kind: "enter", ...base };
    case "add":
      return { kind: "add", ...base, units: { kind: "error", id, span } };
    case "exit":
      return { kind: "exit", ...base, after: undefined, part: undefined, ifUnknown: undefined };
    default:
      return assertNever(action);
  }
}

type TermParts<T> = T extends unknown ? Omit<T, "text" | "span"> : never;

function checkTerm(
  env: Env,
  clause: Clause,
  side: Side,
  action: RuleAction,
): TermParts<CheckedTerm> | undefined {
  switch (clause.kind) {
    case "size": {
      const size = checkSize(env, clause, action === "add");
      return size === undefined ? undefined : { kind: "size", size };
    }
    case "order":
      return {
        kind: "order",
        type: clause.type,
        stop: clause.stop === undefined ? undefined : checkPrice(env, clause.stop, "`stop at`"),
        limit: clause.limit === undefined ? undefined : checkPrice(env, clause.limit, "`limit at`"),
      };
    case "stop":
    case "target":
      return { kind: clause.kind, placement: checkPlacement(env, clause.kind, clause.placement, side) };
    case "trail":
      return {
        kind: "trail",
        distance: checkPrice(env, clause.distance, "the distance of a `trail`", true),
        after:
          clause.after === undefined ? undefined : checkPrice(env, clause.after, "`trail .. after`", true),
      };
    case "capture":
      return { kind: "capture", name: clause.name.text, value: checkExpression(env, clause.value) };
    case "expire":
      return { kind: "expire", after: checkSpan(env, clause.after, "`expire after`") };
    case "via":
      return { kind: "via", route: clause.route.text };
    case "timeInForce":
      return clause.value === "post_only"
        ? { kind: "property", name: "postOnly", is: "true" }
        : { kind: "property", name: "timeInForce", is: clause.value };
    case "opposite":
      return { kind: "property", name: "onOpposite", is: clause.action };
    case "unprotected":
      return undefined;
    default:
      return assertNever(clause);
  }
}
