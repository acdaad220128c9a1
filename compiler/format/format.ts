import type { Module } from "../ast/nodes.ts";
import { countingIds, type ParseResult, parse, type SyntaxProblem } from "../parse/index.ts";
import { placeComments } from "./comments.ts";
import { render } from "./doc.ts";
import type { PrintContext } from "./print-context.ts";
import { printModule } from "./print-declarations.ts";
import { sameTree } from "./tree.ts";

/** Columns that a line should not exceed. */
export const lineWidth = 100;

/** Why a text was left as it is. */
export type FormatRefusal =
  /** It does not follow the grammar; the problems say where. */
  | { readonly kind: "syntax"; readonly problems: readonly SyntaxProblem[] }
  /** Formatting would have changed its meaning or lost a comment: a bug of the formatter, and no harm done. */
  | { readonly kind: "unfaithful"; readonly detail: string };

/** The canonical text, or why there is none. */
export type FormatResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusal: FormatRefusal };

/** A comment can move a line in the first pass and settle in the second; more passes than this are a bug. */
const passLimit = 5;

/**
 * One canonical layout. What it returns has been parsed again and means the same, has every comment, and formats to
 * itself.
 */
export function format(text: string): FormatResult {
  const original = parse(text, 0, countingIds());
  if (original.problems.length > 0) {
    return { ok: false, refusal: { kind: "syntax", problems: original.problems } };
  }
  let present = original;
  let output = text;
  for (let pass = 0; pass < passLimit; pass += 1) {
    const next = layOut(output, present);
    if (next === output && pass > 0) {
      return { ok: true, text: output };
    }
    output = next;
    present = parse(output, 0, countingIds());
    const difference = compare(original, present);
    if (difference !== undefined) {
      return { ok: false, refusal: { kind: "unfaithful", detail: difference } };
    }
  }
  return { ok: false, refusal: { kind: "unfaithful", detail: "the layout does not settle" } };
}

/** The canonical text of a tree that has no source. Its documentation is printed; it has no other comments. */
export function print(module: Module): string {
  const ctx: PrintContext = { text: undefined, comments: new Map() };
  return finish(render(printModule(ctx, module), lineWidth));
}

function layOut(text: string, { module, tokens, comments }: ParseResult): string {
  const ctx: PrintContext = { text, comments: placeComments(module, text, tokens, comments) };
  return finish(render(printModule(ctx, module), lineWidth));
}

function finish(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" ? "" : `${trimmed}\n`;
}

function compare(original: ParseResult, formatted: ParseResult): string | undefined {
  if (formatted.problems.length > 0) {
    return "the result would not parse";
  }
  if (!sameTree(original.module, formatted.module)) {
    return "the result would mean something else";
  }
  return commentKey(original) === commentKey(formatted) ? undefined : "a comment would be lost";
}

function commentKey({ comments }: ParseResult): string {
  return comments
    .map(({ text }) =>
      text
        .replace(/^\/{3}(?!\/)/, "//")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .sort()
    .join("\n");
}
