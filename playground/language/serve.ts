import {
  type Analysis,
  codeLenses,
  completionsAt,
  createWorkspace,
  definitionAt,
  featureGraph,
  foldingRanges,
  formatDocument,
  formatRange,
  highlightsAt,
  hoverAt,
  inlayHints,
  type Location,
  outline,
  referencesAt,
  renameAt,
  renameRangeAt,
  semanticTokens,
  signatureAt,
  type TextRange,
  type Workspace,
} from "ctk/compiler";
import type { ServiceAnswers, ServiceRequest } from "./service.ts";

/** The plan of the page as a workspace of one file; a text is analysed once, whoever asks. */
export const createService = () => {
  let workspace = createWorkspace([]);

  /** The analysis of a text under a name. */
  const analyse = (path: string, text: string): Analysis => {
    if (workspace.textOf(path) !== text) workspace = createWorkspace([]).with([{ path, text }]);
    const analysis = workspace.analyse(path);
    if (analysis === undefined) throw new Error(`no analysis of ${path}`);
    return analysis;
  };
  return {
    analyse,
    serve: (path: string, text: string, request: ServiceRequest): ServiceAnswers =>
      answer(analyse(path, text), workspace, request),
  };
};

const answer = (analysis: Analysis, workspace: Workspace, request: ServiceRequest): ServiceAnswers => {
  const { path } = analysis;
  switch (request.kind) {
    case "completion":
      return { completion: completionsAt(analysis, request.offset) };
    case "hover":
      return { hover: hoverAt(analysis, request.offset, (name) => request.values.get(name)) };
    case "signature":
      return { signature: signatureAt(analysis, request.offset) };
    case "definition":
      return { definition: rangesIn(path, definitionAt(analysis, request.offset)) };
    case "references":
      return { references: rangesIn(path, referencesAt(workspace, path, request.offset)) };
    case "highlights":
      return { highlights: highlightsAt(analysis, request.offset) };
    case "renameRange": {
      const start = renameRangeAt(workspace, path, request.offset);
      return { renameRange: start.ok ? start : { ok: false, reason: start.refusal.reason } };
    }
    case "rename": {
      const renamed = renameAt(workspace, path, request.offset, request.name);
      return {
        rename: renamed.ok
          ? { ok: true, edits: renamed.edits.flatMap((file) => (file.path === path ? file.edits : [])) }
          : { ok: false, reason: renamed.refusal.reason },
      };
    }
    case "outline":
      return { outline: outline(analysis) };
    case "folding":
      return { folding: foldingRanges(analysis) };
    case "tokens":
      return { tokens: semanticTokens(analysis) };
    case "hints":
      return { hints: inlayHints(analysis, request.range) };
    case "lenses":
      return { lenses: codeLenses(analysis) };
    case "graph":
      return { graph: featureGraph(analysis.compilation) };
    case "format":
      return {
        format: request.range === undefined ? formatDocument(analysis) : formatRange(analysis, request.range),
      };
  }
};

const rangesIn = (path: string, places: readonly Location[]): readonly TextRange[] =>
  places.flatMap((place) => (place.path === path ? [place.range] : []));
