import { renderSnippet, type SourceFile } from "../../compiler/index.ts";
import type { CheckRun, SourceSpan, Violation } from "../../runtime/index.ts";
import { conditionLines, ruleLines } from "../inspect/readings.ts";
import { counted, grouped } from "../layout/numbers.ts";
import { hanging, wrapWords } from "../layout/text.ts";
import { clockText, momentText } from "../layout/times.ts";
import { diagnosticPalette, type Paint } from "../palette.ts";
import type { FileReport, TestedScenario } from "./test-files.ts";

export interface TestStyle {
  readonly width: number;
  readonly paint: Paint;
}

/** The tests of one plan: a line for each, and below them everything about those that failed. */
export function renderFile(report: FileReport, style: TestStyle): string {
  const { scenarios, checks } = report;
  const lines = [
    style.paint.strong(report.path),
    ...scenarios.map((scenario) => scenarioLine(scenario, style)),
    ...checks.map((check) => checkLine(check, style)),
    ...(scenarios.length + checks.length === 0 ? [style.paint.faint("  no tests")] : []),
  ];
  const source = report.compilation.sources[0];
  const failures =
    source === undefined
      ? []
      : [
          ...scenarios.flatMap((scenario) => scenarioFailures(report, scenario, source, style)),
          ...checks.flatMap((check) => checkFailure(report, check, source, style)),
        ];
  return `${[...lines, ...failures].map((line) => line.trimEnd()).join("\n")}\n`;
}

/** A test's mark and title, and what it came to: on the line below, further in, where both have no room. */
function resultLine(isGood: boolean, title: string, result: string, { width, paint }: TestStyle): string {
  const lead = `  ${isGood ? "✓" : "✗"} `;
  if (lead.length + title.length + 2 + result.length <= width)
    return `  ${mark(isGood, paint)} ${title}  ${paint.faint(result)}`;
  const [first = "", ...others] = wrapWords(title, width - lead.length);
  return [
    `  ${mark(isGood, paint)} ${first}`,
    ...others.map((line) => " ".repeat(lead.length) + line),
    ...hanging(" ".repeat(lead.length + 2), result, width).map((line) => paint.faint(line)),
  ].join("\n");
}

function scenarioLine({ run }: TestedScenario, style: TestStyle): string {
  const failed = run.verdicts.filter(({ isMet }) => !isMet).length;
  const isGood = failed === 0 && run.problem === undefined;
  const count = isGood
    ? counted(run.verdicts.length, "expectation")
    : run.problem === undefined
      ? `${failed} of ${counted(run.verdicts.length, "expectation")} failed`
      : "could not run";
  return resultLine(isGood, run.scenario.title, count, style);
}

function checkLine(run: CheckRun, style: TestStyle): string {
  const isGood = run.violation === undefined && run.problem === undefined;
  const parts = [
    ...(run.files > 0 ? ["recorded bars"] : []),
    ...(run.walks > 0 ? [counted(run.walks, "random walk")] : []),
  ];
  const count = isGood
    ? `held at ${counted(run.held, "step")}: ${parts.join(", ")}`
    : run.problem === undefined
      ? "does not hold"
      : "says nothing";
  return resultLine(isGood, run.check.title, count, style);
}

function mark(isGood: boolean, paint: Paint): string {
  return isGood ? paint.good("✓") : paint.bad("✗");
}

/** Where a test stands, with the line of source. */
function place(
  report: FileReport,
  source: SourceFile,
  span: SourceSpan,
  { width, paint }: TestStyle,
): readonly string[] {
  const own = { source: source.id, start: span.start, end: firstLineEnd(source, span) };
  return renderSnippet(report.compilation.sources, own, { width, palette: diagnosticPalette(paint) });
}

/** A long expectation is shown by its first line. */
function firstLineEnd(source: SourceFile, span: SourceSpan): number {
  const text = source.text.slice(span.start, span.end);
  const end = text.indexOf("\n");
  return span.start + (end < 0 ? text.length : end);
}

function heading(title: string, { paint }: TestStyle): readonly string[] {
  return ["", `${paint.bad(paint.strong("failed:"))} ${paint.strong(title)}`];
}

function scenarioFailures(
  report: FileReport,
  { run, failures }: TestedScenario,
  source: SourceFile,
  style: TestStyle,
): readonly string[] {
  const { scenario, problem, timeline } = run;
  if (problem !== undefined) {
    return [
      ...heading(scenario.title, style),
      ...place(report, source, scenario.span, style),
      ...hanging("", problem, style.width),
    ];
  }
  return failures.flatMap(({ verdict, rules }) => {
    const time = verdict.bar === undefined ? undefined : timeline.times[verdict.bar];
    const opens = time === undefined ? "" : ` (bar ${verdict.bar} opens ${momentText(time)})`;
    return [
      ...heading(scenario.title, style),
      ...place(report, source, verdict.expectation.span, style),
      ...wrapWords(`${verdict.message}${opens}`, style.width),
      ...verdict.instead.flatMap((line) => hanging("  - ", line, style.width)),
      ...(verdict.condition === undefined ? [] : conditionLines(verdict.condition, style, 0, true)),
      ...rules.flatMap((rule) => ruleLines(rule, style)),
    ];
  });
}

function checkFailure(
  report: FileReport,
  run: CheckRun,
  source: SourceFile,
  style: TestStyle,
): readonly string[] {
  const { check, violation, problem } = run;
  if (problem !== undefined) {
    return [
      ...heading(check.title, style),
      ...place(report, source, check.span, style),
      ...hanging("", problem, style.width),
    ];
  }
  return violation === undefined
    ? []
    : [
        ...heading(check.title, style),
        ...place(report, source, violation.condition.span, style),
        ...wrapWords(`${whereText(violation)}: this is false at bar ${violation.bar}`, style.width),
        ...conditionLines(violation.condition, style, 0, true),
        ...shortest(violation, style),
      ];
}

function whereText({ on, market }: Violation): string {
  const of = market === undefined ? "" : ` of ${market}`;
  return (
    (on.kind === "walk" ? `random walk with seed ${on.seed}` : `recorded bars of ${on.paths.join(", ")}`) + of
  );
}

/** Most candles that are printed. */
const MOST_ROWS = 12;

/** The candles that are enough to see it, ready for a scenario where they are few. */
function shortest({ short, on }: Violation, { width }: TestStyle): readonly string[] {
  const several = short.bars.size > 1;
  const [entry] = short.bars;
  if (entry === undefined || several) {
    return [];
  }
  const [slot, bars] = entry;
  const from =
    on.kind === "walk" ? `bars ${short.from} to ${short.from + short.bar}` : `${grouped(short.bar + 1)} bars`;
  if (bars.length > MOST_ROWS) {
    return wrapWords(`The shortest stretch found that fails as well: ${from}.`, width);
  }
  const rows = Array.from({ length: bars.length }, (_, bar) => {
    const values = [bars.open, bars.high, bars.low, bars.close].map((column) => column[bar]);
    return `[${values.join(",_")}]`;
  });
  return [
    ...wrapWords("The shortest stretch found that fails as well, for a scenario:", width),
    `  candles ${slot} every ${clockText(bars.interval)} rows [`,
    ...hanging("    ", rows.join(", "), width).map((line) => line.replaceAll("_", " ")),
    "  ]",
  ];
}

/** `5 passed, 1 failed in 2 plans`. */
export function summaryLine(reports: readonly FileReport[], { paint }: TestStyle): string {
  const tests = reports.flatMap((report) => [
    ...report.scenarios.map(isScenarioGood),
    ...report.checks.map(isCheckGood),
  ]);
  const passed = tests.filter((isGood) => isGood).length;
  const failed = tests.length - passed;
  const filtered = reports.reduce((sum, report) => sum + report.filtered, 0);
  const parts = [
    paint.good(`${grouped(passed)} passed`),
    ...(failed > 0 ? [paint.bad(`${grouped(failed)} failed`)] : []),
    ...(filtered > 0 ? [paint.faint(`${grouped(filtered)} left out`)] : []),
  ];
  const where = reports.length > 1 ? ` in ${counted(reports.length, "plan")}` : "";
  return `${parts.join(", ")}${where}\n`;
}

/** Whether every expectation was met. */
export function isScenarioGood({ run }: TestedScenario): boolean {
  return run.problem === undefined && run.verdicts.every(({ isMet }) => isMet);
}

/** Whether a check held wherever it was asked. */
export function isCheckGood(run: CheckRun): boolean {
  return run.problem === undefined && run.violation === undefined;
}
