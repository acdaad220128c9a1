import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf } from "../files.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { paintFor } from "../palette.ts";
import { renderCoverage } from "../test/coverage.ts";
import { testJson } from "../test/json.ts";
import { isCheckGood, isScenarioGood, renderFile, summaryLine, type TestStyle } from "../test/render.ts";
import { type FileReport, type TestOptions, testFile } from "../test/test-files.ts";

/** `ctk test`: runs the scenarios and checks of plans. */
export async function testPlans(io: Io, files: readonly string[], options: TestOptions): Promise<ExitCode> {
  const watched = new Set(files.map((path) => pathOf(io, path)));
  const code = testAll(io, files, options, watched);
  if (options.watch !== true) {
    return code;
  }
  io.stdout.write(`${paintFor(io, "stdout").faint("watching for changes; end with Ctrl+C")}\n`);
  const again = (): void => {
    testAll(io, files, options, watched);
    stop();
    stop = io.watch([...watched], again);
  };
  let stop = io.watch([...watched], again);
  await io.interrupted();
  stop();
  return exitCodes.ok;
}

/** Tests every plan, also after one that does not compile; adds the imported files to those that are watched. */
function testAll(io: Io, files: readonly string[], options: TestOptions, watched: Set<string>): ExitCode {
  const style: TestStyle = { width: Math.min(Math.max(io.columns, 60), 100), paint: paintFor(io, "stdout") };
  const reports: FileReport[] = [];
  let broken = 0;
  for (const path of files) {
    try {
      const report = testFile(io, path, options);
      for (const source of report.compilation.sources.filter((file) => !file.isLibrary)) {
        watched.add(pathOf(io, source.path));
      }
      reports.push(report);
      if (options.json !== true) {
        io.stdout.write(`${renderFile(report, style)}\n`);
      }
    } catch (error) {
      const isPlan = error instanceof CommandFault && error.exitCode === exitCodes.diagnostics;
      if (!(error instanceof CommandFault) || (!isPlan && options.watch !== true)) {
        throw error;
      }
      if (error.message !== "") {
        io.stderr.write(`${paintFor(io, "stderr").bad("error:")} ${error.message}\n`);
      }
      broken += 1;
    }
  }
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify(testJson(reports), undefined, 2)}\n`);
  } else {
    printEnd(io, reports, options, style);
  }
  checkFilter(reports, options);
  const isGood = reports.every(
    ({ scenarios, checks }) => scenarios.every(isScenarioGood) && checks.every(isCheckGood),
  );
  return isGood && broken === 0 ? exitCodes.ok : exitCodes.diagnostics;
}

/** Throws where a filter has left out every test: nothing was tested, which is no success. */
function checkFilter(reports: readonly FileReport[], { filter, watch }: TestOptions): void {
  const wanted = reports.some(({ scenarios, checks }) => scenarios.length + checks.length > 0);
  const left = reports.reduce((sum, { filtered }) => sum + filtered, 0);
  if (filter === undefined || watch === true || wanted || reports.length === 0) {
    return;
  }
  throw usageFault(
    `no test has ${JSON.stringify(filter)} in its title`,
    left === 0 ? "The plans have no tests." : `Without --filter there would be ${counted(left, "test")}.`,
  );
}

function printEnd(io: Io, reports: readonly FileReport[], options: TestOptions, style: TestStyle): void {
  if (options.coverage === true) {
    for (const report of reports) {
      const title = reports.length > 1 ? `coverage of ${report.path}` : "coverage";
      io.stdout.write(`${style.paint.strong(title)}\n${renderCoverage(report.coverage, style)}\n`);
    }
  }
  io.stdout.write(summaryLine(reports, style));
}
