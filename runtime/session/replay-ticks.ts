import { joinQueue, type QueuePlace, seeQueue, tradeQueue } from "../execution/queue.ts";
import type { Tape } from "../execution/tape.ts";
import { LIMIT, MARKET, STOP, STOP_LIMIT, type WorkingOrder } from "../execution/working-order.ts";
import { stopLevel, type Unit } from "../inventory/unit.ts";
import { BUY, SELL } from "../market/index.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { unitsAgainst } from "./apply-fill.ts";
import { fillStopLeg, fillTargetLeg, fillWorking } from "./fill-order.ts";
import { liquidate, passedLiquidation } from "./liquidate.ts";
import type { RunState } from "./run-state.ts";
import { ratchet } from "./units.ts";
import { cancelWorking, landCancels, opens } from "./working-orders.ts";

const NOT_AT_ONCE = reasonNumber("not_immediately_fillable");

/**
 * Matches the orders of a run with every trade and quote since the close of the bar before, in the order of time, each
 * order from its arrival at the venue on. False where there are none: the bar is then matched as a whole.
 */
export const replayTicks = (run: RunState, tape: Tape, bar: number): boolean => {
  const { time, interval } = run.setup.bars;
  const start = time[bar] as number;
  const end = start + interval;
  tape.seek(bar === 0 ? start : Math.min(start, (time[bar - 1] as number) + interval));
  const count = tape.countBefore(end);
  // A quote stands until the next one: where there is one, nothing has happened in the bar.
  if (count === 0 && !(tape.isQuoted && tape.nextQuote < Number.POSITIVE_INFINITY)) {
    tape.leave();
    return false;
  }
  run.replaying = true;
  const isDone = replay(run, tape, bar, end, count);
  run.replaying = false;
  run.volumeLeft = Number.POSITIVE_INFINITY;
  if (isDone) tape.readTo(end);
  else tape.leave();
  return true;
};

/** Whether anything of a run can still happen at a tick. */
const isWaiting = (run: RunState): boolean =>
  run.working.length > 0 || run.guarded || (run.setup.margin !== undefined && run.units !== 0);

/** Goes through the ticks of a bar; false where the rest of them could not do anything. */
const replay = (run: RunState, tape: Tape, bar: number, end: number, count: number): boolean => {
  for (let index = 0; index < count; index++) {
    if (!isWaiting(run)) return false;
    const { nextTrade, nextQuote } = tape;
    const now = Math.min(nextTrade, nextQuote);
    run.moment = bar + index / count;
    run.nextMoment = bar + (index + 1) / count;
    landAll(run, tape, now);
    run.now = now;
    run.momentEnd = now;
    if (nextTrade <= nextQuote) meetTrade(run, tape);
    else meetQuote(run, tape);
  }
  // Less than the end: what arrives at the close of a bar is of the next one.
  landAll(run, tape, end - 0.5);
  return true;
};

/** Lands the orders and cancels that have reached the venue by a time, in the order in which they did. */
const landAll = (run: RunState, tape: Tape, by: number): void => {
  const { latencyMs } = run.setup.route;
  const { time, interval } = run.setup.bars;
  for (const order of run.working.some(({ isThere }) => !isThere) ? [...run.working] : []) {
    if (order.isThere) continue;
    const arrival = (time[order.placedBar] as number) + interval + latencyMs;
    if (arrival > by) continue;
    landCancels(run, arrival);
    if (!run.working.includes(order)) continue;
    run.now = arrival;
    run.momentEnd = arrival;
    order.isThere = true;
    order.activeFrom = run.moment;
    if (order.type === MARKET || order.type === LIMIT) goToBook(run, tape, order);
    restTargets(run, tape);
  }
  if (latencyMs > 0 && run.working.length > 0) landCancels(run, by);
};

/** Whether an order takes what is there: a market order, or a stop that has been reached. */
const isAtMarket = ({ type, triggered }: WorkingOrder): boolean =>
  type === MARKET || (type === STOP && triggered);

const isLimit = ({ type, triggered }: WorkingOrder): boolean =>
  type === LIMIT || (type === STOP_LIMIT && triggered);

/** An order meets the book: it takes what is displayed up to its limit, and a limit order waits there with the rest. */
const goToBook = (run: RunState, tape: Tape, order: WorkingOrder): void => {
  const { sell } = order;
  const limit = isLimit(order) ? order.limit : Number.NaN;
  if (!Number.isNaN(limit)) order.activeFrom = run.moment;
  const best = tape.priceFor(sell, 0);
  const isMet = sell ? !(best < limit) : !(best > limit);
  if (isMet && !tape.isOffered(sell)) return;
  const wanted = order.units + (opens(order) ? unitsAgainst(run, order) : 0);
  if (!order.allOrNone || displayedUpTo(run, tape, sell, limit) >= wanted) {
    const { allOrNone } = order;
    order.allOrNone = false;
    for (let level = 0; level < tape.depth && run.working.includes(order); level++) {
      if (!offer(run, tape, sell, level, limit)) break;
      if (run.volumeLeft > 0) fillWorking(run, order, tape.priceFor(sell, level), true, true);
    }
    order.allOrNone = allOrNone;
  }
  if (!run.working.includes(order)) return;
  if (order.immediate) endAtOnce(run, order);
  else if (isLimit(order)) rest(run, tape, order, order.limit, sell);
};

/** Puts the quantity of a level up for taking; false where there is none up to the limit. */
const offer = (run: RunState, tape: Tape, sell: boolean, level: number, limit: number): boolean => {
  const price = tape.priceFor(sell, level);
  if (Number.isNaN(price) || (sell ? price < limit : price > limit)) return false;
  offerVolume(run, tape.quoteKey(sell, level), tape.sizeFor(sell, level));
  return true;
};

/** Puts a quantity in base units up for filling, less what the session's orders have taken of it already. */
const offerVolume = (run: RunState, key: number, quantity: number): void => {
  const { policy, precision, volumes } = run.setup;
  const units = quantity * precision.quantityFactor;
  run.volumeKey = key;
  run.volumeLeft = precision.wholeLots(volumes.left(key, units, policy.participation ?? 1) + 1e-6);
};

const displayedUpTo = (run: RunState, tape: Tape, sell: boolean, limit: number): number => {
  let units = 0;
  for (let level = 0; level < tape.depth && offer(run, tape, sell, level, limit); level++)
    units += run.volumeLeft;
  return units;
};

const endAtOnce = (run: RunState, order: WorkingOrder): void =>
  cancelWorking(run, (other) => other !== order, NOT_AT_ONCE);

/** Joins the queue at a price. */
const rest = (run: RunState, tape: Tape, place: QueuePlace, price: number, sell: boolean): void =>
  joinQueue(place, price, run.setup.policy.limitTouch ? 0 : tape.displayed(sell, price));

/** Targets of new units, and those that have moved, go to the book. */
const restTargets = (run: RunState, tape: Tape): void => {
  if (!run.guarded) return;
  const sell = run.units > 0;
  for (const unit of [...run.lots]) {
    if (Number.isNaN(unit.target) || unit.queuePrice === unit.target) continue;
    // Passed by the entry already: the next trade takes it.
    if (!tape.isQuoted && (sell ? unit.price >= unit.target : unit.price <= unit.target)) continue;
    for (let level = 0; tape.isOffered(sell) && level < tape.depth && run.lots.includes(unit); level++) {
      if (!offer(run, tape, sell, level, unit.target)) break;
      if (run.volumeLeft > 0) fillTargetLeg(run, unit, tape.priceFor(sell, level), false);
    }
    if (run.lots.includes(unit)) rest(run, tape, unit, unit.target, sell);
  }
};

const setCandle = (run: RunState, price: number): void => {
  const { candle } = run;
  candle.open = price;
  candle.high = price;
  candle.low = price;
  candle.close = price;
  run.stressLow = price;
  run.stressHigh = price;
};

/** What ends a position at a price: its liquidation. */
const testMargin = (run: RunState): void => {
  if (run.setup.margin === undefined || run.units === 0) return;
  const level = passedLiquidation(run);
  if (!Number.isNaN(level)) liquidate(run, level);
};

/** Whether a trade may do anything to an order or a protective level: most are at prices at which nothing waits. */
const isMet = (run: RunState, price: number): boolean => {
  for (const order of run.working) {
    if (!order.isThere) continue;
    if (isAtMarket(order)) return true;
    const { sell, limit, stop } = order;
    if (isLimit(order)) {
      if (Number.isNaN(order.queuePrice) || (sell ? price >= limit : price <= limit)) return true;
    } else if (sell ? price <= stop : price >= stop) return true;
  }
  const long = run.units > 0;
  for (const unit of run.lots) {
    if (unit.isTriggered || unit.queuePrice !== unit.target) return true;
    const level = stopLevel(unit, long);
    if (long ? price <= level || price >= unit.target : price >= level || price <= unit.target) return true;
  }
  return false;
};

/** The trade that is being met; one object, used again for each. */
const met = { key: 0, price: 0, quantity: 0, side: 0 };

/** Puts the quantity of the trade up for filling. */
const offerTrade = (run: RunState): void => offerVolume(run, met.key, met.quantity);

const meetTrade = (run: RunState, tape: Tape): void => {
  const row = tape.trade;
  const { trades } = tape;
  if (trades === undefined) return;
  const price = trades.price[row] as number;
  met.price = price;
  met.quantity = trades.quantity[row] as number;
  met.side = trades.side[row] as number;
  tape.passTrade();
  setCandle(run, price);
  testMargin(run);
  if (!isMet(run, price)) {
    if (run.guarded) ratchet(run);
    return;
  }
  met.key = tape.tradeKey(row);
  for (const order of [...run.working]) {
    if (!order.isThere || !run.working.includes(order)) continue;
    if (isAtMarket(order)) takeTrade(run, tape, order);
    else if (isLimit(order)) meetLimit(run, tape, order);
  }
  const long = run.units > 0;
  for (const unit of [...run.lots]) {
    if (run.units === 0 || !run.lots.includes(unit)) continue;
    if (unit.isTriggered) {
      if (tape.isOffered(long)) continue;
      offerTrade(run);
      if (run.volumeLeft > 0) fillStopLeg(run, unit, notBetter(tape, long));
    } else if (unit.queuePrice === unit.target) {
      meetTarget(run, unit);
    } else if (unit.entryMoment < run.moment && (long ? price >= unit.target : price <= unit.target)) {
      offerTrade(run);
      if (run.volumeLeft > 0) fillTargetLeg(run, unit, price, false);
    }
  }
  triggerStops(run, tape, price, price);
  restTargets(run, tape);
  if (run.guarded) ratchet(run);
};

/** The price of the trade for who takes it, not better than the quote that it has passed or used up. */
const notBetter = (tape: Tape, sell: boolean): number => {
  const { price } = met;
  const quoted = tape.priceFor(sell, 0);
  if (Number.isNaN(quoted)) return price;
  return sell ? Math.min(price, quoted) : Math.max(price, quoted);
};

/** An order at market takes part in a trade where nothing is displayed that it could take. */
const takeTrade = (run: RunState, tape: Tape, order: WorkingOrder): void => {
  if (tape.isOffered(order.sell)) return;
  offerTrade(run);
  if (run.volumeLeft > 0) fillWorking(run, order, notBetter(tape, order.sell), true);
  if (order.immediate && run.working.includes(order)) endAtOnce(run, order);
};

/** How much of the trade reaches an order that rests at a limit, in base units. */
const reaching = (run: RunState, place: QueuePlace, sell: boolean, limit: number): number => {
  const { price, quantity, side } = met;
  if (sell ? price > limit : price < limit) {
    place.queueAhead = 0;
    return quantity;
  }
  const isAgainst = run.setup.policy.limitTouch || side === (sell ? BUY : SELL);
  return price === limit && isAgainst ? tradeQueue(place, quantity) : 0;
};

const meetLimit = (run: RunState, tape: Tape, order: WorkingOrder): void => {
  const { sell, limit } = order;
  if (Number.isNaN(order.queuePrice)) {
    meetFirst(run, tape, order);
    return;
  }
  const left = reaching(run, order, sell, limit);
  if (left <= 0) return;
  offerVolume(run, met.key, left);
  if (run.volumeLeft > 0) fillWorking(run, order, limit, false);
};

/** The first trade after the arrival of a limit order, where no quote told whether it crosses. */
const meetFirst = (run: RunState, tape: Tape, order: WorkingOrder): void => {
  const { sell, limit } = order;
  const { price } = met;
  if (sell ? price >= limit : price <= limit) {
    // Who must not take finds out here.
    order.activeFrom = run.moment;
    offerTrade(run);
    if (run.volumeLeft > 0) fillWorking(run, order, notBetter(tape, sell), true, true);
  }
  if (!run.working.includes(order)) return;
  if (order.immediate) endAtOnce(run, order);
  else rest(run, tape, order, limit, sell);
};

const meetTarget = (run: RunState, unit: Unit): void => {
  const left = reaching(run, unit, run.units > 0, unit.target);
  if (left <= 0) return;
  offerVolume(run, met.key, left);
  if (run.volumeLeft > 0) fillTargetLeg(run, unit, unit.target, true);
};

/** Stops that are reached go to market: what sells is reached by one price, what buys by another. */
const triggerStops = (run: RunState, tape: Tape, selling: number, buying: number): void => {
  for (const order of [...run.working]) {
    if (!order.isThere || order.triggered || (order.type !== STOP && order.type !== STOP_LIMIT)) continue;
    if (!(order.sell ? selling <= order.stop : buying >= order.stop)) continue;
    order.triggered = true;
    if (run.working.includes(order)) goToBook(run, tape, order);
  }
  const long = run.units > 0;
  for (const unit of [...run.lots]) {
    if (unit.isTriggered || !run.lots.includes(unit)) continue;
    const stop = stopLevel(unit, long);
    if (!(long ? selling <= stop : buying >= stop)) continue;
    unit.isTriggered = true;
    sellUnit(run, tape, unit);
  }
};

/** Takes what is displayed for a unit whose stop has been reached. */
const sellUnit = (run: RunState, tape: Tape, unit: Unit): void => {
  const sell = run.units > 0;
  if (!tape.isOffered(sell)) return;
  for (let level = 0; level < tape.depth && run.lots.includes(unit); level++) {
    if (!offer(run, tape, sell, level, Number.NaN)) return;
    if (run.volumeLeft > 0) fillStopLeg(run, unit, tape.priceFor(sell, level));
  }
};

const meetQuote = (run: RunState, tape: Tape): void => {
  tape.passQuote();
  const bid = tape.priceFor(true, 0);
  const ask = tape.priceFor(false, 0);
  const { queue = "pessimistic" } = run.setup.policy;
  const isAlone = tape.trades === undefined;
  if (isAlone) {
    setCandle(run, run.units > 0 ? bid : run.units < 0 ? ask : (bid + ask) / 2);
    testMargin(run);
  }
  for (const order of [...run.working]) {
    if (!order.isThere || !run.working.includes(order)) continue;
    if (isAtMarket(order)) goToBook(run, tape, order);
    else if (isLimit(order)) {
      if (Number.isNaN(order.queuePrice)) goToBook(run, tape, order);
      else {
        seeQueue(order, tape.displayed(order.sell, order.limit), queue);
        if (isAlone && crosses(order.sell, order.limit, bid, ask)) meetCrossing(run, tape, order);
      }
    }
  }
  const long = run.units > 0;
  for (const unit of [...run.lots]) {
    if (!run.lots.includes(unit)) continue;
    if (unit.isTriggered) sellUnit(run, tape, unit);
    else if (unit.queuePrice === unit.target) {
      seeQueue(unit, tape.displayed(long, unit.target), queue);
      if (!isAlone || !crosses(long, unit.target, bid, ask)) continue;
      offer(run, tape, long, 0, unit.target);
      if (run.volumeLeft > 0) fillTargetLeg(run, unit, unit.target, true);
    }
  }
  if (isAlone) triggerStops(run, tape, bid, ask);
  restTargets(run, tape);
  if (isAlone && run.guarded) ratchet(run);
};

/** Whether the market is where a resting limit order would have been met. */
const crosses = (sell: boolean, limit: number, bid: number, ask: number): boolean =>
  sell ? bid >= limit : ask <= limit;

/** Without trades to tell, who is displayed at or beyond a resting order would have met it: at its price. */
const meetCrossing = (run: RunState, tape: Tape, order: WorkingOrder): void => {
  offer(run, tape, order.sell, 0, order.limit);
  if (run.volumeLeft > 0) fillWorking(run, order, order.limit, false);
};
