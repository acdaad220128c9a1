import type { Span } from "../ast/nodes.ts";
import type { Edit, Fix } from "./diagnostic.ts";

/** A fix that replaces one span and may be applied without asking. */
export function safeReplace(title: string, span: Span, text: string): Fix {
  return { title, edits: [{ span, text }], safety: "safe" };
}

/** A fix that replaces one span, to be looked at first. */
export function proposeReplace(title: string, span: Span, text: string): Fix {
  return { title, edits: [{ span, text }], safety: "review" };
}

/** The empty span before a span. */
export function before(span: Span): Span {
  return { source: span.source, start: span.start, end: span.start };
}

/** The empty span after a span. */
export function after(span: Span): Span {
  return { source: span.source, start: span.end, end: span.end };
}

/** Applies edits of one source to its text. Edits that overlap an earlier one are left out. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let position = 0;
  for (const edit of ordered) {
    if (edit.span.start < position) {
      continue;
    }
    result += text.slice(position, edit.span.start) + edit.text;
    position = edit.span.end;
  }
  return result + text.slice(position);
}
