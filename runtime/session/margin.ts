import { ASSUMED_MARGIN, maintenanceOf } from "../execution/margin.ts";
import type { BarColumns } from "../market/index.ts";
import type { Instrument, MarginTerms } from "../reference/instrument.ts";
import type { RunAccount } from "./account.ts";
import { liquidate } from "./liquidate.ts";
import type { RunState } from "./run-state.ts";

/** How a market's margin is tested. */
export interface MarginRule {
  readonly terms: MarginTerms;
  /** Nothing is known of the market's margin. */
  readonly isAssumed: boolean;
  /** Lowest and highest mark price of each bar, or the bar's own extremes. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Mark prices that `low` and `high` are made of; left out: they are the bars' own. */
  readonly mark: BarColumns | undefined;
  /** Bars whose extremes are known, and the row of the mark prices that is next. */
  done: number;
  row: number;
}

/** The margin rule of a market that is traded with leverage or is a derivative; undefined for others. */
export const marginRule = (
  { settle, margin }: Instrument,
  leverage: number,
  bars: BarColumns,
  mark: BarColumns | undefined,
): MarginRule | undefined => {
  if (!(leverage > 1) && settle === undefined) return undefined;
  const terms = margin ?? ASSUMED_MARGIN;
  const isAssumed = margin === undefined;
  if (mark === undefined) {
    return { terms, isAssumed, low: bars.low, high: bars.high, mark, done: Number.POSITIVE_INFINITY, row: 0 };
  }
  const low = new Float64Array(bars.time.length);
  const high = new Float64Array(bars.time.length);
  const rule = { terms, isAssumed, low, high, mark, done: 0, row: 0 };
  knowExtremes(rule, bars);
  return rule;
};

/** Extremes of the mark price inside each bar so far; where it has none, those of the bar. */
export const knowExtremes = (rule: MarginRule, bars: BarColumns): void => {
  const { low, high, mark } = rule;
  if (mark === undefined) return;
  for (; rule.done < bars.length; rule.done++) {
    const bar = rule.done;
    const start = bars.time[bar] as number;
    while (rule.row < mark.length && (mark.time[rule.row] as number) < start) rule.row++;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (; rule.row < mark.length && (mark.time[rule.row] as number) < start + bars.interval; rule.row++) {
      least = Math.min(least, mark.low[rule.row] as number);
      most = Math.max(most, mark.high[rule.row] as number);
    }
    low[bar] = least <= most ? least : (bars.low[bar] as number);
    high[bar] = least <= most ? most : (bars.high[bar] as number);
  }
};

/** Whether any market of an account is on margin. */
export const isOnMargin = (account: RunAccount): boolean =>
  account.markets.some(({ setup }) => setup.margin !== undefined);

/** Whether a market has a bar that closes now; on a shared timeline it may have none at a step. */
const hasBar = ({ bar, setup: { bars } }: RunState, now: number): boolean =>
  bar >= 0 && (bars.time[bar] as number) + bars.interval === now && !Number.isNaN(bars.open[bar] as number);

/** Price of a market on the way from its open (0) to its adverse extreme (1); its last price where it has no bar. */
const stressedPrice = (run: RunState, now: number, way: number): number => {
  const { bars, margin } = run.setup;
  const { bar } = run;
  if (!hasBar(run, now)) return run.price;
  const open = bars.open[bar] as number;
  const long = run.quantity > 0;
  if (margin !== undefined && bar >= margin.done) knowExtremes(margin, bars);
  const extreme = (long ? (margin?.low ?? bars.low) : (margin?.high ?? bars.high))[bar] as number;
  // Marks and trades are two series: what is adverse is never better than the open.
  const worst = long ? Math.min(open, extreme) : Math.max(open, extreme);
  return open + way * (worst - open);
};

/** Equity less the margin that all positions need, with every market so far on its way to its adverse extreme. */
const excess = (account: RunAccount, now: number, way: number): number => {
  let sum = account.setup.capitalNumber;
  for (const run of account.markets) {
    sum += run.cash;
    if (run.quantity === 0) continue;
    const price = stressedPrice(run, now, way);
    sum += run.quantity * price;
    const { margin } = run.setup;
    if (margin !== undefined) sum -= maintenanceOf(margin.terms.tiers, Math.abs(run.quantity) * price);
  }
  return sum;
};

/** Halvings that find where on the way the account is liquidated. */
const HALVINGS = 40;

/**
 * Tests an account of several markets at the adverse extremes of all bars of a step at once, which is the worst that the
 * bars allow. Returns how far on the way there (0..1) its equity is down to the margin of its positions; NaN: nowhere.
 */
export const liquidationWay = (account: RunAccount, now: number): number => {
  if (account.markets.every(({ quantity }) => quantity === 0) || excess(account, now, 1) > 0)
    return Number.NaN;
  let safe = 0;
  let lost = 1;
  if (excess(account, now, 0) <= 0) return 0;
  for (let count = 0; count < HALVINGS; count++) {
    const middle = (safe + lost) / 2;
    if (excess(account, now, middle) > 0) safe = middle;
    else lost = middle;
  }
  return lost;
};

/** Liquidates every position on margin of an account, at the prices of a point on the way. */
export const liquidateAccount = (account: RunAccount, now: number, way: number): void => {
  for (const run of account.markets) {
    if (run.units === 0 || run.setup.margin === undefined) continue;
    const price = stressedPrice(run, now, way);
    const { bars } = run.setup;
    const { candle, bar } = run;
    const isTraded = hasBar(run, now);
    candle.low = isTraded ? (bars.low[bar] as number) : price;
    candle.high = isTraded ? (bars.high[bar] as number) : price;
    run.currentBar = bar;
    run.now = bars.time[bar] as number;
    liquidate(run, price);
    run.dueBar = run.ahead;
  }
};
