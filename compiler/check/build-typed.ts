import type { MemoryClass } from "../../stdlib/descriptor.ts";
import type { Span } from "../ast/nodes.ts";
import { type Stage, sizeLimit, type Typed, type TypedNode } from "./typed.ts";
import { errorType, scaled, type Type } from "./types.ts";

interface Overrides {
  readonly absent?: string | undefined;
  readonly memory?: MemoryClass;
  readonly isPositive?: boolean;
  readonly isEvent?: boolean;
  readonly clock?: number | undefined;
  readonly stage?: Stage;
}

const memoryRank = { finite: 0, fading: 1, anchored: 2, unbounded: 3 } as const;
const stageRank = { constant: 0, series: 1, step: 2 } as const;

/** A value known before the run. */
export function constantTyped(span: Span, type: Type, node: TypedNode, isPositive = false): Typed {
  return {
    span,
    type,
    node,
    stage: "constant",
    absent: undefined,
    memory: "finite",
    isPositive,
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

/** A literal number. */
export function numberTyped(span: Span, value: number, type: Type = scaled("literal")): Typed {
  return constantTyped(span, type, { kind: "number", value }, value > 0);
}

/** A value made of others: stage, absence, memory and clock are joined, unless told otherwise. */
export function joinTyped(
  span: Span,
  type: Type,
  node: TypedNode,
  parts: readonly Typed[],
  overrides: Overrides = {},
): Typed {
  let stage: Stage = overrides.stage ?? "constant";
  let memory: MemoryClass = "finite";
  let absent: string | undefined;
  let clock: number | undefined;
  let size = 1;
  for (const part of parts) {
    stage = stageRank[part.stage] > stageRank[stage] ? part.stage : stage;
    memory = memoryRank[part.memory] > memoryRank[memory] ? part.memory : memory;
    absent ??= part.absent;
    clock ??= part.clock;
    size += part.size;
  }
  return {
    span,
    type,
    node,
    stage,
    absent: "absent" in overrides ? overrides.absent : absent,
    memory: overrides.memory ?? memory,
    isPositive: overrides.isPositive ?? false,
    isEvent: overrides.isEvent ?? false,
    size: Math.min(size, sizeLimit),
    clock: "clock" in overrides ? overrides.clock : stage === "series" ? clock : undefined,
  };
}

/** Stands for an expression with a reported mistake; fits everything. */
export function errorTyped(span: Span): Typed {
  return constantTyped(span, errorType, { kind: "error" });
}

/** The longer-lasting of two memory classes. */
export function joinMemory(a: MemoryClass, b: MemoryClass): MemoryClass {
  return memoryRank[a] >= memoryRank[b] ? a : b;
}

/** True when any part has a reported mistake. */
export function isError(typed: Typed): boolean {
  return typed.type.kind === "error";
}
