import type { PineFinding, PineTranslation } from "../../compiler/index.ts";
import { counted } from "../layout/numbers.ts";
import { clip, hanging, wrapWords } from "../layout/text.ts";
import type { Paint } from "../palette.ts";

/** Findings that say the same, with all their places. */
interface Group {
  readonly why: string;
  readonly advice: string;
  readonly places: readonly { readonly line: number; readonly text: string }[];
}

/** The report of a translation as text. `path`: where the plan was written. */
export function importReport(
  translation: PineTranslation,
  path: string | undefined,
  width: number,
  paint: Paint,
): string {
  const { findings, title, version } = translation;
  const lost = findings.filter((finding) => finding.kind === "leftOut" && finding.trades);
  const changed = findings.filter((finding) => finding.kind === "changed");
  const idle = findings.filter((finding) => finding.kind === "leftOut" && !finding.trades);
  const done = findings.filter((finding) => finding.kind === "translated");
  const head = path === undefined ? title : `${title} (Pine Script ${version}) as ${path}`;
  const facts: readonly (readonly [string, string])[] = [
    ["assumed", translation.kind === "plan" ? translation.assumed.join(", ") : ""],
    ["translated", linesText(done)],
    ["changed", linesText(changed)],
    ["left out", linesText(lost)],
    ["no effect", linesText(idle)],
  ];
  const lines = [
    ...wrapWords(head, width).map(paint.strong),
    ...facts
      .filter(([, text]) => text !== "")
      .flatMap(([name, text]) =>
        hanging(`  ${name.padEnd(12)}`, text, width).map(
          (line) => paint.faint(line.slice(0, 14)) + line.slice(14),
        ),
      ),
    ...section("Left out, and trades differ without it", lost, width, paint.bad, paint),
    ...section("Changed in meaning", changed, width, paint.caution, paint),
    ...section("Left out, without effect on trades", idle, width, paint.faint, paint),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** `12 lines: 2, 5-9, 14`. */
function linesText(findings: readonly PineFinding[]): string {
  const lines = [...new Set(findings.map((finding) => finding.line))].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) {
      last[1] = line;
    } else {
      ranges.push([line, line]);
    }
  }
  const texts = ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return lines.length === 0 ? "" : `${counted(lines.length, "line")}: ${texts.join(", ")}`;
}

/** A heading, and for each reason the lines it concerns. */
function section(
  title: string,
  findings: readonly PineFinding[],
  width: number,
  colour: (text: string) => string,
  paint: Paint,
): readonly string[] {
  if (findings.length === 0) {
    return [];
  }
  const digits = Math.max(4, ...findings.map(({ line }) => String(line).length));
  const indent = digits + 4;
  return [
    "",
    colour(paint.strong(title)),
    ...grouped(findings).flatMap(({ why, advice, places }) => [
      ...places.map(
        ({ line, text }) => `  ${paint.strong(String(line).padStart(digits))}  ${clip(text, width - indent)}`,
      ),
      ...hanging(" ".repeat(indent), why, width),
      ...(advice === "" ? [] : hanging(`${" ".repeat(indent)}-> `, advice, width)),
    ]),
  ];
}

function grouped(findings: readonly PineFinding[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { why, advice, line, text } of findings) {
    const key = `${why}\n${advice}`;
    const known = groups.get(key);
    groups.set(key, { why, advice, places: [...(known?.places ?? []), { line, text }] });
  }
  return [...groups.values()];
}

/** The translation as JSON: what was written, and every line with what became of it. */
export function importJson(translation: PineTranslation, path: string | undefined): string {
  const { findings, title, version } = translation;
  const result =
    translation.kind === "plan"
      ? { plan: path, isComplete: translation.isComplete, assumed: translation.assumed }
      : { problem: translation.why, advice: translation.advice };
  return JSON.stringify({ schema: "ctk.import/1", title, version, ...result, findings }, undefined, 2);
}
