import { type CsvResult, readCsv } from "ctk/runtime";
import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { FileProblem } from "./protocol.ts";

const NAMES = ["time", "timestamp", "date", "open", "high", "low", "close", "volume"];

/**
 * Bars of a Parquet file with the columns of a CSV file. Rows go through the reader of CSV files, so that they are held to
 * the same rules and give the same messages.
 */
export const readParquet = async (
  bytes: Uint8Array,
  name: string,
): Promise<CsvResult | { readonly problem: FileProblem }> => {
  try {
    const file = new Uint8Array(bytes).buffer;
    const { schema } = await parquetMetadataAsync(file);
    const columns = schema.slice(1).flatMap(({ name: column }) => (isKnown(column) ? [column] : []));
    if (columns.length === 0) return { problem: noColumns(name) };
    const rows = await parquetReadObjects({ file, columns });
    const lines = rows.map((row) => columns.map((column) => fieldText(row[column])).join(","));
    return readCsv(`${columns.join(",")}\n${lines.join("\n")}\n`, { file: name });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `${name}: this Parquet file cannot be read (${reason})`;
    return { problem: { code: "DATA2002", text, fix: "Write it without compression or with Snappy." } };
  }
};

const isKnown = (column: string): boolean => NAMES.includes(column.toLowerCase());

const noColumns = (name: string): FileProblem => ({
  code: "DATA1001",
  text: `${name}: there are no columns of bars`,
  fix: "Name the columns time, open, high, low, close and volume.",
});

/** A value as a CSV file has it; times as ISO dates. */
const fieldText = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : String(value);
};
