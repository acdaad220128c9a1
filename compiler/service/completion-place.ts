import { type Expectations, expectedAfter, tokenize } from "../../grammar/index.ts";
import type { TextRange } from "./places.ts";

/** Where something is typed: the word so far, what stands before it, and what the grammar takes there. */
export interface CompletionPlace extends Expectations {
  /** The word or the inside of the text that a completion replaces. */
  readonly range: TextRange;
  readonly prefix: string;
  /** In quotes: only texts are proposed. */
  readonly isText: boolean;
}

/** The place at an offset; `undefined` in a comment and behind a number, where nothing is proposed. */
export function completionPlace(text: string, offset: number): CompletionPlace | undefined {
  const bounded = Math.max(0, Math.min(offset, text.length));
  const before = tokenize(text.slice(0, bounded));
  const comment = before.comments.at(-1);
  if (comment !== undefined && endsAt(comment, bounded) && !/\*\/$/.test(comment.image)) {
    return undefined;
  }
  const last = before.tokens.at(-1);
  if (last?.tokenType.name === "UnterminatedString" && endsAt(last, bounded)) {
    const start = last.startOffset + 1;
    const end = /^[^"\r\n]*/.exec(text.slice(bounded))?.[0].length ?? 0;
    const expectations = expectedAfter(before.tokens.slice(0, -1));
    return {
      ...expectations,
      range: { start, end: bounded + end },
      prefix: text.slice(start, bounded),
      isText: true,
    };
  }
  const isWord = last !== undefined && endsAt(last, bounded) && /^[A-Za-z_]/.test(last.image);
  if (last !== undefined && endsAt(last, bounded) && /^[\d.]*\d/.test(last.image)) {
    return undefined;
  }
  const start = isWord ? last.startOffset : bounded;
  const rest = /^[A-Za-z0-9_]*/.exec(text.slice(bounded))?.[0].length ?? 0;
  const expectations = expectedAfter(isWord ? before.tokens.slice(0, -1) : before.tokens);
  return {
    ...expectations,
    range: { start, end: bounded + rest },
    prefix: text.slice(start, bounded),
    isText: false,
  };
}

function endsAt(token: { readonly startOffset: number; readonly image: string }, offset: number): boolean {
  return token.startOffset + token.image.length === offset;
}
