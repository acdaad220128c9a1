import { type BarColumns, barAt } from "./bars.ts";
import { compareEnvelopes, type Envelope, type MarketPayload } from "./envelope.ts";
import type { DerivativeData } from "./funding.ts";

/** Recorded data of one market. */
export interface RecordedMarket extends DerivativeData {
  readonly instrument: { readonly symbol: string; readonly venue: string };
  readonly bars: BarColumns;
}

interface Stream {
  readonly length: number;
  readonly timeOf: (row: number) => number;
  readonly payloadOf: (row: number) => MarketPayload;
}

const barStream = (type: "bar" | "mark" | "index", bars: BarColumns): Stream => ({
  length: bars.length,
  timeOf: (row) => (bars.time[row] as number) + bars.interval,
  payloadOf: (row) => ({ type, interval: bars.interval, bar: barAt(bars, row) }),
});

const streamsOf = ({ bars, mark, index, funding }: RecordedMarket): readonly Stream[] => [
  ...(index === undefined ? [] : [barStream("index", index)]),
  ...(mark === undefined ? [] : [barStream("mark", mark)]),
  ...(funding === undefined
    ? []
    : [
        {
          length: funding.time.length,
          timeOf: (row: number) => funding.time[row] as number,
          payloadOf: (row: number): MarketPayload => ({ type: "funding", rate: funding.rate[row] as number }),
        },
      ]),
  barStream("bar", bars),
];

/**
 * The events that a feed would have delivered, moment by moment, each moment's in their order. `ingestTime` is the time of the
 * event: a recording has no other.
 */
export function* recordedEvents(
  markets: readonly RecordedMarket[],
  source = "recording",
): Generator<readonly Envelope[]> {
  const streams = markets.flatMap((market) =>
    streamsOf(market).map((stream) => ({ ...stream, market: market.instrument, next: 0 })),
  );
  const compare = compareEnvelopes([source]);
  let seq = 0;
  for (;;) {
    let now = Number.POSITIVE_INFINITY;
    for (const stream of streams) {
      if (stream.next < stream.length) now = Math.min(now, stream.timeOf(stream.next));
    }
    if (now === Number.POSITIVE_INFINITY) return;
    const moment: Envelope[] = [];
    for (const stream of streams) {
      while (stream.next < stream.length && stream.timeOf(stream.next) === now) {
        const payload = stream.payloadOf(stream.next);
        const { venue, symbol } = stream.market;
        moment.push({
          seq: seq++,
          eventTime: now,
          ingestTime: now,
          source,
          venue,
          instrument: symbol,
          payload,
          idempotencyKey: `${venue} ${symbol} ${payload.type} ${now}`,
        });
        stream.next++;
      }
    }
    yield moment.sort(compare);
  }
}
