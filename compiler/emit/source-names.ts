import type { SourceFile } from "../source/index.ts";

/**
 * The names of sources in spans and source maps: relative to the folder of the entry file, with forward slashes, so
 * that they are the same on every machine. Texts of the standard library are `ctk:` and their name.
 */
export const sourceNames = (sources: readonly SourceFile[], entryName: string): readonly string[] => {
  const folder = segmentsOf(sources[0]?.path ?? "").slice(0, -1);
  const used = new Set<string>();
  return sources.map((source) => {
    const wanted = nameOf(source, entryName, folder);
    let name = wanted;
    for (let number = 2; used.has(name); number++) name = `${wanted}~${number}`;
    used.add(name);
    return name;
  });
};

const nameOf = (source: SourceFile, entryName: string, folder: readonly string[]): string => {
  if (source.id === 0) return entryName;
  if (source.isLibrary) return `ctk:${source.path}`;
  return relative(folder, segmentsOf(source.path));
};

const segmentsOf = (path: string): readonly string[] => {
  const segments: string[] = [];
  for (const segment of path.split(/[\\/]/)) {
    const isUp = segment === ".." && segments.length > 0 && segments.at(-1) !== "..";
    if (isUp) segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return segments;
};

/** A path as seen from a folder; the file's name alone where nothing leads there. */
const relative = (folder: readonly string[], file: readonly string[]): string => {
  let shared = 0;
  while (shared < folder.length && folder[shared] === file[shared]) shared++;
  const up = folder.slice(shared);
  const isElsewhere = isAbsolute(folder) !== isAbsolute(file) || up.includes("..");
  if (isElsewhere || (isAbsolute(file) && shared < 1)) return file.at(-1) ?? "";
  return [...up.map(() => ".."), ...file.slice(shared)].join("/");
};

const isAbsolute = ([first]: readonly string[]): boolean => first === "" || first?.endsWith(":") === true;
