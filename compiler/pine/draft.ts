import type { Origin } from "./resolved.ts";

/** A clause of a rule; `optional` ones may be left out without changing what the rule does otherwise. */
export interface DraftClause extends Origin {
  readonly text: string;
  readonly isOptional: boolean;
}

/** A declaration or statement of the plan, with the place of the script that it comes from. */
export interface Chunk extends Origin {
  readonly kind: "indicator" | "param" | "let" | "plot" | "enter" | "add" | "exit";
  /** The name that it declares. */
  readonly name: string | undefined;
  /** Lines of comments before it, with their slashes. */
  readonly notes: readonly string[];
  readonly head: string;
  readonly clauses: readonly DraftClause[];
}

/** One line of the report. */
export interface Finding extends Origin {
  readonly kind: "translated" | "changed" | "leftOut";
  /** Of what is left out: the trades differ without it. */
  readonly trades: boolean;
  readonly why: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly advice: string;
}

/** The text of a chunk. */
export function chunkText(chunk: Chunk): string {
  const { head, clauses, notes } = chunk;
  const body = clauses.length === 0 ? "" : ` {\n${clauses.map(({ text }) => `    ${text}\n`).join("")}  }`;
  return `${notes.map((note) => `${note}\n`).join("")}${head}${body}`;
}
