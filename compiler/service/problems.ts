import type { Diagnostic, FixSafety, Severity } from "../diagnostics/index.ts";
import { type FileEdits, type Location, rangeOf, type TextRange } from "./places.ts";
import type { Analysis } from "./workspace.ts";

/** A change that removes a problem. */
export interface QuickFix {
  readonly title: string;
  readonly edits: readonly FileEdits[];
  readonly safety: FixSafety;
}

/** A problem as an editor marks it. */
export interface Problem {
  readonly range: TextRange;
  readonly severity: Severity;
  readonly code: string;
  /** What is wrong; the words under the mark of the command line stand behind it where they say more. */
  readonly message: string;
  readonly why: string;
  /** What to write instead. */
  readonly help: string;
  readonly notes: readonly string[];
  /** Other places that matter, with a few words for each. */
  readonly related: readonly (Location & { readonly message: string })[];
  readonly fixes: readonly QuickFix[];
  /** The text at the place does nothing and may be shown faded. */
  readonly isUnused: boolean;
}

/** The problems of a file; of an imported one, those that this compilation found in it. */
export function diagnosticsOf(analysis: Analysis, path = analysis.path): readonly Problem[] {
  const { sources, diagnostics } = analysis.compilation;
  return diagnostics.items
    .filter(({ span }) => sources[span.source]?.path === path)
    .map((item) => problemOf(analysis, item));
}

/** Fixes of the problems that a range touches, safe ones first. */
export function quickFixes(
  analysis: Analysis,
  range: TextRange,
): readonly { readonly problem: Problem; readonly fix: QuickFix }[] {
  return diagnosticsOf(analysis)
    .filter((problem) => problem.range.start <= range.end && range.start <= problem.range.end)
    .flatMap((problem) => problem.fixes.map((fix) => ({ problem, fix })))
    .sort((a, b) => Number(a.fix.safety === "review") - Number(b.fix.safety === "review"));
}

/** The edits of all safe fixes of a file, those that overlap an earlier one left out. */
export function safeFixes(analysis: Analysis): readonly FileEdits[] {
  const edits = diagnosticsOf(analysis)
    .flatMap((problem) => problem.fixes.filter((fix) => fix.safety === "safe").slice(0, 1))
    .flatMap((fix) => fix.edits)
    .filter(({ path }) => path === analysis.path)
    .flatMap((file) => file.edits)
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let position = 0;
  const kept = edits.filter(({ range }) => {
    const isFree = range.start >= position;
    position = isFree ? range.end : position;
    return isFree;
  });
  return kept.length === 0 ? [] : [{ path: analysis.path, edits: kept }];
}

function problemOf(analysis: Analysis, item: Diagnostic): Problem {
  const { sources } = analysis.compilation;
  const pathOf = (source: number): string => sources[source]?.path ?? analysis.path;
  return {
    range: rangeOf(item.span),
    severity: item.severity,
    code: item.code,
    message: item.label === "" ? item.message : `${item.message} (${item.label})`,
    why: item.why,
    help: item.help,
    notes: item.notes,
    related: item.labels.map(({ span, text }) => ({
      path: pathOf(span.source),
      range: rangeOf(span),
      message: text,
    })),
    fixes: item.fixes.map(({ title, edits, safety }) => ({
      title,
      safety,
      edits: [...new Set(edits.map(({ span }) => span.source))].map((source) => ({
        path: pathOf(source),
        edits: edits
          .filter(({ span }) => span.source === source)
          .map(({ span, text }) => ({ range: rangeOf(span), text })),
      })),
    })),
    isUnused: item.slug.startsWith("unused-"),
  };
}
