import { CANCELLED, FILLED, PARTIALLY_FILLED, REJECTED } from "../execution/order-state.ts";
import { LIMIT, MARKET, STOP, type WorkingOrder } from "../execution/working-order.ts";
import { blankUnit, type Unit } from "../inventory/unit.ts";
import { approve, type IntentTerms, reducing } from "../risk/intent.ts";
import { reasonNumber } from "../risk/reasons.ts";
import {
  ENTRY,
  moveOrder,
  REVERSE,
  recordFill,
  recordOrder,
  STOP_LEG,
  TARGET_LEG,
  TRAIL_LEG,
} from "./record.ts";
import { NO_CAPTURES, type RunState } from "./run-state.ts";

const SIBLING = reasonNumber("sibling_filled");
const CLOSED = reasonNumber("position_closed");
const UNPAID = reasonNumber("insufficient_funds");

/** A price made worse by slippage, as the policy says. `kind` is the order type's number. */
export const slip = (
  run: RunState,
  price: number,
  sell: boolean,
  kind: number,
  opening: boolean,
  atOpen: boolean,
): number => {
  const { policy, route, bars, precision } = run.setup;
  const slippage = route.slippage;
  if (slippage === 0) return price;
  const worse = sell ? price * (1 - slippage) : price * (1 + slippage);
  const bar = run.currentBar;
  switch (policy.slippage) {
    case "openings":
      return opening ? worse : price;
    case "clipped":
      if (kind !== MARKET) return price;
      return sell ? Math.max(worse, bars.low[bar] as number) : Math.min(worse, bars.high[bar] as number);
    case "takers": {
      if (kind !== MARKET && kind !== STOP) return price;
      const rounded = policy.roundsToTick ? precision.roundPrice(worse, sell ? "down" : "up") : worse;
      if (kind === MARKET || atOpen) return rounded;
      return sell ? Math.max(rounded, bars.low[bar] as number) : Math.min(rounded, bars.high[bar] as number);
    }
  }
};

/** Books a fill of signed quantity units: ledger, log, cash. Position bookkeeping is the caller's. */
const book = (run: RunState, order: number, maker: boolean, units: number, price: number): void => {
  const { ledger } = run;
  const priceUnits = Math.round(price * ledger.priceFactor);
  ledger.fill(priceUnits, units, maker);
  recordFill(run, order, maker, units, priceUnits);
  run.units += units;
  run.quantity = run.units / ledger.quantityFactor;
  run.cash = ledger.cash();
};

const clearPosition = (run: RunState): void => {
  run.entryPrice = Number.NaN;
  run.lastFill = Number.NaN;
  run.best = Number.NaN;
  run.worst = Number.NaN;
  run.exitStep = run.nextStep;
  run.exitBar = run.currentBar;
  run.lastTradeProfit = run.cash - run.tradeCashStart;
  run.captures = NO_CAPTURES;
  if (run.member !== undefined) run.setup.guard.watches.closed(run.member, run.lastTradeProfit);
};

const cancelLeg = (run: RunState, order: number, reason: number): void => {
  if (order >= 0) moveOrder(run, order, CANCELLED, reason, run.currentBar);
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

/** Takes an order off the working list. */
export const removeWorking = (run: RunState, order: WorkingOrder): void => {
  const { working } = run;
  if (working.length === 1 && working[0] === order) working.pop();
  else working.splice(working.indexOf(order), 1);
  run.spareOrders.push(order);
};

/** Cancels working orders that a closed or changed position makes pointless. */
export const cancelWorking = (
  run: RunState,
  keep: (order: WorkingOrder) => boolean,
  reason: number,
): void => {
  if (run.working.length === 0) return;
  run.working = run.working.filter((order) => {
    if (keep(order)) return true;
    moveOrder(run, order.number, CANCELLED, reason, run.currentBar);
    run.spareOrders.push(order);
    return false;
  });
};

const isOpening = (order: WorkingOrder): boolean => order.role === ENTRY || order.role === REVERSE;

const isGuarded = (unit: Unit): boolean =>
  !(Number.isNaN(unit.stop) && Number.isNaN(unit.target) && Number.isNaN(unit.trailDistance));

/** After a reduction: what protects the rest; a closed position ends its orders. */
const settle = (run: RunState): void => {
  if (run.guarded) run.guarded = run.lots.some(isGuarded);
  if (run.units !== 0) return;
  cancelWorking(run, isOpening, CLOSED);
  clearPosition(run);
};

/** Reduces the position, oldest units first; closing it all ends its orders. */
export const reduce = (run: RunState, order: number, maker: boolean, size: number, price: number): void => {
  const long = run.units > 0;
  let left = size;
  while (left > 0) {
    const unit = run.lots[0];
    if (unit === undefined) break;
    const taken = Math.min(left, unit.units);
    unit.units -= taken;
    left -= taken;
    if (unit.units === 0) {
      cancelLegs(run, unit, order, SIBLING);
      run.lots.shift();
      run.spareUnits.push(unit);
    }
  }
  book(run, order, maker, long ? -size : size, price);
  settle(run);
};

/** Closes one unit through one of its protective legs. */
export const closeUnit = (run: RunState, unit: Unit, order: number, maker: boolean, price: number): void => {
  const long = run.units > 0;
  cancelLegs(run, unit, order, SIBLING);
  run.lots.splice(run.lots.indexOf(unit), 1);
  run.spareUnits.push(unit);
  moveOrder(run, order, FILLED, 0, run.currentBar);
  book(run, order, maker, long ? -unit.units : unit.units, price);
  settle(run);
};

const levelFrom = (distance: number, at: number, price: number, sign: number): number =>
  Number.isNaN(distance) ? at : price + sign * distance;

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

const leg = (
  run: RunState,
  source: WorkingOrder,
  role: number,
  type: number,
  level: number,
  units = source.units,
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

const openUnit = (
  run: RunState,
  order: WorkingOrder,
  units: number,
  price: number,
  atOpen: boolean,
): Unit => {
  const { policy, precision } = run.setup;
  const { protection } = order;
  const sign = order.sell ? -1 : 1;
  const bar = run.currentBar;
  const sameBar = policy.entryBar !== "never" && policy.marketAt === "open";
  const unit = run.spareUnits.pop() ?? blankUnit();
  unit.units = units;
  unit.price = price;
  unit.rule = order.rule;
  unit.entryBar = bar;
  const covered = policy.entryBar === "certain" || (order.type === MARKET && atOpen);
  unit.protectedFrom = sameBar && covered ? bar : bar + 1;
  unit.stop = Number.NaN;
  unit.target = Number.NaN;
  unit.trailDistance = protection?.trailDistance ?? Number.NaN;
  unit.trailAfter = protection?.trailAfter ?? 0;
  unit.trail = Number.NaN;
  unit.stopOrder = -1;
  unit.targetOrder = -1;
  unit.trailOrder = -1;
  if (protection === undefined) return unit;
  const protect = (level: number, up: "up" | "down"): number =>
    Number.isNaN(level) ? level : precision.roundPrice(level, up);
  unit.stop = protect(
    levelFrom(protection.stopDistance, protection.stopPrice, price, -sign),
    order.sell ? "up" : "down",
  );
  unit.target = protect(
    levelFrom(protection.targetDistance, protection.targetPrice, price, sign),
    order.sell ? "down" : "up",
  );
  if (!Number.isNaN(unit.trailDistance) && unit.trailAfter <= 0) {
    unit.trail = protect(price - sign * unit.trailDistance, order.sell ? "up" : "down");
  }
  return unit;
};

const openLegs = (run: RunState, order: WorkingOrder, unit: Unit): void => {
  if (!Number.isNaN(unit.stop)) unit.stopOrder = leg(run, order, STOP_LEG, STOP, unit.stop);
  if (!Number.isNaN(unit.target)) unit.targetOrder = leg(run, order, TARGET_LEG, LIMIT, unit.target);
  if (!Number.isNaN(unit.trailDistance)) {
    unit.trailOrder = leg(run, order, TRAIL_LEG, STOP, Number.isNaN(unit.trail) ? 0 : unit.trail);
  }
};

/** Whether the account can carry `size` more units at `price`, its fee included, beside what else it holds. */
export const canPay = (
  run: RunState,
  size: number,
  price: number,
  projected: number,
  beside = 0,
): boolean => {
  const { ledger } = run;
  const value = (size / ledger.quantityFactor) * price;
  const held = (projected / ledger.quantityFactor) * price;
  const equity = run.isAlone ? run.cash + run.quantity * price : equityAt(run, price);
  return held + beside + value <= (equity - value * ledger.feeRate(false)) * run.setup.route.leverage;
};

/** Units that the account can carry more at `price`, its fee included, in whole lots; 0 below the venue's minimum. */
const payableUnits = (run: RunState, price: number, projected: number, beside: number): number => {
  const { ledger, setup } = run;
  const { leverage } = setup.route;
  const held = (projected / ledger.quantityFactor) * price;
  const equity = run.isAlone ? run.cash + run.quantity * price : equityAt(run, price);
  const value = (equity * leverage - held - beside) / (1 + ledger.feeRate(false) * leverage);
  const units = setup.precision.wholeLots((value / price) * ledger.quantityFactor);
  const isTradable = units >= setup.precision.quantityMinUnits && value >= setup.precision.notionalMin;
  return isTradable ? units : 0;
};

/** Equity of an account with several markets where this one trades at `price`. */
const equityAt = (run: RunState, price: number): number => {
  const equity = run.setup.account.equityNow();
  return run.quantity === 0 ? equity : equity + run.quantity * (price - run.price);
};

/** Fills an entry, an add or a reversal at a price (before slippage). Returns the unit it opened. */
export const fillOpening = (
  run: RunState,
  order: WorkingOrder,
  raw: number,
  maker: boolean,
  atOpen: boolean,
): Unit | undefined => {
  removeWorking(run, order);
  const sign = order.sell ? -1 : 1;
  const against = run.units * sign < 0 ? Math.abs(run.units) : 0;
  const price = slip(run, raw, order.sell, order.type, true, atOpen);
  const held = against > 0 ? 0 : Math.abs(run.units);
  const beside = run.isAlone ? 0 : run.setup.account.heldBeside(run, false);
  const isPaid = canPay(run, order.units, price, held, beside);
  const opened = isPaid ? order.units : order.shrinks ? payableUnits(run, price, held, beside) : 0;
  if (opened === 0) {
    moveOrder(run, order.number, REJECTED, UNPAID, run.currentBar);
    run.unpaidFills++;
    return undefined;
  }
  if (isPaid) {
    moveOrder(run, order.number, FILLED, 0, run.currentBar);
  } else {
    moveOrder(run, order.number, PARTIALLY_FILLED, UNPAID, run.currentBar);
    moveOrder(run, order.number, CANCELLED, UNPAID, run.currentBar);
  }
  if (against > 0) closeForReversal(run, order, raw, maker, atOpen, against, price);
  const fresh = against > 0 || run.units === 0;
  const oneFill = reversesInOneFill(run, against);
  if (fresh) beginPosition(run, order, price, atOpen, !oneFill);
  const before = Math.abs(run.units);
  const unit = openUnit(run, order, opened, price, atOpen);
  const filled = oneFill ? opened + against : opened;
  book(run, order.number, maker, sign * filled, price);
  if (fresh) run.firstUnits = opened;
  run.entryPrice = fresh ? price : (run.entryPrice * before + price * opened) / (before + opened);
  run.lastFill = price;
  run.lots.push(unit);
  if (order.protection !== undefined) {
    openLegs(run, order, unit);
    run.guarded = run.lots.some(isGuarded);
  }
  if (order.protection?.forAll === true) moveStops(run, order, unit);
  cancelWorking(run, (other) => !(fresh || isOpening(other)), SIBLING);
  return unit;
};

const reversesInOneFill = (run: RunState, against: number): boolean =>
  against > 0 && run.setup.policy.slippage !== "openings";

/** Ends the old position of a reversal; its fill is part of the reversal's, or one of its own. */
const closeForReversal = (
  run: RunState,
  order: WorkingOrder,
  raw: number,
  maker: boolean,
  atOpen: boolean,
  against: number,
  price: number,
): void => {
  for (const unit of run.lots) {
    cancelLegs(run, unit, -1, SIBLING);
    run.spareUnits.push(unit);
  }
  run.lots = [];
  run.guarded = false;
  if (!reversesInOneFill(run, against)) {
    const closing = slip(run, raw, order.sell, order.type, false, atOpen);
    book(run, order.number, maker, order.sell ? -against : against, closing);
    clearPosition(run);
    return;
  }
  const { ledger } = run;
  const flatUnits = run.units;
  const proceeds = (flatUnits / ledger.quantityFactor) * price;
  const fee = Math.abs(proceeds) * ledger.feeRate(maker);
  const cash = run.cash;
  run.cash = cash + proceeds - fee;
  clearPosition(run);
  run.tradeCashStart = run.cash;
  run.cash = cash;
};

const beginPosition = (
  run: RunState,
  order: WorkingOrder,
  price: number,
  atOpen: boolean,
  fromFlat: boolean,
): void => {
  if (fromFlat) run.tradeCashStart = run.cash;
  run.entryStep = run.nextStep;
  run.entryBar = run.currentBar;
  if (run.setup.strategy.throttles !== undefined && isOpening(order)) run.entryBars.push(run.currentBar);
  run.best = price;
  run.worst = price;
  run.extremesFrom = atOpen ? run.currentBar : run.currentBar + 1;
  run.captures = order.captures ?? NO_CAPTURES;
};

/** `stop .. for all`: every open unit takes the newest unit's stop; one that had none gets a leg for it. */
const moveStops = (run: RunState, order: WorkingOrder, newest: Unit): void => {
  if (Number.isNaN(newest.stop)) return;
  for (const unit of run.lots) {
    if (unit === newest) continue;
    unit.stop = newest.stop;
    if (unit.stopOrder < 0) unit.stopOrder = leg(run, order, STOP_LEG, STOP, unit.stop, unit.units);
  }
};

/** Moves the trailing stops of the open units with a bar that has ended. */
export const ratchet = (run: RunState, bar: number): void => {
  const { bars, policy, precision } = run.setup;
  const long = run.units > 0;
  for (const unit of run.lots) {
    if (Number.isNaN(unit.trailDistance)) continue;
    const close = bars.close[bar] as number;
    const extreme = long ? (bars.high[bar] as number) : (bars.low[bar] as number);
    const best =
      policy.trail === "close" || (unit.entryBar === bar && run.extremesFrom > bar) ? close : extreme;
    const gain = long ? best - unit.price : unit.price - best;
    if (Number.isNaN(unit.trail) && gain < unit.trailAfter) continue;
    const level = precision.roundPrice(
      long ? best - unit.trailDistance : best + unit.trailDistance,
      long ? "down" : "up",
    );
    if (Number.isNaN(unit.trail) || (long ? level > unit.trail : level < unit.trail)) unit.trail = level;
  }
};
