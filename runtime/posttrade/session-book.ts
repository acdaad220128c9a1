import { type BookCapital, type BookMarket, InventoryBook, SHARED } from "../inventory/book.ts";
import { formatUnits } from "../money/index.ts";
import type { Instrument } from "../reference/instrument.ts";
import { Precision } from "../reference/precision.ts";
import { shareBudgets, shareOf } from "../session/budgets.ts";
import {
  type Feed,
  type Holding,
  type InputState,
  SessionError,
  type SessionOutcome,
  type StepReport,
} from "../session/index.ts";
import { brokerIdOf, executionIdOf, resolveRoute } from "../session/routes.ts";
import { plainNumber } from "../session/rows.ts";
import { type RunModule, runMarkets, type SessionModule } from "../strategy/abi.ts";

/** The book of a session before its first fill: its runs' markets and capital, and the positions that it starts with. */
export interface SessionBookOptions {
  readonly session: SessionModule;
  /** Of every market that the session's runs trade. */
  readonly instruments: readonly Instrument[];
  readonly holdings?: readonly Holding[];
}

/**
 * Opens the book of a session. The account of a position is its broker: the venue, with the account that its route names.
 * Throws SessionError where an instrument is missing, or a run's route is not clear.
 */
export const openSessionBook = ({
  session,
  instruments,
  holdings = [],
}: SessionBookOptions): InventoryBook => {
  const budgets = shareBudgets(session.runs);
  const markets: BookMarket[] = [];
  const capital: BookCapital[] = [];
  session.runs.forEach((run, index) => {
    const own = marketsOf(session, run, instruments);
    markets.push(...own);
    const one = (pick: (market: BookMarket) => string): string => {
      const [first, ...others] = new Set(own.map(pick));
      return first === undefined || others.length > 0 ? SHARED : first;
    };
    capital.push({
      strategyId: run.strategy.id,
      routeId: one(({ routeId }) => routeId),
      executionId: one(({ executionId }) => executionId),
      accountId: one(({ accountId }) => accountId),
      currency: session.currency,
      amount: shareOf(session.capital, budgets[index] ?? 0),
    });
  });
  const book = new InventoryBook({ currency: session.currency, markets, capital });
  for (const holding of holdings) takeOver(book, session, instruments, holding);
  return book;
};

const marketsOf = (
  { routes }: SessionModule,
  run: RunModule,
  instruments: readonly Instrument[],
): readonly BookMarket[] => {
  const slots = Object.keys(run.strategy.slots);
  return runMarkets(run).map(({ symbol, venue }, index) => {
    const { base, quote } = instrumentOf(instruments, symbol, venue);
    const slot = slots[run.strategy.members === undefined ? index : 0] ?? "";
    const { routeId, account } = resolveRoute(routes, run, slot, venue);
    return {
      runId: run.id,
      market: symbol,
      venue,
      base,
      settle: quote,
      strategyId: run.strategy.id,
      routeId,
      executionId: executionIdOf(run.id, routeId),
      accountId: brokerIdOf(venue, account),
    };
  });
};

const instrumentOf = (instruments: readonly Instrument[], symbol: string, venue: string): Instrument => {
  const found = instruments.find((one) => one.symbol === symbol && one.venue === venue);
  if (found === undefined) throw new SessionError("feed", `no instrument for ${symbol} at ${venue}`);
  return found;
};

/** Books a holding as the session does: in whole lots. */
const takeOver = (
  book: InventoryBook,
  session: SessionModule,
  instruments: readonly Instrument[],
  holding: Holding,
): void => {
  const run = session.runs.find(({ id }) => id === holding.runId);
  if (run === undefined) return;
  const slots = Object.keys(run.strategy.slots);
  runMarkets(run).forEach(({ symbol, venue }, index) => {
    const slot = slots[run.strategy.members === undefined ? index : 0];
    if (slot !== holding.slot || (holding.market ?? symbol) !== symbol) return;
    const precision = new Precision(instrumentOf(instruments, symbol, venue));
    const units = BigInt(precision.quantityUnits(holding.quantity)) * (holding.side === "long" ? 1n : -1n);
    book.hold({
      runId: run.id,
      market: symbol,
      quantity: formatUnits(units, precision.quantityScale),
      price: plainNumber(holding.price),
    });
  });
};

/** Books what a step reports, and marks every market at its last close. */
export const bookStep = (
  book: InventoryBook,
  report: Pick<StepReport, "fills" | "funding" | "charges">,
  inputs: readonly Pick<InputState, "market" | "venue" | "source" | "asOf" | "close">[],
): void => {
  for (const row of report.fills) book.fill(row);
  for (const row of report.funding) book.pay(row);
  for (const row of report.charges) book.charge(row);
  for (const { market, venue, source, asOf, close } of inputs) {
    if (Number.isNaN(close)) continue;
    const mark = { price: plainNumber(close), source: `close, ${source ?? "unknown"}`, time: asOf };
    book.marks.ofMarket(venue, market, mark);
  }
};

/** Books all that a session over recorded bars did, and marks every market at the last close of its data. */
export const bookOutcome = (
  book: InventoryBook,
  outcome: Pick<SessionOutcome, "fills" | "funding" | "charges">,
  feeds: readonly Pick<Feed, "instrument" | "bars">[],
): void => {
  bookStep(
    book,
    { fills: outcome.fills(), funding: outcome.funding(), charges: outcome.charges() },
    feeds.map(({ instrument: { symbol, venue }, bars }) => ({
      market: symbol,
      venue,
      source: "recording",
      asOf: (bars.time[bars.length - 1] ?? Number.NaN) + bars.interval,
      close: bars.close[bars.length - 1] ?? Number.NaN,
    })),
  );
};
