/**
 * Series that are true at scheduled bars: at the first bar that closes at or after a scheduled instant, and after the
 * close of the bar before it. `time` is the open time of a bar, `clock` its length in milliseconds.
 */

import type { BooleanSeries, NumberSeries } from "../series.ts";
import { booleanOperation } from "./operation.ts";

/** Every `period` milliseconds from midnight UTC (whole weeks from Monday), `offset` milliseconds later. */
export const everyPeriod = (
  time: NumberSeries,
  clock: number,
  period: number,
  offset: number,
): BooleanSeries => booleanOperation("everyPeriod", [time], [clock, period, offset]);

/**
 * At a minute of the day (0 to 1439) in a time zone, on days of the week as bits: 1 Monday, 2 Tuesday, .. 64 Sunday. A
 * time that clocks skip is the first instant after the gap; one that they show twice is the first of both.
 */
export const everyDayAt = (
  time: NumberSeries,
  clock: number,
  minute: number,
  days: number,
  zone: string,
): BooleanSeries => booleanOperation("everyDayAt", [time], [clock, minute, days], [zone]);

/** At a minute of the day (0 to 1439) in a time zone, on the first day of each month. */
export const everyMonthAt = (
  time: NumberSeries,
  clock: number,
  minute: number,
  zone: string,
): BooleanSeries => booleanOperation("everyMonthAt", [time], [clock, minute], [zone]);
