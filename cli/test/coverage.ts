import type { Coverage, RuleCoverage } from "../../runtime/index.ts";
import { layOutTable } from "../layout/table.ts";
import { clip } from "../layout/text.ts";
import type { TestStyle } from "./render.ts";

/** Which rules, protective orders and limits the tests reached. */
export function renderCoverage(coverage: Coverage, style: TestStyle): string {
  const rules = coverage.strategies.flatMap(({ strategyId, rules: own }) =>
    own.map((rule) => ({ strategyId, rule })),
  );
  const limits = coverage.limits;
  const lines = [...ruleTable(rules, style), ...limitTable(limits, style), ...silent(coverage, style)];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

type Row = { readonly strategyId: string; readonly rule: RuleCoverage };

interface Count {
  readonly title: string;
  readonly of: (rule: RuleCoverage) => number | undefined;
}

const counts: readonly Count[] = [
  { title: "fired", of: ({ fired }) => fired },
  { title: "refused", of: ({ refused }) => refused },
  { title: "blocked", of: ({ blocked }) => blocked },
  { title: "stop", of: ({ stop }) => stop },
  { title: "target", of: ({ target }) => target },
  { title: "trail", of: ({ trail }) => trail },
];

/** Columns that say nothing are left out: protective orders that no rule has, refusals that never happened. */
function countsFor(rows: readonly Row[]): readonly Count[] {
  return counts.filter(
    ({ title, of }) =>
      title === "fired" ||
      rows.some(({ rule }) =>
        title === "refused" || title === "blocked" ? (of(rule) ?? 0) > 0 : of(rule) !== undefined,
      ),
  );
}

function ruleTable(rows: readonly Row[], { width, paint }: TestStyle): readonly string[] {
  if (rows.length === 0) {
    return [];
  }
  const shown = countsFor(rows);
  const taken = shown.reduce((sum, { title }) => sum + title.length + 2, 0);
  const cells = rows.map(({ strategyId, rule }) => [
    clip(`${strategyId}: ${rule.text}`, Math.max(24, width - taken)),
    ...shown.map(({ of }) => String(of(rule) ?? "")),
  ]);
  const columns = shown.map(({ title }) => ({ title, align: "right" }) as const);
  const table = layOutTable([{ title: "rule", align: "left" }, ...columns], cells, (text, column, row) => {
    const isSilent = column === 1 && rows[row]?.rule.fired === 0;
    return isSilent ? paint.caution(text) : text;
  });
  return [paint.faint(table.heading), ...table.rows];
}

function limitTable(limits: Coverage["limits"], { width, paint }: TestStyle): readonly string[] {
  if (limits.length === 0) {
    return [];
  }
  const table = layOutTable(
    [
      { title: "limit", align: "left" },
      { title: "spoke", align: "right" },
    ],
    limits.map(({ risk, text, spoke }) => [clip(`${risk}: ${text}`, width - 8), String(spoke)]),
    (text, column, row) => (column === 1 && limits[row]?.spoke === 0 ? paint.caution(text) : text),
  );
  return ["", paint.faint(table.heading), ...table.rows];
}

/** Rules that no test made fire. */
function silent(coverage: Coverage, { paint }: TestStyle): readonly string[] {
  const rules = coverage.strategies.flatMap(({ strategyId, rules: own }) =>
    own
      .filter(({ fired }) => fired === 0)
      .map((rule) => `${strategyId}.${rule.ruleId} (line ${rule.span.line})`),
  );
  return rules.length === 0 ? [] : ["", paint.caution("never fired:"), ...rules.map((rule) => `  ${rule}`)];
}
