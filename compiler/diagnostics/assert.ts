import type { Span } from "../ast/nodes.ts";

/** Reached only by a bug: a case that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case ${JSON.stringify(value)}`);
}

/** Asserts an invariant of the compiler. A failure is a bug in ctk, reported as CTK9001. */
export function invariant(condition: boolean, text: string): asserts condition {
  if (!condition) {
    throw new Error(text);
  }
}

/** The value, which an invariant says is there. */
export function present<T>(value: T | undefined, text: string): T {
  if (value === undefined) {
    throw new Error(text);
  }
  return value;
}

/** A broken invariant, with the piece of source that was being compiled. */
export class Fault extends Error {
  readonly span: Span;

  constructor(span: Span, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.span = span;
  }
}

/** Runs work on a piece of source; a thrown error names the innermost piece. */
export function within<Result>(span: Span, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof Fault ? error : new Fault(span, error);
  }
}
