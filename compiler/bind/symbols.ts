import type { FunctionDescriptor } from "../../stdlib/descriptor.ts";
import type { SourceField } from "../../stdlib/series.ts";
import type {
  CaptureClause,
  ComboStatement,
  Formal,
  FunctionDeclaration,
  IndicatorDeclaration,
  LetStatement,
  MachineStatement,
  MarketDeclaration,
  MirrorStatement,
  Module,
  ParamStatement,
  RiskDeclaration,
  RouteDeclaration,
  SessionDeclaration,
  StateStatement,
  StrategyDeclaration,
  UniverseDeclaration,
} from "../ast/nodes.ts";
import type { FactName } from "../ir/nodes.ts";
import type { SourceFile } from "../source/index.ts";

/** A declaration at the top level of a file that has a name. */
export type NamedDeclaration =
  | MarketDeclaration
  | RouteDeclaration
  | RiskDeclaration
  | FunctionDeclaration
  | IndicatorDeclaration
  | StrategyDeclaration
  | SessionDeclaration
  | UniverseDeclaration;

/** Sources computed from fields of a bar. */
export type DerivedField = "hl2" | "hlc3" | "ohlc4";

/** What is known of a position of several markets within a step. */
export type HoldingFact = "open" | "profit" | "bars_held" | "drift";

/** What a name stands for. */
export type Meaning =
  | {
      readonly kind: "field";
      readonly field: SourceField | DerivedField;
      readonly slot: string | undefined;
      /** The argument of an indicator that stands for the market. */
      readonly formal?: Formal;
    }
  /** `slot`: the market of the position; left out: that of the rule. */
  | { readonly kind: "fact"; readonly fact: FactName; readonly name: string; readonly slot?: string }
  | { readonly kind: "factGroup"; readonly name: string }
  | { readonly kind: "slot"; readonly name: string }
  | { readonly kind: "combo"; readonly declaration: ComboStatement | MirrorStatement }
  | { readonly kind: "machine"; readonly declaration: MachineStatement }
  /** Whether a machine is in a state; without one, how many bars it has been in its present state. */
  | { readonly kind: "machineFact"; readonly machine: string; readonly state: string | undefined }
  /** A value that transitions of a machine capture; the declaration is the first of them. */
  | { readonly kind: "machineCapture"; readonly machine: string; readonly declaration: CaptureClause }
  | { readonly kind: "state"; readonly declaration: StateStatement }
  /** A fact of a combo, or of the strategy's `hold` where `combo` is left out. */
  | { readonly kind: "holdingFact"; readonly combo: string | undefined; readonly fact: HoldingFact }
  | { readonly kind: "param"; readonly declaration: ParamStatement }
  | { readonly kind: "let"; readonly declaration: LetStatement }
  | { readonly kind: "capture"; readonly declaration: CaptureClause }
  | { readonly kind: "formal"; readonly declaration: Formal }
  | { readonly kind: "declaration"; readonly declaration: NamedDeclaration; readonly isLibrary: boolean }
  | { readonly kind: "standard"; readonly descriptor: FunctionDescriptor };

/** A meaning that something within a declaration gives to its name. */
export type LocalMeaning = Exclude<
  Extract<Meaning, { readonly declaration: unknown }>,
  { readonly kind: "declaration" }
>;

/** Whether something within a declaration has given the name its meaning. */
export function isLocal(meaning: Meaning): meaning is LocalMeaning {
  return "declaration" in meaning && meaning.kind !== "declaration";
}

/** One file with its top-level names, imports included. */
export interface BoundModule {
  readonly source: SourceFile;
  readonly module: Module;
  readonly names: ReadonlyMap<string, NamedDeclaration>;
}

/** What every name of a compilation stands for. */
export interface Bindings {
  /** The entry file first, then imports in the order in which they were met. Library sources are not listed. */
  readonly modules: readonly BoundModule[];
  /** By the id of a reference, a field access, a callee or a declaration's name node. Absent: an error was reported. */
  readonly meanings: ReadonlyMap<number, Meaning>;
}

/** `a market`, `an indicator`: a declaration's kind with its article. */
export function kindWithArticle(kind: NamedDeclaration["kind"]): string {
  const word = kind === "risk" ? "risk block" : kind === "fn" ? "function" : kind;
  return `${/^[aeio]/.test(word) ? "an" : "a"} ${word}`;
}

/** What a name means, in words that fit after "is". */
export function describeMeaning(meaning: Meaning): string {
  switch (meaning.kind) {
    case "field":
      return "a market field";
    case "fact":
      return "a fact";
    case "factGroup":
      return "a group of facts";
    case "slot":
      return "a market";
    case "combo":
      return "a combo";
    case "machine":
      return "a machine";
    case "state":
      return "a state";
    case "machineCapture":
      return "a capture";
    case "machineFact":
    case "holdingFact":
      return "a fact";
    case "param":
      return "a parameter";
    case "let":
      return "a let";
    case "capture":
      return "a capture";
    case "formal":
      return "an argument";
    case "declaration":
      return kindWithArticle(meaning.declaration.kind);
    case "standard":
      return "an indicator";
  }
}
