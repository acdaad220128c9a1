/** Reads the candles and expected values of `test/fixtures`. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const folder = fileURLToPath(new URL("../fixtures/", import.meta.url));

export const readFixture = (path: string): string =>
  gunzipSync(readFileSync(`${folder}${path}.gz`)).toString("utf8");

/** The number columns of a CSV fixture by name; an empty cell is NaN. */
export type Columns = ReadonlyMap<string, Float64Array>;

/** Fields of one CSV line; a quoted field may hold commas. */
const cells = (line: string): readonly string[] =>
  [...`,${line}`.matchAll(/,("[^"]*"|[^,]*)/g)].map((match) => (match[1] ?? "").replaceAll('"', ""));

export const readRows = (path: string): readonly Readonly<Record<string, string>>[] => {
  const [header, ...lines] = readFixture(path).trimEnd().split("\n");
  const names = cells(header ?? "");
  return lines.map((line) => {
    const values = cells(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  });
};

const numberOf = (text: string | undefined): number =>
  text === undefined || text === "" ? Number.NaN : Number(text);

export const readColumns = (path: string): Columns => {
  const rows = readRows(path);
  return new Map(
    Object.keys(rows[0] ?? {}).map((name) => [name, Float64Array.from(rows, (row) => numberOf(row[name]))]),
  );
};

export const columnOf = (columns: Columns, name: string): Float64Array => {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`the fixture has no column ${name}`);
  return column;
};

/** The candle fields of a fixture. */
export const readCandles = (
  name: string,
): Readonly<Record<"open" | "high" | "low" | "close" | "volume", Float64Array>> => {
  const columns = readColumns(`data/${name}.csv`);
  return {
    open: columnOf(columns, "open"),
    high: columnOf(columns, "high"),
    low: columnOf(columns, "low"),
    close: columnOf(columns, "close"),
    volume: columnOf(columns, "volume"),
  };
};
