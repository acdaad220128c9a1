export { type HourRange, parseHours } from "./hours.ts";
export {
  dayNumberOf,
  dayOfMonth,
  type LocalSchedule,
  type LocalTime,
  localTimeAt,
  monthOf,
  nextLocalTime,
  timeOfDay,
  weekdayOf,
  weekNumberOf,
  yearOf,
} from "./local-time.ts";
export { createZone, type Zone } from "./zone.ts";
export { isZoneName, zoneNames, zoneOfHabit } from "./zone-names.ts";
