import type { Span } from "../ast/nodes.ts";
import type { Report } from "../diagnostics/index.ts";
import type { Meaning, NamedDeclaration } from "./symbols.ts";

/** One call of a declared function from the body of another. */
export interface CallEdge {
  readonly from: NamedDeclaration;
  readonly to: NamedDeclaration;
  readonly calleeId: number;
  readonly span: Span;
}

/**
 * Reports calls that lead back to the function around them, and takes the meaning away from the callee, so that
 * later stages may expand calls without end in sight.
 */
export function cutRecursion(
  edges: readonly CallEdge[],
  meanings: Map<number, Meaning>,
  report: Report,
): void {
  const outgoing = new Map<number, CallEdge[]>();
  for (const edge of edges) {
    outgoing.set(edge.from.id, [...(outgoing.get(edge.from.id) ?? []), edge]);
  }
  const state = new Map<number, "open" | "done">();
  const path: NamedDeclaration[] = [];
  const visit = (node: NamedDeclaration): void => {
    state.set(node.id, "open");
    path.push(node);
    for (const edge of outgoing.get(node.id) ?? []) {
      const seen = state.get(edge.to.id);
      if (seen === "open") {
        meanings.delete(edge.calleeId);
        const start = path.findIndex((item) => item.id === edge.to.id);
        const names = [...path.slice(start), edge.to].map((item) => item.name.text);
        report("recursion", edge.span, { path: start === path.length - 1 ? names.slice(0, 1) : names });
      } else if (seen === undefined) {
        visit(edge.to);
      }
    }
    path.pop();
    state.set(node.id, "done");
  };
  for (const edge of edges) {
    if (!state.has(edge.from.id)) {
      visit(edge.from);
    }
  }
}
