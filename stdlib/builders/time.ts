/**
 * Series of what clocks and calendars show. `time` is an instant, milliseconds since 1970 UTC: the open time of a bar
 * (`bars.time`) or its close time. A zone is a name of the IANA database, or UTC.
 */

import type { BooleanSeries, NumberSeries } from "../series.ts";
import { booleanOperation, numberOperation } from "./operation.ts";
import type { Bars } from "./sources.ts";

/** Hour of the day, 0 to 23. */
export const hour = (time: NumberSeries, zone: string): NumberSeries =>
  numberOperation("hour", [time], [], [zone]);

/** Minute of the hour, 0 to 59. */
export const minute = (time: NumberSeries, zone: string): NumberSeries =>
  numberOperation("minute", [time], [], [zone]);

/** Day of the week, 1 Monday to 7 Sunday. */
export const weekday = (time: NumberSeries, zone: string): NumberSeries =>
  numberOperation("weekday", [time], [], [zone]);

/** Day of the month, 1 to 31. */
export const dayOfMonth = (time: NumberSeries, zone: string): NumberSeries =>
  numberOperation("dayOfMonth", [time], [], [zone]);

/** Month, 1 to 12. */
export const month = (time: NumberSeries, zone: string): NumberSeries =>
  numberOperation("month", [time], [], [zone]);

/** Year. */
export const year = (time: NumberSeries, zone: string): NumberSeries =>
  numberOperation("year", [time], [], [zone]);

/** Whether the time of day is within the hours: `0930-1600`, several with commas. */
export const inSession = (time: NumberSeries, hours: string, zone: string): BooleanSeries =>
  booleanOperation("inSession", [time], [], [hours, zone]);

/** Whether the bar is the first of its day. */
export const newDay = (time: NumberSeries, zone: string): BooleanSeries =>
  booleanOperation("newDay", [time], [], [zone]);

/** Whether the bar is the first of its week, which starts on Monday. */
export const newWeek = (time: NumberSeries, zone: string): BooleanSeries =>
  booleanOperation("newWeek", [time], [], [zone]);

/** Whether the bar is the first of its month. */
export const newMonth = (time: NumberSeries, zone: string): BooleanSeries =>
  booleanOperation("newMonth", [time], [], [zone]);

/** When the bar closes; `clock` is the length of the bars in milliseconds. */
export const closeTime = (bars: Pick<Bars, "time">, clock: number): NumberSeries =>
  numberOperation("closeTime", [bars.time], [clock]);
