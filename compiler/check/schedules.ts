import { createZone, isZoneName, parseHours, type Zone, zoneNames, zoneOfHabit } from "../../stdlib/index.ts";
import type { Schedule, Span, StringLiteral, TimeOfDay, ZoneName } from "../ast/nodes.ts";
import { suggest } from "../bind/index.ts";
import { proposeReplace } from "../diagnostics/index.ts";
import { joinTyped, numberTyped } from "./build-typed.ts";
import { type Env, textAt } from "./context.ts";
import { formatDuration } from "./describe.ts";
import { checkSource } from "./references.ts";
import type { Typed } from "./typed.ts";
import { booleanType } from "./types.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** A schedule as an operation of the library over the times of a market's bars. */
export interface CheckedSchedule {
  readonly span: Span;
  /** As written, on one line. */
  readonly text: string;
  readonly operation: "everyPeriod" | "everyDayAt" | "everyMonthAt";
  /** What follows the clock: lengths of time, minutes since midnight, days of the week as bits, Monday first. */
  readonly constants: readonly number[];
  readonly texts: readonly string[];
}

/** Checks the times and the zone of a schedule; `undefined` where there is no such time. */
export function checkSchedule(env: Env, schedule: Schedule): CheckedSchedule | undefined {
  const base = { span: schedule.span, text: textAt(env, schedule.span) };
  switch (schedule.kind) {
    case "interval":
      return checkInterval(env, schedule, base);
    case "calendar": {
      const zone = checkZone(env, schedule.zone);
      const minute = checkTime(env, schedule.time);
      if (zone === undefined || minute === undefined) {
        return undefined;
      }
      reportOffClock(env, schedule.time.span, schedule.time.text, minute, zone);
      const texts = [zone.name];
      return schedule.days === "month"
        ? { ...base, operation: "everyMonthAt", constants: [minute], texts }
        : { ...base, operation: "everyDayAt", constants: [minute, daysOf(schedule.days)], texts };
    }
    case "sessionEdge": {
      const zone = checkZone(env, schedule.zone);
      const edge = checkEdge(env, schedule.edge, schedule.hours);
      if (zone === undefined || edge === undefined) {
        return undefined;
      }
      const place = schedule.hours?.span ?? schedule.span;
      reportOffClock(env, place, timeText(edge.minute), edge.minute, zone);
      return {
        ...base,
        operation: "everyDayAt",
        constants: [edge.minute, edge.days],
        texts: [zone.name],
      };
    }
  }
}

/** The condition that a schedule is for rules of the market in force: true at scheduled bars. */
export function scheduleCondition(env: Env, schedule: CheckedSchedule): Typed {
  const { span, operation, constants, texts } = schedule;
  const time = checkSource(env, "time", undefined, span);
  const numbers = [env.clock, ...constants].map((value) => numberTyped(span, value));
  return joinTyped(
    span,
    booleanType,
    { kind: "operation", operation, inputs: [time], constants: numbers, texts },
    [time],
    { isEvent: true },
  );
}

function checkInterval(
  env: Env,
  schedule: Extract<Schedule, { readonly kind: "interval" }>,
  base: Pick<CheckedSchedule, "span" | "text">,
): CheckedSchedule | undefined {
  const { offset, isBefore } = schedule;
  const period = schedule.period.milliseconds;
  const shift = offset?.milliseconds ?? 0;
  if (offset !== undefined && shift >= period) {
    env.report("offset-beyond-period", offset.span, {
      offset: offset.text,
      period: schedule.period.text,
    });
    return undefined;
  }
  if (period % env.clock !== 0 || shift % env.clock !== 0) {
    const fires = period < env.clock ? "so at every close" : "the next close";
    env.report("schedule-off-clock", schedule.span, {
      schedule: period % env.clock === 0 ? base.text.replace(/^every /, "") : `every ${schedule.period.text}`,
      clock: formatDuration(env.clock),
      fires,
    });
  }
  const constants = [period, isBefore && shift > 0 ? period - shift : shift];
  return { ...base, operation: "everyPeriod", constants, texts: [] };
}

interface NamedZone {
  readonly name: string;
  readonly zone: Zone;
}

function checkZone(env: Env, node: ZoneName | undefined): NamedZone | undefined {
  const name = node?.text ?? "UTC";
  if (node === undefined || isZoneName(name)) {
    return { name, zone: createZone(name) };
  }
  const suggestions = closeZones(name);
  const [only, ...others] = suggestions;
  env.report(
    "unknown-zone",
    node.span,
    { zone: name, suggestions },
    {
      fixes:
        only !== undefined && others.length === 0
          ? [proposeReplace(`replace with \`${only}\``, node.span, only)]
          : [],
    },
  );
  return undefined;
}

/** The zone that an abbreviation stands for, places of the same name elsewhere, or names spelled alike. */
function closeZones(name: string): readonly string[] {
  const habit = zoneOfHabit(name);
  if (habit !== undefined) {
    return [habit];
  }
  const plain = (zone: string): string =>
    (zone.split("/").at(-1) ?? zone).replace(/[_\s-]/g, "").toLowerCase();
  const names = zoneNames();
  const places = names.filter((zone) => plain(zone) === plain(name));
  const spelled = suggest(name, names);
  return places.length > 0 ? places.slice(0, 3) : spelled === undefined ? [] : [spelled];
}

function checkTime(env: Env, node: TimeOfDay): number | undefined {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(node.text) ?? [];
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) {
    env.report("impossible-time", node.span, { time: node.text });
    return undefined;
  }
  return Number(hour) * 60 + Number(minute);
}

const ALL_DAYS = 127;
const WEEKDAYS = 31;
const dayBits = {
  monday: 1,
  tuesday: 2,
  wednesday: 4,
  thursday: 8,
  friday: 16,
  saturday: 32,
  sunday: 64,
} as const;

function daysOf(days: "day" | "weekday" | readonly (keyof typeof dayBits)[]): number {
  if (days === "day") {
    return ALL_DAYS;
  }
  return days === "weekday" ? WEEKDAYS : days.reduce((bits, day) => bits | dayBits[day], 0);
}

/** Sunday to Thursday, and Tuesday to Saturday: weekdays seen from the day before and from the day after. */
const DAY_BEFORE = 79;
const DAY_AFTER = 62;
const MINUTES_PER_DAY = 1440;

/** When a session opens or closes: with hours, sessions end on weekdays; without, each day of the calendar is one. */
function checkEdge(
  env: Env,
  edge: "open" | "close",
  hours: StringLiteral | undefined,
): { readonly minute: number; readonly days: number } | undefined {
  if (hours === undefined) {
    return { minute: 0, days: ALL_DAYS };
  }
  const [first, second, ...others] = parseHours(hours.value) ?? [];
  const isOvernight = second !== undefined && first?.[1] === MINUTES_PER_DAY && second[0] === 0;
  if (first === undefined || others.length > 0 || (second !== undefined && !isOvernight)) {
    env.report("impossible-hours", hours.span, { hours: hours.value });
    return undefined;
  }
  if (edge === "open") {
    return { minute: first[0], days: isOvernight ? DAY_BEFORE : WEEKDAYS };
  }
  const end = second?.[1] ?? first[1];
  return end === MINUTES_PER_DAY ? { minute: 0, days: DAY_AFTER } : { minute: end, days: WEEKDAYS };
}

/** Reports a time of day at which no bar closes, in summer or in winter. */
function reportOffClock(env: Env, span: Span, text: string, minute: number, { name, zone }: NamedZone): void {
  const offsets = offsetsOf(zone);
  const step = Math.min(env.clock, DAY);
  const isClose = (offset: number): boolean => (((minute * MINUTE - offset) % step) + step) % step === 0;
  if (offsets.some(isClose)) {
    return;
  }
  const [offset = 0] = offsets;
  const close = Math.ceil((minute * MINUTE - offset) / step) * step + offset;
  const place = name === "UTC" ? "" : ` ${name}`;
  env.report("schedule-off-clock", span, {
    schedule: `${text}${place}`,
    clock: formatDuration(env.clock),
    fires: `here at ${timeText((((close / MINUTE) % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY)}`,
  });
}

/** The offsets from UTC that a zone has in the course of a year. */
function offsetsOf(zone: Zone): readonly number[] {
  const start = Date.UTC(2024, 0, 15, 12);
  const instants = Array.from({ length: 12 }, (_, month) => start + month * 30 * 24 * HOUR);
  return [...new Set(instants.map((instant) => zone.offsetAt(instant)))];
}

function timeText(minute: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}
