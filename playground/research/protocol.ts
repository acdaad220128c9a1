import type { BarColumns, Coverage, FundingRates } from "ctk/runtime";

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

/** What the page sends to the worker. */
export type ToResearch =
  | { readonly kind: "bars"; readonly id: string; readonly bars: BarColumns }
  | { readonly kind: "funding"; readonly id: string; readonly funding: FundingRates }
  /** Runs the tests of a plan, and gives up those of an older version. Both texts are in factory form. */
  | { readonly kind: "tests"; readonly version: number; readonly plan: string; readonly tests: string };

/** What the worker sends to the page. */
export type FromResearch =
  | { readonly kind: "tests"; readonly version: number; readonly report: TestReport }
  | { readonly kind: "tests-failed"; readonly version: number; readonly message: string };
