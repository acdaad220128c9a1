import { type Candle, MARKET, type WorkingOrder } from "../execution/working-order.ts";
import { type BarColumns, firstAt } from "../market/index.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { fillWorking } from "./fill-order.ts";
import { knowExtremes } from "./margin.ts";
import { alongPath, inSequence } from "./match-path.ts";
import { nextProtective } from "./next-protective.ts";
import { replayTicks } from "./replay-ticks.ts";
import type { RunState } from "./run-state.ts";
import { ratchet } from "./units.ts";
import { cancelWorking, landCancels } from "./working-orders.ts";

const NOT_AT_ONCE = reasonNumber("not_immediately_fillable");

/** Fills what the bar fills, under the run's policy. Nothing has been decided at this bar yet. */
export const fillBar = (run: RunState, bar: number): void => {
  const { bars, margin, policy, route } = run.setup;
  run.currentBar = bar;
  const isIdle = run.working.length === 0 && !run.guarded;
  if (isIdle && (margin === undefined || run.units === 0)) return;
  run.moment = bar;
  run.nextMoment = bar + 1;
  if (run.external !== undefined) {
    endExternalBar(run, bar);
    return;
  }
  if (run.setup.fillsPlainly && run.working.length === 1 && !run.guarded && fillPlainly(run, bar)) return;
  run.momentStart = bars.time[bar] as number;
  run.momentEnd = run.momentStart + bars.interval;
  run.now = run.momentStart;
  const { tape } = run.setup;
  if (tape !== undefined) {
    if (replayTicks(run, tape, bar)) return;
    run.wholeBars++;
  }
  if (route.latencyMs > 0 && policy.detailMs === undefined && run.working.length > 0) landOrders(run);
  const { candle } = run;
  readCandle(candle, bars, bar);
  const isEmpty = policy.needsVolume && run.setup.hasEmptyBars && bars.volume[bar] === 0;
  // A market may have no bar at a step of a shared timeline.
  if (isEmpty || (run.setup.rows !== undefined && Number.isNaN(candle.close))) {
    endMoment(run);
    return;
  }
  if (margin !== undefined) {
    if (bar >= margin.done) knowExtremes(margin, bars);
    run.stressLow = margin.low[bar] as number;
    run.stressHigh = margin.high[bar] as number;
  }
  const { detail } = run.setup;
  if (detail !== undefined) {
    if (run.working.length === 0 && nextProtective(run, bar, bar + 1) > bar) return;
    if (matchDetail(run, detail, bar)) return;
    if (route.latencyMs > 0) landOrders(run);
  }
  if (policy.participation !== undefined) setVolume(run, bars.volume[bar] as number);
  matchCandle(run);
};

/** Takes the prices of a bar over. */
const readCandle = (candle: Candle, bars: BarColumns, row: number): void => {
  candle.open = bars.open[row] as number;
  candle.high = bars.high[row] as number;
  candle.low = bars.low[row] as number;
  candle.close = bars.close[row] as number;
};

/** Where a venue fills, a bar only moves the trailing stops. */
const endExternalBar = (run: RunState, bar: number): void => {
  const { bars, policy } = run.setup;
  const isEmpty = policy.needsVolume && bars.volume[bar] === 0;
  if (!run.guarded || isEmpty || Number.isNaN(bars.close[bar] as number)) return;
  readCandle(run.candle, bars, bar);
  ratchet(run);
};

/**
 * By far the most frequent case: one market order, and nothing else to look at. Its price is read where it is still in the
 * cache. False where the bar has more to say.
 */
const fillPlainly = (run: RunState, bar: number): boolean => {
  const order = run.working[0];
  if (order === undefined || order.type !== MARKET || order.activeFrom > bar) return false;
  const { window, open } = run.feedWindow;
  fillWorking(run, order, open[bar - window.first] as number, true);
  return !run.guarded && run.working.length === 0;
};

/** Matches orders with the shorter bars inside a bar, one after another; false where there are none. */
const matchDetail = (run: RunState, detail: BarColumns, bar: number): boolean => {
  const start = run.momentStart;
  const from = firstAt(detail.time, start, 0, detail.length);
  const to = firstAt(detail.time, run.momentEnd, from, detail.length);
  if (from === to) return false;
  const { candle } = run;
  const { policy, route } = run.setup;
  for (let row = from; row < to; row++) {
    if (run.working.length === 0 && !run.guarded && run.setup.margin === undefined) return true;
    run.moment = bar + (row - from) / (to - from);
    run.nextMoment = bar + (row - from + 1) / (to - from);
    run.momentStart = detail.time[row] as number;
    run.momentEnd = run.momentStart + detail.interval;
    run.now = run.momentStart;
    if (route.latencyMs > 0 && run.working.length > 0) landOrders(run);
    const volume = detail.volume[row] as number;
    if (volume === 0 && policy.needsVolume) {
      endMoment(run);
      continue;
    }
    readCandle(candle, detail, row);
    run.stressLow = candle.low;
    run.stressHigh = candle.high;
    if (policy.participation !== undefined) setVolume(run, volume);
    matchCandle(run);
  }
  return true;
};

/** Matches the orders of a run with the prices of a moment. */
const matchCandle = (run: RunState): void => {
  if (run.setup.policy.order === "path") alongPath(run);
  else inSequence(run);
  endMoment(run);
  if (run.guarded) ratchet(run);
};

/** Orders and cancels that have reached the venue: what arrives inside a bar can fill, or take effect, in it. */
const landOrders = (run: RunState): void => {
  const { time, interval } = run.setup.bars;
  landCancels(run, run.momentStart);
  for (const order of run.working) {
    if (order.isThere || order.activeFrom > run.moment) continue;
    const arrival = (time[order.placedBar] as number) + interval + run.setup.route.latencyMs;
    order.isThere = arrival < run.momentEnd;
    order.activeFrom = order.isThere ? run.moment : run.nextMoment;
  }
};

/** The quantity units that may be filled in a moment of a volume. */
const setVolume = (run: RunState, volume: number): void => {
  const { policy, precision, volumes } = run.setup;
  const units = volume * precision.quantityFactor;
  run.volumeKey = run.momentStart;
  run.volumeLeft = precision.wholeLots(
    volumes.left(run.momentStart, units, policy.participation ?? 1) + 1e-6,
  );
};

/** Orders that had to fill at once and did not; cancels that arrive inside the moment. */
const endMoment = (run: RunState): void => {
  if (run.working.length === 0) return;
  if (run.setup.route.latencyMs > 0) landCancels(run, run.momentEnd - 1);
  for (const order of run.working) {
    if (!isLate(run, order)) continue;
    cancelWorking(run, (other) => !isLate(run, other), NOT_AT_ONCE);
    return;
  }
};

const isLate = (run: RunState, { immediate, activeFrom }: WorkingOrder): boolean =>
  immediate && activeFrom <= run.moment;

/** Fills this bar's market orders at its close, under a policy that does so. */
export const fillAtClose = (run: RunState, bar: number): void => {
  const { bars, policy, route } = run.setup;
  if (run.external !== undefined) return;
  run.currentBar = bar;
  run.moment = bar;
  run.nextMoment = bar + 1;
  run.momentStart = bars.time[bar] as number;
  run.momentEnd = run.momentStart + bars.interval;
  run.now = run.momentEnd;
  readCandle(run.candle, bars, bar);
  if (policy.participation !== undefined) setVolume(run, bars.volume[bar] as number);
  for (const order of [...run.working]) {
    if (order.type !== MARKET || !run.working.includes(order)) continue;
    // What is decided at this close has not reached the venue yet.
    if (route.latencyMs > 0 && !order.isThere) continue;
    fillWorking(run, order, run.price, false);
  }
};
