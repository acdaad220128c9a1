import type { AlignedBars } from "./align.ts";
import { type Bar, type BarColumns, barAt, type MarketBars } from "./bars.ts";
import { AT_OPEN, type FundingPlan, type FundingRates } from "./funding.ts";

/** What a derivative's market has at the close of a bar; NaN where it has nothing. */
export interface DerivativeValues {
  readonly mark: number;
  readonly index: number;
  readonly funding: number;
}

const NOTHING: DerivativeValues = { mark: Number.NaN, index: Number.NaN, funding: Number.NaN };

const FIELDS = ["open", "high", "low", "close", "volume"] as const;
const DERIVED = ["mark", "index", "funding"] as const;

export type DerivedField = (typeof DERIVED)[number];

/** Bars that arrive one after another. The columns are as long as the capacity; `length` says how many bars there are. */
export class GrowingBars implements MarketBars {
  readonly interval: number;
  readonly priceDecimals: number;
  readonly capacity: number;
  length = 0;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly mark?: Float64Array;
  readonly index?: Float64Array;
  readonly funding?: Float64Array;

  constructor(
    interval: number,
    priceDecimals: number,
    capacity: number,
    derived: readonly DerivedField[] = [],
  ) {
    this.interval = interval;
    this.priceDecimals = priceDecimals;
    this.capacity = capacity;
    const column = (): Float64Array => new Float64Array(capacity);
    this.time = column();
    this.open = column();
    this.high = column();
    this.low = column();
    this.close = column();
    this.volume = column();
    for (const field of derived) this[field] = column();
  }

  /** Adds a bar. The caller has checked that there is room and that it is newer than the last one. */
  append(bar: Bar, values: DerivativeValues = NOTHING): void {
    const at = this.length;
    if (at >= this.capacity) throw new Error(`no room for more than ${this.capacity} bars`);
    this.time[at] = bar.time;
    for (const field of FIELDS) this[field][at] = bar[field];
    for (const field of DERIVED) {
      const column = this[field];
      if (column !== undefined) column[at] = values[field];
    }
    this.length = at + 1;
  }

  /** The close time of the last bar; minus infinity where there is none. */
  get lastClose(): number {
    return this.length === 0
      ? Number.NEGATIVE_INFINITY
      : (this.time[this.length - 1] as number) + this.interval;
  }
}

/** Bars of several markets on one timeline that grows. */
export interface GrowingAlignment {
  readonly aligned: readonly AlignedBars[];
  /** Adds the step of the bars that opened at `time`, once the markets have theirs; false where none of them has one. */
  readonly append: (time: number) => boolean;
}

/** Puts growing markets on the union of their times, as `alignBars` does with recorded ones. */
export const alignGrowing = (markets: readonly GrowingBars[]): GrowingAlignment => {
  const hasBarAt = (bars: GrowingBars, time: number): boolean =>
    bars.length > 0 && bars.time[bars.length - 1] === time;
  const [only] = markets;
  if (only !== undefined && markets.length === 1) {
    return {
      aligned: [{ bars: only, marks: only.close, rows: undefined }],
      append: (time) => hasBarAt(only, time),
    };
  }
  const steps = markets.map((bars) => ({
    own: bars,
    bars: new GrowingBars(
      bars.interval,
      bars.priceDecimals,
      bars.capacity,
      DERIVED.filter((field) => bars[field] !== undefined),
    ),
    marks: new Float64Array(bars.capacity).fill(Number.NaN),
    rows: new Int32Array(bars.capacity).fill(-1),
  }));
  return {
    aligned: steps,
    append: (time) => {
      if (!markets.some((bars) => hasBarAt(bars, time))) return false;
      for (const { own, bars, marks, rows } of steps) {
        const step = bars.length;
        const row = own.length - 1;
        rows[step] = row;
        marks[step] = row < 0 ? Number.NaN : (own.close[row] as number);
        bars.append(hasBarAt(own, time) ? barAt(own, row) : absentBar(time), derivedAt(own, time, row));
      }
      return true;
    },
  };
};

const absentBar = (time: number): Bar => ({
  time,
  open: Number.NaN,
  high: Number.NaN,
  low: Number.NaN,
  close: Number.NaN,
  volume: Number.NaN,
});

const derivedAt = (bars: GrowingBars, time: number, row: number): DerivativeValues => {
  if (row < 0 || bars.time[row] !== time) return NOTHING;
  const value = (field: DerivedField): number => bars[field]?.[row] ?? Number.NaN;
  return { mark: value("mark"), index: value("index"), funding: value("funding") };
};

/** Funding rates that arrive one after another. */
export class GrowingFunding implements FundingRates {
  readonly time: Float64Array;
  readonly rate: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.time = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY);
    this.rate = new Float64Array(capacity);
  }

  append(time: number, rate: number): void {
    if (this.length >= this.time.length) throw new Error(`no room for more than ${this.length} payments`);
    this.time[this.length] = time;
    this.rate[this.length] = rate;
    this.length++;
  }

  /** The last rate paid by a time; NaN before the first. */
  rateAt(time: number): number {
    let row = this.length - 1;
    while (row >= 0 && (this.time[row] as number) > time) row--;
    return row < 0 ? Number.NaN : (this.rate[row] as number);
  }
}

/** Close of the newest bar that had closed by a time; NaN without one, or where the next one is overdue. */
export const closeKnownAt = (bars: BarColumns | undefined, time: number): number => {
  if (bars === undefined) return Number.NaN;
  let row = bars.length - 1;
  while (row >= 0 && (bars.time[row] as number) + bars.interval > time) row--;
  if (row < 0) return Number.NaN;
  const age = time - (bars.time[row] as number) - bars.interval;
  return age < bars.interval ? (bars.close[row] as number) : Number.NaN;
};

/** Later than every bar. */
const NOT_YET = 2 ** 31 - 1;

/** Where payments are booked among bars that are still coming: known once the first bar after a payment has closed. */
export class GrowingFundingPlan implements FundingPlan {
  readonly time: Float64Array;
  readonly rate: Float64Array;
  readonly bars: Int32Array;
  readonly late: Uint8Array;
  readonly marks: Float64Array;
  private readonly on: BarColumns;
  private readonly funding: GrowingFunding;
  private readonly mark: BarColumns | undefined;
  private booked = 0;

  constructor(on: BarColumns, funding: GrowingFunding, mark: BarColumns | undefined) {
    this.on = on;
    this.funding = funding;
    this.mark = mark;
    const capacity = funding.time.length;
    this.time = funding.time;
    this.rate = funding.rate;
    this.bars = new Int32Array(capacity).fill(NOT_YET);
    this.late = new Uint8Array(capacity);
    this.marks = new Float64Array(capacity).fill(Number.NaN);
  }

  /** Books the payments that fell due before the close of the newest bar. */
  update(): void {
    const bar = this.on.length - 1;
    if (bar < 0) return;
    const open = this.on.time[bar] as number;
    while (this.booked < this.funding.length) {
      const row = this.booked;
      const moment = this.time[row] as number;
      if (open + this.on.interval <= moment) return;
      this.bars[row] = bar;
      if (moment - open >= AT_OPEN) this.late[row] = 1;
      this.marks[row] = closeKnownAt(this.mark, moment);
      this.booked++;
    }
  }
}
