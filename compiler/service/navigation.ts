import { declaredName, type Entity, targetOf } from "./entities.ts";
import { occurrenceAt } from "./hover.ts";
import type { Occurrence } from "./occurrences.ts";
import { type Location, rangeOf, type TextRange, touches } from "./places.ts";
import type { Analysis, Workspace } from "./workspace.ts";

/** A place of a name in its file. */
export interface Highlight {
  readonly range: TextRange;
  /** `write`: the name is declared there. */
  readonly kind: "read" | "write";
}

/** Where the name at an offset is declared, through imports; of the text of an import, the file. Empty for what the language brings. */
export function definitionAt(analysis: Analysis, offset: number): readonly Location[] {
  const occurrence = occurrenceAt(analysis, offset);
  if (occurrence === undefined) {
    return importedFileAt(analysis, offset);
  }
  const span = declaredName(targetOf(occurrence.entity))?.span;
  const source = span === undefined ? undefined : analysis.compilation.sources[span.source];
  return span === undefined || source === undefined || source.isLibrary
    ? []
    : [{ path: source.path, range: rangeOf(span) }];
}

function importedFileAt(analysis: Analysis, offset: number): readonly Location[] {
  const [own] = analysis.modules;
  return analysis.module.declarations.flatMap((item) => {
    const file =
      item.kind === "import" && touches(item.from.span, offset) ? own?.imports.get(item.id) : undefined;
    return file === undefined ? [] : [{ path: file.source.path, range: { start: 0, end: 0 } }];
  });
}

/** Every place of the name at an offset, in all files of the workspace, by path and offset. */
export function referencesAt(
  workspace: Workspace,
  path: string,
  offset: number,
  includeDeclaration = true,
): readonly Location[] {
  const analysis = workspace.analyse(path);
  const occurrence = analysis === undefined ? undefined : occurrenceAt(analysis, offset);
  return occurrence === undefined
    ? []
    : placesOf(workspace, path, occurrence)
        .filter((place) => includeDeclaration || !place.isDeclaration)
        .map(({ path: file, range }) => ({ path: file, range }));
}

/** The places of an entity, and whether it is declared there. Files that do not have its name are not looked into. */
export function placesOf(
  workspace: Workspace,
  from: string,
  { key, entity }: Pick<Occurrence, "key" | "entity">,
): readonly (Location & { readonly isDeclaration: boolean })[] {
  const name = nameOf(entity);
  const found = new Map<string, Location & { readonly isDeclaration: boolean }>();
  const others = workspace.paths.filter((path) => workspace.textOf(path)?.includes(name) === true);
  for (const path of new Set([from, ...others])) {
    const analysis = workspace.analyse(path);
    for (const { span, key: own, isDeclaration } of analysis?.occurrences() ?? []) {
      const file = analysis?.compilation.sources[span.source];
      if (own === key && file !== undefined && !file.isLibrary) {
        const id = `${file.path}#${span.start}`;
        found.set(id, { path: file.path, range: rangeOf(span), isDeclaration });
      }
    }
  }
  return [...found.values()].sort(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.range.start - b.range.start,
  );
}

/** The name of an entity as every file that has it writes it at least once. */
function nameOf(entity: Entity): string {
  const declared = declaredName(entity)?.text;
  if (declared !== undefined) {
    return declared;
  }
  return entity.kind === "builtin" || entity.kind === "function" ? (entity.name.split(".").at(-1) ?? "") : "";
}

/** The places of the name at an offset in its own file. */
export function highlightsAt(analysis: Analysis, offset: number): readonly Highlight[] {
  const occurrence = occurrenceAt(analysis, offset);
  return occurrence === undefined
    ? []
    : analysis
        .occurrences()
        .filter(({ span, key }) => span.source === analysis.source.id && key === occurrence.key)
        .map(({ span, isDeclaration }) => ({ range: rangeOf(span), kind: isDeclaration ? "write" : "read" }));
}
