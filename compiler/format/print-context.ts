import type { Name, StringLiteral } from "../ast/nodes.ts";
import { encodeText } from "../parse/index.ts";
import type { Comment, CommentTable, NodeComments } from "./comments.ts";
import { blankLine, type Doc, hardline, indent, join, suffix } from "./doc.ts";
import type { TreeNode } from "./tree.ts";

/** What printing needs besides the tree. */
export interface PrintContext {
  /** The source, for its blank lines; `undefined` for a tree that was never a text. */
  readonly text: string | undefined;
  /** Comments by node. Where there is a source, documentation is among them and is not printed from the tree. */
  readonly comments: CommentTable;
}

/** A node's text with the comments around it. */
export function withComments(ctx: PrintContext, node: TreeNode, content: Doc): Doc {
  const own = ctx.comments.get(node);
  return own === undefined
    ? content
    : [leadingComments(ctx, own, node), content, trailingComments(ctx, own, false)];
}

/** A statement's text with the comments around it, each on the line where it stood. */
export function statement(ctx: PrintContext, node: TreeNode, content: Doc): Doc {
  const own = ctx.comments.get(node);
  return own === undefined
    ? content
    : [leadingComments(ctx, own, node), content, trailingComments(ctx, own, true)];
}

/** The comments in front of a node. */
export function leadingComments(ctx: PrintContext, own: NodeComments, node: TreeNode): Doc {
  return own.leading.map((comment, index) => {
    if (!comment.isLine && !comment.isOwnLine) {
      return [comment.text, " "];
    }
    const next = own.leading[index + 1]?.start ?? node.span.start;
    const breaksLine = comment.isLine || /[\r\n]/.test(ctx.text?.slice(comment.end, next) ?? "");
    if (!breaksLine) {
      return [normalized(comment), " "];
    }
    return [normalized(comment), isBlankBetween(ctx, comment.end, next) ? blankLine : hardline];
  });
}

function trailingComments(ctx: PrintContext, own: NodeComments, isStatement: boolean): Doc {
  return own.trailing.map((comment, index) => {
    if (isStatement && own.trailing.slice(0, index + 1).some(({ isOwnLine }) => isOwnLine)) {
      const before = own.trailing[index - 1]?.end;
      const isBlank =
        before === undefined ? isBlankBefore(ctx, comment) : isBlankBetween(ctx, before, comment.start);
      return [isBlank ? blankLine : hardline, normalized(comment)];
    }
    return comment.isLine ? suffix(` ${comment.text}`) : [" ", normalized(comment)];
  });
}

function normalized(comment: Comment): string {
  return comment.text.replace(/\r\n?/g, "\n");
}

function isBlankBefore(ctx: PrintContext, comment: Comment): boolean {
  return /\n[^\S\n]*\n[^\S\n]*$/.test(
    (ctx.text ?? "").slice(0, comment.start).replace(/\r\n?/g, "\n").slice(-400),
  );
}

function isBlankBetween(ctx: PrintContext, start: number, end: number): boolean {
  return /(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*(?:\r\n|\r|\n)/.test((ctx.text ?? "").slice(start, end));
}

/** Statements on lines of their own, with the single blank lines that stood between them. */
export function statements(
  ctx: PrintContext,
  nodes: readonly TreeNode[],
  docs: readonly Doc[],
  separates: (before: TreeNode, after: TreeNode) => boolean = () => false,
): Doc {
  return docs.map((doc, index) => {
    const before = nodes[index - 1];
    const node = nodes[index];
    if (before === undefined || node === undefined) {
      return doc;
    }
    const end = ctx.comments.get(before)?.trailing.at(-1)?.end ?? before.span.end;
    const start = ctx.comments.get(node)?.leading[0]?.start ?? node.span.start;
    const isBlank = separates(before, node) || (start > end && isBlankBetween(ctx, end, start));
    return [isBlank ? blankLine : hardline, doc];
  });
}

/** `{ .. }` over several lines, with the comments that belong to the braces. */
export function block(ctx: PrintContext, node: TreeNode, content: Doc, isEmpty: boolean): Doc {
  const opening = openingComments(ctx, node);
  const dangling = (ctx.comments.get(node)?.dangling ?? []).map(normalized);
  const inner: readonly Doc[] = isEmpty ? dangling : [...dangling, content];
  if (inner.length === 0) {
    return !hasInnerComments(ctx, node) ? "{}" : ["{", opening, hardline, "}"];
  }
  return ["{", opening, indent([hardline, join(hardline, inner)]), hardline, "}"];
}

/** The comments behind an opening brace, on its line. */
export function openingComments(ctx: PrintContext, node: TreeNode): Doc {
  const own = ctx.comments.get(node)?.opening ?? [];
  return own.map((comment) => (comment.isLine ? suffix(` ${comment.text}`) : [" ", normalized(comment)]));
}

/** Whether comments stand directly behind the opening brace or alone inside. */
export function hasInnerComments(ctx: PrintContext, node: TreeNode): boolean {
  const own = ctx.comments.get(node);
  return own !== undefined && own.opening.length + own.dangling.length > 0;
}

/** A name. */
export function printName(ctx: PrintContext, name: Name): Doc {
  return withComments(ctx, name, name.text);
}

/** A text in quotes. */
export function printText(ctx: PrintContext, text: StringLiteral): Doc {
  return withComments(ctx, text, encodeText(text.value));
}

/** The `///` lines of a tree that has no source. */
export function printDoc(ctx: PrintContext, node: { readonly doc: string | undefined }): Doc {
  return ctx.text !== undefined || node.doc === undefined
    ? []
    : node.doc.split("\n").map((text) => [text === "" ? "///" : `/// ${text}`, hardline]);
}
