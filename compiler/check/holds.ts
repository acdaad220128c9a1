import type { Expression, HoldItem, HoldStatement, Name } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { boundsOf } from "./bounds.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedHold, CheckedHolding } from "./checked.ts";
import { checkTrigger } from "./combos.ts";
import { type Env, type Slot, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkSchedule, scheduleCondition } from "./schedules.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";

/** Rounding of decimal weights: `33.3% + 66.7%` is everything. */
const WHOLE = 1 + 1e-9;

/**
 * Checks a holding: weights that add to no more than everything, markets that exist, and rankings over the universe
 * that the strategy trades. `universe`: its name, where there is one.
 */
export function checkHold(
  env: Env,
  node: HoldStatement,
  slots: readonly Slot[],
  universe: string | undefined,
): CheckedHold {
  const items = node.items.map((item) => checkItem(env, item, universe));
  checkTotal(env, node, items);
  const schedule = checkSchedule(env, node.schedule);
  const trigger = checkTrigger(env, node.condition, node.span, "the condition of `hold`");
  if (universe !== undefined) {
    // Weights and the condition are of the holding as a whole, not of one market of a universe.
    for (const value of [...items.map(({ weight }) => weight), trigger.condition]) {
      if (value !== undefined && readsMarket(value)) {
        env.report("hold-of-one-market", value.span, { universe });
      }
    }
  }
  return {
    kind: "hold",
    statement: node,
    items,
    schedule:
      schedule === undefined
        ? { text: "", condition: errorTyped(node.schedule.span) }
        : {
            text: schedule.text,
            // The markets of a strategy are on one timeline: the first of them tells the time.
            condition: scheduleCondition({ ...env, slot: slots[0] }, schedule),
          },
    trigger,
  };
}

/** Whether a value depends on a market, or on the position in one. */
function readsMarket({ node }: Typed): boolean {
  if (node.kind === "source") {
    return true;
  }
  if (node.kind === "fact") {
    return node.slot !== undefined;
  }
  const parts: readonly unknown[] = Object.values(node).flat();
  return parts.some((part) => isTyped(part) && readsMarket(part));
}

function isTyped(value: unknown): value is Typed {
  return typeof value === "object" && value !== null && "node" in value && "stage" in value;
}

function checkTotal(env: Env, node: HoldStatement, items: readonly CheckedHolding[]): void {
  let total = 0;
  for (const { weight } of items) {
    const bounds = weight.stage === "constant" && !isError(weight) ? boundsOf(env, weight) : undefined;
    total += bounds?.highest ?? 0;
  }
  if (total > WHOLE) {
    const [first] = node.items;
    const last = node.items.at(-1);
    const span =
      first === undefined || last === undefined ? node.span : { ...first.span, end: last.span.end };
    env.report("weights-over-total", span, { total: `${Math.round(total * 1e6) / 1e4}%` });
  }
}

function checkItem(env: Env, item: HoldItem, universe: string | undefined): CheckedHolding {
  const weight = checkWeight(env, item.weight);
  const base = { span: item.span, weight, isShort: item.isShort } as const;
  switch (item.kind) {
    case "holdCash":
      return { kind: "cash", ...base };
    case "holdMarket":
      if (universe !== undefined) {
        env.report("hold-market-in-universe", item.market.span, { name: item.market.text, universe });
      }
      return { kind: "market", ...base, slot: item.market.text };
    case "holdRanked": {
      const isKnown = isUniverse(env, item.universe, universe);
      return {
        kind: "ranked",
        ...base,
        order: item.order,
        count: checkCount(env, item.count),
        by: isKnown ? checkScore(env, item.by, "`by`") : errorTyped(item.by.span),
        byText: textAt(env, item.by.span),
        weightedBy: isKnown ? checkWeighting(env, item.weightedBy) : undefined,
      };
    }
    case "holdAll":
      return isUniverse(env, item.universe, universe)
        ? { kind: "all", ...base, weightedBy: checkWeighting(env, item.weightedBy) }
        : { kind: "all", ...base, weightedBy: undefined };
    default:
      return assertNever(item);
  }
}

function isUniverse(env: Env, { span, text: name }: Name, universe: string | undefined): boolean {
  if (universe !== name) {
    env.report("hold-without-universe", span, { name, traded: universe });
  }
  return universe === name;
}

/** A share: never negative; `short` says that it is sold. */
function checkWeight(env: Env, node: Expression): Typed {
  const weight = checkExpression(env, node);
  if (isError(weight)) {
    return weight;
  }
  const { type } = weight;
  if (type.kind !== "quantity" || !isDimensionless(type) || type.scale === "score" || type.scale === "bars") {
    env.report("wrong-type", weight.span, {
      place: "a weight",
      wanted: "a share such as `60%`",
      found: describeType(type),
      instead: undefined,
    });
    return errorTyped(node.span);
  }
  const bounds = weight.stage === "constant" ? boundsOf(env, weight) : undefined;
  if (bounds !== undefined && (bounds.lowest < 0 || bounds.highest > 1)) {
    const found = textAt(env, weight.span);
    env.report("value-out-of-bounds", weight.span, { place: "a weight", bounds: "from 0% to 100%", found });
    return errorTyped(node.span);
  }
  return weight;
}

function checkCount(env: Env, node: Expression): Typed {
  const count = checkExpression(env, node);
  if (isError(count)) {
    return count;
  }
  const { type } = count;
  if (type.kind !== "quantity" || !isDimensionless(type) || type.scale === "ratio") {
    env.report("wrong-type", count.span, {
      place: "the number of markets",
      wanted: "a whole number",
      found: describeType(type),
      instead: undefined,
    });
    return errorTyped(node.span);
  }
  if (count.stage !== "constant") {
    env.report("not-a-constant", count.span, { place: "the number of markets" });
    return errorTyped(node.span);
  }
  const bounds = boundsOf(env, count);
  if (bounds !== undefined && (bounds.lowest < 1 || !Number.isInteger(bounds.lowest))) {
    const found = textAt(env, count.span);
    env.report("value-out-of-bounds", count.span, {
      place: "the number of markets",
      bounds: "a whole number, 1 or more",
      found,
    });
  }
  return count;
}

function checkWeighting(env: Env, node: Expression | undefined): Typed | undefined {
  return node === undefined ? undefined : checkScore(env, node, "`weighted by`");
}

/** A number of each market that is comparable between markets. */
export function checkScore(env: Env, node: Expression, place: string): Typed {
  const score = checkExpression(env, node);
  if (!isError(score) && score.type.kind !== "quantity") {
    env.report("wrong-type", score.span, {
      place,
      wanted: "a number for each market",
      found: describeType(score.type),
      instead: undefined,
    });
    return errorTyped(node.span);
  }
  const base = env.slot?.base;
  if (score.type.kind === "quantity" && score.type.dimension.some(([asset]) => asset === base)) {
    env.report("wrong-type", score.span, {
      place,
      wanted: "a number that can be compared between markets",
      found: describeType(score.type),
      instead: `divide it by the price: \`(${textAt(env, score.span)}) / close\`.`,
    });
    return errorTyped(node.span);
  }
  if (score.stage !== "series" && score.stage !== "constant") {
    env.report("fact-in-series", score.span, { name: textAt(env, score.span), place });
    return errorTyped(node.span);
  }
  return score;
}
