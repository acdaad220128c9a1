import { decimalOf, type Fixed, rescale, times, ZERO } from "../money/index.ts";
import type { Instrument } from "../reference/instrument.ts";
import { type Feed, SessionError } from "./config.ts";
import { barsClosedBy } from "./feeds.ts";
import type { RunState } from "./run-state.ts";

/** What a fill cost, where a venue has stated it or where it is in another currency than the quote. */
export interface BookedFee {
  readonly amount: Fixed;
  readonly currency: string;
  /** What left the account for it, in the quote currency. */
  readonly value: Fixed;
}

/**
 * In which currency a route's fees are charged. `received`: what a fill brings in, so the base of a purchase and the quote of
 * a sale. `other`: worth what its market last closed at.
 */
export type FeeCurrency =
  | { readonly kind: "quote" }
  | { readonly kind: "base" }
  | { readonly kind: "received" }
  | { readonly kind: "other"; readonly currency: string; readonly feed: Feed };

/** The feed that trades a currency against another: at the venue, else at any. */
const feedOf = (
  feeds: readonly Feed[],
  currency: string,
  against: string,
  venue: string,
): Feed | undefined => {
  const found = feeds.filter(
    ({ instrument: { base, quote, settle } }) =>
      base === currency && quote === against && settle === undefined,
  );
  return found.find(({ instrument }) => instrument.venue === venue) ?? found[0];
};

/** What a route says of the currency of its fees, for one market. Throws SessionError where nothing tells what it is worth. */
export const feeCurrencyOf = (
  named: string | undefined,
  { symbol, base, quote, settle, venue }: Instrument,
  feeds: readonly Feed[],
): FeeCurrency => {
  if (named === undefined || named === "quote" || named === quote) return { kind: "quote" };
  if (named === "base" || named === "received" || (named === base && settle === undefined)) {
    if (settle !== undefined) {
      throw new SessionError(
        "feeCurrency",
        `fees of ${symbol} at ${venue} cannot be charged in ${named === "base" ? base : "what is received"}: nothing but ${quote} changes hands`,
      );
    }
    return { kind: named === "received" ? "received" : "base" };
  }
  const feed = feedOf(feeds, named, quote, venue);
  if (feed === undefined) {
    throw new SessionError(
      "feeCurrency",
      `fees of ${symbol} at ${venue} are charged in ${named}, and nothing tells what it is worth: declare its market ${named}/${quote} and give its data`,
    );
  }
  return { kind: "other", currency: named, feed };
};

/** Decimals of fees that have to be worked out from a price. */
const FEE_DECIMALS = 8;

/** The last close of a market that is known at a time, exactly. */
const closeKnown = ({ bars }: Feed, time: number): Fixed | undefined => {
  const known = barsClosedBy(bars, time, 0);
  const close = known === 0 ? Number.NaN : (bars.close[known - 1] as number);
  return close > 0 ? decimalOf(close) : undefined;
};

/** `value / price` with the decimals of a fee, rounded up: against the account, for fees and for rebates. */
const amountFor = (value: Fixed, price: Fixed): Fixed => {
  const scale = Math.max(value.scale, price.scale);
  const dividend = rescale(value, scale) * 10n ** BigInt(FEE_DECIMALS);
  const divisor = rescale(price, scale);
  const whole = dividend / divisor;
  const isAbove = dividend > 0n && dividend % divisor !== 0n;
  return { units: isAbove ? whole + 1n : whole, scale: FEE_DECIMALS };
};

/**
 * The fee of a fill whose currency has a price of its own: the rate's value at the last close that is known, in whole eight
 * decimals, and what that is worth. Undefined where the fee follows from the fill alone, or nothing is known of the currency
 * yet: then it is charged in the quote currency, as venues do from who has none of theirs.
 */
export const convertedFee = (
  run: RunState,
  priceUnits: number,
  units: number,
  isMaker: boolean,
): BookedFee | undefined => {
  const { feeCurrency } = run.setup;
  if (feeCurrency.kind !== "other") return undefined;
  const price = closeKnown(feeCurrency.feed, run.now);
  if (price === undefined) return undefined;
  const amount = amountFor(run.ledger.exactFee(priceUnits, units, isMaker), price);
  return { amount, currency: feeCurrency.currency, value: times(amount, price) };
};

/** The fee that a venue has stated, with its worth; undefined where nothing tells that. */
export const statedFee = (
  run: RunState,
  amount: Fixed,
  currency: string,
  price: string,
  feeds: readonly Feed[],
): BookedFee | undefined => {
  const { base, quote, venue } = run.setup.instrument;
  if (currency === quote || amount.units === 0n)
    return { amount, currency, value: amount.units === 0n ? ZERO : amount };
  const worth = currency === base ? undefined : feedOf(feeds, currency, quote, venue);
  const each = currency === base ? decimalOf(Number(price)) : worth && closeKnown(worth, run.now);
  return each === undefined ? undefined : { amount, currency, value: times(amount, each) };
};

/** What a fill of the log cost. */
export const feeOfFill = (
  run: RunState,
  row: number,
  price: number,
  units: number,
  isMaker: boolean,
): BookedFee => {
  const booked = run.bookedFees.get(row);
  if (booked !== undefined) return booked;
  const { feeCurrency, instrument } = run.setup;
  const value = run.ledger.exactFee(price, units, isMaker);
  const inBase = feeCurrency.kind === "base" || (feeCurrency.kind === "received" && units > 0);
  return inBase
    ? { amount: run.ledger.baseFee(units, isMaker), currency: instrument.base, value }
    : { amount: value, currency: instrument.quote, value };
};
