import { isCheckGood, isScenarioGood } from "./render.ts";
import type { FileReport } from "./test-files.ts";

/** The result of the tests as data. */
export function testJson(reports: readonly FileReport[]): unknown {
  return {
    schema: "ctk.test/1",
    files: reports.map((report) => ({
      file: report.path,
      scenarios: report.scenarios.map(({ run, failures }) => ({
        title: run.scenario.title,
        line: run.scenario.span.line,
        passed: isScenarioGood({ run, failures }),
        problem: run.problem,
        expectations: run.verdicts.length,
        failures: failures.map(({ verdict, rules }) => ({
          expectation: verdict.expectation.text,
          line: verdict.expectation.span.line,
          column: verdict.expectation.span.column,
          bar: verdict.bar,
          message: verdict.message,
          instead: verdict.instead,
          condition: verdict.condition,
          rules,
        })),
      })),
      checks: report.checks.map((run) => ({
        title: run.check.title,
        line: run.check.span.line,
        passed: isCheckGood(run),
        problem: run.problem,
        held: run.held,
        unknown: run.unknown,
        walks: run.walks,
        violation:
          run.violation === undefined
            ? undefined
            : {
                on: run.violation.on,
                bar: run.violation.bar,
                market: run.violation.market,
                time: new Date(run.violation.time).toISOString(),
                condition: run.violation.condition,
                shortest: { from: run.violation.short.from, bars: run.violation.short.bar + 1 },
              },
      })),
      coverage: report.coverage,
      filtered: report.filtered,
    })),
  };
}
