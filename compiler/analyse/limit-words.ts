import { formatDuration } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { LimitActionIr, LimitIr } from "../ir/nodes.ts";

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

/** `reject`, `halt until next day`: an action as it is written behind `then`. */
export function actionText(action: LimitActionIr): string {
  switch (action.kind) {
    case "reject":
    case "clamp":
      return action.kind;
    case "reduceOnly":
      return "reduce only";
    case "halt":
      return action.until === "forever"
        ? "halt"
        : action.until === "nextDay"
          ? "halt until next day"
          : `halt for ${formatDuration(action.until)}`;
    case "flattenAndHalt":
      return "flatten and halt";
    default:
      return assertNever(action);
  }
}
