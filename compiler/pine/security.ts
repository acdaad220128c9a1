import { formatDuration } from "../check/index.ts";
import { constantText } from "./constant.ts";
import { print } from "./print.ts";
import { type Printing, refuse, remark } from "./printing.ts";
import { argumentOf, behind, type Resolved } from "./resolved.ts";
import { atom, level, type Piece, tight } from "./text.ts";

const MINUTE = 60_000;
const unitMinutes: Readonly<Record<string, number>> = { S: 1 / 60, "": 1, H: 60, D: 1440, W: 10_080 };

/** Milliseconds of a clock of Pine Script: `240`, `D`, `2W`, `30S`. `undefined` for months and what is none. */
export function clockOf(text: string): number | undefined {
  const match = /^(\d*)([SHDW]?)$/i.exec(text.trim());
  const count = match?.[1] === "" ? 1 : Number(match?.[1]);
  const minutes = unitMinutes[(match?.[2] ?? "?").toUpperCase()];
  return match === null || text.trim() === "" || minutes === undefined || count < 1 || count > 1_000_000
    ? undefined
    : Math.round(count * minutes * MINUTE);
}

/** `request.security(symbol, clock, x, gaps, lookahead)`: `x on 4h`. */
export function printSecurity(printing: Printing, node: Extract<Resolved, { readonly kind: "call" }>): Piece {
  const symbol = argumentOf(node.args, "symbol", 0);
  const value = argumentOf(node.args, "expression", 2);
  if (value === undefined) {
    return refuse(printing, "`request.security` has too few arguments");
  }
  if (!isOwnMarket(symbol)) {
    return refuse(
      printing,
      "it reads another market",
      "declare the market and add it to `trades`: `strategy X trades btc, eth every 1h`",
    );
  }
  const frame = argumentOf(node.args, "timeframe", 1);
  const isChart = frame?.kind === "builtin" && frame.name === "timeframe.period";
  const text = constantText(frame);
  const clock = isChart || text === "" ? printing.setting.clock : clockOf(text ?? "");
  if (clock === undefined) {
    return refuse(
      printing,
      "its clock is not one of seconds to weeks, written down",
      "write a clock: `x on 1d`",
    );
  }
  if (frame?.kind === "ref") {
    remark(
      printing,
      `its clock is frozen at the input's default, ${formatDuration(clock)}`,
      "change it in the plan",
    );
  }
  return onClock(printing, value, clock, isLookingAhead(node));
}

function isOwnMarket(symbol: Resolved | undefined): boolean {
  const value = symbol === undefined ? undefined : behind(symbol);
  return (
    (value?.kind === "builtin" && /^syminfo\.(?:tickerid|ticker|main_tickerid)$/.test(value.name)) ||
    constantText(value) === ""
  );
}

function isLookingAhead(node: Extract<Resolved, { readonly kind: "call" }>): boolean {
  const lookahead = argumentOf(node.args, "lookahead", 4);
  return lookahead?.kind === "builtin" && lookahead.name === "barmerge.lookahead_on";
}

function onClock(printing: Printing, value: Resolved, clock: number, isAhead: boolean): Piece {
  const inner: Printing = { ...printing, isInlined: true };
  if (clock === printing.setting.clock) {
    return print(printing, value);
  }
  const name = formatDuration(clock);
  const past = behind(value);
  if (isAhead && past.kind === "past" && past.offset.kind === "number" && Number(past.offset.text) === 1) {
    remark(
      printing,
      `\`x[1]\` with lookahead_on never repaints: it is the ${name} bar that had closed when the present bar opened, \`on ${name} as of open\``,
      `\`on ${name}\` alone sees that bar one bar earlier, at its close`,
    );
    return atom(`${tight(print(inner, past.object), level.atom)} on ${name} as of open`);
  }
  if (isAhead) {
    remark(
      printing,
      "lookahead_on without an offset reads the future in Pine's backtest; here the last closed bar is read, and results will be worse",
      "Pine's results were not real",
    );
  } else {
    remark(
      printing,
      `on live bars Pine reads the ${name} bar that is still forming; here only closed bars are read, live and in a backtest`,
      "nothing: recorded bars give the same values",
    );
  }
  return atom(`${tight(print(inner, value), level.atom)} on ${name}`);
}
