/** The part of Pine Script (versions 5 and 6) that strategies are written in, as a tree. */

/** Every node knows the line on which it starts, from 1. */
interface At {
  readonly line: number;
}

/** An argument of a call, with its name where it is given by name. */
export interface PineArgument {
  readonly name: string | undefined;
  readonly value: PineExpression;
}

/** Statements of an indented block; the last expression is its value. */
export type PineBlock = readonly PineStatement[];

/** A branch of an `if`. */
export interface PineBranch {
  readonly condition: PineExpression;
  readonly body: PineBlock;
}

/** Operators before a value. */
export type PineUnary = "-" | "+" | "not";

/** Operators between two values, loosest first. */
export type PineBinary = "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

/** Expressions. */
export type PineExpression =
  | (At & { readonly kind: "number"; readonly text: string })
  | (At & { readonly kind: "text"; readonly value: string })
  | (At & { readonly kind: "truth"; readonly value: boolean })
  | (At & { readonly kind: "color" })
  /** A plain or dotted name: `close`, `strategy.long`. */
  | (At & { readonly kind: "name"; readonly name: string })
  | (At & { readonly kind: "call"; readonly callee: string; readonly args: readonly PineArgument[] })
  /** `x[k]`. */
  | (At & { readonly kind: "past"; readonly object: PineExpression; readonly offset: PineExpression })
  | (At & { readonly kind: "unary"; readonly operator: PineUnary; readonly operand: PineExpression })
  | (At & {
      readonly kind: "binary";
      readonly operator: PineBinary;
      readonly left: PineExpression;
      readonly right: PineExpression;
    })
  | (At & {
      readonly kind: "choice";
      readonly condition: PineExpression;
      readonly consequent: PineExpression;
      readonly alternative: PineExpression;
    })
  | (At & { readonly kind: "tuple"; readonly items: readonly PineExpression[] })
  | (At & {
      readonly kind: "if";
      readonly branches: readonly PineBranch[];
      readonly alternative: PineBlock | undefined;
    })
  | (At & {
      readonly kind: "switch";
      readonly subject: PineExpression | undefined;
      readonly cases: readonly PineCase[];
    })
  /** Loops, methods of objects and the like: understood as text only. `assigned`: names that it may change. */
  | (At & {
      readonly kind: "strange";
      readonly what: string;
      readonly assigned: readonly string[];
      readonly sendsOrders: boolean;
    });

/** `test => body`; without a test the case for everything else. */
export interface PineCase {
  readonly test: PineExpression | undefined;
  readonly body: PineBlock;
}

interface Written extends At {
  /** What stands on the first line, without its comment. */
  readonly text: string;
  /** Comment lines directly before it, without the slashes. */
  readonly comments: readonly string[];
}

/** An argument declaration of a function, with its default. */
export interface PineParameter {
  readonly name: string;
  readonly value: PineExpression | undefined;
}

/** Statements. */
export type PineStatement =
  /** `x = v`, `var x = v`, `[a, b] = v`. `once`: the value is kept from bar to bar. */
  | (Written & {
      readonly kind: "declare";
      readonly names: readonly string[];
      readonly isTuple: boolean;
      readonly once: boolean;
      readonly value: PineExpression;
    })
  /** `x := v`, `x += v`. */
  | (Written & {
      readonly kind: "assign";
      readonly name: string;
      readonly operator: "+" | "-" | "*" | "/" | "%" | undefined;
      readonly value: PineExpression;
    })
  | (Written & { readonly kind: "expression"; readonly value: PineExpression })
  | (Written & {
      readonly kind: "function";
      readonly name: string;
      readonly parameters: readonly PineParameter[];
      readonly body: PineBlock;
    })
  /** What cannot be read, or is not of this part of the language. */
  | (Written & {
      readonly kind: "unreadable";
      readonly why: string;
      readonly assigned: readonly string[];
      readonly sendsOrders: boolean;
    });

/** A script as read. */
export interface PineScript {
  /** Of `//@version=5`; `undefined` where the script does not say. */
  readonly version: number | undefined;
  readonly statements: PineBlock;
  /** Text of each line, the first at index 0. */
  readonly lines: readonly string[];
}
