import { createHash } from "node:crypto";
import {
  type DerivativeData,
  describeProblem,
  type Feed,
  type MarketTicks,
  type ResultFile,
  readFunding,
  readQuotes,
  readTrades,
} from "../../runtime/index.ts";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import { readUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { assignFiles, type PlanMarket } from "./data-files.ts";
import { dataFault, decompressed, readBars } from "./read-bars.ts";

/** Files of what a derivative's market has besides its bars, as typed: `market=file`. */
export interface DerivativeOptions {
  readonly funding?: readonly string[];
  readonly mark?: readonly string[];
  readonly index?: readonly string[];
  /** Shorter bars of the same market, which say what happened inside a bar. */
  readonly detail?: readonly string[];
  /** Trades and best quotes, which are replayed inside bars. */
  readonly ticks?: readonly string[];
  readonly quotes?: readonly string[];
}

/** What the files of one market hold, with what the result says about them. */
export interface LoadedDerivative {
  readonly data: DerivativeData & Pick<Feed, "detail" | "ticks">;
  readonly files: NonNullable<ResultFile["derivatives"]>;
}

const kinds = ["funding", "mark", "index", "detail", "ticks", "quotes"] as const;

/** Reads what the options name besides bars: marks, index prices, funding rates, shorter bars, ticks; by market. */
export function loadDerivatives(
  io: Io,
  options: DerivativeOptions,
  markets: readonly PlanMarket[],
  needed: readonly PlanMarket[],
): ReadonlyMap<string, LoadedDerivative> {
  const loaded = new Map<string, LoadedDerivative>();
  for (const kind of kinds) {
    for (const [market, path] of assignFiles(`--${kind}`, options[kind] ?? [], markets, needed)) {
      const stored = readUserFile(io, path, `${kind} of ${market},`);
      const before = loaded.get(market) ?? { data: {}, files: [] };
      const sha256 = createHash("sha256").update(stored).digest("hex");
      loaded.set(market, {
        data:
          kind === "ticks" || kind === "quotes"
            ? { ...before.data, ticks: { ...before.data.ticks, ...readTicks(kind, stored, path) } }
            : { ...before.data, ...readDerivative(kind, stored, path) },
        files: [...before.files, { kind, path, sha256 }],
      });
    }
  }
  return loaded;
}

function readTicks(kind: "ticks" | "quotes", stored: Uint8Array, path: string): MarketTicks {
  const bytes = decompressed(stored, path);
  if (kind === "ticks") {
    const result = readTrades(bytes, { file: path });
    if (!result.ok) throw dataFault(result);
    return { trades: result.trades };
  }
  const result = readQuotes(bytes, { file: path });
  if (!result.ok) throw dataFault(result);
  return { quotes: result.quotes };
}

function readDerivative(
  kind: Exclude<(typeof kinds)[number], "ticks" | "quotes">,
  stored: Uint8Array,
  path: string,
): LoadedDerivative["data"] {
  if (kind !== "funding") {
    const { bars } = readBars(stored, path, { from: undefined, to: undefined });
    return { [kind]: bars };
  }
  const result = readFunding(decompressed(stored, path), { file: path });
  if (!result.ok) {
    const { problem } = result;
    throw new CommandFault(exitCodes.data, `[${problem.code}] ${describeProblem(problem)}`, [problem.fix]);
  }
  if (result.funding.time.length === 0) {
    throw usageFault(`${path} has no funding rates`, "Write one row for each payment: time,rate.");
  }
  return { funding: result.funding };
}
