import { defineEntries, inStrategy } from "../define.ts";

const entry = `enter long when close > sma(close, 20) {
  size 5% of equity
  stop 2% * close below entry
}`;

const daily = (schedule: string, clock = "1h"): string =>
  inStrategy(`${schedule} {\n${entry.replace(/^/gm, "  ")}\n}`, clock);

const machine = (states: string): string =>
  inStrategy(`machine phase {\n${states}\n}\n${entry.replace("when close", "when phase.armed and close")}`);

const idle = "  state idle { on close > sma(close, 50) goto armed }";
const armed = "  state armed { on close < sma(close, 50) goto idle }";

const trailing = (next: string): string =>
  `indicator trailing() {\n  state level = low then ${next}\n  yield level\n}\n\n${inStrategy("plot trailing()")}`;

function oneOf(known: readonly string[]): string {
  return known.map((name) => `\`${name}\``).join(", ");
}

/** CTK43xx: schedules, throttles, machines and states. */
export const scheduleEntries = defineEntries({
  "unknown-zone": {
    code: "CTK4301",
    severity: "error",
    title: "Unknown time zone",
    message: ({ zone }: { readonly zone: string; readonly suggestions: readonly string[] }) =>
      `there is no time zone \`${zone}\``,
    why: "Abbreviations such as EST mean several things, and stand still when clocks change; places do not.",
    fix: ({ suggestions }: { readonly zone: string; readonly suggestions: readonly string[] }) =>
      suggestions.length === 0
        ? "write the name of a place as the IANA database has it, such as `America/New_York`, or `UTC`."
        : `did you mean ${oneOf(suggestions)}?`,
    example: {
      bad: daily("every day at 16:00 America/NewYork"),
      good: daily("every day at 16:00 America/New_York"),
    },
  },
  "impossible-time": {
    code: "CTK4302",
    severity: "error",
    title: "No such time of day",
    message: ({ time }: { readonly time: string }) => `\`${time}\` is no time of day`,
    why: "A time of day has two digits for the hour, 00 to 23, and two for the minute, 00 to 59.",
    fix: "write it like `09:30` or `15:55`; midnight is `00:00`.",
    example: { bad: daily("every day at 24:00"), good: daily("every day at 00:00") },
  },
  "impossible-hours": {
    code: "CTK4303",
    severity: "error",
    title: "No such hours of trading",
    message: ({ hours }: { readonly hours: string }) => `"${hours}" are no hours of trading`,
    why: "A session has one opening and one closing time, each a time of day.",
    fix: 'write them like `"09:30-16:00"`; a session past midnight is `"18:00-17:00"`.',
    example: {
      bad: daily('on session open "9 to 4"'),
      good: daily('on session open "09:00-16:00"'),
    },
  },
  "offset-beyond-period": {
    code: "CTK4304",
    severity: "error",
    title: "Offset as long as the period",
    message: ({ offset, period }: { readonly offset: string; readonly period: string }) =>
      `${offset} is not shorter than the ${period} that it shifts`,
    why: "A schedule is shifted within its period; a whole period later it is the same schedule again.",
    fix: "write a shorter offset.",
    example: { bad: daily("every 8h before 9h"), good: daily("every 8h before 1h") },
  },
  "machine-without-states": {
    code: "CTK4305",
    severity: "error",
    title: "Machine without states",
    message: ({ name }: { readonly name: string }) => `the machine \`${name}\` has no states`,
    why: "A machine is always in one of its states; the first is the one it starts in.",
    fix: "write its states: `state idle { on .. goto armed }`.",
    example: {
      bad: inStrategy(`machine phase {}\n${entry}\nplot close`),
      good: machine(`${idle}\n${armed}`),
    },
  },
  "unknown-state": {
    code: "CTK4306",
    severity: "error",
    title: "Unknown state",
    message: ({
      state,
      machine: name,
    }: {
      readonly state: string;
      readonly machine: string;
      readonly known: readonly string[];
      readonly suggestion: string | undefined;
    }) => `the machine \`${name}\` has no state \`${state}\``,
    why: "A transition leads to a state of its own machine.",
    fix: ({
      known,
      suggestion,
    }: {
      readonly state: string;
      readonly machine: string;
      readonly known: readonly string[];
      readonly suggestion: string | undefined;
    }) => (suggestion === undefined ? `its states are ${oneOf(known)}.` : `did you mean \`${suggestion}\`?`),
    example: {
      bad: machine(`${idle}\n${armed}`.replace("goto idle", "goto idel")),
      good: machine(`${idle}\n${armed}`),
    },
  },
  "state-in-window": {
    code: "CTK4307",
    severity: "error",
    title: "A state looks back one bar only",
    message: ({ name, place }: { readonly name: string; readonly place: string }) =>
      `\`${name}\` cannot be read by ${place} in what it becomes next`,
    why: "What a state becomes next knows one value of it, that of the bar before: its work at each bar is the same.",
    fix: "read the state by itself here; a `let` after it can look at its past.",
    example: { bad: trailing("max(sma(level, 5), low)"), good: trailing("max(level, low)") },
  },
  "capture-of-itself": {
    code: "CTK4308",
    severity: "error",
    title: "A capture defined by itself",
    message: ({ name }: { readonly name: string }) =>
      `what \`${name}\` captures depends on \`${name}\` alone`,
    why: "Its unit is that of the value it captures, and this value has none but its own.",
    fix: "capture a price, a series or a number.",
    example: {
      bad: machine(
        `${idle.replace("goto armed", "goto armed { capture level = level }")}\n${armed.replace("sma(close, 50)", "level")}`,
      ),
      good: machine(
        `${idle.replace("goto armed", "goto armed { capture level = low }")}\n${armed.replace("sma(close, 50)", "level")}`,
      ),
    },
  },
});

/** CTK53xx: schedules and machines that are legal, and probably not what was meant. */
export const scheduleLintEntries = defineEntries({
  "schedule-off-clock": {
    code: "CTK5301",
    severity: "warning",
    title: "Schedule between two closes",
    message: ({
      schedule,
      clock,
    }: {
      readonly schedule: string;
      readonly clock: string;
      readonly fires: string;
    }) => `no bar of ${clock} closes at ${schedule}`,
    why: ({ fires }: { readonly schedule: string; readonly clock: string; readonly fires: string }) =>
      `A strategy decides at the close of its bars, and acts at the first close at or after a scheduled time: ${fires}.`,
    fix: "write a time at which a bar closes, or run the strategy on a faster clock.",
    example: { bad: daily("every day at 15:55"), good: daily("every day at 15:55", "5m") },
  },
  "empty-schedule": {
    code: "CTK5302",
    severity: "warning",
    title: "Schedule without rules",
    message: () => "this schedule has no rules",
    why: "A schedule says when the rules in its block may fire; without rules nothing happens.",
    fix: "write its `enter`, `add` and `exit` rules into the block, or remove it.",
    example: { bad: inStrategy(`every 8h {}\n${entry}`), good: daily("every 8h") },
  },
  "unreachable-state": {
    code: "CTK5303",
    severity: "warning",
    title: "State that is never reached",
    message: ({ state }: { readonly state: string; readonly initial: string }) =>
      `no transition leads to \`${state}\``,
    why: ({ initial }: { readonly state: string; readonly initial: string }) =>
      `A machine starts in its first state, \`${initial}\`, and goes where transitions lead.`,
    fix: ({ state }: { readonly state: string; readonly initial: string }) =>
      `write a transition with \`goto ${state}\`, or remove the state.`,
    example: {
      bad: machine(`${idle}\n${armed}\n  state late { on close > open goto idle }`),
      good: machine(`${idle}\n${armed}`),
    },
  },
  "state-without-exit": {
    code: "CTK5304",
    severity: "warning",
    title: "State without a way out",
    message: ({ state }: { readonly state: string }) => `nothing leads out of \`${state}\``,
    why: "Once there, the machine stays there for the rest of the run.",
    fix: "write a transition out of it, or remove it.",
    example: { bad: machine(`${idle}\n  state armed {}`), good: machine(`${idle}\n${armed}`) },
  },
});
