import type { MemoryClass } from "../../stdlib/descriptor.ts";
import type { SourceField } from "../../stdlib/series.ts";
import type { Span } from "../ast/nodes.ts";
import type { FactName } from "../ir/nodes.ts";
import type { Type } from "./types.ts";

/**
 * When a value is known: `constant` before the run (literals and parameters), `series` at each bar from market data,
 * `step` only within a step (position, account, captures).
 */
export type Stage = "constant" | "series" | "step";

/** What the checker knows about a value, beside its structure. */
export interface TypedInfo {
  readonly span: Span;
  readonly type: Type;
  readonly stage: Stage;
  /** Why it may be absent once it is warm; `undefined`: it is always there. */
  readonly absent: string | undefined;
  readonly memory: MemoryClass;
  /** Known to be above zero, so that dividing by it is safe. */
  readonly isPositive: boolean;
  /** A condition that holds only at the bar of an event. */
  readonly isEvent: boolean;
  /** Parts of the expression, those of shared values counted each time; never above `sizeLimit`. */
  readonly size: number;
  /** Clock of a series, milliseconds; `undefined` for constants and step values. */
  readonly clock: number | undefined;
}

/** Where counting the parts of an expression ends. */
export const sizeLimit = 1_000_000;

export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** The structure of a checked expression: names resolved, calls of functions and indicators expanded. */
export type TypedNode =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "source"; readonly slot: string; readonly field: SourceField }
  | { readonly kind: "fact"; readonly fact: FactName; readonly slot: string | undefined }
  /** A value frozen at entry, or by a transition of a machine. */
  | { readonly kind: "capture"; readonly name: string; readonly machine?: string }
  /** Whether a machine is in a state; without one, how many bars it has been in its present state. */
  | { readonly kind: "machine"; readonly machine: string; readonly state: string | undefined }
  /** The value of the state around it at the bar before. */
  | { readonly kind: "previous"; readonly name: string }
  /**
   * A state: starts at `initial`, and becomes `next` at each bar after. `contraction`: the share of a difference that
   * one bar leaves, where it fades.
   */
  | {
      readonly kind: "scan";
      readonly name: string;
      readonly initial: Typed;
      readonly next: Typed;
      readonly contraction: number | undefined;
    }
  | { readonly kind: "negate"; readonly operand: Typed }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Typed;
      readonly right: Typed;
    }
  | {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Typed;
      readonly right: Typed;
    }
  | { readonly kind: "logic"; readonly operator: "and" | "or"; readonly left: Typed; readonly right: Typed }
  | { readonly kind: "not"; readonly operand: Typed }
  | { readonly kind: "coalesce"; readonly left: Typed; readonly right: Typed }
  | { readonly kind: "known"; readonly operand: Typed }
  | {
      readonly kind: "if";
      readonly condition: Typed;
      readonly consequent: Typed;
      readonly alternative: Typed;
    }
  /** A pointwise function of the library. Constants come after the operands. */
  | {
      readonly kind: "pointwise";
      readonly operation: string;
      readonly operands: readonly Typed[];
      readonly constants: readonly Typed[];
    }
  /** A function of the library that looks back. */
  | {
      readonly kind: "operation";
      readonly operation: string;
      readonly inputs: readonly Typed[];
      readonly constants: readonly Typed[];
      readonly texts?: readonly string[];
    }
  | {
      readonly kind: "cross";
      readonly direction: "above" | "below" | "either";
      readonly left: Typed;
      readonly right: Typed;
    }
  | { readonly kind: "history"; readonly value: Typed; readonly offset: Typed }
  | { readonly kind: "filled"; readonly value: Typed; readonly limit: Typed }
  | { readonly kind: "held"; readonly value: Typed; readonly from: number; readonly asOf: "open" | "close" }
  /** A value with the name of the `let` that declares it. */
  | { readonly kind: "named"; readonly name: string; readonly doc: string | undefined; readonly value: Typed }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Typed> }
  | { readonly kind: "error" };

/** A checked expression. */
export type Typed = TypedInfo & { readonly node: TypedNode };

/** A node that must be evaluated bar by bar, as a column of its own. */
export function isWindowed(node: TypedNode): boolean {
  return (
    node.kind === "operation" ||
    node.kind === "cross" ||
    node.kind === "history" ||
    node.kind === "filled" ||
    node.kind === "held" ||
    node.kind === "scan" ||
    node.kind === "source"
  );
}
