import type { NameBook } from "./names.ts";
import type { Resolved } from "./resolved.ts";

/** What a body reads from around it, by the names that it has there. */
export interface Lift {
  readonly lift: (node: Resolved) => string | undefined;
  readonly names: string[];
  readonly nodes: Resolved[];
}

/** Turns what a body reads from around it into arguments. */
export function createLift(isOuter: (node: Resolved) => boolean, book: NameBook): Lift {
  const names: string[] = [];
  const nodes: Resolved[] = [];
  const known = new Map<string, string>();
  const lift = (node: Resolved): string | undefined => {
    const isFact = node.kind === "builtin" && /^(?:strategy\.|position\.side$)/.test(node.name);
    const isNamed = node.kind === "ref" || (node.kind === "part" && node.of.kind === "ref");
    if (!isFact && !(isNamed && isOuter(node))) {
      return undefined;
    }
    const key = keyOf(node);
    const found = known.get(key);
    if (found !== undefined) {
      return found;
    }
    const name = book.take(key.replace(/^.*\./, "").replace(/#\d+/, ""));
    known.set(key, name);
    names.push(name);
    nodes.push(node);
    return name;
  };
  return { lift, names, nodes };
}

function keyOf(node: Resolved): string {
  switch (node.kind) {
    case "ref":
      return `${node.definition.name}#${node.definition.id}`;
    case "part":
      return `${keyOf(node.of)}_${node.index}`;
    case "builtin":
      return node.name;
    default:
      return "value";
  }
}
