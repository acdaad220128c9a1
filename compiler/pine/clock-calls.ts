import { constantNumber, constantText, readsInput } from "./constant.ts";
import { print } from "./print.ts";
import { type Printing, refuse, remark } from "./printing.ts";
import { argumentOf, type Resolved } from "./resolved.ts";
import { atom, level, type Piece } from "./text.ts";
import { callableNamed } from "./vocabulary.ts";

type Call = Extract<Resolved, { readonly kind: "call" }>;

/** `timestamp(2024, 1, 31, 9, 30)`, `timestamp("2024-01-31")`: an instant. */
export function printDate(printing: Printing, node: Call): Piece {
  const text = constantText(node.args[0]?.value);
  const values = text === undefined ? node.args : node.args.slice(1);
  if (text !== undefined && values.length === 0) {
    const time = Date.parse(/[Zz]|[+-]\d\d:?\d\d$|GMT|UTC/.test(text) ? text : `${text} UTC`);
    const plain = Number.isNaN(time) ? Date.parse(`${text}Z`) : time;
    return Number.isNaN(plain) ? refuse(printing, `\`${text}\` is no date`) : instant(plain);
  }
  if (text !== undefined && !/^(?:UTC|GMT)(?:[+-]0+)?$/.test(text)) {
    remark(printing, `the date is read as UTC, not as ${text}`, "move it by the difference of the zone");
  }
  const numbers = values.map((argument) => constantNumber(argument.value));
  if (numbers.length < 3 || numbers.some((number) => number === undefined || !Number.isInteger(number))) {
    return refuse(printing, "a date is written down, not computed", "write it as `2024-01-31T00:00Z`");
  }
  if (values.some((argument) => readsInput(argument.value))) {
    remark(printing, "the inputs of a date are frozen at their defaults", "change the date in the plan");
  }
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(time) ? refuse(printing, "there is no such date") : instant(time);
}

function instant(time: number): Piece {
  const text = new Date(time).toISOString();
  return atom(text.slice(17, 19) === "00" ? `${text.slice(0, 16)}Z` : `${text.slice(0, 19)}Z`);
}

const NO_CLOCK = "there are no functions of the time of day in this version";

/** `time(timeframe.period, "0930-1600:23456", zone)`: whether the bar opens within hours; without hours its time. */
export function printSession(printing: Printing, node: Call): Piece {
  const session = argumentOf(node.args, "session", 1);
  if (session === undefined) {
    const frame = constantText(node.args[0]?.value);
    return frame === undefined || frame === ""
      ? atom("time")
      : refuse(printing, "the time of a slower bar is not read here", "compare with `new_day()`");
  }
  const text = constantText(session);
  if (text === undefined) {
    return refuse(printing, "hours are written down, not computed", 'write them: `in_session("0930-1600")`');
  }
  if (callableNamed("in_session") === undefined) {
    return refuse(printing, NO_CLOCK);
  }
  const [hours = "", days] = text.split(":");
  const zone = zoneText(printing, argumentOf(node.args, "timezone", 2));
  const inside = `in_session("${hours.replace(/[^\d,-]/g, "")}"${zone === "" ? "" : `, ${zone}`})`;
  const wanted = days === undefined || /^1?2345671?$/.test(days) ? undefined : weekdays(days, zone);
  return wanted === undefined ? atom(inside) : { text: `${inside} and ${wanted}`, level: level.and };
}

/** Days of Pine Script (1 is Sunday) as a condition. */
function weekdays(days: string, zone: string): string {
  const here = [...new Set([...days].map((day) => ((Number(day) + 5) % 7) + 1))].sort((a, b) => a - b);
  const [first = 1] = here;
  const last = here.at(-1) ?? first;
  return here.length === last - first + 1
    ? `weekday(${zone}) between ${first} and ${last}`
    : `(${here.map((day) => `weekday(${zone}) == ${day}`).join(" or ")})`;
}

/** The zone of a call as an argument; a remark where the script leaves it to the exchange. */
function zoneText(printing: Printing, node: Resolved | undefined): string {
  const zone = constantText(node);
  if (zone !== undefined && (/^[A-Z]\w+\/\w+/.test(zone) || /^(?:UTC|GMT)(?:[+-]0+)?$/.test(zone))) {
    return zone.includes("/") ? `"${zone}"` : "";
  }
  remark(
    printing,
    "Pine reads the time in the zone of the exchange; here it is UTC",
    'name the zone where it is another: `hour("America/New_York")`',
  );
  return "";
}

/** `hour(time, "America/New_York")`. */
export function printHour(printing: Printing, callee: string, node: Call): Piece {
  const name = callee === "dayofmonth" ? "day" : callee;
  if (callableNamed(name) === undefined) {
    return refuse(printing, NO_CLOCK);
  }
  const at = argumentOf(node.args, "time", 0);
  if (at !== undefined && !(at.kind === "builtin" && at.name === "time")) {
    const instantText = print(printing, at).text;
    const zone = zoneText(printing, argumentOf(node.args, "timezone", 1));
    return atom(`${name}(${zone === "" ? "" : `${zone}, `}at = ${instantText})`);
  }
  return atom(`${name}(${zoneText(printing, argumentOf(node.args, "timezone", 1))})`);
}

const periods: Readonly<Record<string, string>> = {
  D: "new_day",
  "1D": "new_day",
  W: "new_week",
  "1W": "new_week",
  M: "new_month",
  "1M": "new_month",
};

/** The first bar of a day, week or month; `undefined` for other clocks. */
export function printPeriodStart(printing: Printing, frame: Resolved | undefined): Piece | undefined {
  const name = periods[constantText(frame) ?? ""];
  if (name === undefined || callableNamed(name) === undefined) {
    return undefined;
  }
  remark(
    printing,
    "a day begins at midnight UTC here, and with the exchange's session in Pine",
    `name the zone: \`${name}("America/New_York")\``,
  );
  return atom(`${name}()`);
}
