import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../compiler/diagnostics/catalogue/index.ts";
import { contextualWordList, reservedWordList } from "../../grammar/index.ts";
import { functions, librarySources } from "../../stdlib/index.ts";

/** What sources are made from. */
export interface Corpus {
  /** Whole programs, valid and broken ones. */
  readonly programs: readonly string[];
  /** Words, operators, names and literals to put anywhere. */
  readonly words: readonly string[];
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesUnder(path);
    return entry.name.endsWith(".ctk") ? [path] : [];
  });

/** Literals at the edges, and text that no grammar wants. */
const oddities = [
  "0",
  "1e400",
  "-1",
  "9007199254740993",
  "0.0000000000000001",
  "1__0",
  "0%",
  "99999999%",
  "0h",
  "1000000w",
  "9999-12-31T23:59Z",
  "2024-02-30T00:00Z",
  "25:99",
  '"',
  "'text'",
  '"\\u0000"',
  "/*",
  "*/",
  "//",
  "///",
  "\u0000",
  "\ud83d",
  "\u202e",
  "\ufeff",
  "é",
  "🚀",
  "`",
  "$",
  "#",
  "@",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  ";",
  "&&",
  "||",
  ":=",
  "=>",
  "**",
  "?",
  "\r",
  "\t",
  "\u2028",
];

const operators = "( ) [ ] { } , . : = == != < <= > >= + - * / ?? % ..".split(" ");

/** Examples, fixtures, the library and every example of the catalogue. */
export const readCorpus = (root: string): Corpus => {
  const files = ["examples", "test/fixtures"].flatMap((folder) => filesUnder(join(root, folder)));
  const examples = Object.values(catalogue).flatMap(({ example }) => [example.bad, example.good]);
  const programs = [
    ...files.map((file) => readFileSync(file, "utf8")),
    ...librarySources.values(),
    ...examples,
  ].filter((text) => text.length > 0);
  return {
    programs: [...new Set(programs)],
    words: [...reservedWordList, ...contextualWordList, ...functions.keys(), ...operators, ...oddities],
  };
};
