import type { FillChoice } from "../../runtime/index.ts";
import { closest } from "../closest.ts";
import { usageFault } from "../exit-codes.ts";

/** What decides a run: the options that every command has which runs a plan on data, as typed. */
export interface RunOptions {
  readonly data: readonly string[];
  readonly session?: string;
  readonly strategy?: string;
  readonly set: readonly string[];
  readonly capital?: string;
  readonly policy?: string;
  readonly fee?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reference: readonly string[];
  readonly funding?: readonly string[];
  readonly mark?: readonly string[];
  readonly index?: readonly string[];
  readonly detail?: readonly string[];
  readonly ticks?: readonly string[];
  readonly quotes?: readonly string[];
}

/** The options of `ctk backtest` as typed. */
export interface BacktestOptions extends RunOptions {
  readonly json?: string;
  readonly quiet?: boolean;
}

/** An amount of money; the currency may be left out. */
export interface Capital {
  /** Decimal string. */
  readonly amount: string;
  readonly currency: string | undefined;
}

const POLICIES = ["bar/pessimistic@1", "backtrader@1", "backtesting-py@1"];

/** `100000 USD`, `100_000USD`, `10 BTC`, `100,000`. */
export function parseCapital(text: string): Capital {
  const match = /^(\d[\d_,]*(?:\.\d+)?)\s*([A-Za-z][A-Za-z0-9]*)?$/.exec(text.trim());
  const amount = match?.[1]?.replace(/[_,]/g, "");
  if (amount === undefined || !(Number(amount) > 0)) {
    throw usageFault(
      `--capital ${text} is not an amount`,
      'Write a number above zero and a currency: --capital "100000 USD".',
    );
  }
  const currency = match?.[2]?.toUpperCase();
  if (currency === "K" || currency === "M") {
    throw usageFault(`--capital ${text} is not an amount`, "Write all its digits: --capital 10_000.");
  }
  return { amount, currency };
}

/** A fee rate as a decimal string: `0.001`, `0.1%`, `10bps`. */
export function parseFee(text: string): string {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%|bps)?$/.exec(text.trim());
  const rate = Number(match?.[1]) / (match?.[2] === "%" ? 100 : match?.[2] === "bps" ? 10_000 : 1);
  if (match === null || !(rate >= 0 && rate < 0.5)) {
    const hint =
      match !== null && match[2] === undefined
        ? `A rate of ${text} would be ${Number(text) * 100} % of every fill: write --fee ${text}% if that was meant.`
        : "Write a rate such as 0.001, 0.1% or 10bps.";
    throw usageFault(`--fee ${text} is not a fee rate`, hint);
  }
  return rate.toFixed(12).replace(/\.?0+$/, "");
}

/**
 * `backtrader@1`, `bar/pessimistic@1 touch participation 10% path ohlc detail 1m`, `backtesting-py@1 at close`,
 * `bar/pessimistic@1 detail ticks queue proportional`. */
export function parsePolicy(text: string): FillChoice {
  const [name = "", ...words] = text.trim().split(/\s+/);
  if (!POLICIES.includes(name)) {
    const near = closest(name, POLICIES) ?? POLICIES.find((policy) => policy.startsWith(name) && name !== "");
    const help = near === undefined ? `There are: ${POLICIES.join(", ")}.` : `Did you mean ${near}?`;
    throw usageFault(`no fill policy ${name}`, help);
  }
  const rest = words.join(" ");
  const options = [...rest.matchAll(OPTION)];
  const known = options.map(([option]) => option).join(" ");
  const kinds = options.map(([option]) => option.split(" ")[0]);
  if (known !== rest || new Set(kinds).size < kinds.length) {
    throw usageFault(
      `--policy ${text}: ${rest} is not an option of a fill policy`,
      "A name may be followed by at close, touch, participation 10%, path ohlc or path nearest, detail 1m or detail ticks queue proportional.",
    );
  }
  const wordAfter = (kind: string): string | undefined =>
    known.match(new RegExp(`(?:^| )${kind} (\\S+)`))?.[1];
  const choice: FillChoice = {
    policy: name,
    atClose: kinds.includes("at"),
    touch: kinds.includes("touch"),
    ...participationOf(wordAfter("participation")),
    ...pathOf(wordAfter("path")),
    ...detailOf(wordAfter("detail"), wordAfter("queue")),
  };
  if (name !== POLICIES[0] && Object.keys(choice).length > 3) {
    throw usageFault(
      `--policy ${text}: ${name} fills as the engine of its name does`,
      `Only ${POLICIES[0]} has participation, path and detail.`,
    );
  }
  return choice;
}

const OPTION =
  /at close|touch|participation \d+(?:\.\d+)?%|path (?:adverse|ohlc|nearest)|detail \d+[mh]|detail ticks(?: queue (?:pessimistic|proportional))?/g;

function participationOf(text: string | undefined): Pick<FillChoice, "participation"> {
  if (text === undefined) {
    return {};
  }
  const participation = Number.parseFloat(text) / 100;
  if (!(participation > 0 && participation <= 1)) {
    throw usageFault(
      `participation ${text} is not a share of a bar's volume`,
      "Write more than 0% and at most 100%.",
    );
  }
  return { participation };
}

function pathOf(text: string | undefined): Pick<FillChoice, "path"> {
  return text === "adverse" || text === "ohlc" || text === "nearest" ? { path: text } : {};
}

function detailOf(
  text: string | undefined,
  queue: string | undefined,
): Pick<FillChoice, "detailMs" | "ticks"> {
  if (text === undefined) {
    return {};
  }
  if (text === "ticks") {
    return { ticks: queue === "proportional" ? queue : "pessimistic" };
  }
  return { detailMs: Number.parseInt(text, 10) * (text.endsWith("h") ? 3_600_000 : 60_000) };
}

/** A date, or a date and a time in UTC, as milliseconds. */
export function parseMoment(text: string, option: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?Z?)?$/.exec(text.trim());
  const [year, month, day, hour, minute, second] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const time = Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, day, hour, minute, second);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text.trim().slice(0, 10)) {
    throw usageFault(
      `${option} ${text} is not a time`,
      `Write a date or a time in UTC: ${option} 2024-01-31, ${option} 2024-01-31T12:00Z.`,
    );
  }
  return time;
}

/** `name=value` taken apart; undefined without a name. */
export function splitAssignment(text: string): { readonly name: string; readonly value: string } | undefined {
  const match = /^([A-Za-z_][\w.]*)=(.*)$/s.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { name: match[1], value: match[2] };
}
