import type { Diagnostic, Fix } from "../diagnostics/index.ts";
import { type Compilation, compile } from "../pipeline.ts";
import { type Assembled, assemble, type Frame, type Place } from "./assemble.ts";
import type { Chunk, Finding } from "./draft.ts";
import { missingPrice } from "./write-kept.ts";

/** A plan that compiles, and what had to be left out for it. */
export interface Settled {
  readonly assembled: Assembled;
  readonly chunks: readonly Chunk[];
  readonly findings: readonly Finding[];
  /** The compiler's last word, where no plan came out. */
  readonly failure: string | undefined;
}

/** Rounds of compiling; a round repairs or leaves out at least one thing, later ones only leave out. */
const ROUNDS = 60;
const REPAIRING_ROUNDS = 30;
/** Characters compiled in all, beyond which nothing is repaired any more. */
const REPAIRING_SIZE = 500_000;

/**
 * Compiles the plan and works on what the compiler reports, until nothing is left: what it knows how to repair without
 * a change of meaning is repaired, and everything else is left out and reported.
 */
export function settle(frame: Frame, drafted: readonly Chunk[]): Settled {
  let chunks = drafted;
  const findings: Finding[] = [];
  let compiled = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const assembled = assemble(frame, chunks);
    compiled += assembled.text.length;
    const compilation = compile({ entry: { path: "imported.ctk", text: assembled.text } });
    const errors = compilation.diagnostics.items.filter((item) => item.severity === "error");
    if (errors.length === 0) {
      const unused = unusedChunks(compilation, assembled);
      if (unused.length === 0) {
        return { assembled, chunks, findings, failure: undefined };
      }
      chunks = chunks.filter((chunk) => !unused.includes(chunk));
      continue;
    }
    const mayRepair = round < REPAIRING_ROUNDS && compiled < REPAIRING_SIZE;
    const next = workRound(frame, chunks, assembled, errors, findings, mayRepair);
    if (next === undefined) {
      return { assembled, chunks: [], findings, failure: errors[0]?.message ?? "" };
    }
    chunks = next;
  }
  return { assembled: assemble(frame, []), chunks: [], findings, failure: "too many rounds of repairs" };
}

/** Declarations that nothing reads. */
function unusedChunks(compilation: Compilation, assembled: Assembled): readonly Chunk[] {
  return compilation.diagnostics.items
    .filter((item) => item.slug === "unused-name" && item.span.source === entrySource(compilation))
    .flatMap((item) => {
      const chunk = placeOf(assembled, item.span.start, false)?.chunk;
      const isWhole = chunk !== undefined && item.message.includes(`\`${chunk.name ?? ""}\``);
      return isWhole ? [chunk] : [];
    });
}

function entrySource(compilation: Compilation): number {
  return compilation.sources.find((source) => !source.isLibrary)?.id ?? 0;
}

function placeOf(assembled: Assembled, offset: number, inClause: boolean): Place | undefined {
  const found = assembled.places.filter((place) => offset >= place.start && offset < place.end);
  return inClause ? found.at(-1) : found[0];
}

/** Repairs or leaves out one thing in each chunk with an error; `undefined` where an error is in none. */
function workRound(
  frame: Frame,
  chunks: readonly Chunk[],
  assembled: Assembled,
  errors: readonly Diagnostic[],
  findings: Finding[],
  mayRepair: boolean,
): readonly Chunk[] | undefined {
  const replaced = new Map<Chunk, Chunk | undefined>();
  for (const error of errors) {
    const spans = [error.span, ...error.labels.map((label) => label.span)];
    const place = spans
      .map((span) => placeOf(assembled, span.start, true))
      .find((found) => found !== undefined);
    if (place === undefined) {
      continue;
    }
    if (replaced.has(place.chunk)) {
      continue;
    }
    const outcome = mayRepair ? repair(frame, assembled, error, place, replaced) : "impossible";
    if (outcome === "impossible") {
      leaveOut(place, error, chunks, replaced, findings);
    }
  }
  return replaced.size === 0
    ? undefined
    : chunks.flatMap((chunk) => (replaced.has(chunk) ? (replaced.get(chunk) ?? []) : [chunk]));
}

type Replaced = Map<Chunk, Chunk | undefined>;

/** `later`: the chunk has been changed in this round already. */
type Repair = "done" | "later" | "impossible";

/** Repairs that restore what the script means. */
function repair(
  frame: Frame,
  assembled: Assembled,
  error: Diagnostic,
  place: Place,
  replaced: Replaced,
): Repair {
  const { text } = assembled;
  const { start, end } = error.span;
  const written = text.slice(start, end);
  const put = (instead: string, from = start, to = end): Repair =>
    replaceText(assembled, replaced, from, to, instead);
  switch (error.slug) {
    case "may-be-unknown":
    case "boolean-comparison":
    case "not-whole-bars":
      return error.fixes[0] === undefined ? "impossible" : applyFix(assembled, replaced, error.fixes[0]);
    case "bare-number-as-price":
      return put(`${bracketed(written)} * 1 ${assetOf(frame, error)}`);
    case "size-unit":
      return error.message.includes("number")
        ? put(`${bracketed(written)} * 1 ${baseOf(frame)}`)
        : "impossible";
    case "needs-ratio": {
      const isLog = text.slice(0, start).endsWith("ln(");
      return isLog ? put("log_price", start - "ln(".length, start - 1) : "impossible";
    }
    case "argument-too-small":
    case "default-outside-range":
    case "empty-range":
    case "bad-step":
      return withoutRange(assembled, replaced, written, place);
    case "event-without-expiry":
      return addClause(replaced, place.chunk, "expire after 1 bar");
    case "unit-mismatch":
      return replaceMissing(replaced, place);
    default:
      return "impossible";
  }
}

function bracketed(text: string): string {
  return /^-?[\w.]+(?:\([^()]*\))?$/.test(text) ? text : `(${text})`;
}

function baseOf(frame: Frame): string {
  return frame.symbol.split("/")[0] ?? "";
}

/** The asset of the side that a bare number stands against. */
function assetOf(frame: Frame, error: Diagnostic): string {
  const isQuantity = [error.message, error.help, ...error.labels.map(({ text }) => text)].some((text) =>
    text.includes(`amount of ${baseOf(frame)}`),
  );
  return isQuantity ? baseOf(frame) : frame.quote;
}

/** Replaces a stretch of the text of one chunk. */
function replaceText(
  assembled: Assembled,
  replaced: Replaced,
  start: number,
  end: number,
  instead: string,
): Repair {
  const place = placeOf(assembled, start, true);
  if (place === undefined || end > place.end) {
    return "impossible";
  }
  if (replaced.has(place.chunk)) {
    return "later";
  }
  const { chunk, clause } = place;
  const edit = (text: string): string =>
    text.slice(0, start - place.start) + instead + text.slice(end - place.start);
  if (clause !== undefined) {
    const clauses = chunk.clauses.map((item, index) =>
      index === clause ? { ...item, text: edit(item.text) } : item,
    );
    replaced.set(chunk, { ...chunk, clauses });
    return "done";
  }
  const lead = chunk.notes.map((note) => `${note}\n`).join("").length;
  const from = start - place.start - lead;
  if (from < 0 || from > chunk.head.length) {
    return "impossible";
  }
  replaced.set(chunk, {
    ...chunk,
    head: chunk.head.slice(0, from) + instead + chunk.head.slice(from + end - start),
  });
  return "done";
}

/** Applies the edits of a fix, last first, where they are within one chunk. */
function applyFix(assembled: Assembled, replaced: Replaced, fix: Fix): Repair {
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start);
  const [first] = edits;
  const last = edits.at(-1);
  if (first === undefined || last === undefined) {
    return "impossible";
  }
  let text = assembled.text.slice(last.span.start, first.span.end);
  for (const edit of edits) {
    const from = edit.span.start - last.span.start;
    text = text.slice(0, from) + edit.text + text.slice(from + edit.span.end - edit.span.start);
  }
  return replaceText(assembled, replaced, last.span.start, first.span.end, text);
}

/** Removes the range of a parameter whose ends the rest of the plan cannot take. */
function withoutRange(assembled: Assembled, replaced: Replaced, written: string, place: Place): Repair {
  const param = assembled.places.find(({ chunk }) => chunk.kind === "param" && chunk.name === written)?.chunk;
  const chunk = param ?? (place.chunk.kind === "param" ? place.chunk : undefined);
  if (chunk === undefined || !/ in /.test(chunk.head)) {
    return "impossible";
  }
  if (replaced.has(chunk)) {
    return "later";
  }
  replaced.set(chunk, { ...chunk, head: chunk.head.replace(/ in .*$/s, "") });
  return "done";
}

function addClause(replaced: Replaced, chunk: Chunk, text: string): Repair {
  if (chunk.clauses.some((item) => item.text.startsWith("expire "))) {
    return "impossible";
  }
  replaced.set(chunk, {
    ...chunk,
    clauses: [...chunk.clauses, { line: chunk.line, text, isOptional: false }],
  });
  return "done";
}

/** A kept value that starts missing is a price, or else a plain number. */
function replaceMissing(replaced: Replaced, { chunk }: Place): Repair {
  if (!chunk.head.includes(missingPrice)) {
    return "impossible";
  }
  replaced.set(chunk, { ...chunk, head: chunk.head.replace(missingPrice, "0 / 0") });
  return "done";
}

/** Leaves out a clause that the rule can do without, or the chunk and what reads it. */
function leaveOut(
  place: Place,
  error: Diagnostic,
  chunks: readonly Chunk[],
  replaced: Replaced,
  findings: Finding[],
): void {
  const { chunk, clause } = place;
  const why = reasonOf(error);
  const report = (
    origin: { readonly line: number; readonly text: string },
    reason: string,
    trades: boolean,
  ): void => {
    findings.push({
      kind: "leftOut",
      trades,
      line: origin.line,
      text: origin.text,
      why: reason,
      advice: error.help,
    });
  };
  const isRule = chunk.kind === "enter" || chunk.kind === "add" || chunk.kind === "exit";
  const optional = clause === undefined ? undefined : chunk.clauses[clause];
  if (optional?.isOptional === true) {
    report({ line: optional.line, text: chunk.text }, why, true);
    replaced.set(chunk, { ...chunk, clauses: chunk.clauses.filter((item) => item !== optional) });
    return;
  }
  report(chunk, why, isRule);
  replaced.set(chunk, undefined);
  for (const reader of readersOf(chunk, chunks)) {
    if (!replaced.has(reader)) {
      const name = chunk.name ?? "";
      const isReaderRule = reader.kind !== "let" && reader.kind !== "plot" && reader.kind !== "indicator";
      const origin = `it reads \`${name}\` of line ${chunk.line}`;
      report(
        reader,
        isReaderRule ? `${origin}: ${why}` : `${origin}, which was not translated`,
        isReaderRule,
      );
      replaced.set(reader, undefined);
    }
  }
}

/** Chunks that name another, directly or through others. */
function readersOf(chunk: Chunk, chunks: readonly Chunk[]): readonly Chunk[] {
  const found: Chunk[] = [];
  const names = chunk.name === undefined ? [] : [chunk.name];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const pattern = new RegExp(`\\b${name}\\b`);
    for (const other of chunks) {
      const text = [other.head, ...other.clauses.map((clause) => clause.text)].join("\n");
      const body = other.kind === "indicator" ? "" : text.replace(/^(?:let|param) \w+ =/, "");
      if (other !== chunk && !found.includes(other) && pattern.test(body)) {
        found.push(other);
        if (other.name !== undefined) {
          names.push(other.name);
        }
      }
    }
  }
  return found;
}

/** The compiler's words, as a part of a sentence. */
function reasonOf(error: Diagnostic): string {
  return error.slug === "no-protective-exit"
    ? "its exit could not be translated, and an entry without a way out is not written"
    : error.message;
}
