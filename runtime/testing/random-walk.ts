import type { Bar, BarColumns } from "../market/index.ts";
import { toColumns } from "./candles.ts";

/** Numbers in 0..1 from a seed, the same on every machine (the generator mulberry32). */
const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Stretches that a market goes through: how far a bar moves, and how far it drifts, as shares of the price. */
const regimes = [
  { name: "flat", noise: 0, drift: 0 },
  { name: "quiet", noise: 0.002, drift: 0 },
  { name: "rising", noise: 0.006, drift: 0.003 },
  { name: "falling", noise: 0.006, drift: -0.003 },
  { name: "wild", noise: 0.03, drift: 0 },
  { name: "breaking up", noise: 0.01, drift: 0.015 },
  { name: "breaking down", noise: 0.01, drift: -0.015 },
] as const;

export interface WalkOptions {
  readonly seed: number;
  readonly length: number;
  /** Milliseconds of a bar. */
  readonly interval: number;
  readonly start: number;
  /** First price. */
  readonly price: number;
}

const CENT = 100;
/** A price that is this many times the first one, or a part of it, moves back with the next stretch that has a direction. */
const FAR = 10;

/**
 * A random market of the unpleasant kind: stretches that rise, fall, break out or do nothing at all, jumps between bars,
 * bars that are missing, bars without volume. However long it is, its prices stay prices: without the way back it would sink
 * to a cent and stay there. One seed gives one market, on every machine.
 */
export const randomWalk = ({ seed, length, interval, start, price }: WalkOptions): BarColumns => {
  const random = createRandom(seed);
  const candles: Bar[] = [];
  let close = price;
  let left = 0;
  let way = 1;
  let regime: (typeof regimes)[number] = regimes[1];
  for (let bar = 0; candles.length < length; bar++) {
    if (left === 0) {
      regime = regimes[Math.floor(random() * regimes.length)] ?? regimes[1];
      left = 5 + Math.floor(random() * 40);
      way =
        close * FAR < price ? Math.sign(regime.drift) : close > price * FAR ? -Math.sign(regime.drift) : 1;
    }
    left--;
    if (candles.length > 0 && random() < 0.005) {
      bar += Math.floor(random() * 6);
      continue;
    }
    const jump = random() < 0.02 ? (random() - 0.5) * 0.2 : 0;
    const open = toCent(close * (1 + jump));
    const move = way * regime.drift + (random() + random() - 1) * regime.noise * 2;
    close = toCent(open * (1 + move));
    const reach = regime.noise * open;
    candles.push({
      time: start + bar * interval,
      open,
      high: toCent(Math.max(open, close) + random() * reach),
      low: toCent(Math.min(open, close) - random() * reach),
      close,
      volume: random() < 0.02 ? 0 : Math.round(1 + random() * 1000),
    });
  }
  return toColumns(candles, interval);
};

/** Prices stay above a cent, with a low that is a price. */
const toCent = (price: number): number => Math.max(1, Math.round(price * CENT)) / CENT;
