import type { StepReport } from "../../runtime/index.ts";
import type { Io } from "../io.ts";
import { counted, grouped, moneyDecimals } from "../layout/numbers.ts";
import { clip, hanging } from "../layout/text.ts";
import { momentText } from "../layout/times.ts";
import { type Paint, paintFor } from "../palette.ts";
import { type StepScope, stepTexts } from "./step-text.ts";

/** What a run shows while it goes on: a line for each step that did something and, on a terminal, where it is. */
export interface Screen {
  readonly step: (report: StepReport) => void;
  /** What an operator has done. */
  readonly note: (text: string) => void;
  /** Takes the line that says where the run is off the terminal. */
  readonly clear: () => void;
}

export interface ScreenOptions extends StepScope {
  readonly capital: string;
  readonly steps: number;
  /** All bars open at midnight: times are dates. */
  readonly isDaily: boolean;
}

const REFRESH_MS = 100;

export function createScreen(io: Io, options: ScreenOptions): Screen {
  const paint = paintFor(io, "stdout");
  const width = Math.min(Math.max(io.columns, 60), 120);
  const decimals = moneyDecimals(Number(options.capital));
  const moneyWidth = grouped(Number(options.capital), decimals).length + 2;
  const timeWidth = options.isDaily ? 10 : 16;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const clear = (): void => {
    if (isShown) io.stdout.write("\r\u001b[K");
    isShown = false;
  };
  const line = (time: string, money: string, text: string, tint: Tint): void => {
    clear();
    const lead = `${time.padEnd(timeWidth)}  ${money.padStart(moneyWidth)}  `;
    for (const [index, part] of hanging(lead, text, width).entries()) {
      const head = index === 0 ? paint.faint(lead) : " ".repeat(lead.length);
      io.stdout.write(`${head}${tint(paint)(part.slice(lead.length))}\n`);
    }
  };
  return {
    step: (report) => {
      const texts = stepTexts(report, options);
      const money = grouped(report.equity, decimals);
      if (texts.length > 0) line(momentText(report.asOf), money, texts.join("; "), tintOf(report));
      const now = io.now();
      if (!io.stdout.isTerminal || now - shownAt < REFRESH_MS) return;
      shownAt = now;
      isShown = true;
      const where = `${counted(report.stepId + 1, "step")} of ${grouped(options.steps)}`;
      const text = `${momentText(report.asOf).padEnd(timeWidth)}  ${money.padStart(moneyWidth)}  ${where}`;
      io.stdout.write(`\r${paint.faint(clip(text, width - 1))}\u001b[K`);
    },
    note: (text) => line("", "", text, ({ caution }) => caution),
    clear,
  };
}

type Tint = (paint: Paint) => (text: string) => string;

const tintOf = ({ faults, fills, decisions }: StepReport): Tint => {
  if (faults.length > 0) return ({ bad }) => bad;
  if (decisions.some(({ outcome }) => outcome === "rejected" || outcome === "blocked")) {
    return ({ caution }) => caution;
  }
  return fills.length > 0 ? ({ accent }) => accent : () => (text) => text;
};
