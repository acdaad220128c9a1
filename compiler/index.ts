export {
  applyEdits,
  type Diagnostic,
  type DiagnosticList,
  type Edit,
  type Fix,
  type Palette,
  plainPalette,
  renderDiagnostic,
  renderSnippet,
  renderText,
  type TextOptions,
  toJson,
} from "./diagnostics/index.ts";
export {
  type EmitOptions,
  type EmitTarget,
  type EmittedFile,
  emitPlan,
  type LinkedFile,
  linkedFiles,
  type ModuleProblem,
  problemDiagnostics,
} from "./emit/index.ts";
export {
  amountsOf,
  explain,
  type FeatureCard,
  type PlanCard,
  renderCard,
  type StrategyCard,
} from "./explain/index.ts";
export { type FormatRefusal, type FormatResult, format } from "./format/index.ts";
export type { PlanIr } from "./ir/nodes.ts";
export type { Loader } from "./load/index.ts";
export { editDistance } from "./parse/index.ts";
export {
  type Finding as PineFinding,
  isMarketSymbol,
  type PineOptions,
  type PineTranslation,
  pineClock,
  translatePine,
} from "./pine/index.ts";
export { type Compilation, type CompileInput, type CompileOptions, compile } from "./pipeline.ts";
export {
  type Analysis,
  analyseText,
  type Completion,
  type CompletionKind,
  type CompletionList,
  completionsAt,
  createWorkspace,
  diagnosticsOf,
  type FileEdits,
  type Hover,
  hoverAt,
  type Location,
  type Problem,
  type QuickFix,
  quickFixes,
  type ServiceFile,
  safeFixes,
  type TextEdit,
  type TextRange,
  type ValueLookup,
  type Workspace,
  type WorkspaceOptions,
} from "./service/index.ts";
export { createLineIndex, type LineIndex, type Position, type SourceFile } from "./source/index.ts";
export { emitTests } from "./test-plan.ts";
