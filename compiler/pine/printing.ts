import type { Definition, OwnFunction, Resolved } from "./resolved.ts";
import { atom, type Piece } from "./text.ts";

/** What the translation is told, with defaults filled in. */
export interface Setting {
  readonly base: string;
  readonly quote: string;
  /** Clock of the strategy, milliseconds. */
  readonly clock: number;
  /** Version of Pine Script. */
  readonly version: number;
  /** Text of the starting capital: `10_000 USDT`. */
  readonly capital: string;
}

/** Why something cannot be written in `.ctk`. */
export interface Refusal {
  readonly why: string;
  readonly advice: string;
}

/** Of a name that is read while it is being written. */
export const CIRCULAR: Refusal = { why: "it depends on itself", advice: "" };

/** A change in meaning that a piece of the script brings with it. */
export interface Remark {
  readonly why: string;
  readonly advice: string;
}

/** The state of a declaration that expressions name. */
export interface Written {
  /** What stands for it in an expression. */
  readonly name: string;
  readonly refusal: Refusal | undefined;
}

/** An own function that stands in the plan as an indicator. */
export interface WrittenFunction extends Written {
  /** What its body reads from around it, which calls pass as further arguments. */
  readonly lifted: readonly Resolved[];
  /** Formals that count bars. */
  readonly bars: ReadonlySet<Definition>;
}

/** What printing an expression needs and collects. */
export interface Printing {
  readonly setting: Setting;
  /** Writes the declaration behind a definition, where it is not yet, and gives its name. */
  readonly write: (definition: Definition) => Written;
  /** Writes an own function; also gives what it reads from around it. */
  readonly writeFunction: (fn: OwnFunction) => WrittenFunction;
  /** The number that stands for a text. */
  readonly codeOf: (text: string) => number;
  /** Notes that a value counts bars. */
  readonly countBars: (node: Resolved) => void;
  /** The value of a definition stands where it is read. */
  readonly isPassing: (definition: Definition) => boolean;
  /** True inside `on`: names are replaced by what they stand for, because a `let` keeps its clock. */
  readonly isInlined: boolean;
  /** Stands for a value from outside, inside the body of a function. */
  readonly lift: ((node: Resolved) => string | undefined) | undefined;
  /** Kept values whose own rule is being written: their name means the value before. */
  readonly keeping: ReadonlyMap<Definition, string>;
  /** Replacements of built-in values: `entry` before there is one. */
  readonly replace: ((name: string) => Piece | undefined) | undefined;
  readonly refusals: Refusal[];
  readonly remarks: Remark[];
  /** Parts printed so far; a bound on texts that double. */
  readonly budget: { left: number };
}

/** Parts of one expression, beyond which it is refused. */
export const PART_LIMIT = 3000;

/** Records why an expression cannot be written. */
export function refuse(printing: Printing, why: string, advice = ""): Piece {
  printing.refusals.push({ why, advice });
  return atom("?");
}

/** Records that an expression means something else than in Pine Script. */
export function remark(printing: Printing, why: string, advice = ""): void {
  if (!printing.remarks.some((known) => known.why === why)) {
    printing.remarks.push({ why, advice });
  }
}
