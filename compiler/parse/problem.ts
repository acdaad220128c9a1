import type { Span } from "../ast/nodes.ts";
import { type SyntaxEntries, type SyntaxSlug, syntaxEntries } from "./problems.ts";

/** Replaces the text under `span`; an empty span inserts. */
export interface SyntaxEdit {
  readonly span: Span;
  readonly text: string;
}

/** A change of the text that removes the problem. `review` proposals may change the meaning. */
export interface SyntaxFix {
  readonly title: string;
  readonly edits: readonly SyntaxEdit[];
  readonly safety: "safe" | "review";
}

/** What the texts of an entry need to know. */
export type SyntaxArguments<Slug extends SyntaxSlug> =
  Parameters<SyntaxEntries[Slug]["message"]> extends [infer Arguments]
    ? Readonly<Arguments>
    : Readonly<Record<never, never>>;

/** One place where a text does not follow the grammar, as plain data. Its texts are in `syntaxEntries`. */
export type SyntaxProblem = {
  [Slug in SyntaxSlug]: {
    readonly slug: Slug;
    readonly code: SyntaxEntries[Slug]["code"];
    readonly span: Span;
    readonly arguments: SyntaxArguments<Slug>;
    readonly labels: readonly { readonly span: Span; readonly text: string }[];
    readonly fixes: readonly SyntaxFix[];
  };
}[SyntaxSlug];

/** Arguments, second places and fixes of a problem that is being reported. */
export type SyntaxProblemDetails<Slug extends SyntaxSlug> = {
  readonly arguments: SyntaxArguments<Slug>;
  readonly labels?: readonly { readonly span: Span; readonly text: string }[];
  readonly fixes?: readonly SyntaxFix[];
};

/** Makes a problem; what does not fit the entry does not compile. */
export function syntaxProblem<Slug extends SyntaxSlug>(
  slug: Slug,
  span: Span,
  details: SyntaxProblemDetails<Slug>,
): SyntaxProblem {
  const problem = {
    slug,
    code: syntaxEntries[slug].code,
    span,
    arguments: details.arguments,
    labels: details.labels ?? [],
    fixes: details.fixes ?? [],
  };
  return asProblem(problem);
}

/**
 * The one cast of this folder: a generic slug and its arguments belong together by the signature of `syntaxProblem`,
 * which TypeScript cannot see through the union.
 */
function asProblem(problem: { readonly slug: SyntaxSlug }): SyntaxProblem {
  return problem as SyntaxProblem;
}
