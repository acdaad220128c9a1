export type { TreeNode } from "../ast/tree.ts";

/** Whether two trees are the same but for ids and places. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => sameTree(item, b[i]))
    );
  }
  const left = meaningfulEntries(a);
  const right = new Map(meaningfulEntries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameTree(value, right.get(key)))
  );
}

/** Ids and places say where a node is, not what it is; the fixed order of clauses says nothing either. */
function meaningfulEntries(node: object): readonly (readonly [string, unknown])[] {
  const entries: (readonly [string, unknown])[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key !== "id" && key !== "span" && key !== "actionSpan") {
      entries.push([key, key === "clauses" && Array.isArray(value) ? orderClauses(value) : value]);
    }
  }
  return entries;
}

/** The order of an entry's clauses in canonical layout. */
export const clauseOrder: readonly string[] = [
  "size",
  "order",
  "stop",
  "target",
  "trail",
  "capture",
  "expire",
  "timeInForce",
  "via",
  "opposite",
  "unprotected",
];

/** Clauses in canonical order; clauses of one kind keep theirs. */
export function orderClauses<Clause extends { readonly kind: string }>(
  clauses: readonly Clause[],
): readonly Clause[] {
  return [...clauses].sort((a, b) => clauseOrder.indexOf(a.kind) - clauseOrder.indexOf(b.kind));
}
