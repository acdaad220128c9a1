import type { PineBinary, PineUnary } from "./ast.ts";

/** Where something stands in the script. */
export interface Origin {
  readonly line: number;
  /** The statement's first line. */
  readonly text: string;
}

/** An argument of a call, resolved. */
export interface ResolvedArgument {
  readonly name: string | undefined;
  readonly value: Resolved;
}

/**
 * An expression whose names are resolved: a variable that changes within a bar is a chain of definitions, one for each
 * value, and `if` statements have become choices.
 */
export type Resolved =
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "truth"; readonly value: boolean }
  | { readonly kind: "na" }
  | { readonly kind: "color" }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "ref"; readonly definition: Definition }
  /** One value of several: of `ta.macd` or of a function that returns a tuple. */
  | { readonly kind: "part"; readonly of: Resolved; readonly index: number }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly ResolvedArgument[] }
  | { readonly kind: "own"; readonly fn: OwnFunction; readonly args: readonly Resolved[] }
  | { readonly kind: "past"; readonly object: Resolved; readonly offset: Resolved }
  | { readonly kind: "unary"; readonly operator: PineUnary; readonly operand: Resolved }
  | {
      readonly kind: "binary";
      readonly operator: PineBinary;
      readonly left: Resolved;
      readonly right: Resolved;
    }
  | {
      readonly kind: "choice";
      readonly condition: Resolved;
      readonly consequent: Resolved;
      readonly alternative: Resolved;
    }
  | { readonly kind: "tuple"; readonly items: readonly Resolved[] }
  | { readonly kind: "refused"; readonly why: string };

/** An `input.*` call. */
export interface Input {
  readonly kind: "whole" | "number" | "truth" | "text";
  readonly value: Resolved;
  readonly title: string | undefined;
  readonly low: string | undefined;
  readonly high: string | undefined;
  readonly step: string | undefined;
  readonly options: readonly Resolved[];
}

/**
 * A named value. `record`: several values of one call; `formal`: an argument of a function; `final`: the last value that
 * a changing variable has in a bar, for looking back; `kept`: a value that is carried from bar to bar, whose references
 * mean the value before the bar.
 */
export interface Definition extends Origin {
  readonly id: number;
  readonly name: string;
  readonly role: "let" | "record" | "formal" | "param" | "final" | "kept";
  readonly comments: readonly string[];
  readonly input: Input | undefined;
  /** The function whose body it belongs to. */
  readonly owner: OwnFunction | undefined;
  /** The value; of a kept one, that before the first bar. Set when all of the script is known. */
  value: Resolved;
  /** Of a kept one: the value at the end of a bar. */
  next: Resolved | undefined;
}

/** A function that the script declares. */
export interface OwnFunction extends Origin {
  readonly name: string;
  readonly comments: readonly string[];
  readonly formals: readonly Definition[];
  readonly defaults: readonly (Resolved | undefined)[];
  readonly locals: Definition[];
  /** Its values: one, or those of a tuple. Empty while it is being read. */
  results: readonly Resolved[];
}

/** A call that does something, with the conditions under which it is reached. */
export interface Action extends Origin {
  readonly callee: string;
  readonly args: readonly ResolvedArgument[];
  readonly guards: readonly Resolved[];
  readonly comments: readonly string[];
}

/** What a script says, resolved. */
export interface ResolvedScript {
  readonly definitions: readonly Definition[];
  readonly functions: readonly OwnFunction[];
  readonly actions: readonly Action[];
  /** The `strategy(..)` or `indicator(..)` call. */
  readonly header: Action | undefined;
  /** Statements that could not be read. */
  readonly unreadable: readonly Unreadable[];
}

/** A statement that could not be read, and whether it sends orders. */
export interface Unreadable extends Origin {
  readonly why: string;
  readonly sendsOrders: boolean;
}

/** The parts of an expression. */
export function partsOf(node: Resolved): readonly Resolved[] {
  switch (node.kind) {
    case "part":
      return [node.of];
    case "call":
      return node.args.map((argument) => argument.value);
    case "own":
      return node.args;
    case "past":
      return [node.object, node.offset];
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "choice":
      return [node.condition, node.consequent, node.alternative];
    case "tuple":
      return node.items;
    default:
      return [];
  }
}

/** Whether any part of an expression, or of what it refers to, satisfies a test. */
export function someDeep(start: Resolved, test: (node: Resolved) => boolean): boolean {
  const seen = new Set<Definition | OwnFunction>();
  const queue: Resolved[] = [start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (test(node)) {
      return true;
    }
    queue.push(...partsOf(node));
    if (node.kind === "ref" && !seen.has(node.definition)) {
      seen.add(node.definition);
      const { value, next } = node.definition;
      queue.push(value, ...(next === undefined ? [] : [next]));
    }
    if (node.kind === "own" && !seen.has(node.fn)) {
      seen.add(node.fn);
      queue.push(...node.fn.locals.map((local) => local.value), ...node.fn.results);
    }
  }
  return false;
}

/** What a reference leads to, through plain names. */
export function behind(node: Resolved): Resolved {
  let value = node;
  for (let steps = 0; value.kind === "ref" && steps < 100; steps += 1) {
    const { role } = value.definition;
    if (role !== "let" && role !== "final") {
      return value;
    }
    value = value.definition.value;
  }
  return value;
}

/** The argument of that name, or at that place among those without a name. */
export function argumentOf(
  args: readonly ResolvedArgument[],
  name: string,
  place: number | undefined = undefined,
): Resolved | undefined {
  const named = args.find((argument) => argument.name === name);
  if (named !== undefined || place === undefined) {
    return named?.value;
  }
  const at = args[place];
  return at?.name === undefined ? at?.value : undefined;
}
