import { stopLevel } from "../inventory/unit.ts";
import { liquidationLevel } from "./liquidate.ts";
import type { RunState } from "./run-state.ts";

/** First bar in `from..to` at which a protective level of an open unit, or the liquidation of the position, is reached. */
export const nextProtective = (run: RunState, from: number, to: number): number => {
  const { bars } = run.setup;
  const long = run.units > 0;
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  const ruin = run.setup.margin === undefined ? to : nextLiquidation(run, from, to);
  for (const unit of run.lots) {
    if (unit.isTriggered || !Number.isNaN(unit.trailDistance)) return from;
    const stop = stopLevel(unit, long);
    if (long) {
      if (stop > below) below = stop;
      if (unit.target < above) above = unit.target;
    } else {
      if (stop < above) above = stop;
      if (unit.target > below) below = unit.target;
    }
  }
  if (below === Number.NEGATIVE_INFINITY && above === Number.POSITIVE_INFINITY) return ruin;
  const { low, high } = bars;
  let bar = from;
  while (bar < ruin && (low[bar] as number) > below && (high[bar] as number) < above) bar++;
  return bar;
};

/** First bar in `from..to` that reaches the liquidation level of the position. */
const nextLiquidation = (run: RunState, from: number, to: number): number => {
  const { margin } = run.setup;
  const level = liquidationLevel(run);
  if (margin === undefined || Number.isNaN(level)) return to;
  const { low, high } = margin;
  let bar = from;
  if (run.units > 0) while (bar < to && (low[bar] as number) > level) bar++;
  else while (bar < to && (high[bar] as number) < level) bar++;
  return bar;
};
