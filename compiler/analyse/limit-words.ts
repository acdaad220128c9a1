import { formatDuration } from "../check/index.ts";
import type { LimitIr } from "../ir/nodes.ts";

/** `order notional`, `position notional per market`. */
export function limitName(limit: LimitIr): string {
  const window = limit.windowMs === undefined ? "" : ` per ${formatDuration(limit.windowMs)}`;
  return `${limit.subject}${window}${limit.scope === undefined ? "" : ` per ${limit.scope}`}`;
}

/** `order notional to 25_000 USDT`. */
export function limitText(limit: LimitIr): string {
  const window = limit.windowMs === undefined ? "" : ` per ${formatDuration(limit.windowMs)}`;
  return `${limit.subject} to ${limit.boundText}${window}${limit.scope === undefined ? "" : ` per ${limit.scope}`}`;
}

/** `25_000 USDT`: an amount as the language writes it, at most six digits behind the point of small ones. */
export function amountText(amount: number, unit: string): string {
  const rounded = Number(amount.toPrecision(Math.abs(amount) >= 1e6 ? 9 : 6));
  const [whole = "", decimals] = String(rounded).split(".");
  const isPlain = /^-?\d+$/.test(whole);
  const grouped = isPlain ? whole.replace(/\B(?=(\d{3})+$)/g, "_") : whole;
  return `${grouped}${decimals === undefined ? "" : `.${decimals}`} ${unit}`;
}
