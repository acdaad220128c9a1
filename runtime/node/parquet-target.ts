import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import {
  type ColumnType,
  type SinkKind,
  type SinkRow,
  type SinkTarget,
  sinkColumns,
} from "../posttrade/index.ts";

const TYPES = {
  text: "STRING",
  integer: "INT64",
  number: "DOUBLE",
  time: "TIMESTAMP",
} as const satisfies Record<ColumnType, string>;

/** Names of the files. */
const TABLES: Readonly<Record<SinkKind, string>> = {
  fill: "fills",
  decision: "decisions",
  order: "orders",
  funding: "funding",
  charge: "charges",
  step: "steps",
  drop: "drops",
};

/** One Parquet file while it is written. */
interface Table {
  readonly path: string;
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  writer: ParquetWriter | undefined;
  rows: SinkRow[];
}

const cellOf = (row: SinkRow, name: string, type: ColumnType): unknown => {
  const value: unknown = Reflect.get(row, name);
  return type === "integer" && typeof value === "number" ? BigInt(value) : (value ?? null);
};

/** Writes the rows that wait as one row group. */
const writeGroup = (table: Table): void => {
  const { columns, rows, path } = table;
  if (rows.length === 0) return;
  const columnData = columns.map(([name, type]) => ({
    name,
    type: TYPES[type],
    data: rows.map((row) => cellOf(row, name, type)),
  }));
  table.writer ??= new ParquetWriter({
    writer: fileWriter(`${path}.part`),
    schema: schemaFromColumnData({ columnData }),
  });
  void table.writer.write({ columnData, rowGroupSize: rows.length });
  table.rows = [];
};

/**
 * A target that writes a Parquet file for each kind of row to a folder: `fills`, `decisions`, `orders`, `funding`, `charges`, `steps` and,
 * where a full sink had no room, `drops`. Money, prices and quantities are text: exact decimals. A Parquet file can be read once
 * it is finished: until `close`, files end in `.part`, and those of a process that died stay so. `groupSize`: rows that are kept
 * in memory before they are written, by default 50,000. Throws where the folder holds such a file already: none can be continued.
 */
export const createParquetTarget = (folder: string, groupSize = 50_000): SinkTarget => {
  mkdirSync(folder, { recursive: true });
  const tables = new Map<SinkKind, Table>();
  const tableOf = (kind: SinkKind): Table => {
    const known = tables.get(kind);
    if (known !== undefined) return known;
    const path = join(folder, `${TABLES[kind]}.parquet`);
    const table: Table = { path, columns: Object.entries(sinkColumns[kind]), writer: undefined, rows: [] };
    tables.set(kind, table);
    return table;
  };
  for (const name of Object.values(TABLES)) {
    const path = join(folder, `${name}.parquet`);
    if (existsSync(path)) throw new Error(`${path} exists already`);
  }
  return {
    write: (rows) => {
      for (const row of rows) {
        const table = tableOf(row.kind);
        table.rows.push(row);
        if (table.rows.length >= groupSize) writeGroup(table);
      }
    },
    flush: () => {
      for (const table of tables.values()) writeGroup(table);
    },
    close: () => {
      for (const table of tables.values()) {
        writeGroup(table);
        void table.writer?.finish();
        if (table.writer !== undefined) renameSync(`${table.path}.part`, table.path);
      }
    },
  };
};
