import type { Declaration, Module } from "../ast/nodes.ts";
import { childNodes, type TreeNode } from "../ast/tree.ts";

/** The nodes around an offset, from the file inwards; at a border the node that begins there goes first. */
export function nodesAt(module: Module, offset: number): readonly TreeNode[] {
  const path: TreeNode[] = [module];
  for (let node: TreeNode | undefined = module; node !== undefined; ) {
    const around: readonly TreeNode[] = childNodes(node).filter(
      ({ span }) => span.start <= offset && offset <= span.end,
    );
    node = around.find(({ span }) => offset < span.end) ?? around.at(-1);
    if (node !== undefined) {
      path.push(node);
    }
  }
  return path;
}

/** The declaration that an offset belongs to: the last one that begins before it. */
export function declarationAt(module: Module, offset: number): Declaration | undefined {
  return module.declarations.findLast(({ span }) => span.start <= offset);
}

/** Every node below a node, itself included, in source order. */
export function* allNodes(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of childNodes(node)) {
    yield* allNodes(child);
  }
}
