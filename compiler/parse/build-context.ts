import type { IToken } from "chevrotain";
import type { LocatedNode } from "../../grammar/index.ts";
import type { ErrorExpression, Name, Span, StringLiteral } from "../ast/nodes.ts";
import type { SyntaxProblem } from "./problem.ts";
import { decodeText } from "./text-literal.ts";

/** Where the ids of nodes come from; unique within one compilation. */
export interface IdSource {
  next(): number;
}

/** What the builders of the tree share while one file is built. */
export interface BuildContext {
  readonly text: string;
  readonly source: number;
  readonly ids: IdSource;
  readonly problems: SyntaxProblem[];
  /** Documentation by the offset of the token that it stands before. */
  readonly docs: ReadonlyMap<number, string>;
}

/** Id and span of a node. */
export interface NodeHead {
  readonly id: number;
  readonly span: Span;
}

/** The first of a list that may be missing. */
export function first<Item>(items: readonly Item[] | undefined): Item | undefined {
  return items?.[0];
}

/** The stretch of one token. */
export function tokenSpan(ctx: BuildContext, token: IToken): Span {
  return { source: ctx.source, start: token.startOffset, end: token.startOffset + token.image.length };
}

/** The stretch of a concrete node, from its first token to its last. */
export function nodeSpan(ctx: BuildContext, node: LocatedNode): Span {
  const start = node.location?.startOffset ?? 0;
  const end = (node.location?.endOffset ?? -1) + 1;
  return Number.isNaN(start) || Number.isNaN(end) || end < start
    ? { source: ctx.source, start: 0, end: 0 }
    : { source: ctx.source, start, end };
}

/** From the start of one stretch to the end of another. */
export function joinSpans(left: Span, right: Span): Span {
  return { source: left.source, start: left.start, end: right.end };
}

/** A fresh id with a span. */
export function head(ctx: BuildContext, span: Span): NodeHead {
  return { id: ctx.ids.next(), span };
}

/** A fresh id with the span of a concrete node. */
export function headOf(ctx: BuildContext, node: LocatedNode): NodeHead {
  return head(ctx, nodeSpan(ctx, node));
}

/** The documentation in front of a concrete node. */
export function docOf(ctx: BuildContext, node: LocatedNode): string | undefined {
  return ctx.docs.get(nodeSpan(ctx, node).start);
}

/** A name node. */
export function buildName(ctx: BuildContext, token: IToken): Name {
  return { kind: "name", ...head(ctx, tokenSpan(ctx, token)), text: token.image };
}

/** A name node, where there is a token for it. */
export function optionalName(ctx: BuildContext, tokens: readonly IToken[] | undefined): Name | undefined {
  const token = first(tokens);
  return token === undefined ? undefined : buildName(ctx, token);
}

/** Name nodes for a list of tokens. */
export function buildNames(ctx: BuildContext, tokens: readonly IToken[] | undefined): readonly Name[] {
  return (tokens ?? []).map((token) => buildName(ctx, token));
}

/** A text literal; reports what is wrong with its quotes and escapes. */
export function buildText(ctx: BuildContext, token: IToken): StringLiteral {
  const span = tokenSpan(ctx, token);
  return { kind: "string", ...head(ctx, span), value: decodeText(ctx, token, span) };
}

/** A text literal, where there is a token for it. */
export function optionalText(
  ctx: BuildContext,
  tokens: readonly IToken[] | undefined,
): StringLiteral | undefined {
  const token = first(tokens);
  return token === undefined ? undefined : buildText(ctx, token);
}

/** Stands for a value that did not parse. */
export function errorExpression(ctx: BuildContext, span: Span): ErrorExpression {
  return { kind: "error", ...head(ctx, span) };
}

/** The replacement for a token by a word, with the spaces that keep it apart from its neighbours. */
export function spaced(ctx: BuildContext, span: Span, word: string): string {
  const before = /[\w)\]"%]/.test(ctx.text.charAt(span.start - 1)) ? " " : "";
  const after = /[\s)\]},]/.test(ctx.text.charAt(span.end)) || span.end >= ctx.text.length ? "" : " ";
  return `${before}${word}${after}`;
}
