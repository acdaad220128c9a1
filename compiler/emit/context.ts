import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Span } from "../ast/nodes.ts";
import { present } from "../diagnostics/index.ts";
import type { PlanIr } from "../ir/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import { createScope } from "./names.ts";
import { sourceNames } from "./source-names.ts";

/** What the text is for: a typed module, a plain module, or a function body that gets `ctk` and returns the exports. */
export type EmitTarget = "typescript" | "module" | "factory";

/** Version of the module contract that this writer targets; the runtime states the same number. */
export const ABI = 2;

/** What a declaration of a plan is; names are unique within a kind. */
export type DeclarationKind = "market" | "route" | "risk" | "strategy" | "session";

/** What every part of a module is written with. */
export interface ModuleContext {
  readonly target: EmitTarget;
  readonly plan: PlanIr;
  readonly sources: readonly SourceFile[];
  /** Name of each source in spans and in the source map. */
  readonly sourceNames: readonly string[];
  /** The constant that holds a declaration. */
  readonly identifierOf: (kind: DeclarationKind, name: string) => string;
  /** The function that makes the spans of a source. */
  readonly helperOf: (source: number) => string;
  /** Sources that have such a function. */
  readonly helpers: ReadonlyMap<number, string>;
}

/** SHA-256 of a source text, as hexadecimal. */
export const sourceHash = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** Names everything that a module declares. */
export const createContext = (
  plan: PlanIr,
  sources: readonly SourceFile[],
  target: EmitTarget,
  entryName: string,
): ModuleContext => {
  const scope = createScope();
  const identifiers = new Map<string, string>();
  const claim = (kind: DeclarationKind, name: string): void => {
    identifiers.set(`${kind} ${name}`, scope.claim(name));
  };
  for (const { name } of plan.markets) claim("market", name);
  for (const { name } of plan.routes) claim("route", name);
  for (const { name } of plan.risks) claim("risk", name);
  for (const { id } of plan.strategies) claim("strategy", id);
  for (const { name } of plan.sessions) claim("session", name);
  const helpers = new Map<number, string>();
  for (const { source } of spansOf(plan)) {
    if (!helpers.has(source))
      helpers.set(source, helpers.size === 0 ? "at" : scope.claim(`at${helpers.size + 1}`));
  }
  return {
    target,
    plan,
    sources,
    sourceNames: sourceNames(sources, entryName),
    identifierOf: (kind, name) => present(identifiers.get(`${kind} ${name}`), `no ${kind} named ${name}`),
    helperOf: (source) => present(helpers.get(source), `no spans of source ${source}`),
    helpers,
  };
};

/** Places that the module states. */
const spansOf = (plan: PlanIr): readonly Span[] => [
  ...plan.risks.flatMap(({ limits, forbids }) => [...limits, ...forbids]).map(({ span }) => span),
  ...plan.strategies
    .flatMap(({ machines }) => machines)
    .flatMap(({ states }) => states)
    .flatMap(({ transitions }) => transitions)
    .map(({ span }) => span),
  ...plan.strategies.flatMap(({ throttles }) => throttles).map(({ span }) => span),
  ...plan.strategies
    .flatMap(({ rules, combos, hold }) => [...rules, ...combos, ...(hold === undefined ? [] : [hold])])
    .map(({ span }) => span),
];

/** A place as an expression: `at(line, column, start, end)`. */
export const placeText = ({ sources, helperOf }: ModuleContext, span: Span): string => {
  const source = present(sources[span.source], `no source ${span.source}`);
  const { line, column } = source.lines.positionAt(span.start);
  return `${helperOf(span.source)}(${line}, ${column}, ${span.start}, ${span.end})`;
};

/** The text of a place on one line. */
export const textAt = ({ sources }: ModuleContext, span: Span): string =>
  (sources[span.source]?.text.slice(span.start, span.end) ?? "").replace(/\s+/g, " ");
