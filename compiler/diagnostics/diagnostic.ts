import type { Span } from "../ast/nodes.ts";

/** `error` stops a run; `warning` is shown and counted; `hint` is shown by editors and `ctk check --hints`. */
export type Severity = "error" | "warning" | "hint";

/** A second place that matters, with a few words under it. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** Replaces the text under `span`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** `safe`: keeps or restores the evident meaning, may be applied without asking; `review`: a proposal to look at. */
export type FixSafety = "safe" | "review";

/** A change of the text that removes the problem. Its edits do not overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly safety: FixSafety;
}

/** One problem, as data: what, where, why and what to write instead. */
export interface Diagnostic {
  /** `CTK` and four digits. */
  readonly code: string;
  /** The catalogue's key, readable and stable. */
  readonly slug: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** Words under the main span; empty for underline only. */
  readonly label: string;
  readonly labels: readonly Label[];
  readonly why: string;
  /** What to write instead. */
  readonly help: string;
  readonly notes: readonly string[];
  readonly fixes: readonly Fix[];
}
