import type { Span } from "../ast/nodes.ts";
import type { CheckedStrategy, Typed } from "../check/index.ts";
import { present } from "../diagnostics/index.ts";
import type { FeatureIr, ScalarIr } from "../ir/nodes.ts";
import type { ProbeNodeIr } from "../ir/tests.ts";
import { createFeatureGraph, type Lowering, lowerScalar } from "../lower/index.ts";
import { type SourceFile, textOf } from "../source/index.ts";
import type { Part } from "./parts.ts";

/** Expressions of one strategy, lowered over features of their own. */
export interface Probing {
  readonly strategy: CheckedStrategy;
  readonly lowering: Lowering;
  readonly sources: readonly SourceFile[];
}

/** Begins to lower expressions of a strategy. */
export function createProbing(strategy: CheckedStrategy, sources: readonly SourceFile[]): Probing {
  const [slot] = strategy.slots;
  return {
    strategy,
    sources,
    lowering: {
      graph: createFeatureGraph(strategy.params.map((param) => param.ir.name)),
      clock: strategy.clock,
      base: slot?.base ?? "",
      quote: slot?.quote ?? "",
      machinesRead: new Set(),
      lowered: new Map(),
    },
  };
}

/** A value within a step. */
export function lowerValue(probing: Probing, typed: Typed): ScalarIr {
  return lowerScalar(probing.lowering, typed);
}

/** A part with all that it is made of. */
export function lowerPart(probing: Probing, part: Part): ProbeNodeIr {
  const { typed } = part;
  return {
    kind: part.kind,
    text: partText(probing, typed),
    span: typed.span,
    value: lowerValue(probing, typed),
    before: part.isCrossed ? lowerValue(probing, oneBarBefore(typed)) : undefined,
    absent: typed.absent,
    parts: part.parts.map((inner) => lowerPart(probing, inner)),
  };
}

/** The text of a part; what a mirrored combo turns is shown with the minus that it does not have in the source. */
function partText(probing: Probing, typed: Typed): string {
  const { node } = typed;
  const compared = node.kind === "compare" || node.kind === "cross" ? node.left : typed;
  const text = sourceText(probing, typed);
  const isTurned = compared.node.kind === "negate" && !sourceText(probing, compared).startsWith("-");
  return isTurned ? `-${text}` : text;
}

function sourceText(probing: Probing, { span }: Typed): string {
  return textAt(probing, span);
}

/** What is written at a place, on one line. */
export function textAt({ sources }: Probing, span: Span): string {
  return textOf(present(sources[span.source], "an expression has a source"), span);
}

function oneBarBefore(typed: Typed): Typed {
  const offset: Typed = {
    ...typed,
    node: { kind: "number", value: 1 },
    stage: "constant",
    size: 1,
    clock: undefined,
  };
  return { ...typed, node: { kind: "history", value: typed, offset } };
}

/** All features that were lowered; inputs come before their uses. */
export function featuresOfProbing({ lowering }: Probing): readonly FeatureIr[] {
  return Array.from({ length: lowering.graph.size() }, (_, id) => lowering.graph.get(id));
}
