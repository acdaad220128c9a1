import type { BarColumns } from "ctk/runtime";

/** A market that is made up: the same for the same settings, in every browser. */
export interface GeneratorSettings {
  /** Any whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  readonly bars: number;
  /** Milliseconds of a bar. */
  readonly interval: number;
  /** Open time of the first bar, milliseconds. */
  readonly start: number;
  /** First open. */
  readonly price: number;
  /** Standard deviation of the yearly logarithmic return, as a ratio: 0.6 is 60 %. */
  readonly volatility: number;
}

const YEAR_MS = 365.25 * 86_400_000;
const TICKS = 100;
/** Weight of the last move in the variance of the next: calm and wild stretches follow each other, as in markets. */
const REACTION = 0.08;
const PERSISTENCE = 0.9;

/**
 * Bars of a random walk whose variance clusters. What moves up and down by the same ratios sinks, by half its variance: that
 * is added to each move. A price far from the first is pulled back, the harder the wilder the market: however long the walk,
 * it is nearly always between a tenth and ten times the first one. Prices are in hundredths. Uses additions,
 * products and square roots only, which every browser computes alike.
 */
export const generateBars = (settings: GeneratorSettings): BarColumns => {
  const { seed, bars: length, interval, start, price, volatility } = settings;
  const random = createRandom(seed);
  const usual = (volatility * volatility * interval) / YEAR_MS;
  const [time, open, high, low, close, volume] = Array.from({ length: 6 }, () => new Float64Array(length));
  let last = price;
  let variance = usual;
  for (let bar = 0; bar < length; bar++) {
    const move = Math.sqrt(variance) * nearlyNormal(random);
    const pull = usual * (0.5 + (2 * (price - last)) / (price + last));
    const reach = Math.sqrt(variance) * last;
    const next = toTick(last * (1 + Math.max(-0.5, move + pull)));
    const first = toTick(last);
    set(time, bar, start + bar * interval);
    set(open, bar, first);
    set(close, bar, next);
    set(high, bar, toTick(Math.max(first, next) + random() * reach * 0.6));
    set(low, bar, toTick(Math.min(first, next) - random() * reach * 0.6));
    set(volume, bar, Math.round(50 + 900 * random() * random() * (1 + Math.min(4, (move * move) / usual))));
    variance = usual * (1 - REACTION - PERSISTENCE) + PERSISTENCE * variance + REACTION * move * move;
    last = next;
  }
  return {
    interval,
    length,
    time: time ?? EMPTY,
    open: open ?? EMPTY,
    high: high ?? EMPTY,
    low: low ?? EMPTY,
    close: close ?? EMPTY,
    volume: volume ?? EMPTY,
    priceDecimals: 2,
  };
};

const EMPTY = new Float64Array(0);

const set = (column: Float64Array | undefined, row: number, value: number): void => {
  if (column !== undefined) column[row] = value;
};

const toTick = (price: number): number => Math.max(1, Math.round(price * TICKS)) / TICKS;

/** Sum of uniform numbers with a mean of 0 and a variance of 1; without logarithms, whose last bit differs. */
const nearlyNormal = (random: () => number): number => {
  let sum = 0;
  for (let term = 0; term < 12; term++) sum += random();
  return sum - 6;
};

/** Numbers in 0..1 from a seed (the generator mulberry32). */
const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
