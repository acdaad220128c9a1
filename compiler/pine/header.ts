import { constantNumber, constantText } from "./constant.ts";
import type { Finding } from "./draft.ts";
import { plainNumber } from "./inputs.ts";
import { type Action, argumentOf, behind, type Resolved } from "./resolved.ts";
import { clockOf } from "./security.ts";

/** What `strategy(..)` says about money and orders. */
export interface Header {
  readonly title: string;
  /** Units of the account's currency. */
  readonly capital: number;
  readonly size:
    | { readonly kind: "units"; readonly value: number }
    | { readonly kind: "money"; readonly value: number }
    | { readonly kind: "percent"; readonly value: number };
  /** Entries of one direction, the first included. */
  readonly entries: number;
  /** In percent of each fill. */
  readonly commission: number;
  /** In ticks. */
  readonly slippage: number;
  readonly atClose: boolean;
  /** Of the margin of long positions, in percent; 0: none is needed. */
  readonly margin: number;
  readonly findings: readonly Finding[];
}

/** Places of the arguments that are often written without a name. */
const places: Readonly<Record<string, number>> = { title: 0, shorttitle: 1, overlay: 2 };

/** Reads the header of a script. */
export function headerOf(action: Action, version: number): Header {
  const { line, text } = action;
  const findings: Finding[] = [];
  const changed = (why: string, advice: string): void => {
    findings.push({ kind: "changed", trades: true, line, text, why, advice });
  };
  const value = (name: string): Resolved | undefined => {
    const found = argumentOf(action.args, name, places[name]);
    return found === undefined ? undefined : behind(found);
  };
  const number = (name: string, fallback: number): number => {
    const found = value(name);
    const known = found === undefined ? fallback : constantNumber(found);
    return known !== undefined && Number.isFinite(known) ? known : fallback;
  };
  const name = (key: string): string => {
    const found = value(key);
    return found?.kind === "builtin" ? found.name : (constantText(found) ?? "");
  };
  const isOn = (key: string): boolean => {
    const found = value(key);
    return found?.kind === "truth" && found.value;
  };
  if (isOn("calc_on_every_tick") || isOn("calc_on_order_fills")) {
    changed(
      "Pine also runs within a bar; here decisions fall at the close of a bar only",
      "compare with Pine's results without that setting",
    );
  }
  const percent = number("commission_value", 0);
  const type = name("commission_type");
  const isPercent = type === "" || type === "strategy.commission.percent" || type === "percent";
  if (percent > 0 && !isPercent) {
    changed(
      "a commission per order or per unit has no counterpart; the plan has none",
      "give the route `fees maker .. taker ..`",
    );
  }
  const slippage = number("slippage", 0);
  if (slippage > 0) {
    changed(
      `slippage of ${plainNumber(slippage)} ticks is written as a share of the price here; the plan has none`,
      "give the route `slippage up to 2bps`",
    );
  }
  const capital = number("initial_capital", version >= 5 ? 1_000_000 : 100_000);
  const margin = number("margin_long", version >= 6 ? 100 : 0);
  return {
    title: constantText(argumentOf(action.args, "title", 0)) ?? "Imported",
    capital: capital > 0 ? capital : 1_000_000,
    size: sizeOf(name("default_qty_type"), number("default_qty_value", 1)),
    entries: Math.max(1, Math.floor(number("pyramiding", 0))),
    commission: isPercent && percent > 0 && percent < 100 ? percent : 0,
    slippage,
    atClose: isOn("process_orders_on_close"),
    margin,
    findings,
  };
}

function sizeOf(type: string, value: number): Header["size"] {
  const amount = value > 0 ? value : 1;
  if (/percent_of_equity$/.test(type)) {
    return { kind: "percent", value: amount };
  }
  return { kind: /cash$/.test(type) ? "money" : "units", value: amount };
}

/** A clock given as `1h`, or as Pine Script writes it. */
export function milliseconds(text: string): number | undefined {
  const match = /^(\d+)(s|m|h|d|w)$/.exec(text);
  const size = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
  const unit = match?.[2];
  return unit === "s" || unit === "m" || unit === "h" || unit === "d" || unit === "w"
    ? Number(match?.[1]) * size[unit]
    : clockOf(text);
}
