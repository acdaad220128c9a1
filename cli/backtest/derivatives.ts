import { createHash } from "node:crypto";
import {
  type DerivativeData,
  describeProblem,
  type Feed,
  type ResultFile,
  readFunding,
} from "../../runtime/index.ts";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import { readUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { assignFiles, type PlanMarket } from "./data-files.ts";
import { decompressed, readBars } from "./read-bars.ts";

/** Files of what a derivative's market has besides its bars, as typed: `market=file`. */
export interface DerivativeOptions {
  readonly funding?: readonly string[];
  readonly mark?: readonly string[];
  readonly index?: readonly string[];
  /** Shorter bars of the same market, which say what happened inside a bar. */
  readonly detail?: readonly string[];
}

/** What the files of one market hold, with what the result says about them. */
export interface LoadedDerivative {
  readonly data: DerivativeData & Pick<Feed, "detail">;
  readonly files: NonNullable<ResultFile["derivatives"]>;
}

const kinds = ["funding", "mark", "index", "detail"] as const;

/** Reads the mark and index prices, the funding rates and the shorter bars that the options name, by market. */
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
        data: { ...before.data, ...readDerivative(kind, stored, path) },
        files: [...before.files, { kind, path, sha256 }],
      });
    }
  }
  return loaded;
}

function readDerivative(
  kind: (typeof kinds)[number],
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
