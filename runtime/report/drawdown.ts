import type { EquitySeries } from "../session/outcome.ts";

/** The deepest fall of equity from a peak, on every bar. */
export interface Drawdown {
  /** 0.2 is a fall of 20 %. */
  readonly depth: number;
  readonly peakTime: number;
  readonly troughTime: number;
  /** When equity was back at the peak; undefined: not by the end. */
  readonly recoveryTime: number | undefined;
  /** From the peak to the recovery, or to the end. */
  readonly durationMs: number;
  /** The longest time between a peak and the recovery from the fall after it, or the end. */
  readonly longestRecoveryMs: number;
}

/** Largest `1 - E/peak`, the capital before the first bar being the first peak; undefined where equity never fell. */
export function maxDrawdown(equity: EquitySeries, capital: number, from: number): Drawdown | undefined {
  const { time, value } = equity;
  const last = time[time.length - 1] ?? from;
  let peak = capital;
  let peakTime = from;
  let isUnder = false;
  let longestRecoveryMs = 0;
  let deepest = { depth: 0, peakTime: from, troughTime: from };
  let recoveryTime: number | undefined;
  for (let row = 0; row < value.length; row += 1) {
    const now = value[row] as number;
    if (now >= peak) {
      if (isUnder) {
        longestRecoveryMs = Math.max(longestRecoveryMs, (time[row] as number) - peakTime);
        if (recoveryTime === undefined && deepest.depth > 0) {
          recoveryTime = time[row] as number;
        }
      }
      isUnder = false;
      peak = now;
      peakTime = time[row] as number;
      continue;
    }
    isUnder = true;
    const depth = 1 - now / peak;
    if (depth > deepest.depth) {
      deepest = { depth, peakTime, troughTime: time[row] as number };
      recoveryTime = undefined;
    }
  }
  if (isUnder) {
    longestRecoveryMs = Math.max(longestRecoveryMs, last - peakTime);
  }
  return deepest.depth === 0
    ? undefined
    : { ...deepest, recoveryTime, durationMs: (recoveryTime ?? last) - deepest.peakTime, longestRecoveryMs };
}
