import { CANCELLED } from "../execution/order-state.ts";
import { LIMIT, MARKET, type Protection, STOP, type WorkingOrder } from "../execution/working-order.ts";
import { blankUnit, type Unit } from "../inventory/unit.ts";
import { approve, type IntentTerms, reducing } from "../risk/intent.ts";
import { askCancel } from "./external/cancels.ts";
import { orderDoubles } from "./logs.ts";
import { amendQuantity, moveOrder, recordOrder, STOP_LEG, TARGET_LEG, TRAIL_LEG } from "./record.ts";
import type { RunState } from "./run-state.ts";

/** Whether a unit has a level that protects it. */
export const isGuarded = (unit: Unit): boolean =>
  !(Number.isNaN(unit.stop) && Number.isNaN(unit.target) && Number.isNaN(unit.trailDistance));

/** The unit that a leg protects; undefined where it is gone. */
export const unitOfLeg = ({ lots }: RunState, order: number): Unit | undefined => {
  for (const unit of lots) {
    if (unit.stopOrder === order || unit.targetOrder === order || unit.trailOrder === order) return unit;
  }
  return undefined;
};

const legTerms: IntentTerms = {
  rule: 0,
  role: 0,
  type: 0,
  sell: false,
  action: 0,
  units: 0,
  limitPrice: 0,
  stopPrice: 0,
};

/** Opens the order of a protective leg; returns its number. */
const leg = (
  run: RunState,
  source: WorkingOrder,
  role: number,
  type: number,
  level: number,
  units: number,
): number => {
  legTerms.rule = source.rule;
  legTerms.role = role;
  legTerms.type = type;
  legTerms.sell = !source.sell;
  legTerms.units = units;
  legTerms.stopPrice = type === STOP ? level : 0;
  legTerms.limitPrice = type === STOP ? 0 : level;
  const intent = run.orders.integer(source.number, 0);
  return recordOrder(run, intent, approve(legTerms, reducing(units, units)), run.currentBar);
};

/** The unit that an order's first fill opens, with its levels; its legs follow. */
export const openUnit = (
  run: RunState,
  order: WorkingOrder,
  units: number,
  price: number,
  atOpen: boolean,
): Unit => {
  const { policy } = run.setup;
  const { protection } = order;
  const sameBar = policy.entryBar !== "never" && policy.marketAt === "open";
  const unit = run.spareUnits.pop() ?? blankUnit();
  unit.units = units;
  unit.price = price;
  unit.rule = order.rule;
  unit.order = order.number;
  unit.entryMoment = run.moment;
  const covered = policy.entryBar === "certain" || (order.type === MARKET && atOpen);
  unit.protectedFrom = sameBar && covered ? run.moment : run.nextMoment;
  unit.stop = Number.NaN;
  unit.target = Number.NaN;
  unit.trailDistance = protection?.trailDistance ?? Number.NaN;
  unit.trailAfter = protection?.trailAfter ?? 0;
  unit.trail = Number.NaN;
  unit.isTriggered = false;
  unit.isStopMoved = false;
  unit.queuePrice = Number.NaN;
  unit.stopOrder = -1;
  unit.targetOrder = -1;
  unit.trailOrder = -1;
  if (protection !== undefined) setLevels(run, order, unit, protection);
  return unit;
};

const levelFrom = (distance: number, at: number, price: number, sign: number): number =>
  Number.isNaN(distance) ? at : price + sign * distance;

/** Levels at a distance count from the average price of what the entry has filled. */
const setLevels = (run: RunState, order: WorkingOrder, unit: Unit, protection: Protection): void => {
  const { precision } = run.setup;
  const sign = order.sell ? -1 : 1;
  const [loss, gain] = order.sell ? (["up", "down"] as const) : (["down", "up"] as const);
  const { price } = unit;
  if (!unit.isStopMoved) {
    const stop = levelFrom(protection.stopDistance, protection.stopPrice, price, -sign);
    unit.stop = Number.isNaN(stop) ? stop : precision.roundPrice(stop, loss);
  }
  const target = levelFrom(protection.targetDistance, protection.targetPrice, price, sign);
  unit.target = Number.isNaN(target) ? target : precision.roundPrice(target, gain);
  if (Number.isNaN(unit.trailDistance) || unit.trailAfter > 0 || !Number.isNaN(unit.trail)) return;
  unit.trail = precision.roundPrice(price - sign * unit.trailDistance, loss);
};

/** Opens the protective legs of a new unit. */
export const openLegs = (run: RunState, order: WorkingOrder, unit: Unit): void => {
  const { units } = unit;
  if (!Number.isNaN(unit.stop)) unit.stopOrder = leg(run, order, STOP_LEG, STOP, unit.stop, units);
  if (!Number.isNaN(unit.target)) unit.targetOrder = leg(run, order, TARGET_LEG, LIMIT, unit.target, units);
  if (!Number.isNaN(unit.trailDistance)) {
    const level = Number.isNaN(unit.trail) ? 0 : unit.trail;
    unit.trailOrder = leg(run, order, TRAIL_LEG, STOP, level, units);
  }
};

/** A further fill of the order that opened a unit: its legs protect that much more. */
export const growUnit = (
  run: RunState,
  order: WorkingOrder,
  unit: Unit,
  units: number,
  price: number,
): void => {
  unit.price = (unit.price * unit.units + price * units) / (unit.units + units);
  unit.units += units;
  if (order.protection === undefined) return;
  setLevels(run, order, unit, order.protection);
  amendLegs(run, unit, units, -1);
  setLegPrice(run, unit.stopOrder, orderDoubles.stopPrice, unit.stop);
  setLegPrice(run, unit.targetOrder, orderDoubles.limitPrice, unit.target);
};

const setLegPrice = (run: RunState, order: number, field: number, level: number): void => {
  if (order >= 0) run.orders.setDouble(order, field, level);
};

/** Takes units off a unit: its legs, but for the one that fills, get as much smaller. */
export const shrinkUnit = (run: RunState, unit: Unit, units: number, filled: number): void => {
  unit.units -= units;
  amendLegs(run, unit, -units, filled);
};

const amendLegs = (
  run: RunState,
  { stopOrder, targetOrder, trailOrder }: Unit,
  units: number,
  filled: number,
): void => {
  if (stopOrder >= 0 && stopOrder !== filled) amendQuantity(run, stopOrder, units);
  if (targetOrder >= 0 && targetOrder !== filled) amendQuantity(run, targetOrder, units);
  if (trailOrder >= 0 && trailOrder !== filled) amendQuantity(run, trailOrder, units);
};

const cancelLeg = (run: RunState, order: number, reason: number): void => {
  if (order < 0) return;
  if (run.external === undefined) moveOrder(run, order, CANCELLED, reason, run.currentBar);
  else askCancel(run, order, reason);
};

/** Cancels the protective legs of a unit, except the one that filled. */
export const cancelLegs = (run: RunState, unit: Unit, filled: number, reason: number): void => {
  if (unit.stopOrder !== filled) cancelLeg(run, unit.stopOrder, reason);
  if (unit.targetOrder !== filled) cancelLeg(run, unit.targetOrder, reason);
  if (unit.trailOrder !== filled) cancelLeg(run, unit.trailOrder, reason);
  unit.stopOrder = -1;
  unit.targetOrder = -1;
  unit.trailOrder = -1;
};

/** `stop .. for all`: every open unit takes the newest unit's stop; one that had none gets a leg for it. */
export const moveStops = (run: RunState, order: WorkingOrder, newest: Unit): void => {
  if (Number.isNaN(newest.stop)) return;
  for (const unit of run.lots) {
    if (unit === newest) continue;
    unit.stop = newest.stop;
    unit.isStopMoved = true;
    if (unit.stopOrder < 0) unit.stopOrder = leg(run, order, STOP_LEG, STOP, unit.stop, unit.units);
  }
};

/** Moves the trailing stops of the open units with a moment that has ended. */
export const ratchet = (run: RunState): void => {
  const { policy, precision } = run.setup;
  const { candle } = run;
  const long = run.units > 0;
  for (const unit of run.lots) {
    if (Number.isNaN(unit.trailDistance)) continue;
    const wasInside = unit.entryMoment === run.moment && run.wholeFrom > run.moment;
    const extreme = long ? candle.high : candle.low;
    const best = policy.trail === "close" || wasInside ? candle.close : extreme;
    const gain = long ? best - unit.price : unit.price - best;
    if (Number.isNaN(unit.trail) && gain < unit.trailAfter) continue;
    const level = precision.roundPrice(
      long ? best - unit.trailDistance : best + unit.trailDistance,
      long ? "down" : "up",
    );
    if (Number.isNaN(unit.trail) || (long ? level > unit.trail : level < unit.trail)) unit.trail = level;
  }
};
