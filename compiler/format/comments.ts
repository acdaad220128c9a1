import type { Module } from "../ast/nodes.ts";
import { childNodes, type TreeNode } from "../ast/tree.ts";
import type { Piece } from "../parse/index.ts";

/** A comment with where it stood. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `//` and `///`: nothing may follow on its line. */
  readonly isLine: boolean;
  /** Nothing stood before it on its line. */
  readonly isOwnLine: boolean;
}

/** The comments of one node. */
export interface NodeComments {
  readonly leading: Comment[];
  readonly trailing: Comment[];
  /** Behind the `{` of a block, on its line. */
  readonly opening: Comment[];
  /** Inside of a block or list with nothing else in it. */
  readonly dangling: Comment[];
}

/** The comments of a file by the node that they belong to. */
export type CommentTable = ReadonlyMap<TreeNode, NodeComments>;

const blockKinds: ReadonlySet<string> = new Set([
  "import",
  "route",
  "risk",
  "indicator",
  "yieldRecord",
  "strategy",
  "enter",
  "add",
  "exit",
  "session",
  "scenario",
  "expectIntent",
  "scheduled",
  "machine",
  "machineState",
  "transition",
  "combo",
  "comboEnter",
  "leg",
  "hold",
]);

/** Nodes whose children stand between commas. */
const commaKinds: ReadonlySet<string> = new Set(["import", "yieldRecord", "call", "list", "choices"]);

/** Nodes whose children stand on lines of their own, or between commas. */
const listKinds: ReadonlySet<string> = new Set([...blockKinds, "module", "call", "list", "choices"]);

interface Placing {
  readonly text: string;
  readonly tokens: readonly Piece[];
  readonly table: Map<TreeNode, NodeComments>;
  readonly children: Map<TreeNode, readonly TreeNode[]>;
}

interface Surroundings {
  readonly node: TreeNode;
  /** The nearest node around it that can end a line: a statement, an item between commas, an operand. */
  readonly item: TreeNode;
  readonly preceding: TreeNode | undefined;
  readonly following: TreeNode | undefined;
  /** The `{` of the node, if the comment stands behind it. */
  readonly opener: Piece | undefined;
  readonly isHeader: boolean;
}

/** Finds the node that each comment belongs to. */
export function placeComments(
  module: Module,
  text: string,
  tokens: readonly Piece[],
  pieces: readonly Piece[],
): CommentTable {
  const placing: Placing = { text, tokens, table: new Map(), children: new Map() };
  for (const piece of pieces) {
    const comment: Comment = {
      ...piece,
      text: piece.text.trimEnd(),
      isLine: piece.text.startsWith("//"),
      isOwnLine: text.slice(lineStart(text, piece.start), piece.start).trim() === "",
    };
    place(placing, comment, surroundings(placing, module, comment));
  }
  return placing.table;
}

function surroundings(placing: Placing, root: TreeNode, comment: Comment): Surroundings {
  let node = root;
  let item = root;
  for (;;) {
    const children = childrenOf(placing, node);
    const inner = children.find(({ span }) => span.start <= comment.start && comment.end <= span.end);
    if (inner !== undefined) {
      item = listKinds.has(node.kind) || node.kind === "binary" ? inner : item;
      node = inner;
      continue;
    }
    const brace = blockKinds.has(node.kind) ? openingBrace(placing.tokens, node) : undefined;
    const isInside = brace === undefined || brace.start < comment.start;
    const candidates =
      brace === undefined ? children : children.filter(({ span }) => span.start > brace.start === isInside);
    return {
      node,
      item,
      preceding: candidates.findLast(({ span }) => span.end <= comment.start),
      following: candidates.find(({ span }) => span.start >= comment.end),
      opener: isInside ? brace : undefined,
      isHeader: !isInside,
    };
  }
}

function childrenOf({ children }: Placing, node: TreeNode): readonly TreeNode[] {
  const known = children.get(node) ?? childNodes(node);
  children.set(node, known);
  // The path of an import stands behind its braces; comments belong to its names.
  return node.kind === "import" ? known.filter(({ kind }) => kind === "importName") : known;
}

function openingBrace(tokens: readonly Piece[], node: TreeNode): Piece | undefined {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) < node.span.start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (let index = low; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.start >= node.span.end) {
      return undefined;
    }
    if (token.text === "{") {
      return token;
    }
  }
  return undefined;
}

function place(placing: Placing, found: Comment, around: Surroundings): void {
  const { node, item, preceding, following, opener, isHeader } = around;
  const of = (owner: TreeNode): NodeComments => commentsOf(placing.table, owner);
  const isList =
    listKinds.has(node.kind) && !isHeader && !(blockKinds.has(node.kind) && opener === undefined);
  const comment = withoutDocumentation(found, around, isList);
  if (isHeader && comment.isLine && following === undefined) {
    of(node).opening.push(comment);
    return;
  }
  if (!isList) {
    placeInside(comment, around, of);
    return;
  }
  const isBehind =
    !comment.isOwnLine && (comment.isLine || (!commaKinds.has(node.kind) && endsLine(placing.text, comment)));
  if (
    isBehind &&
    preceding === undefined &&
    opener !== undefined &&
    sharesLine(placing.text, opener, comment)
  ) {
    of(node).opening.push(comment);
  } else if (isBehind && preceding !== undefined) {
    of(preceding).trailing.push(comment);
  } else if (following !== undefined) {
    of(following).leading.push(comment);
  } else if (preceding !== undefined) {
    of(preceding).trailing.push(comment);
  } else if (opener === undefined && node.kind !== "module") {
    of(item).leading.push(comment);
  } else {
    of(node).dangling.push(comment);
  }
}

/**
 * Between the parts of a statement or an expression. A `//` comment ends its line, so it goes behind the nearest part
 * that may end one, unless it stands between two operands.
 */
function placeInside(comment: Comment, around: Surroundings, of: (owner: TreeNode) => NodeComments): void {
  const { node, item, preceding, following } = around;
  if (comment.isLine && node.kind === "binary" && preceding !== undefined && following !== undefined) {
    of(comment.isOwnLine ? following : preceding)[comment.isOwnLine ? "leading" : "trailing"].push(comment);
  } else if (comment.isLine) {
    of(item).trailing.push(comment);
  } else if (following !== undefined) {
    of(following).leading.push(comment);
  } else {
    of(preceding ?? item)[preceding === undefined ? "leading" : "trailing"].push(comment);
  }
}

/**
 * A `///` documents what follows it in a list of statements or declarations. Any other is an ordinary comment, and says so
 * once it is laid out, because at its new place it could document something.
 */
function withoutDocumentation(
  comment: Comment,
  { following, isHeader }: Surroundings,
  isList: boolean,
): Comment {
  const documents = isList && !isHeader && comment.isOwnLine && following !== undefined;
  return /^\/{3}(?!\/)/.test(comment.text) && !documents
    ? { ...comment, text: comment.text.slice(1) }
    : comment;
}

function commentsOf(table: Map<TreeNode, NodeComments>, node: TreeNode): NodeComments {
  const known = table.get(node);
  if (known !== undefined) {
    return known;
  }
  const fresh: NodeComments = { leading: [], trailing: [], opening: [], dangling: [] };
  table.set(node, fresh);
  return fresh;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

const restOfLine = /[^\S\r\n]*(?:[\r\n]|$)/y;

function endsLine(text: string, comment: Comment): boolean {
  restOfLine.lastIndex = comment.end;
  return restOfLine.test(text);
}

function sharesLine(text: string, opener: Piece, comment: Comment): boolean {
  return !/[\r\n]/.test(text.slice(opener.end, comment.start));
}
