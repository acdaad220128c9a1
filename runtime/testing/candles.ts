import { type Bar, type BarColumns, barAt } from "../market/index.ts";
import type { CandlePart, CandleRow, CandlesModule } from "./abi.ts";

/** Bars of a file that candles name, or why there are none. */
export type FileBars =
  | { readonly ok: true; readonly bars: BarColumns }
  | { readonly ok: false; readonly message: string };

/** A problem with the candles of a scenario that only shows when they are made. */
export class CandleProblem extends Error {}

/**
 * The candles of a scenario. A candle opens at the last close, or where a `gap` has put it; the first opens at its own
 * close. Its high and low are `range` above and below its close, and reach its open. A `skip` leaves time without
 * candles; bars of a file keep their own times and values.
 */
export const makeCandles = (
  module: CandlesModule,
  start: number,
  readFile: (path: string) => FileBars,
): BarColumns => {
  const candles: Bar[] = [];
  let time = start;
  let open = Number.NaN;
  for (const part of module.parts) {
    if (part.kind === "gap") {
      open = part.price;
      continue;
    }
    if (part.kind === "skip") {
      time += part.length * module.interval;
      continue;
    }
    if (part.kind === "file") {
      for (const candle of fileCandles(part, module, readFile)) candles.push(candle);
    } else {
      for (const row of rowsOf(part, open)) {
        candles.push(candleOf(row, time, open, module.range ?? 0));
        open = row.close;
        time += module.interval;
      }
    }
    const last = candles.at(-1);
    open = last?.close ?? open;
    time = last === undefined ? time : last.time + module.interval;
  }
  const late = candles.findIndex((candle, index) => candle.time <= (candles[index - 1]?.time ?? -Infinity));
  if (late > 0) throw new CandleProblem(`candle ${late} is not later than the one before it`);
  return toColumns(candles, module.interval);
};

const rowsOf = (
  part: Exclude<CandlePart, { readonly kind: "gap" | "skip" | "file" }>,
  last: number,
): readonly CandleRow[] => {
  switch (part.kind) {
    case "rows":
      return part.rows;
    case "flat":
      return Array.from({ length: part.length }, () => ({ close: part.price }));
    case "ramp": {
      const first = part.first ?? last;
      // `ramp 100 to 120` begins at 100; `ramp to 120` goes on from the last close, and its first step leads away from it.
      const steps = part.first === undefined ? part.length : part.length - 1;
      return Array.from({ length: part.length }, (_, index) => {
        const share = steps === 0 ? 1 : (part.first === undefined ? index + 1 : index) / steps;
        return { close: rounded(first + (part.last - first) * share) };
      });
    }
  }
};

/** Steps of a ramp are prices, not the digits of a division. */
const rounded = (price: number): number => Math.round(price * 1e6) / 1e6;

const candleOf = (row: CandleRow, time: number, last: number, range: number): Bar => {
  const { close } = row;
  const open = row.open ?? (Number.isNaN(last) ? close : last);
  const high = row.high ?? Math.max(open, rounded(close + range));
  const low = row.low ?? Math.min(open, Math.max(rounded(close - range), Number.MIN_VALUE));
  return {
    time,
    open: row.open ?? Math.min(Math.max(open, low), high),
    high,
    low,
    close,
    volume: row.volume ?? 1000,
  };
};

const fileCandles = (
  part: Extract<CandlePart, { readonly kind: "file" }>,
  module: CandlesModule,
  readFile: (path: string) => FileBars,
): readonly Bar[] => {
  const file = readFile(part.path);
  if (!file.ok) throw new CandleProblem(file.message);
  const { bars } = file;
  if (bars.interval !== module.interval) {
    throw new CandleProblem(
      `${part.path} has bars of ${bars.interval / 60_000} minutes, the scenario wants ${module.interval / 60_000}`,
    );
  }
  const first = part.first ?? 0;
  const last = part.last ?? bars.length - 1;
  if (last >= bars.length || first > last) {
    throw new CandleProblem(`${part.path} has bars 0 to ${bars.length - 1}, not ${first} to ${last}`);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => barAt(bars, first + index));
};

/** Candles as columns. */
export const toColumns = (candles: readonly Bar[], interval: number): BarColumns => {
  const column = (field: keyof Bar): Float64Array => Float64Array.from(candles, (candle) => candle[field]);
  let priceDecimals = 0;
  for (const { open, high, low, close } of candles) {
    priceDecimals = Math.max(
      priceDecimals,
      decimalsIn(open),
      decimalsIn(high),
      decimalsIn(low),
      decimalsIn(close),
    );
  }
  return {
    interval,
    length: candles.length,
    time: column("time"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
    priceDecimals,
  };
};

/** Decimals that a price is written with. Exact arithmetic would take seconds for a million candles. */
const decimalsIn = (price: number): number => {
  const text = String(price);
  const plain = text.includes("e") ? price.toFixed(12).replace(/\.?0+$/, "") : text;
  const point = plain.indexOf(".");
  return point < 0 ? 0 : plain.length - point - 1;
};
