import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { PlanIr } from "../../compiler/index.ts";
import {
  type BarColumns,
  type CsvResult,
  describeProblem,
  type Feed,
  findGaps,
  type GapSummary,
  type Instrument,
  inferInstrument,
  lookupInstrument,
  type MarketModule,
  parseMarkets,
  type ResultFile,
  type RunModule,
  readCsv,
  type SessionModule,
  sliceBars,
} from "../../runtime/index.ts";
import { suggestion } from "../closest.ts";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import { readUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { clockText, dateText } from "../layout/times.ts";
import { textOf } from "../plan/compile-file.ts";
import { splitAssignment } from "./options.ts";

/** Bars of one market with what the report says about their file. */
export interface LoadedFeed {
  readonly feed: Feed;
  readonly file: ResultFile;
  readonly gaps: GapSummary;
}

export interface FeedOptions {
  readonly data: readonly string[];
  readonly reference: readonly string[];
  readonly from: number | undefined;
  readonly to: number | undefined;
}

type Market = PlanIr["markets"][number];

/** Reads the bars of every market that the session trades. */
export function loadFeeds(
  io: Io,
  plan: PlanIr,
  session: SessionModule,
  options: FeedOptions,
): readonly LoadedFeed[] {
  const needed = neededMarkets(plan, session);
  const files = dataFiles(options.data, plan, needed);
  const missing = needed.filter((market) => !files.has(market.name));
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
    loadFeed(io, market, files.get(market.name) ?? "", references, options),
  );
  for (const run of session.runs) {
    checkClock(run, loaded);
  }
  return loaded;
}

/** A strategy's bar is made of whole bars of its file. */
function checkClock(run: RunModule, loaded: readonly LoadedFeed[]): void {
  const [market] = marketsOf(run);
  const found = loaded.find(({ file }) => file.symbol === market?.symbol && file.venue === market.venue);
  if (found !== undefined && run.strategy.clock % found.file.intervalMs !== 0) {
    const { path, intervalMs } = found.file;
    throw new CommandFault(
      exitCodes.data,
      `${run.strategy.id} runs every ${clockText(run.strategy.clock)}, but ${path} has bars of ${clockText(intervalMs)}`,
      [`Give bars of ${clockText(run.strategy.clock)}, or shorter ones of which a whole number fits.`],
    );
  }
}

function marketsOf(run: RunModule): readonly MarketModule[] {
  return run.markets.length > 0 ? run.markets : Object.values(run.strategy.slots);
}

/** Markets of the plan that the runs name, each once. */
function neededMarkets(plan: PlanIr, session: SessionModule): readonly Market[] {
  const wanted = session.runs.flatMap(marketsOf);
  return plan.markets.filter(
    (market, index) =>
      wanted.some(({ symbol, venue }) => symbol === market.symbol && venue === market.venue) &&
      plan.markets.findIndex(({ symbol, venue }) => symbol === market.symbol && venue === market.venue) ===
        index,
  );
}

/** File by market name, from `--data market=file`; a bare file where there is one market only. */
function dataFiles(
  texts: readonly string[],
  plan: PlanIr,
  needed: readonly Market[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const text of texts) {
    const [only, second] = needed;
    const assignment =
      splitAssignment(text) ??
      (only !== undefined && second === undefined ? { name: only.name, value: text } : undefined);
    if (assignment === undefined || assignment.value === "") {
      throw usageFault(
        `--data ${text} does not say which market and which file`,
        "Write --data MARKET=FILE.csv.",
      );
    }
    const named = plan.markets.find((market) => market.name === assignment.name);
    if (named === undefined) {
      throw usageFault(
        `no market ${assignment.name} in the plan`,
        suggestion(
          assignment.name,
          plan.markets.map((market) => market.name),
          "market",
        ),
      );
    }
    const market = needed.find(({ symbol, venue }) => symbol === named.symbol && venue === named.venue);
    if (market === undefined) {
      throw usageFault(
        `the session does not trade ${named.name}`,
        `It trades ${needed.map(({ name }) => name).join(", ")}.`,
      );
    }
    if (files.has(market.name)) {
      throw usageFault(`--data gives two files for ${market.name}`, "Give one file for each market.");
    }
    files.set(market.name, assignment.value);
  }
  return files;
}

function loadFeed(
  io: Io,
  market: Market,
  path: string,
  references: ReadonlyMap<string, readonly Instrument[]>,
  options: FeedOptions,
): LoadedFeed {
  const stored = readUserFile(io, path, `data of ${market.name},`);
  const { bars, gaps } = readBars(stored, path, options);
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
    sha256: createHash("sha256").update(stored).digest("hex"),
    bars: bars.length,
    intervalMs: bars.interval,
    from: bars.time[0] ?? Number.NaN,
    to: bars.time[bars.length - 1] ?? Number.NaN,
    gaps: gaps.count,
    missingBars: gaps.missing,
    instrument: instrument.origin,
  };
  return { feed: { instrument, bars }, file, gaps };
}

/** All bars of a file that the user or a plan names. */
export function readBarsFile(io: Io, path: string): BarColumns {
  return readBars(readUserFile(io, path, "data"), path, {
    data: [],
    reference: [],
    from: undefined,
    to: undefined,
  }).bars;
}

function readBars(
  stored: Uint8Array,
  path: string,
  options: FeedOptions,
): { readonly bars: BarColumns; readonly gaps: GapSummary } {
  const result = readCsv(decompressed(stored, path), { file: path });
  if (!result.ok) {
    throw dataFault(result);
  }
  if (options.from === undefined && options.to === undefined) {
    return result;
  }
  const bars = sliceBars(result.bars, options.from, options.to);
  if (bars.length === 0) {
    const { time, length } = result.bars;
    const range = `${dateText(time[0] ?? 0)} to ${dateText(time[length - 1] ?? 0)}`;
    throw new CommandFault(exitCodes.data, `${path} has no bars between --from and --to`, [
      `It has bars from ${range}.`,
    ]);
  }
  return { bars, gaps: findGaps(bars) };
}

function decompressed(stored: Uint8Array, path: string): Uint8Array {
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) {
    return stored;
  }
  try {
    return gunzipSync(stored);
  } catch {
    throw new CommandFault(exitCodes.data, `${path}: the compressed data is damaged`, [
      "Get the file again.",
    ]);
  }
}

function dataFault(result: Extract<CsvResult, { ok: false }>): CommandFault {
  const [first] = result.problems;
  const advice = result.problems.slice(1).map(describeProblem);
  const more = result.problemCount - result.problems.length;
  return new CommandFault(
    exitCodes.data,
    first === undefined ? "" : `[${first.code}] ${describeProblem(first)}`,
    [
      first?.fix ?? "",
      ...(advice.length > 0 ? ["", ...advice] : []),
      ...(more > 0 ? [`and ${counted(more, "more row")} with problems`] : []),
    ],
  );
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
    const markets = parseMarkets(parseJson(textOf(readUserFile(io, value, "reference data"))), name);
    if (!markets.ok) {
      throw new CommandFault(exitCodes.data, `[${markets.code}] ${value}: ${markets.message}`, [
        "Give a JSON file with precisionModeValue, fees and markets, as ccxt has them.",
      ]);
    }
    references.set(name, [...(references.get(name) ?? []), ...markets.instruments]);
  }
  return references;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
