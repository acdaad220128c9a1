import type { Span } from "../ast/nodes.ts";
import type { SourceList } from "../source/index.ts";
import { catalogue, type Slug } from "./catalogue/index.ts";
import type { Report } from "./collector.ts";

/** Problems about a name that nothing declares; a declaration that did not parse may be the cause. */
const missingNames: ReadonlySet<Slug> = new Set<Slug>([
  "unknown-name",
  "unknown-function",
  "unknown-declaration",
  // `var count` did not parse: the name is no mistake for the indicator of that name.
  "not-a-value",
]);

/** Problems about something that is not there; a statement that did not parse may hold it. */
const missingParts: ReadonlySet<Slug> = new Set<Slug>(["no-protective-exit", "size-missing"]);

/**
 * A report for the stages after parsing that leaves out the consequences of syntax errors: lints of a file that did
 * not parse whole, problems inside a broken expression, and names whose declaration did not parse.
 */
export function withoutCascades(report: Report, broken: readonly Span[], sources: SourceList): Report {
  if (broken.length === 0) {
    return report;
  }
  return (slug, span, args, extras) => {
    const own = broken.filter((error) => error.source === span.source);
    const isConsequence =
      catalogue[slug].severity !== "error" ||
      own.some((error) => error.start <= span.end && span.start <= error.end) ||
      (slug === "condition-not-boolean" && own.some((error) => isDirectlyBehind(sources, span, error))) ||
      (missingParts.has(slug) &&
        own.some((error) => isInDeclaration(sources.get(span.source).text, span, error))) ||
      (missingNames.has(slug) && own.length > 0 && isDeclaredInText(sources.get(span.source).text, span));
    if (!isConsequence) {
      report(slug, span, args, extras);
    }
  };
}

/** True when only spaces are between the two: `close cross above open` ends as an expression at the wrong word. */
function isDirectlyBehind(sources: SourceList, span: Span, error: Span): boolean {
  return span.end <= error.start && sources.get(span.source).text.slice(span.end, error.start).trim() === "";
}

/** True when both are in one declaration, as far as the starts of lines tell. */
function isInDeclaration(text: string, span: Span, error: Span): boolean {
  const next = /^(?:strategy|session|risk|route|market|indicator|fn|scenario|check|universe)\b/gm;
  next.lastIndex = span.start;
  const end = next.exec(text)?.index ?? text.length;
  const start = text.lastIndexOf("strategy", span.start);
  return error.start >= start && error.start < end;
}

/** True when the text has something like a declaration of the name under the span. */
function isDeclaredInText(text: string, span: Span): boolean {
  const name = text.slice(span.start, span.end);
  return (
    /^\w+$/.test(name) &&
    (new RegExp(`\\b(market|route|risk|fn|indicator|strategy|let|param|capture|var)\\s+${name}\\b`).test(
      text,
    ) ||
      new RegExp(`\\b${name}\\b\\s*(:\\s*\\w+\\s*)?:?=(?!=)`).test(text))
  );
}
