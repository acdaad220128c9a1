import { reservedWordList } from "../../grammar/index.ts";
import { builtinNames } from "../bind/index.ts";
import { libraryNames } from "./vocabulary.ts";

const taken: ReadonlySet<string> = new Set<string>([...reservedWordList, ...builtinNames(true), "tick"]);

/** Names that a plan may use, each given once. */
export interface NameBook {
  /** A name like the wanted one that is free; it is then taken. */
  readonly take: (wanted: string) => string;
}

/** A book of names in which some are taken already. */
export function createNames(used: Iterable<string>): NameBook {
  const names = new Set(used);
  return {
    take: (wanted) => {
      const base = legal(wanted);
      let name = base;
      for (let number = 2; names.has(name) || taken.has(name); number += 1) {
        name = /\d$/.test(base) ? `${base}_${number}` : `${base}${number}`;
      }
      names.add(name);
      return name;
    },
  };
}

function legal(wanted: string): string {
  const plain = wanted.replace(/\W/g, "_").replace(/^(?=\d)/, "_");
  return plain === "" || plain === "_" ? "value" : plain;
}

/** A name for an own function: one that hides none of the library's. */
export function functionName(book: NameBook, wanted: string): string {
  return book.take(libraryNames.has(wanted) ? `${wanted}_own` : wanted);
}

/** A strategy's name from the title of a script: `EmaCross` from "EMA cross!". */
export function strategyName(title: string): string {
  const words = title
    .normalize("NFKD")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map(
      (word) =>
        word.charAt(0).toUpperCase() + (/[a-z]/.test(word) ? word.slice(1) : word.slice(1).toLowerCase()),
    );
  const name = words.join("").slice(0, 40);
  return /^[A-Za-z]/.test(name) ? name : `Imported${name}`;
}
