import type { Span } from "../ast/nodes.ts";
import { type ArgumentMap, catalogue, type Slug } from "./catalogue/index.ts";
import type { CatalogueEntry } from "./define.ts";
import type { Diagnostic, Fix, Label } from "./diagnostic.ts";

/** What a report site may add to the catalogue's texts. */
export interface Extras {
  readonly label?: string;
  readonly labels?: readonly Label[];
  readonly notes?: readonly string[];
  readonly fixes?: readonly Fix[];
  /** Replaces the catalogue's fix text. */
  readonly help?: string;
}

/** Reports one problem. Wrong or missing arguments for its texts do not compile. */
export type Report = <K extends Slug>(slug: K, span: Span, args: ArgumentMap[K], extras?: Extras) => void;

/** Collects the problems of one compilation. */
export interface Collector {
  readonly report: Report;
  readonly hasErrors: () => boolean;
  /** Where the texts do not follow the grammar. */
  readonly syntaxErrors: () => readonly Span[];
  readonly finish: () => DiagnosticList;
}

/** Sorted by source and position; at most `limit`, and how many more there were. */
export interface DiagnosticList {
  readonly items: readonly Diagnostic[];
  readonly omitted: number;
  readonly errorCount: number;
}

type Table = { readonly [K in Slug]: CatalogueEntry<ArgumentMap[K]> };
const table: Table = catalogue;

/** Most diagnostics that one compilation lists. */
export const DIAGNOSTIC_LIMIT = 50;

/** An empty collector. The same code at the same place, and a second syntax error at one place, are dropped. */
export function createCollector(limit = DIAGNOSTIC_LIMIT): Collector {
  const found: Diagnostic[] = [];
  const seen = new Set<string>();
  let errorCount = 0;
  return {
    report: (slug, span, args, extras) => {
      const entry = table[slug];
      const syntax = entry.code.startsWith("CTK1");
      const key = `${syntax ? "syntax" : entry.code}:${span.source}:${span.start}${syntax ? "" : `:${span.end}`}`;
      if (seen.has(key)) {
        return;
      }
      seen.add(key);
      errorCount += entry.severity === "error" ? 1 : 0;
      found.push(build(slug, entry, span, args, extras));
    },
    hasErrors: () => errorCount > 0,
    syntaxErrors: () => found.filter((item) => item.code.startsWith("CTK1")).map((item) => item.span),
    finish: () => {
      const sorted = [...found].sort(bySeverityThenPlace).slice(0, limit).sort(byPlace);
      return { items: sorted, omitted: found.length - sorted.length, errorCount };
    },
  };
}

function build<K extends Slug>(
  slug: K,
  entry: CatalogueEntry<ArgumentMap[K]>,
  span: Span,
  args: ArgumentMap[K],
  extras: Extras | undefined,
): Diagnostic {
  return {
    code: entry.code,
    slug,
    severity: entry.severity,
    message: entry.message(args),
    span,
    label: extras?.label ?? "",
    labels: extras?.labels ?? [],
    why: typeof entry.why === "string" ? entry.why : entry.why(args),
    help: extras?.help ?? (typeof entry.fix === "string" ? entry.fix : entry.fix(args)),
    notes: extras?.notes ?? [],
    fixes: extras?.fixes ?? [],
  };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.source - b.span.source || a.span.start - b.span.start || a.code.localeCompare(b.code);
}

const rank = { error: 0, warning: 1, hint: 2 } as const;

function bySeverityThenPlace(a: Diagnostic, b: Diagnostic): number {
  return rank[a.severity] - rank[b.severity] || byPlace(a, b);
}
