import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import {
  type BarColumns,
  createSession,
  type Instrument,
  inferInstrument,
  loadPlan,
  lookupInstrument,
  type PlanModule,
  readCsv,
  type SessionConfig,
  type SessionModule,
  type SessionOutcome,
} from "ctk/runtime";
import { emitPlan } from "../../compiler/emit/index.ts";
import { compile } from "../../compiler/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Text of a repository file, gunzipped where it is compressed. */
export const readBytes = (path: string): Uint8Array => {
  const bytes = readFileSync(`${root}/${path}`);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
};

export const readText = (path: string): string => new TextDecoder().decode(readBytes(path));

const barsByPath = new Map<string, BarColumns>();

/** Bars of a CSV file of the repository; throws on a bad file. */
export const readBars = (path: string): BarColumns => {
  const known = barsByPath.get(path);
  if (known !== undefined) return known;
  const result = readCsv(readBytes(path), { file: path });
  if (!result.ok) throw new Error(`${path}: ${JSON.stringify(result.problems)}`);
  barsByPath.set(path, result.bars);
  return result.bars;
};

/** Compiles a plan's text to modules; throws with its diagnostics where it has errors. */
export const loadText = (text: string, path = "plan.ctk"): PlanModule => {
  const compilation = compile({ entry: { path, text } });
  if (compilation.plan === undefined) {
    throw new Error(
      compilation.diagnostics.items.map(({ code, message }) => `${code} ${message}`).join("\n"),
    );
  }
  const { text: factory } = emitPlan(compilation.plan, compilation.sources, {
    target: "factory",
    entryName: path,
    version: "test",
  });
  return loadPlan(factory);
};

/** Compiles a plan file of the repository to modules. */
export const loadFile = (path: string): PlanModule => loadText(readText(path), path.split("/").at(-1));

/** A plan's session by name, or its only one. */
export const sessionOf = (plan: PlanModule, name?: string): SessionModule => {
  const session = name === undefined ? Object.values(plan.sessions)[0] : plan.sessions[name];
  if (session === undefined) throw new Error(`no session ${name ?? ""}`);
  return session;
};

/** The instrument of a run's first market: of a bundled venue, or inferred from the bars. */
export const instrumentFor = (session: SessionModule, bars: BarColumns): Instrument => {
  const market = session.runs[0]?.markets[0];
  if (market === undefined) throw new Error("the session runs nothing");
  return lookupInstrument(market.venue, market.symbol) ?? inferInstrument(market.symbol, market.venue, bars);
};

/** Runs a session on one file of bars. */
export const backtest = (
  session: SessionModule,
  bars: BarColumns,
  options: Partial<Omit<SessionConfig, "session" | "feeds">> = {},
): SessionOutcome => {
  const instrument = instrumentFor(session, bars);
  return createSession({ session, feeds: [{ instrument, bars }], ...options }).run();
};
