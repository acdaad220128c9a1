import type { ControlCommand, ControlResult } from "../control/index.ts";
import type { ExecutionReport } from "../execution/execution-report.ts";
import type { Envelope } from "../market/index.ts";
import type { SessionSnapshot, StepReport, StreamingFeed } from "../session/index.ts";

/** What a run was made of: enough to tell whether another start is the same run. */
export interface RunManifest {
  readonly runId: string;
  readonly mode: "paper" | "sandbox" | "live";
  readonly sessionId: string;
  readonly capital: string;
  readonly currency: string;
  readonly policy: string;
  readonly abi: number;
  /** Strategies of the runs with the SHA-256 of their sources and their parameters. */
  readonly runs: readonly {
    readonly runId: string;
    readonly strategyId: string;
    readonly sourceHash: string;
    readonly params: Readonly<Record<string, number | boolean>>;
  }[];
  /** SHA-256 of the reference data of all feeds, and of routes and limits. */
  readonly referenceHash: string;
  readonly settingsHash: string;
  /** The feeds with their reference data, so that a replay needs nothing but the journal and the plan. */
  readonly feeds: readonly StreamingFeed[];
  /** Recorded data that drives the run, by the SHA-256 of its files; live feeds have none. */
  readonly dataHash?: string;
  /** Version of the compiler that made the modules, where that is known. */
  readonly compilerVersion?: string;
  readonly seed?: number;
}

/** One record of a journal. What enters a session stands before what came of it. */
export type JournalRecord =
  | { readonly kind: "manifest"; readonly manifest: RunManifest }
  | { readonly kind: "event"; readonly envelope: Envelope }
  | { readonly kind: "step"; readonly until: number }
  | { readonly kind: "command"; readonly command: ControlCommand; readonly at: number }
  | { readonly kind: "commandResult"; readonly result: ControlResult }
  /** What a venue has said of an order. */
  | { readonly kind: "execution"; readonly report: ExecutionReport }
  | { readonly kind: "report"; readonly report: StepReport }
  /** The state in full, for readers that do not want to start from the beginning. */
  | { readonly kind: "checkpoint"; readonly snapshot: SessionSnapshot }
  /** The process ended in order. */
  | { readonly kind: "shutdown"; readonly at: number; readonly stateHash: string };

const kinds: ReadonlySet<unknown> = new Set<JournalRecord["kind"]>([
  "manifest",
  "event",
  "step",
  "command",
  "commandResult",
  "execution",
  "report",
  "checkpoint",
  "shutdown",
]);

/** A record whose frame was whole; records are written by this runtime only, so their kind is enough. */
export const isRecord = (value: unknown): value is JournalRecord =>
  typeof value === "object" && value !== null && "kind" in value && kinds.has(value.kind);
