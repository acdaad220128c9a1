import { type BarColumns, scaledTicks } from "../market/index.ts";
import { formatUnits, parseDecimal } from "../money/index.ts";
import type { Instrument } from "../reference/index.ts";
import { createSession, type Feed, type SessionConfig, type SessionOutcome } from "../session/index.ts";
import { fails, holds, notApplicable, type Proof } from "./proof.ts";
import { firstDifference, traceOf } from "./trace.ts";

/** A power of two: multiplying by it loses no digit. */
const FACTOR = 64;

const scaledText = (text: string): string => {
  const { units, scale } = parseDecimal(text);
  return formatUnits(units * BigInt(FACTOR), scale);
};

const scaledInstrument = (instrument: Instrument): Instrument => ({
  ...instrument,
  tickSize: scaledText(instrument.tickSize),
  notionalMin: instrument.notionalMin === undefined ? undefined : scaledText(instrument.notionalMin),
});

const scaledBars = (bars: BarColumns): BarColumns => {
  const column = (values: Float64Array): Float64Array => values.map((value) => value * FACTOR);
  return {
    ...bars,
    open: column(bars.open),
    high: column(bars.high),
    low: column(bars.low),
    close: column(bars.close),
  };
};

const scaledFeed = (feed: Feed): Feed => ({
  ...feed,
  instrument: scaledInstrument(feed.instrument),
  bars: scaledBars(feed.bars),
  ...(feed.mark === undefined ? {} : { mark: scaledBars(feed.mark) }),
  ...(feed.index === undefined ? {} : { index: scaledBars(feed.index) }),
  ...(feed.detail === undefined ? {} : { detail: scaledBars(feed.detail) }),
  ...(feed.ticks === undefined ? {} : { ticks: scaledTicks(feed.ticks, FACTOR) }),
});

/**
 * A currency of another size changes nothing: with every price and the capital times 64, the same orders of the same
 * quantities at 64 times the price. `writtenAmounts`: places where the plan writes an amount of that currency, which a
 * currency of another size would change.
 */
export const proveScale = (
  config: SessionConfig,
  full: SessionOutcome,
  writtenAmounts: readonly string[],
): Proof => {
  const [first] = writtenAmounts;
  if (first !== undefined) {
    const more = writtenAmounts.length > 1 ? ` and ${writtenAmounts.length - 1} more` : "";
    return notApplicable("scale", `the plan writes amounts of money: ${first}${more}`);
  }
  const scaled = createSession({
    ...config,
    feeds: config.feeds.map(scaledFeed),
    session: { ...config.session, capital: scaledText(config.session.capital) },
  }).run();
  const difference = firstDifference(traceOf(full), traceOf(scaled), FACTOR);
  return difference === undefined
    ? holds("scale", `prices and capital times ${FACTOR}: the same orders`)
    : fails("scale", `prices and capital times ${FACTOR}`, difference);
};
