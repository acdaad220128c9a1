import { catalogueList } from "./catalogue/index.ts";

const groups: readonly (readonly [prefix: string, title: string])[] = [
  ["CTK1", "Syntax"],
  ["CTK2", "Names"],
  ["CTK3", "Types, units, clocks and parameters"],
  ["CTK4", "Trading meaning"],
  ["CTK5", "Lints"],
  ["CTK9", "The compiler itself"],
];

/** The reference of all diagnostics as Markdown: code, severity, what it says about its example, and the way out. */
export function diagnosticsReference(): string {
  const entries = catalogueList();
  const sections = groups.map(([prefix, title]) => {
    const rows = entries
      .filter((entry) => entry.code.startsWith(prefix))
      .map((entry) => [entry.code, entry.severity, `\`${entry.slug}\``, escapeCell(entry.title)]);
    return [`### ${title}`, "", ...table([["Code", "Severity", "Name", "Meaning"], ...rows])].join("\n");
  });
  return `${sections.join("\n\n")}\n`;
}

/** A Markdown table with aligned columns; the first row is the head. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** The text with what stands between `<!-- name:start -->` and `<!-- name:end -->` replaced. */
export function replaceBetweenMarkers(text: string, name: string, content: string): string {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`the markers ${start} and ${end} are missing`);
  }
  return `${text.slice(0, from + start.length)}\n\n${content}\n${text.slice(to)}`;
}
