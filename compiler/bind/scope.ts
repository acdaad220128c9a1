import type { LetStatement, Name, Span } from "../ast/nodes.ts";
import type { Meaning } from "./symbols.ts";

/** Where an expression stands; decides which built-in names it may read. */
export type Place = "strategy" | "fn" | "indicator" | "risk" | "constant";

/** The local names of a strategy, an indicator or a function, in the order in which they are declared. */
export interface Scope {
  readonly place: Place;
  readonly declared: Map<string, Meaning>;
  /** Declared further down in the same block: known, not yet usable. */
  readonly later: Map<string, Name>;
  readonly used: Set<number>;
  /** Names whose declaration was refused: reading them is no second mistake. */
  readonly broken: Set<string>;
  /** The declaration around the expression, for messages about calls that lead back to it. */
  readonly owner: string;
  /** The `let` whose value is being resolved. */
  readonly statement: LetStatement | undefined;
}

/** An empty scope. */
export function createScope(place: Place, owner: string): Scope {
  return {
    place,
    declared: new Map(),
    later: new Map(),
    used: new Set(),
    broken: new Set(),
    owner,
    statement: undefined,
  };
}

/** A local declaration with its name, for lints about unused ones. */
export interface LocalName {
  readonly kind: "let" | "param" | "capture" | "argument" | "state" | "machine";
  readonly name: Name;
  readonly id: number;
  /** The whole statement, for fixes that remove it. */
  readonly span: Span;
}
