import type {
  CodeLens,
  CompletionList,
  FoldingRange,
  FormatEdits,
  Highlight,
  Hover,
  InlayHint,
  KnownValue,
  OutlineItem,
  SemanticToken,
  SignatureHelp,
  StrategyGraph,
  TextEdit,
  TextRange,
} from "ctk/compiler";

/** What the editor and the graph ask about a text; offsets are those of the text that goes with the question. */
export type ServiceRequest =
  | { readonly kind: "completion"; readonly offset: number }
  | {
      readonly kind: "hover";
      readonly offset: number;
      /** What data gave the names of the place, by name. */
      readonly values: ReadonlyMap<string, KnownValue>;
    }
  | { readonly kind: "signature"; readonly offset: number }
  | { readonly kind: "definition"; readonly offset: number }
  | { readonly kind: "references"; readonly offset: number }
  | { readonly kind: "highlights"; readonly offset: number }
  | { readonly kind: "renameRange"; readonly offset: number }
  | { readonly kind: "rename"; readonly offset: number; readonly name: string }
  | { readonly kind: "outline" }
  | { readonly kind: "folding" }
  | { readonly kind: "tokens" }
  | { readonly kind: "hints"; readonly range: TextRange }
  | { readonly kind: "lenses" }
  | { readonly kind: "graph" }
  | { readonly kind: "format"; readonly range: TextRange | undefined };

/** The answer to a request, under its kind. Places are those of the plan itself: a page has no other files. */
export interface ServiceAnswers {
  readonly completion?: CompletionList;
  readonly hover?: Hover | undefined;
  readonly signature?: SignatureHelp | undefined;
  readonly definition?: readonly TextRange[];
  readonly references?: readonly TextRange[];
  readonly highlights?: readonly Highlight[];
  readonly renameRange?: RenameStart;
  readonly rename?: Renamed;
  readonly outline?: readonly OutlineItem[];
  readonly folding?: readonly FoldingRange[];
  readonly tokens?: readonly SemanticToken[];
  readonly hints?: readonly InlayHint[];
  readonly lenses?: readonly CodeLens[];
  /** One of each strategy; none while the plan has errors. */
  readonly graph?: readonly StrategyGraph[];
  readonly format?: FormatEdits;
}

/** The name that would be renamed, or why none can be. */
export type RenameStart =
  | { readonly ok: true; readonly range: TextRange; readonly name: string }
  | { readonly ok: false; readonly reason: string };

export type Renamed =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly reason: string };
