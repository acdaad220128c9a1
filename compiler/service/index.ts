export { type Completion, type CompletionKind, type CompletionList, completionsAt } from "./completion.ts";
export { type Hover, hoverAt, type ValueLookup } from "./hover.ts";
export type { FileEdits, Location, TextEdit, TextRange } from "./places.ts";
export { diagnosticsOf, type Problem, type QuickFix, quickFixes, safeFixes } from "./problems.ts";
export {
  type Analysis,
  analyseText,
  createWorkspace,
  type ServiceFile,
  type Workspace,
  type WorkspaceOptions,
} from "./workspace.ts";
