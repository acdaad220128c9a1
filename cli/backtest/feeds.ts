import { createHash } from "node:crypto";
import type { PlanIr } from "../../compiler/index.ts";
import {
  type BarColumns,
  barsOfQuotes,
  barsOfTrades,
  type Feed,
  type GapSummary,
  type Instrument,
  inferInstrument,
  lookupInstrument,
  parseMarkets,
  type ResultFile,
  type RunModule,
  runMarkets,
  type SessionModule,
} from "../../runtime/index.ts";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import { readUserFile, readUserText } from "../files.ts";
import type { Io } from "../io.ts";
import { clockText } from "../layout/times.ts";
import { assignFiles, type PlanMarket } from "./data-files.ts";
import { type DerivativeOptions, type LoadedDerivative, loadDerivatives } from "./derivatives.ts";
import { splitAssignment } from "./options.ts";
import { cutBars, readBars } from "./read-bars.ts";

/** Bars of one market with what the report says about their file. */
export interface LoadedFeed {
  readonly feed: Feed;
  readonly file: ResultFile;
  readonly gaps: GapSummary;
}

export interface FeedOptions extends DerivativeOptions {
  readonly data: readonly string[];
  readonly reference: readonly string[];
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Reads the bars of every market that the session trades. */
export function loadFeeds(
  io: Io,
  plan: PlanIr,
  session: SessionModule,
  options: FeedOptions,
): readonly LoadedFeed[] {
  const needed = neededMarkets(plan, session);
  const files = assignFiles("--data", options.data, plan.markets, needed);
  const derivatives = loadDerivatives(io, options, plan.markets, needed);
  const missing = needed.filter(
    ({ name }) => !files.has(name) && derivatives.get(name)?.data.ticks === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map(({ name, symbol, venue }) => `${name} (${symbol} at ${venue})`);
    throw usageFault(
      `no data for ${names.join(", ")}`,
      "Give a file of bars for each market, with the columns time, open, high, low, close, volume:",
      ...missing.map(({ name }) => `  --data ${name}=FILE.csv`),
    );
  }
  const references = readReferences(io, options.reference);
  const loaded = needed.map((market) =>
    loadFeed(
      market,
      barsOf(io, market, files.get(market.name), session, options, derivatives.get(market.name)),
      references,
      derivatives.get(market.name),
    ),
  );
  for (const run of session.runs) {
    checkClock(run, loaded);
  }
  return loaded;
}

/** The feeds of markets that the session's runs trade: others only tell what a currency is worth. */
export function tradedFeeds(loaded: readonly LoadedFeed[], session: SessionModule): readonly LoadedFeed[] {
  const markets = session.runs.flatMap(runMarkets);
  return loaded.filter(({ file }) =>
    markets.some(({ symbol, venue }) => symbol === file.symbol && venue === file.venue),
  );
}

/** A strategy's bar is made of whole bars of each of its files. */
function checkClock(run: RunModule, loaded: readonly LoadedFeed[]): void {
  for (const market of runMarkets(run)) {
    const found = loaded.find(({ file }) => file.symbol === market.symbol && file.venue === market.venue);
    if (found !== undefined && run.strategy.clock % found.file.intervalMs !== 0) {
      const { path, intervalMs } = found.file;
      throw new CommandFault(
        exitCodes.data,
        `${run.strategy.id} runs every ${clockText(run.strategy.clock)}, but ${path} has bars of ${clockText(intervalMs)}`,
        [`Give bars of ${clockText(run.strategy.clock)}, or shorter ones of which a whole number fits.`],
      );
    }
  }
}

/** Markets of the plan that the runs name, and those that tell what fees in other currencies are worth, each once. */
function neededMarkets(plan: PlanIr, session: SessionModule): readonly PlanMarket[] {
  const wanted = [...session.runs.flatMap(runMarkets), ...feeMarkets(plan, session)];
  return plan.markets.filter(
    (market, index) =>
      wanted.some(({ symbol, venue }) => symbol === market.symbol && venue === market.venue) &&
      plan.markets.findIndex(({ symbol, venue }) => symbol === market.symbol && venue === market.venue) ===
        index,
  );
}

/** The plan's markets of the currencies that routes pay fees in against the session's. */
function feeMarkets(plan: PlanIr, session: SessionModule): readonly PlanMarket[] {
  const currencies = new Set(session.routes.flatMap(({ feeCurrency }) => feeCurrency ?? []));
  return plan.markets.filter(({ symbol }) =>
    [...currencies].some((currency) => symbol === `${currency}/${session.currency}`),
  );
}

/** Bars of a market and the file that they come from. */
interface MarketFile {
  readonly path: string;
  readonly sha256: string;
  readonly bars: BarColumns;
  readonly gaps: GapSummary;
}

/** The bars of a market: those of its file, or those that its ticks make up at the clock of what trades it. */
function barsOf(
  io: Io,
  market: PlanMarket,
  path: string | undefined,
  session: SessionModule,
  options: FeedOptions,
  derivative: LoadedDerivative | undefined,
): MarketFile {
  if (path !== undefined) {
    const stored = readUserFile(io, path, `data of ${market.name},`);
    const sha256 = createHash("sha256").update(stored).digest("hex");
    return { path, sha256, ...readBars(stored, path, options) };
  }
  const { trades, quotes } = derivative?.data.ticks ?? {};
  const clock = clockOf(session, market);
  const source = derivative?.files.find(({ kind }) => kind === (trades === undefined ? "quotes" : "ticks"));
  if (source === undefined) {
    throw new Error(`${market.name} has neither bars nor ticks`);
  }
  const made = trades === undefined ? quotes && barsOfQuotes(quotes, clock) : barsOfTrades(trades, clock);
  if (made === undefined) {
    throw new Error(`${source.path} was read and holds no ticks`);
  }
  return { path: source.path, sha256: source.sha256, ...cutBars(made, source.path, options) };
}

/** The longest bar of which the clocks of all runs that trade a market are made; of all runs, where none trades it. */
function clockOf(session: SessionModule, { symbol, venue }: PlanMarket): number {
  const trading = session.runs.filter((run) =>
    runMarkets(run).some((market) => market.symbol === symbol && market.venue === venue),
  );
  const clocks = (trading.length === 0 ? session.runs : trading).map(({ strategy }) => strategy.clock);
  return clocks.reduce(commonDivisor, 0);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function loadFeed(
  market: PlanMarket,
  { path, sha256, bars, gaps }: MarketFile,
  references: ReadonlyMap<string, readonly Instrument[]>,
  derivative: LoadedDerivative | undefined,
): LoadedFeed {
  const { symbol, venue } = market;
  const instrument =
    references.get(venue)?.find((candidate) => candidate.symbol === symbol) ??
    lookupInstrument(venue, symbol) ??
    inferInstrument(symbol, venue, bars);
  const file: ResultFile = {
    market: market.name,
    symbol,
    venue,
    path,
    sha256,
    bars: bars.length,
    intervalMs: bars.interval,
    from: bars.time[0] ?? Number.NaN,
    to: bars.time[bars.length - 1] ?? Number.NaN,
    gaps: gaps.count,
    missingBars: gaps.missing,
    ...(derivative === undefined ? {} : { derivatives: derivative.files }),
    instrument: instrument.origin,
  };
  return { feed: { instrument, bars, ...derivative?.data }, file, gaps };
}

/** All bars of a file that the user or a plan names. */
export function readBarsFile(io: Io, path: string): BarColumns {
  return readBars(readUserFile(io, path, "data"), path, { from: undefined, to: undefined }).bars;
}

function readReferences(io: Io, texts: readonly string[]): ReadonlyMap<string, readonly Instrument[]> {
  const references = new Map<string, readonly Instrument[]>();
  for (const text of texts) {
    const assignment = splitAssignment(text);
    if (assignment === undefined) {
      throw usageFault(
        `--reference ${text} does not say which venue and which file`,
        "Write --reference binance=markets.json.",
      );
    }
    const { name, value } = assignment;
    const markets = parseMarkets(parseJson(value, readUserText(io, value, "reference data")), name);
    if (!markets.ok) {
      throw referenceFault(value, markets.message);
    }
    references.set(name, [...(references.get(name) ?? []), ...markets.instruments]);
  }
  return references;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw referenceFault(path, "this is not JSON");
  }
}

function referenceFault(path: string, message: string): CommandFault {
  return new CommandFault(exitCodes.data, `[REF1001] ${path}: ${message}`, [
    "Give a JSON file with precisionModeValue, fees and markets, as ccxt has them.",
  ]);
}
