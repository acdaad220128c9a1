import type { Loader } from "../../compiler/index.ts";
import {
  codeLenses,
  completionsAt,
  createWorkspace,
  definitionAt,
  diagnosticsOf,
  foldingRanges,
  formatDocument,
  formatRange,
  highlightsAt,
  hoverAt,
  inlayHints,
  outline,
  quickFixes,
  referencesAt,
  renameAt,
  safeFixes,
  selectionRanges,
  semanticTokens,
  signatureAt,
  type TextRange,
} from "../../compiler/index.ts";

const path = "main.ctk";

/** What the editor services break for a text and offsets in it: an exception, or a range outside the text. */
export const strainService = (text: string, offsets: readonly number[], load: Loader): string | undefined => {
  const workspace = createWorkspace([{ path, text }], { load });
  const analysis = workspace.analyse(path);
  if (analysis === undefined) return "the file is not analysed";
  const problems: string[] = [];
  const inside = (what: string, ranges: readonly TextRange[]): void => {
    for (const { start, end } of ranges) {
      if (!(start >= 0 && start <= end && end <= text.length))
        problems.push(`${what}: ${start}..${end} of ${text.length}`);
    }
  };
  const attempt = (what: string, work: () => readonly TextRange[]): void => {
    try {
      inside(what, work());
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  attempt("diagnostics", () => diagnosticsOf(analysis).map(({ range }) => range));
  attempt("outline", () => outline(analysis).flatMap(({ range, selection }) => [range, selection]));
  attempt("folding", () => foldingRanges(analysis).map(({ range }) => range));
  attempt("lenses", () => codeLenses(analysis).map(({ range }) => range));
  attempt("hints", () => inlayHints(analysis).map(({ offset }) => ({ start: offset, end: offset })));
  attempt("fixes", () => safeFixes(analysis).flatMap(({ edits }) => edits.map(({ range }) => range)));
  attempt("format", () => {
    const result = formatDocument(analysis);
    return result.ok ? result.edits.map(({ range }) => range) : [];
  });
  attempt("tokens", () => {
    const tokens = semanticTokens(analysis).map(({ start, length }) => ({ start, end: start + length }));
    const isOrdered = tokens.every(({ start }, index) => start >= (tokens[index - 1]?.end ?? 0));
    if (!isOrdered) problems.push("tokens overlap");
    return tokens;
  });
  for (const offset of offsets) {
    const range = { start: offset, end: Math.min(text.length, offset + 20) };
    attempt(`completion at ${offset}`, () => [completionsAt(analysis, offset).range]);
    attempt(`hover at ${offset}`, () => {
      const hover = hoverAt(analysis, offset, (text) => ({ label: "last value", text }));
      return hover === undefined ? [] : [hover.range];
    });
    attempt(`signature at ${offset}`, () => {
      signatureAt(analysis, offset);
      return [];
    });
    attempt(`highlights at ${offset}`, () => highlightsAt(analysis, offset).map((item) => item.range));
    attempt(`definition at ${offset}`, () =>
      definitionAt(analysis, offset).flatMap((place) => (place.path === path ? [place.range] : [])),
    );
    attempt(`references at ${offset}`, () =>
      referencesAt(workspace, path, offset).flatMap((place) => (place.path === path ? [place.range] : [])),
    );
    attempt(`selection at ${offset}`, () => selectionRanges(analysis, offset));
    attempt(`fixes at ${offset}`, () => quickFixes(analysis, range).map(({ problem }) => problem.range));
  }
  const [first = 0] = offsets;
  attempt("rename", () => {
    const result = renameAt(workspace, path, first, "renamed_here");
    return result.ok
      ? result.edits.flatMap((file) => (file.path === path ? file.edits.map(({ range }) => range) : []))
      : [];
  });
  attempt("format of a range", () => {
    const result = formatRange(analysis, { start: first, end: Math.min(text.length, first + 40) });
    return result.ok ? result.edits.map(({ range }) => range) : [];
  });
  return problems[0];
};
