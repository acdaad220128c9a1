import { syntaxEntries } from "../../parse/index.ts";
import type { CatalogueEntry, NoArguments } from "../define.ts";
import { comboEntries } from "./combos.ts";
import { conditionEntries } from "./conditions.ts";
import { internalEntries } from "./internal.ts";
import { limitEntries } from "./limits.ts";
import { lintEntries } from "./lints.ts";
import { nameEntries } from "./names.ts";
import { scheduleEntries, scheduleLintEntries } from "./schedules.ts";
import { testEntries } from "./tests.ts";
import { planEntries, tradingEntries } from "./trading.ts";
import { clockEntries, parameterEntries, typeEntries } from "./types.ts";
import { universeEntries } from "./universes.ts";

/** Every problem that the compiler can report, by slug. */
export const catalogue = {
  ...syntaxEntries,
  ...nameEntries,
  ...typeEntries,
  ...clockEntries,
  ...parameterEntries,
  ...tradingEntries,
  ...planEntries,
  ...comboEntries,
  ...scheduleEntries,
  ...scheduleLintEntries,
  ...limitEntries,
  ...universeEntries,
  ...testEntries,
  ...lintEntries,
  ...conditionEntries,
  ...internalEntries,
} as const;

/** The readable, stable key of a kind of problem. */
export type Slug = keyof typeof catalogue;

type TextArguments<Text> = Text extends (...args: infer A) => string
  ? A extends readonly [infer First]
    ? First
    : NoArguments
  : NoArguments;

type EntryArguments<Entry> = Entry extends {
  readonly message: infer M;
  readonly why: infer W;
  readonly fix: infer F;
}
  ? TextArguments<M> & TextArguments<W> & TextArguments<F>
  : never;

/** What each kind of problem must be told at its report site. */
export type ArgumentMap = { readonly [K in Slug]: EntryArguments<(typeof catalogue)[K]> };

/** The catalogue as a list in the order of codes, for references and tests. */
export function catalogueList(): readonly (CatalogueEntry<never> & { readonly slug: string })[] {
  return Object.entries(catalogue)
    .map(([slug, entry]) => ({ slug, ...entry }))
    .sort((a, b) => a.code.localeCompare(b.code));
}
