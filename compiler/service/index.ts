export { type Completion, type CompletionKind, type CompletionList, completionsAt } from "./completion.ts";
export { type FormatEdits, formatDocument, formatRange } from "./formatting.ts";
export { type Hover, hoverAt, type KnownValue, type ValueLookup } from "./hover.ts";
export { type CodeLens, codeLenses, type InlayHint, inlayHints, type LensCommand } from "./lenses.ts";
export { definitionAt, type Highlight, highlightsAt, referencesAt } from "./navigation.ts";
export {
  type FoldingRange,
  foldingRanges,
  type OutlineItem,
  type OutlineKind,
  outline,
  selectionRanges,
} from "./outline.ts";
export type { FileEdits, Location, TextEdit, TextRange } from "./places.ts";
export { diagnosticsOf, type Problem, type QuickFix, quickFixes, safeFixes } from "./problems.ts";
export { type RenameRefusal, type RenameResult, renameAt, renameRangeAt, withEdits } from "./rename.ts";
export {
  type SemanticModifier,
  type SemanticToken,
  type SemanticType,
  semanticModifiers,
  semanticTokens,
  semanticTypes,
} from "./semantic-tokens.ts";
export { type SignatureHelp, signatureAt } from "./signature.ts";
export { type Snippet, snippets, snippetText } from "./snippets.ts";
export {
  type Analysis,
  analyseText,
  createWorkspace,
  type ServiceFile,
  type Workspace,
  type WorkspaceOptions,
} from "./workspace.ts";
