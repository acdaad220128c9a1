import type { Compilation, PlanIr } from "../../compiler/index.ts";
import {
  createSession,
  type Session,
  type SessionConfig,
  SessionError,
  type SessionModule,
} from "../../runtime/index.ts";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { compileOrFail } from "../plan/compile-file.ts";
import { loadModules } from "../plan/load-modules.ts";
import { chooseSession } from "./choose-session.ts";
import { type LoadedFeed, loadFeeds } from "./feeds.ts";
import { parseCapital, parseFee, parseMoment, parsePolicy, type RunOptions } from "./options.ts";
import { parseSettings } from "./parameters.ts";

/** A session of a plan with its data, ready to run. */
export interface Prepared {
  readonly compilation: Compilation;
  readonly plan: PlanIr;
  readonly session: SessionModule;
  /** What was assumed, in a few words each. */
  readonly defaults: readonly string[];
  readonly loaded: readonly LoadedFeed[];
  readonly config: SessionConfig;
  /** Fee rate of the command, as a decimal string. */
  readonly fee: string | undefined;
}

/** Options that decide which session of a plan runs, and with what settings. */
export interface SessionOptions {
  readonly session?: string | undefined;
  readonly strategy?: string | undefined;
  readonly set: readonly string[];
  readonly capital?: string | undefined;
  readonly policy?: string | undefined;
  readonly fee?: string | undefined;
}

/** Compiles a plan and chooses its session, as the options of a command say. */
export function prepareSession(
  io: Io,
  path: string,
  options: SessionOptions,
): Omit<Prepared, "loaded" | "config"> {
  const capital = options.capital === undefined ? undefined : parseCapital(options.capital);
  const fills = options.policy === undefined ? undefined : parsePolicy(options.policy);
  const fee = options.fee === undefined ? undefined : parseFee(options.fee);
  const compilation = compileOrFail(io, path);
  const { plan, sources } = compilation;
  const settings = parseSettings(options.set, plan);
  const { session, defaults } = chooseSession(loadModules(plan, sources), {
    session: options.session,
    strategy: options.strategy,
    settings,
    capital,
    fills,
  });
  return { compilation, plan, session, defaults, fee };
}

/** As `prepareSession`, with the data of all markets. */
export function prepare(io: Io, path: string, options: RunOptions): Prepared {
  const range = rangeOf(options);
  const prepared = withTicks(prepareSession(io, path, options), options);
  const { plan, session, fee } = prepared;
  const loaded = loadFeeds(io, plan, session, { ...options, ...range });
  const config = { session, feeds: loaded.map(({ feed }) => feed), ...(fee === undefined ? {} : { fee }) };
  return { ...prepared, loaded, config };
}

/** Files of ticks are there to be replayed, whether or not the session says so. */
function withTicks<Settings extends Pick<Prepared, "session">>(
  prepared: Settings,
  { ticks = [], quotes = [] }: RunOptions,
): Settings {
  const { session } = prepared;
  const { fills } = session;
  if ((ticks.length === 0 && quotes.length === 0) || fills?.ticks !== undefined) {
    return prepared;
  }
  const option = ticks.length > 0 ? "--ticks" : "--quotes";
  if (fills?.detailMs !== undefined) {
    throw usageFault(
      `${option}: the session lets shorter bars decide what happens inside a bar`,
      "Write detail ticks in its fills, or --policy, in place of the length.",
    );
  }
  if (fills !== undefined && !fills.policy.startsWith("bar/")) {
    throw usageFault(
      `${option}: ${fills.policy} fills as the engine of its name does`,
      "Only bar/pessimistic@1 replays trades and quotes.",
    );
  }
  const choice = fills ?? { policy: "bar/pessimistic@1", atClose: false, touch: false };
  return { ...prepared, session: { ...session, fills: { ...choice, ticks: "pessimistic" } } };
}

interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

function rangeOf(options: RunOptions): Range {
  const from = options.from === undefined ? undefined : parseMoment(options.from, "--from");
  const to = options.to === undefined ? undefined : parseMoment(options.to, "--to");
  if (from !== undefined && to !== undefined && to <= from) {
    throw usageFault(`--to ${options.to ?? ""} is not after --from ${options.from ?? ""}`);
  }
  return { from, to };
}

/** Does something with a session; what does not fit together ends the command with a message. */
export function withSession<Result>(config: SessionConfig, work: (session: Session) => Result): Result {
  return explained(() => work(createSession(config)));
}

/** As `withSession`, for work that sets up sessions of its own. */
export function explained<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof SessionError) {
      const isData = error.code === "clock" || error.code === "feed";
      throw new CommandFault(isData ? exitCodes.data : exitCodes.usage, error.message);
    }
    throw error;
  }
}
