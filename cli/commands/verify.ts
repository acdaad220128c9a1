import { amountsOf } from "../../compiler/index.ts";
import { type Counterexample, type Proof, prove } from "../../runtime/index.ts";
import type { RunOptions } from "../backtest/options.ts";
import { explained, type Prepared, prepare } from "../backtest/prepare.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { hanging } from "../layout/text.ts";
import { momentText } from "../layout/times.ts";
import { type Paint, paintFor } from "../palette.ts";

export interface VerifyOptions extends RunOptions {
  readonly json?: boolean;
}

/** `ctk verify`: runs a plan again and again on changed data, and says whether the language's promises hold on it. */
export function verify(io: Io, path: string, options: VerifyOptions): ExitCode {
  const prepared = prepare(io, path, options);
  const proofs: Proof[] = [];
  const style = { width: Math.min(Math.max(io.columns, 60), 100), paint: paintFor(io, "stdout") };
  if (options.json !== true) io.stdout.write(head(prepared));
  explained(() => {
    const input = {
      config: prepared.config,
      writtenAmounts: writtenAmounts(prepared),
      settledBars: settledBars(prepared, options.set.length > 0),
    };
    for (const proof of prove(input)) {
      proofs.push(proof);
      if (options.json !== true) io.stdout.write(lineOf(proof, style));
    }
  });
  if (options.json === true) io.stdout.write(`${JSON.stringify({ proofs }, undefined, 2)}\n`);
  return proofs.some(({ verdict }) => verdict === "fails") ? exitCodes.diagnostics : exitCodes.ok;
}

/** Amounts that the plan writes in a currency in which one of its markets is quoted, with their places. */
function writtenAmounts({ compilation, session }: Prepared): readonly string[] {
  const quotes = new Set([session.currency, ...(compilation.plan?.markets ?? []).map(({ quote }) => quote)]);
  const used = new Set(session.runs.map(({ strategy }) => strategy.id));
  return amountsOf(compilation, { strategies: used, risk: session.guard?.id })
    .filter(({ asset }) => quotes.has(asset))
    .map(({ text, file, line }) => `${text} (${file}:${line})`);
}

/** Bars until each strategy has settled: at its defaults, or at the worst of its ranges where parameters were set. */
function settledBars({ compilation, session }: Prepared, isSet: boolean): ReadonlyMap<string, number> {
  const isChanged = isSet || session.runs.some(({ params }) => Object.keys(params).length > 0);
  return new Map(
    compilation.tables.warmup?.strategies.map(({ id, preload }) => [
      id,
      isChanged ? preload.worst : preload.defaults,
    ]),
  );
}

function head({ session, loaded }: Prepared): string {
  const runs = session.runs.map(({ id }) => id).join(", ");
  const data = loaded.map(({ file }) => `${counted(file.bars, "bar")} of ${file.symbol}`).join(", ");
  return `${runs} on ${data}\n\n`;
}

interface Style {
  readonly width: number;
  readonly paint: Paint;
}

const MARKS = { holds: "holds", fails: "FAILS", "not applicable": "skipped" } as const;

const NAMES: Readonly<Record<Proof["id"], string>> = {
  repeat: "repeatable",
  prefix: "no look-ahead",
  blocks: "live = batch",
  scale: "any unit",
  start: "any start",
};

function lineOf({ id, verdict, detail, counterexample }: Proof, { width, paint }: Style): string {
  const mark = MARKS[verdict].padEnd(8);
  const painted =
    verdict === "holds" ? paint.good(mark) : verdict === "fails" ? paint.bad(mark) : paint.caution(mark);
  const lead = `${" ".repeat(mark.length)}${NAMES[id].padEnd(15)}`;
  const [first = "", ...rest] = hanging(lead, detail, width);
  const lines = [painted + first.slice(mark.length), ...rest];
  if (counterexample !== undefined) lines.push(...counterexampleLines(counterexample, width));
  return `${lines.join("\n")}\n`;
}

function counterexampleLines({ time, expected, found }: Counterexample, width: number): readonly string[] {
  const indent = " ".repeat(23);
  return [
    ...(time === undefined ? [] : [`${indent}first at  ${momentText(time)}`]),
    ...hanging(`${indent}expected  `, expected, width),
    ...hanging(`${indent}found     `, found, width),
  ];
}
