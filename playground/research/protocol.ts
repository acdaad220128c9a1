import type { Coverage } from "ctk/runtime";
import type { RunFailure, RunRequest } from "../backtest/protocol.ts";
import type { ShelfMessage } from "../shelf.ts";
import type { SweepAxis } from "./sweep-grid.ts";

/** A stretch of the text of the plan. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
}

/** A part of a condition with the value that it had. */
export interface ReadingRow {
  readonly depth: number;
  readonly text: string;
  /** Undefined: unknown. */
  readonly truth: boolean | undefined;
  /** The numbers that it was made of: `f = 9.71`. */
  readonly values: string;
}

/** What was expected and did not come. */
export interface TestFailure extends Stretch {
  /** As written. */
  readonly text: string;
  readonly message: string;
  /** What happened instead, a phrase each. */
  readonly instead: readonly string[];
  readonly readings: readonly ReadingRow[];
}

/** A scenario or a check, and what it came to. */
export interface TestResult extends Stretch {
  readonly kind: "scenario" | "check";
  readonly title: string;
  /** `not-run`: it needs a file, which a page cannot open by itself. */
  readonly outcome: "passed" | "failed" | "not-run";
  readonly summary: string;
  readonly failures: readonly TestFailure[];
}

/** All tests of a plan. */
export interface TestReport {
  readonly results: readonly TestResult[];
  readonly coverage: Coverage;
}

/** The figures of each run of a sweep: profit is end equity - capital, the others are those of the results. */
export const sweepFigures = [
  "profit",
  "totalReturn",
  "cagr",
  "sharpe",
  "sortino",
  "calmar",
  "maxDrawdown",
  "profitFactor",
  "winRate",
  "expectancy",
  "systemQuality",
  "trades",
  "exposure",
  "fees",
] as const;

export type SweepFigure = (typeof sweepFigures)[number];

/** Null: not defined for this run. */
export type SweepFigures = Readonly<Partial<Record<SweepFigure, number | null>>>;

/** What one combination of parameters came to; the plan refuses some by its `require`s. */
export type SweepCell =
  | { readonly kind: "done"; readonly figures: SweepFigures }
  | { readonly kind: "refused"; readonly reason: string };

/** Runs a plan for every combination of values of one or two parameters; all else is as the run says. */
export interface SweepRequest {
  readonly run: RunRequest;
  readonly axes: readonly SweepAxis[];
}

/** What the page sends to the worker. */
export type ToResearch =
  | ShelfMessage
  /** Runs the tests of a plan, and gives up those of an older version. Both texts are in factory form. */
  | { readonly kind: "tests"; readonly version: number; readonly plan: string; readonly tests: string }
  /** Begins a sweep, and ends the one before. */
  | { readonly kind: "sweep"; readonly sweepId: number; readonly request: SweepRequest }
  | { readonly kind: "stop-sweep" };

/** What the worker sends to the page. */
export type FromResearch =
  | { readonly kind: "tests"; readonly version: number; readonly report: TestReport }
  | { readonly kind: "tests-failed"; readonly version: number; readonly message: string }
  /** Cells by number, as they come. */
  | { readonly kind: "swept"; readonly sweepId: number; readonly cells: ReadonlyMap<number, SweepCell> }
  /** The last message of a sweep. */
  | {
      readonly kind: "sweep-ended";
      readonly sweepId: number;
      readonly how: "done" | "stopped" | RunFailure;
      /** Milliseconds from its begin. */
      readonly ms: number;
    };
