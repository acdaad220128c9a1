import { hanging } from "../layout/text.ts";
import { decisionsSection } from "./decisions.ts";
import { equitySection } from "./equity.ts";
import { figuresSection } from "./figures.ts";
import { dataSection, defaultsSection, head } from "./head.ts";
import { marketsSection } from "./markets.ts";
import { runsSection } from "./runs.ts";
import type { ReportInput, ReportStyle, Section } from "./section.ts";
import { tradesSection } from "./trades.ts";

type SectionOf = (input: ReportInput, style: ReportStyle) => Section;

/** The report of a backtest for a terminal. */
export function renderReport(input: ReportInput, style: ReportStyle): string {
  return layOut(input, style, [
    defaultsSection,
    figuresSection,
    equitySection,
    runsSection,
    marketsSection,
    tradesSection,
    decisionsSection,
    dataSection,
    warningsSection,
  ]);
}

/** As `renderReport`, without what the reader of a run has seen already. */
export function renderShortReport(input: ReportInput, style: ReportStyle): string {
  return layOut(input, style, [
    figuresSection,
    runsSection,
    marketsSection,
    decisionsSection,
    warningsSection,
  ]);
}

function layOut(input: ReportInput, style: ReportStyle, parts: readonly SectionOf[]): string {
  const { paint } = style;
  const sections = parts.map((part) => part(input, style)).filter(({ lines }) => lines.length > 0);
  const blocks = [
    head(input, style),
    ...sections.map(({ title, lines }) => [paint.strong(title), ...lines.map((line) => `  ${line}`)]),
    [paint.faint(`digest ${input.outcome.digest()}`)],
  ];
  return `${blocks.map((lines) => lines.map((line) => line.trimEnd()).join("\n")).join("\n\n")}\n`;
}

function warningsSection({ outcome, context }: ReportInput, { width, paint }: ReportStyle): Section {
  const lines = [...outcome.warnings, ...context.warnings].flatMap(({ message }) =>
    hanging("! ", message, width - 2).map((line) => paint.caution(line.slice(0, 2)) + line.slice(2)),
  );
  return { title: "Warnings", lines };
}
