import { fieldNamed } from "../bind/index.ts";
import { type Printing, refuse, remark } from "./printing.ts";
import { atom, level, type Piece } from "./text.ts";
import { callableNamed } from "./vocabulary.ts";

/** Built-in values of Pine Script that have a name of their own here. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["strategy.position_avg_price", "entry"],
  ["strategy.equity", "equity"],
  ["strategy.opentrades", "units"],
  ["position.side", "position.side"],
  ["bars_held", "bars_held"],
  ["ta.tr", "tr()"],
  ["math.pi", "3.141592653589793"],
  ["math.e", "2.718281828459045"],
  ["time_close", "close_time()"],
]);

const calendar: ReadonlyMap<string, string> = new Map([
  ["hour", "hour"],
  ["minute", "minute"],
  ["dayofmonth", "day"],
  ["month", "month"],
  ["year", "year"],
]);

/** Why a built-in value has no counterpart, and what to do instead. */
const refusals: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(?:last_)?bar_index$|^n$/,
    "a bar's number depends on where the chart starts",
    "count from an event: `bars_held`",
  ],
  [/^barstate\./, "every bar here is closed and recorded", "remove the test"],
  [/^syminfo\./, "facts of the market come from reference data", "write the value itself"],
  [/^timeframe\./, "the clock stands in the strategy's head", "write it there: `every 1h`"],
  [
    /^session\./,
    "sessions of a venue are not known",
    'write hours: `in_session("0930-1600", "America/New_York")`',
  ],
  [/^strategy\./, "there is no such fact of the account", "see the list of facts in the reference"],
  [/^ta\./, "the standard library has no such function", "write it as an `indicator`"],
];

/** Writes a built-in value: a market field, a fact, a constant. */
export function printBuiltin(printing: Printing, name: string): Piece {
  const { setting } = printing;
  const own = renamed.get(name);
  if (own !== undefined && (!own.endsWith("()") || callableNamed(own.slice(0, -2)) !== undefined)) {
    return atom(own);
  }
  if (fieldNamed(name) !== undefined) {
    return atom(name);
  }
  const clockFunction = calendar.get(name);
  if (clockFunction !== undefined) {
    return callableNamed(clockFunction) === undefined
      ? refuse(printing, "there are no functions of the time of day in this version")
      : inVenueTime(printing, clockFunction);
  }
  switch (name) {
    case "dayofweek":
      return printPineWeekday(printing);
    case "hlcc4":
      return { text: "(high + low + close + close) / 4", level: level.product };
    case "strategy.position_size":
      return { text: "position.size * position.side", level: level.product };
    case "strategy.openprofit":
      return { text: "position.profit ?? 0", level: level.coalesce };
    case "strategy.initial_capital":
      return atom(setting.capital);
    case "strategy.netprofit":
      return { text: `equity - ${setting.capital} - (position.profit ?? 0)`, level: level.sum };
    case "barstate.isconfirmed":
    case "barstate.ishistory":
      return atom("true");
    case "syminfo.mintick":
      return atom("tick");
    default:
      return refuseBuiltin(printing, name);
  }
}

function inVenueTime(printing: Printing, name: string): Piece {
  remark(
    printing,
    "Pine reads the time in the zone of the exchange; here it is UTC",
    'name the zone where it is another: `hour("America/New_York")`',
  );
  return atom(`${name}()`);
}

/** 1 on Sunday, as Pine Script counts. */
function printPineWeekday(printing: Printing): Piece {
  if (callableNamed("weekday") === undefined) {
    return refuse(printing, "there are no functions of the time of day in this version");
  }
  const day = inVenueTime(printing, "weekday").text;
  return { text: `if ${day} == 7 then 1 else ${day} + 1`, level: level.conditional };
}

function refuseBuiltin(printing: Printing, name: string): Piece {
  if (name.startsWith("ta.") && callableNamed(name.slice("ta.".length)) !== undefined) {
    return atom(`${name.slice("ta.".length)}()`);
  }
  const found = refusals.find(([pattern]) => pattern.test(name));
  return found === undefined
    ? refuse(printing, `\`${name}\` is not known`, "see where the script gives it a value")
    : refuse(printing, `\`${name}\`: ${found[1]}`, found[2]);
}
