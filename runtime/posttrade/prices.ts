import type { BarColumns } from "../market/index.ts";
import type { Feed, InputState } from "../session/index.ts";
import { runMarkets, type SessionModule } from "../strategy/abi.ts";
import type { ArrivalPrices, RunMarket } from "./fill-cost.ts";

const keyOf = ({ runId, market }: RunMarket): string => `${runId} ${market}`;

/** Number of entries of an ascending list that are not above a value. */
const countUpTo = (length: number, valueAt: (index: number) => number, value: number): number => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};

const closeOf = ({ time, close, interval, length }: BarColumns, now: number): number =>
  close[countUpTo(length, (bar) => (time[bar] as number) + interval, now) - 1] ?? Number.NaN;

/** The closes that a session over recorded bars decided at. */
export const recordedPrices = (
  session: SessionModule,
  feeds: readonly Pick<Feed, "instrument" | "bars">[],
): ArrivalPrices => {
  const barsOf = new Map<string, BarColumns>();
  for (const run of session.runs) {
    for (const { symbol, venue } of runMarkets(run)) {
      const feed = feeds.find(({ instrument }) => instrument.symbol === symbol && instrument.venue === venue);
      if (feed !== undefined) barsOf.set(keyOf({ runId: run.id, market: symbol }), feed.bars);
    }
  }
  return {
    closeAt: (of, time) => {
      const bars = barsOf.get(keyOf(of));
      return bars === undefined ? Number.NaN : closeOf(bars, time);
    },
  };
};

/** The closes of a session whose events arrive one after another, as far as they are written down. */
export interface PriceLog extends ArrivalPrices {
  /** Writes down the inputs of a moment. */
  take(inputs: readonly Pick<InputState, "market" | "venue" | "asOf" | "close">[]): void;
}

interface Closes {
  readonly times: number[];
  readonly prices: number[];
}

/** A log of closes for the markets of a session. `capacity`: how many of each market are kept, the newest. */
export const createPriceLog = (session: SessionModule, capacity = 100_000): PriceLog => {
  const closes = new Map<string, Closes>();
  const inputOf = new Map(
    session.runs.flatMap((run) =>
      runMarkets(run).map(({ symbol, venue }) => [
        keyOf({ runId: run.id, market: symbol }),
        `${venue} ${symbol}`,
      ]),
    ),
  );
  return {
    take: (inputs) => {
      for (const { market, venue, asOf, close } of inputs) {
        if (Number.isNaN(close)) continue;
        const key = `${venue} ${market}`;
        const { times, prices } = closes.get(key) ?? { times: [], prices: [] };
        closes.set(key, { times, prices });
        if (times.at(-1) === asOf) continue;
        times.push(asOf);
        prices.push(close);
        if (times.length > capacity * 1.25) {
          times.splice(0, times.length - capacity);
          prices.splice(0, prices.length - capacity);
        }
      }
    },
    closeAt: (of, time) => {
      const known = closes.get(inputOf.get(keyOf(of)) ?? "");
      if (known === undefined) return Number.NaN;
      const { times, prices } = known;
      return prices[countUpTo(times.length, (index) => times[index] ?? Number.NaN, time) - 1] ?? Number.NaN;
    },
  };
};
