import { join } from "node:path";
import type { JournaledRun } from "../../runtime/index.ts";
import type { Prepared } from "../backtest/prepare.ts";
import { haltText, switchLines } from "../ctl/words.ts";
import { shownPath } from "../files.ts";
import type { Io } from "../io.ts";
import { counted, grouped } from "../layout/numbers.ts";
import { hanging } from "../layout/text.ts";
import { clockText, momentText } from "../layout/times.ts";
import { paintFor } from "../palette.ts";

export interface RunHead {
  readonly prepared: Prepared;
  readonly folder: string;
  readonly run: JournaledRun;
  /** Milliseconds between two moments. */
  readonly pace: number;
  /** Of the control plane; undefined without one. */
  readonly url: string | undefined;
  /** The token came from the environment. */
  readonly isTokenGiven: boolean;
}

const LEAD = 11;
const MARKETS_NAMED = 4;

/** What a run begins with: what it plays, where it is kept and asked, and what of it was there before. */
export function runHead(io: Io, { prepared, folder, run, pace, url, isTokenGiven }: RunHead): string {
  const { session, loaded } = prepared;
  const paint = paintFor(io, "stdout");
  const width = Math.min(Math.max(io.columns, 60), 100);
  const strategies = [...new Set(session.runs.map(({ strategy }) => strategy.id))].join(", ");
  const isShort = loaded.length <= MARKETS_NAMED;
  const markets = isShort
    ? loaded.map(({ file }) => file.symbol).join(", ")
    : counted(loaded.length, "market");
  const token = isTokenGiven
    ? "token from CTK_CONTROL_TOKEN"
    : `token in ${shownPath(io, join(folder, "control.json"))}`;
  const facts = [
    ["data", `${dataText(prepared)}, ${pace === 0 ? "as fast as it goes" : `one each ${clockText(pace)}`}`],
    ["capital", `${grouped(Number(session.capital))} ${session.currency}`],
    ["journal", shownPath(io, folder)],
    ["control", url === undefined ? "none" : `${url}, ${token}`],
    ...(run.recovered === undefined ? [] : [["continued", continuedText(run, run.recovered)]]),
  ];
  const lines = [
    ...hanging("", `Paper run of ${strategies} on ${markets}`, width).map(paint.strong),
    ...facts.flatMap(([name = "", text = ""]) =>
      hanging(name.padEnd(LEAD), text, width).map(
        (line) => paint.faint(line.slice(0, LEAD)) + line.slice(LEAD),
      ),
    ),
    ...inForce(run).flatMap((text) =>
      hanging("in force".padEnd(LEAD), text, width).map(
        (line) => paint.faint(line.slice(0, LEAD)) + paint.caution(line.slice(LEAD)),
      ),
    ),
  ];
  return `${lines.join("\n")}\n\n`;
}

function dataText({ loaded }: Prepared): string {
  const bars =
    loaded.length <= MARKETS_NAMED
      ? loaded.map(({ file }) => `${counted(file.bars, "bar")} of ${file.market}`).join(", ")
      : counted(
          loaded.reduce((sum, { file }) => sum + file.bars, 0),
          "bar",
        );
  const from = Math.min(...loaded.map(({ file }) => file.from));
  const to = Math.max(...loaded.map(({ file }) => file.to));
  return `${bars}, ${momentText(from)} to ${momentText(to)}`;
}

/** What is switched off or halted; of a run that goes on also that nothing is. */
function inForce(run: JournaledRun): readonly string[] {
  const texts = [...switchLines(run.control), ...run.snapshot().halts.map(haltText)];
  return texts.length === 0 && run.recovered !== undefined ? ["nothing is switched off"] : texts;
}

function continuedText(run: JournaledRun, { steps, torn }: NonNullable<JournaledRun["recovered"]>): string {
  const where = Number.isFinite(run.asOf) ? ` up to ${momentText(run.asOf)}` : "";
  const cut = torn > 0 ? `; ${counted(torn, "byte")} of an unfinished record dropped` : "";
  return `${counted(steps, "step")} recovered${where}${cut}`;
}
