import { functions, librarySources } from "../../stdlib/index.ts";
import type { IndicatorDeclaration } from "../ast/nodes.ts";
import type { Library } from "../bind/index.ts";
import { type IdSource, parse } from "../parse/index.ts";
import type { SourceList } from "../source/index.ts";

/** The name by which a plan calls an indicator of a file; a folder is a namespace: `talib.macd`. */
const qualified = (file: string, name: string): string =>
  file.includes("/") ? `${file.slice(0, file.lastIndexOf("/"))}.${name}` : name;

/** Indicators by name and the file that declares them; the texts never change. */
const fileOf: ReadonlyMap<string, string> = new Map(
  [...librarySources].flatMap(([file, text]) =>
    [...text.matchAll(/^indicator\s+(\w+)/gm)].map(([, name = ""]): [string, string] => [
      qualified(file, name),
      file,
    ]),
  ),
);

const names: readonly string[] = [...functions.keys(), ...fileOf.keys()];

/** The standard library for one compilation. An indicator written in the language is parsed when it is first named. */
export function createLibrary(sources: SourceList, ids: IdSource): Library {
  const parsed = new Map<string, IndicatorDeclaration>();
  const loaded = new Set<string>();
  const loadFile = (file: string): void => {
    loaded.add(file);
    const text = librarySources.get(file) ?? "";
    const source = sources.add(`stdlib/${file}`, text, true);
    for (const declaration of parse(text, source.id, ids).module.declarations) {
      if (declaration.kind === "indicator") {
        parsed.set(qualified(file, declaration.name.text), declaration);
      }
    }
  };
  return {
    descriptor: (name) => functions.get(name),
    indicator: (name) => {
      const file = fileOf.get(name);
      if (file !== undefined && !loaded.has(file)) {
        loadFile(file);
      }
      return parsed.get(name);
    },
    names: () => names,
  };
}
