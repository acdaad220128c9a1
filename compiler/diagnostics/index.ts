export { assertNever, Fault, invariant, present, within } from "./assert.ts";
export { withoutCascades } from "./cascade.ts";
export { type ArgumentMap, catalogue, catalogueList, type Slug } from "./catalogue/index.ts";
export {
  type Collector,
  createCollector,
  DIAGNOSTIC_LIMIT,
  type DiagnosticList,
  type Extras,
  type Report,
} from "./collector.ts";
export type { CatalogueEntry } from "./define.ts";
export type { Diagnostic, Edit, Fix, FixSafety, Label, Severity } from "./diagnostic.ts";
export { after, applyEdits, before, proposeReplace, safeReplace } from "./fixes.ts";
export { type Palette, plainPalette } from "./palette.ts";
export { diagnosticsReference, replaceBetweenMarkers } from "./reference.ts";
export { type JsonDiagnostic, type JsonPlace, toJson } from "./render-json.ts";
export { renderDiagnostic, renderSnippet, renderText, summarise, type TextOptions } from "./render-text.ts";
export { wrap } from "./wrap.ts";
