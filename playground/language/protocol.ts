import type { ParamIr } from "ctk/compiler";
import type { ServiceAnswers, ServiceRequest } from "./service.ts";

/** A problem with places as offsets in the text. */
export interface ShownDiagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "hint";
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly notes: readonly string[];
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly fixes: readonly ShownFix[];
}

export interface ShownFix {
  readonly title: string;
  readonly safety: "safe" | "review";
  readonly edits: readonly TextEdit[];
}

/** Replaces the text from `start` to `end`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface PlanMarket {
  readonly name: string;
  readonly symbol: string;
  readonly venue: string;
}

/** A parameter with its place in the text. */
export interface PlanParam extends Pick<ParamIr, "name" | "doc" | "type" | "default" | "range"> {
  readonly start: number;
  /** The values that the runs of a session give it, each once; left out: not looked at in a session. */
  readonly inSession?: readonly (number | boolean)[];
}

/** A `let` that can be drawn. */
export interface PlanLet {
  readonly name: string;
  readonly start: number;
  /** From 1. */
  readonly line: number;
}

export interface PlanStrategy {
  readonly id: string;
  readonly clock: number;
  /** Names of the markets that it trades by default. */
  readonly markets: readonly string[];
  readonly params: readonly PlanParam[];
  readonly lets: readonly PlanLet[];
  /** Its stretch of the text. */
  readonly start: number;
  readonly end: number;
}

/** A plan without errors: what the page needs to know, and the module that runs. */
export interface CompiledPlan {
  /** The module as text in factory form. */
  readonly module: string;
  /** The same plan with the watched series plotted, for their values; undefined where none is watched. */
  readonly plotted: string | undefined;
  /** Its scenarios and checks, and its rules taken apart, as text for `loadTests`. */
  readonly tests: string;
  readonly markets: readonly PlanMarket[];
  readonly strategies: readonly PlanStrategy[];
  readonly sessions: readonly PlanSession[];
}

/** A strategy in a session, with what it is given there. */
export interface PlanRun {
  readonly strategy: string;
  readonly arguments: Readonly<Record<string, number | boolean>>;
}

/** A session of the plan. */
export interface PlanSession {
  readonly id: string;
  readonly runs: readonly PlanRun[];
  /** Name of its risk block. */
  readonly guard: string | undefined;
  readonly currency: string;
  /** Where its text begins, and the offset of its closing brace. */
  readonly start: number;
  readonly end: number;
  readonly limits: readonly PlanLimit[];
}

/** A limit of a session's risk block beside the worst that its runs can do to it, as the compiler works it out. */
export interface PlanLimit {
  /** `position notional per market`. */
  readonly name: string;
  readonly subject: string;
  readonly bound: string;
  readonly action: string;
  readonly unit: "money" | "ratio" | undefined;
  readonly worst: string;
  readonly verdict: "within" | "possible" | "at once" | "watched";
  readonly start: number;
  readonly end: number;
}

/** What the page asks about the text that was checked last. */
export type Question = { readonly kind: "typescript" } | { readonly kind: "card" };

export type ToLanguage =
  | {
      readonly kind: "check";
      readonly version: number;
      readonly name: string;
      readonly text: string;
      readonly watched: readonly string[];
    }
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  | {
      readonly kind: "serve";
      readonly id: number;
      readonly name: string;
      readonly text: string;
      readonly request: ServiceRequest;
    };

export type FromLanguage =
  | {
      readonly kind: "checked";
      readonly version: number;
      readonly diagnostics: readonly ShownDiagnostic[];
      readonly plan: CompiledPlan | undefined;
    }
  | { readonly kind: "answer"; readonly id: number; readonly answer: string | undefined }
  | { readonly kind: "served"; readonly id: number; readonly answers: ServiceAnswers };
