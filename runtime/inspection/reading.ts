import type { InspectedStep } from "../session/index.ts";
import type { Kleene, SourceSpan } from "../strategy/index.ts";
import type { ProbeNode } from "./abi.ts";

/** Why a value is absent. `until`: first step of the strategy's clock at which it can be there; absent: not known. */
export type Absence =
  | { readonly reason: "warming"; readonly until: number | undefined }
  | { readonly reason: "missing" | "undefined"; readonly words: string };

/** What a part of an expression was at a step. */
export interface Reading {
  readonly kind: ProbeNode["kind"];
  readonly text: string;
  readonly span: SourceSpan;
  /** Undefined: absent, or unknown. */
  readonly value: number | Kleene;
  /** One bar before, of what a crossing compares. */
  readonly before?: number | boolean;
  readonly absence?: Absence;
  readonly parts: readonly Reading[];
}

/** Reads a part of an expression at a step, with all that it is made of. */
export const readNode = (node: ProbeNode, at: InspectedStep): Reading => {
  const value = present(node.value(at.view, at.params, at.facts, at.captures));
  const before = present(node.before?.(at.view, at.params, at.facts, at.captures));
  const parts = node.parts.map((part) => readNode(part, at));
  return {
    kind: node.kind,
    text: node.text,
    span: node.span,
    value,
    ...(before === undefined ? {} : { before }),
    ...(value === undefined ? { absence: absenceOf(node, parts, at) } : {}),
    parts,
  };
};

const present = (value: number | Kleene): number | Kleene =>
  typeof value === "number" && Number.isNaN(value) ? undefined : value;

/** What is absent because a part of it is has that part's reason. */
const absenceOf = (node: ProbeNode, parts: readonly Reading[], at: InspectedStep): Absence => {
  const armed = Math.max(0, ...node.reads.map(at.armedStep));
  if (at.step < armed) return { reason: "warming", until: Number.isFinite(armed) ? armed : undefined };
  const inner = parts.find((part) => part.absence !== undefined)?.absence;
  if (inner !== undefined) return inner;
  return node.absent === undefined
    ? { reason: "missing", words: "The data has no value here." }
    : { reason: "undefined", words: node.absent };
};
