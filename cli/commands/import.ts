import { isMarketSymbol, type PineOptions, pineClock, translatePine } from "../../compiler/index.ts";
import { lookupInstrument } from "../../runtime/index.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, readUserText, shownPath, writeUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../palette.ts";
import { importJson, importReport } from "../plan/import-report.ts";

/** Options of the command line. */
export interface ImportOptions {
  readonly out?: string;
  readonly market?: string;
  readonly venue?: string;
  readonly every?: string;
  readonly json?: boolean;
}

/** `ctk import`: translates a script of Pine Script to a plan, and reports what it could not translate. */
export function importScript(io: Io, file: string, options: ImportOptions): ExitCode {
  const settings = settingsOf(options);
  const script = readUserText(io, file, "script");
  const translation = translatePine(script, settings);
  if (translation.kind === "nothing") {
    if (options.json === true) {
      io.stdout.write(`${importJson(translation, undefined)}\n`);
      return exitCodes.diagnostics;
    }
    if (translation.findings.length > 0) {
      io.stdout.write(importReport(translation, undefined, io.columns, paintFor(io, "stdout")));
    }
    const advice = translation.advice === "" ? [] : [translation.advice];
    throw new CommandFault(exitCodes.diagnostics, `nothing to translate: ${translation.why}`, advice);
  }
  const path = outputPath(io, file, options);
  writeUserFile(io, path, [translation.text]);
  io.stdout.write(
    options.json === true
      ? `${importJson(translation, path)}\n`
      : importReport(translation, path, io.columns, paintFor(io, "stdout")),
  );
  return translation.isComplete ? exitCodes.ok : exitCodes.incomplete;
}

function settingsOf({ market, venue, every }: ImportOptions): PineOptions {
  if (market !== undefined && !isMarketSymbol(market)) {
    throw usageFault(`${market} is no market`, "Write it as BASE/QUOTE, for example BTC/USDT.");
  }
  if (venue !== undefined && !/^[a-z]\w*$/i.test(venue)) {
    throw usageFault(`${venue} is no venue`, "Write its name, for example binance.");
  }
  if (every !== undefined && pineClock(every) === undefined) {
    throw usageFault(`${every} is no clock`, "Write it as 15m, 4h or 1d.");
  }
  const tick =
    venue === undefined || market === undefined
      ? undefined
      : lookupInstrument(venue.toLowerCase(), market)?.tickSize;
  return {
    ...(market === undefined ? {} : { market }),
    ...(venue === undefined ? {} : { venue }),
    ...(every === undefined ? {} : { every }),
    ...(tick === undefined ? {} : { tick }),
  };
}

/** Where the plan goes. A plan that is there already is replaced only where the user names it. */
function outputPath(io: Io, file: string, { out }: ImportOptions): string {
  if (out !== undefined) {
    return out;
  }
  const path = shownPath(io, pathOf(io, `${file.replace(/\.(?:pine|txt)$/i, "")}.ctk`));
  const isTaken = canRead(io, path);
  if (isTaken) {
    throw usageFault(`${path} exists already`, `To replace it: --out ${path}`);
  }
  return path;
}

function canRead(io: Io, path: string): boolean {
  try {
    io.readFile(pathOf(io, path));
    return true;
  } catch {
    return false;
  }
}
