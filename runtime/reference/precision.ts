import { decimalsOf, parseDecimal } from "../money/index.ts";
import type { Instrument } from "./instrument.ts";

/** The nearest whole number when `value` is one but for the rounding of a double, else undefined. */
const whole = (value: number): number | undefined => {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= Math.max(1e-9, Math.abs(value) * 1e-15) ? nearest : undefined;
};

/**
 * An instrument's steps as numbers, and the one place where doubles become whole units: quantities are rounded toward
 * zero to the lot, prices to the tick in a stated direction.
 */
export class Precision {
  /** Decimals of a quantity unit; a lot is `lotUnits` of them. */
  readonly quantityScale: number;
  readonly lotUnits: number;
  readonly quantityFactor: number;
  readonly tick: number;
  readonly quantityMinUnits: number;
  readonly quantityMaxUnits: number;
  readonly notionalMin: number;
  private readonly tickUnits: number;
  private readonly tickFactor: number;
  private readonly lot: number;

  constructor(instrument: Instrument) {
    this.quantityScale = decimalsOf(instrument.lotSize);
    this.quantityFactor = 10 ** this.quantityScale;
    this.lot = Number(instrument.lotSize);
    this.lotUnits = Math.round(this.lot * this.quantityFactor);
    this.tick = Number(instrument.tickSize);
    const tickScale = decimalsOf(instrument.tickSize);
    this.tickFactor = 10 ** tickScale;
    this.tickUnits = Number(parseDecimal(instrument.tickSize).units);
    if (parseDecimal(instrument.tickSize).scale !== tickScale) {
      this.tickUnits = Math.round(this.tick * this.tickFactor);
    }
    this.quantityMinUnits =
      instrument.quantityMin === undefined
        ? this.lotUnits
        : Math.round(Number(instrument.quantityMin) * this.quantityFactor);
    this.quantityMaxUnits =
      instrument.quantityMax === undefined
        ? Number.MAX_SAFE_INTEGER
        : Math.min(Number.MAX_SAFE_INTEGER, Math.round(Number(instrument.quantityMax) * this.quantityFactor));
    this.notionalMin = instrument.notionalMin === undefined ? 0 : Number(instrument.notionalMin);
  }

  /** Whole units of a quantity in base units, rounded toward zero to the lot. NaN stays NaN. */
  quantityUnits(quantity: number): number {
    const lots = quantity / this.lot;
    return (whole(lots) ?? Math.trunc(lots)) * this.lotUnits;
  }

  /** Rounds units down to a whole number of lots. */
  wholeLots(units: number): number {
    return Math.floor(units / this.lotUnits) * this.lotUnits;
  }

  /** A price on the tick grid; prices that are on it stay as they are. */
  roundPrice(price: number, direction: "up" | "down"): number {
    const ticks = price / this.tick;
    const rounded = whole(ticks) ?? (direction === "up" ? Math.ceil(ticks) : Math.floor(ticks));
    return (rounded * this.tickUnits) / this.tickFactor;
  }
}
