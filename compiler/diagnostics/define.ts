import type { Severity } from "./diagnostic.ts";

/** Arguments of an entry whose texts need none: `{}`. */
export type NoArguments = Readonly<Record<never, never>>;

/** One kind of problem: its texts as functions of typed arguments, and a program that shows it. */
export interface CatalogueEntry<Arguments> {
  /** `CTK` and four digits; never reused. */
  readonly code: string;
  readonly severity: Severity;
  /** A heading for the reference. */
  readonly title: string;
  /** What is wrong here, in the trader's words. */
  readonly message: (args: Arguments) => string;
  /** Why that is a problem. */
  readonly why: string | ((args: Arguments) => string);
  /** What to write instead. */
  readonly fix: string | ((args: Arguments) => string);
  /** `bad` gives exactly this diagnostic, `good` none. Each is a whole file. */
  readonly example: { readonly bad: string; readonly good: string };
}

/** Keeps the argument types of each entry while checking its shape. */
export function defineEntries<const Entries extends Readonly<Record<string, CatalogueEntry<never>>>>(
  entries: Entries,
): Entries {
  return entries;
}

/** A whole file around the statements of one strategy, for examples. */
export function inStrategy(statements: string, clock = "1h"): string {
  const body = statements
    .trim()
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
  return `market btc = "BTC/USDT" at binance\n\nstrategy Example trades btc every ${clock} {\n${body}\n}\n`;
}

/** A whole file around one condition for an entry that is otherwise complete. */
export function inCondition(condition: string, lets = ""): string {
  return inStrategy(`${lets === "" ? "" : `${lets}\n`}enter long when ${condition} {
  size 5% of equity
  stop 2% * close below entry
}`);
}
