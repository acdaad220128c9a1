import type { EquityGauge } from "./equity-walk.ts";

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
export function gaugeDrawdown(capital: number, from: number): EquityGauge<Drawdown | undefined> {
  /** Highest equity so far, its time, and the deepest fall. */
  const state = Float64Array.of(capital, from, 0);
  let last = from;
  let isUnder = false;
  let longestRecoveryMs = 0;
  let deepest = { peakTime: from, troughTime: from };
  let recoveryTime: number | undefined;
  const recover = (time: number): void => {
    longestRecoveryMs = Math.max(longestRecoveryMs, time - (state[1] as number));
    if (recoveryTime === undefined && (state[2] as number) > 0) recoveryTime = time;
  };
  return {
    take: ({ time, value }, start, end) => {
      for (let row = start; row < end; row += 1) {
        const now = value[row] as number;
        const peak = state[0] as number;
        if (now >= peak) {
          if (isUnder) recover(time[row] as number);
          isUnder = false;
          state[0] = now;
          state[1] = time[row] as number;
          continue;
        }
        isUnder = true;
        const depth = 1 - now / peak;
        if (depth > (state[2] as number)) {
          state[2] = depth;
          deepest = { peakTime: state[1] as number, troughTime: time[row] as number };
          recoveryTime = undefined;
        }
      }
      last = time[end - 1] ?? last;
    },
    result: () => {
      const [, peakTime = from, depth = 0] = state;
      if (depth === 0) return undefined;
      return {
        depth,
        ...deepest,
        recoveryTime,
        durationMs: (recoveryTime ?? last) - deepest.peakTime,
        longestRecoveryMs: isUnder ? Math.max(longestRecoveryMs, last - peakTime) : longestRecoveryMs,
      };
    },
  };
}
