import type { Span } from "./nodes.ts";

/** What every node of the syntax tree has. */
export interface TreeNode {
  readonly id: number;
  readonly kind: string;
  readonly span: Span;
}

/** Whether a value of the tree is a node, not a plain part such as the action of a limit. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && "kind" in value && "span" in value && "id" in value;
}

/** The nodes directly inside a node, in source order. */
export function childNodes(node: TreeNode): readonly TreeNode[] {
  const children: TreeNode[] = [];
  for (const value of Object.values(node) as readonly unknown[]) {
    if (isTreeNode(value)) {
      children.push(value);
    } else if (Array.isArray(value)) {
      children.push(...value.filter(isTreeNode));
    }
  }
  return children.sort((a, b) => a.span.start - b.span.start);
}
