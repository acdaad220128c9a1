import { type FormatRefusal, format, sameTree } from "../format/index.ts";
import { countingIds, parse } from "../parse/index.ts";
import type { TextEdit, TextRange } from "./places.ts";
import { withEdits } from "./rename.ts";
import { declarationAt } from "./syntax-path.ts";
import type { Analysis } from "./workspace.ts";

/** The edits that bring a text into its layout, or why it is left as it is. */
export type FormatEdits =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly refusal: FormatRefusal };

/** Edits, line by line, that bring a file into the one layout. A file with syntax errors is left as it is. */
export function formatDocument({ text }: Analysis): FormatEdits {
  const result = format(text);
  return result.ok ? { ok: true, edits: lineEdits(text, result.text) } : result;
}

/**
 * The edits of `formatDocument` that touch a range. Where they do not stand by themselves, those of the declaration
 * around are taken, or all.
 */
export function formatRange(analysis: Analysis, range: TextRange): FormatEdits {
  const whole = formatDocument(analysis);
  if (!whole.ok) {
    return whole;
  }
  const around = declarationAt(analysis.module, range.start)?.span ?? range;
  const wider = { start: Math.min(around.start, range.start), end: Math.max(around.end, range.end) };
  for (const { start, end } of [range, wider]) {
    const edits = whole.edits.filter((edit) => edit.range.start <= end && start <= edit.range.end);
    if (isFaithful(analysis.text, edits)) {
      return { ok: true, edits };
    }
  }
  return whole;
}

function isFaithful(text: string, edits: readonly TextEdit[]): boolean {
  const before = parse(text, 0, countingIds());
  const after = parse(withEdits(text, edits), 0, countingIds());
  return (
    after.problems.length === 0 &&
    after.comments.length === before.comments.length &&
    sameTree(before.module, after.module)
  );
}

/** Beyond this many pairs of lines, one edit for the whole is cheaper than finding the lines that changed. */
const pairLimit = 4_000_000;

/** Edits that replace whole lines, those that stay left out. */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) {
    return [];
  }
  const a = linesOf(before);
  const b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail += 1;
  }
  const starts = offsetsOf(a);
  const inner = { a: a.slice(head, a.length - tail), b: b.slice(head, b.length - tail) };
  if (inner.a.length * inner.b.length > pairLimit) {
    return [edit(starts, head, a.length - tail, inner.b)];
  }
  return hunks(inner.a, inner.b).map(({ from, to, lines }) => edit(starts, head + from, head + to, lines));
}

function edit(starts: readonly number[], from: number, to: number, lines: readonly string[]): TextEdit {
  return { range: { start: starts[from] ?? 0, end: starts[to] ?? 0 }, text: lines.join("") };
}

/** Lines with their ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Where each line begins, and where the last one ends. */
function offsetsOf(lines: readonly string[]): readonly number[] {
  const starts = [0];
  for (const line of lines) {
    starts.push((starts.at(-1) ?? 0) + line.length);
  }
  return starts;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Runs of lines that differ, by a longest common subsequence. */
function hunks(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const found: Hunk[] = [];
  let from = 0;
  let target = 0;
  let i = 0;
  let j = 0;
  const close = (): void => {
    if (i > from || j > target) {
      found.push({ from, to: i, lines: b.slice(target, j) });
    }
  };
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      close();
      i += 1;
      j += 1;
      from = i;
      target = j;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) {
      i += 1;
    } else {
      j += 1;
    }
  }
  i = a.length;
  j = b.length;
  close();
  return found;
}
