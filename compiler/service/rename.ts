import { reservedWordList } from "../../grammar/index.ts";
import { builtinNames } from "../bind/index.ts";
import { applyEdits } from "../diagnostics/index.ts";
import { declaredName } from "./entities.ts";
import { occurrenceAt } from "./hover.ts";
import { placesOf } from "./navigation.ts";
import { type FileEdits, type Location, rangeOf, type TextEdit, type TextRange } from "./places.ts";
import type { Analysis, Workspace } from "./workspace.ts";

/** Why a name keeps its name. */
export interface RenameRefusal {
  readonly code: "not-a-name" | "not-declared-here" | "not-a-new-name" | "name-taken";
  /** A sentence for the user. */
  readonly reason: string;
}

export type RenameResult =
  | { readonly ok: true; readonly edits: readonly FileEdits[] }
  | { readonly ok: false; readonly refusal: RenameRefusal };

/** The name at an offset that can be renamed, or why none can. */
export function renameRangeAt(
  workspace: Workspace,
  path: string,
  offset: number,
):
  | { readonly ok: true; readonly range: TextRange; readonly name: string }
  | Extract<RenameResult, { readonly ok: false }> {
  const analysis = workspace.analyse(path);
  const occurrence = analysis === undefined ? undefined : occurrenceAt(analysis, offset);
  if (analysis === undefined || occurrence === undefined) {
    return refuse("not-a-name", "Here is no name that a file declares.");
  }
  const range = rangeOf(occurrence.span);
  const name = analysis.text.slice(range.start, range.end);
  const declared = declaredName(occurrence.entity)?.span;
  if (declared === undefined) {
    return refuse("not-declared-here", `\`${name}\` is a name of the language.`);
  }
  const home = analysis.compilation.sources[declared.source];
  if (home === undefined || home.isLibrary || workspace.textOf(home.path) === undefined) {
    return refuse(
      "not-declared-here",
      `\`${name}\` is declared in ${home?.path ?? "a file"}, which is not part of the workspace.`,
    );
  }
  return { ok: true, range, name };
}

/**
 * The edits that give the name at an offset another name wherever it stands. A new name that the files cannot have,
 * because it is taken or means something, is refused: the files are compiled with it first.
 */
export function renameAt(workspace: Workspace, path: string, offset: number, newName: string): RenameResult {
  const old = renameRangeAt(workspace, path, offset);
  if (!old.ok) {
    return old;
  }
  const wrong = wrongName(newName);
  if (wrong !== undefined) {
    return refuse("not-a-new-name", wrong);
  }
  if (newName === old.name) {
    return { ok: true, edits: [] };
  }
  const analysis = workspace.analyse(path);
  const occurrence = analysis === undefined ? undefined : occurrenceAt(analysis, offset);
  const places =
    occurrence === undefined
      ? []
      : placesOf(workspace, path, occurrence).filter((place) => isWritten(workspace, place, old.name));
  const edits = byFile(places, newName);
  const taken = takenBy(workspace, edits, old.name, newName, places.length);
  return taken === undefined ? { ok: true, edits } : refuse("name-taken", taken);
}

function refuse(code: RenameRefusal["code"], reason: string): Extract<RenameResult, { readonly ok: false }> {
  return { ok: false, refusal: { code, reason } };
}

const reserved: ReadonlySet<string> = new Set(reservedWordList);
const builtins: ReadonlySet<string> = new Set(builtinNames(false));

function wrongName(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return "A name has letters, digits and `_`, and does not begin with a digit.";
  }
  if (reserved.has(name)) {
    return `\`${name}\` is a word of the language.`;
  }
  return builtins.has(name) ? `\`${name}\` is a name of the language.` : undefined;
}

function isWritten(workspace: Workspace, { path, range }: Location, name: string): boolean {
  return workspace.textOf(path)?.slice(range.start, range.end) === name;
}

function byFile(places: readonly Location[], text: string): readonly FileEdits[] {
  return [...new Set(places.map(({ path }) => path))].map((path) => ({
    path,
    edits: places.filter((place) => place.path === path).map(({ range }): TextEdit => ({ range, text })),
  }));
}

/** What is in the way of a new name: the compiler says so, or a name would stand for something else. */
function takenBy(
  workspace: Workspace,
  edits: readonly FileEdits[],
  oldName: string,
  newName: string,
  count: number,
): string | undefined {
  const changed = edits.map(({ path, edits: own }) => ({
    path,
    text: withEdits(workspace.textOf(path) ?? "", own),
  }));
  const next = workspace.with(changed);
  // A file that does not have the old name has nothing to do with it.
  for (const path of workspace.paths.filter((one) => workspace.textOf(one)?.includes(oldName) === true)) {
    const before = workspace.analyse(path);
    const after = next.analyse(path);
    if (before === undefined || after === undefined || before === after) {
      continue;
    }
    const found = newError(before, after);
    if (found !== undefined) {
      return `With the name \`${newName}\` the plan would not compile: ${found}`;
    }
  }
  const first = firstPlace(edits);
  const analysis = first === undefined ? undefined : next.analyse(first.path);
  const renamed = first === undefined ? undefined : analysis && occurrenceAt(analysis, first.offset);
  const now = first === undefined || renamed === undefined ? [] : placesOf(next, first.path, renamed);
  return now.filter((place) => isWritten(next, place, newName)).length === count
    ? undefined
    : `\`${newName}\` is taken: something else has this name there.`;
}

/** The message of an error that the change brings; one about names before its consequences. */
function newError(before: Analysis, after: Analysis): string | undefined {
  const known = new Map<string, number>();
  for (const { code } of before.compilation.diagnostics.items) {
    known.set(code, (known.get(code) ?? 0) + 1);
  }
  const added = after.compilation.diagnostics.items.filter(({ code, severity }) => {
    const left = known.get(code) ?? 0;
    known.set(code, left - 1);
    return left <= 0 && severity === "error";
  });
  return (added.find(({ code }) => code.startsWith("CTK2")) ?? added[0])?.message;
}

/** Where the first changed name stands after the change. */
function firstPlace(
  edits: readonly FileEdits[],
): { readonly path: string; readonly offset: number } | undefined {
  const [file] = edits;
  const [edit] = file?.edits ?? [];
  return file === undefined || edit === undefined ? undefined : { path: file.path, offset: edit.range.start };
}

/** A text with edits, which do not overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  return applyEdits(
    text,
    edits.map(({ range, text: insert }) => ({ span: { source: 0, ...range }, text: insert })),
  );
}
