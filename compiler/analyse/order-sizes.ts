import { assertNever } from "../diagnostics/index.ts";
import type { OrderIr, PlacementIr, ScalarIr } from "../ir/nodes.ts";
import { amountAt, type Situation } from "./amounts.ts";
import type { RuleParts } from "./rule-parts.ts";

/** What an order is worth before anything is open; what depends on the market is `undefined`. */
export interface OrderSize {
  /** In quote currency, at the reference price of the order. */
  readonly notional: number | undefined;
  /** In base units. */
  readonly quantity: number | undefined;
}

const unknownSize: OrderSize = { notional: undefined, quantity: undefined };

/** The size of the orders of a rule that opens or adds. `same` is that of the rule that opened. */
export function orderSize(rule: RuleParts, opening: RuleParts | undefined, situation: Situation): OrderSize {
  const { entry } = rule;
  if (entry === undefined) {
    return unknownSize;
  }
  const { size } = entry;
  switch (size.kind) {
    case "base":
      return { notional: undefined, quantity: amountAt(size.quantity, situation) };
    case "quote":
      return { notional: amountAt(size.value, situation), quantity: undefined };
    case "risking": {
      const risk = amountAt(size.value, situation);
      const distance = stopDistance(entry.order, entry.stop, situation);
      return risk === undefined || distance === undefined
        ? unknownSize
        : { notional: risk / distance, quantity: undefined };
    }
    case "same":
    case "same_base":
      return opening === undefined || opening === rule
        ? unknownSize
        : orderSize(opening, undefined, situation);
    default:
      return assertNever(size);
  }
}

/** Expressions that the size of a rule's orders depends on. */
export function sizeExpressions(rule: RuleParts): readonly ScalarIr[] {
  const { entry } = rule;
  if (entry === undefined) {
    return [];
  }
  const { size, stop, order } = entry;
  switch (size.kind) {
    case "base":
      return [size.quantity];
    case "quote":
      return [size.value];
    case "risking":
      return [size.value, ...pricesOf(order), ...(stop === undefined ? [] : [levelOf(stop)])];
    case "same":
    case "same_base":
      return [];
    default:
      return assertNever(size);
  }
}

function levelOf(stop: PlacementIr): ScalarIr {
  return stop.kind === "distance" ? stop.distance : stop.price;
}

function pricesOf(order: OrderIr): readonly ScalarIr[] {
  switch (order.kind) {
    case "market":
      return [];
    case "limit":
      return [order.limit];
    case "stop":
    case "stop_limit":
      return [order.stop];
    default:
      return assertNever(order);
  }
}

/** Any price will do to see whether a distance is a fixed share of it. */
const PRICE = 1024;

/** The way from the order to its stop as a share of the order's price, where it is the same share at every price. */
function stopDistance(
  order: OrderIr,
  stop: PlacementIr | undefined,
  situation: Situation,
): number | undefined {
  if (stop === undefined) {
    return undefined;
  }
  const at = (price: number): number | undefined => {
    const here = { ...situation, price };
    const [own] = pricesOf(order);
    const reference = own === undefined ? price : amountAt(own, here);
    const level = amountAt(levelOf(stop), here);
    if (reference === undefined || level === undefined || reference <= 0) {
      return undefined;
    }
    return Math.abs(stop.kind === "distance" ? level : reference - level) / reference;
  };
  const [once, twice] = [at(PRICE), at(2 * PRICE)];
  const isShare = once !== undefined && once > 0 && twice !== undefined && Math.abs(twice / once - 1) < 1e-9;
  return isShare ? once : undefined;
}
