import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createParquetTarget, openJsonlTarget } from "ctk/node";
import { createSink, type SinkRow, sinkRows } from "ctk/runtime";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { everyExample } from "../../support/every-example.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "ctk-sink-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const exampleRows = (name: string): readonly SinkRow[] => {
  const config = everyExample.find(([known]) => known === name)?.[1]();
  if (config === undefined) throw new Error(`no example ${name}`);
  return playAll(openStream(config), config).flatMap(sinkRows);
};

const linesOf = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const rows = exampleRows("carry");

describe("a file of JSON lines", () => {
  it("holds every row, and what is written later behind it", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "rows.jsonl");
      const half = rows.length >> 1;
      for (const part of [rows.slice(0, half), rows.slice(half)]) {
        const sink = createSink(await openJsonlTarget(path), { whenFull: "block", capacity: 50 });
        await sink.write(part);
        await sink.close();
      }
      expect(linesOf(path)).toEqual(rows);
    });
  });

  it("has each row on the disk once it was flushed", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "rows.jsonl");
      const sink = createSink(await openJsonlTarget(path), { whenFull: "block" });
      await sink.write(rows.slice(0, 10));
      await sink.flush();
      expect(linesOf(path)).toEqual(rows.slice(0, 10));
      await sink.close();
    });
  });

  it.each(["{", `{"kind":"step","text":"${"x".repeat(200_000)}`])(
    "loses the piece of a line that a dead process has left, however long",
    async (piece) => {
      await inFolder(async (folder) => {
        const path = join(folder, "rows.jsonl");
        const first = createSink(await openJsonlTarget(path), { whenFull: "block" });
        await first.write(rows.slice(0, 3));
        await first.close();
        appendFileSync(path, piece);
        const second = createSink(await openJsonlTarget(path), { whenFull: "block" });
        await second.write(rows.slice(3, 5));
        await second.close();
        expect(linesOf(path)).toEqual(rows.slice(0, 5));
      });
    },
  );
});

describe("Parquet files", () => {
  const read = async (path: string): Promise<Record<string, unknown>[]> => {
    const bytes = readFileSync(path);
    return parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    });
  };

  const files = {
    fill: "fills",
    decision: "decisions",
    order: "orders",
    funding: "funding",
    step: "steps",
  } as const;

  /** A row as Parquet gives it back: whole numbers are wide, times are dates. */
  const expectedOf = ({ kind: _, ...row }: SinkRow): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (name === "asOf" || name === "time") return [name, new Date(Number(value))];
        const isWide = ["stepId", "bar", "createdBar", "endedBar", "fills", "decisions", "faults"].includes(
          name,
        );
        return [name, isWide && value !== null ? BigInt(value ?? 0) : value];
      }),
    );

  it("hold every row of each kind, in groups", async () => {
    await inFolder(async (folder) => {
      const sink = createSink(createParquetTarget(folder, 100), { whenFull: "block", batch: 70 });
      await sink.write(rows);
      await sink.close();
      const kinds = new Set(rows.map(({ kind }) => kind));
      expect(kinds).toEqual(new Set(Object.keys(files)));
      expect(readdirSync(folder).sort()).toEqual(
        Object.values(files)
          .map((name) => `${name}.parquet`)
          .sort(),
      );
      for (const [kind, name] of Object.entries(files)) {
        const expected = rows.filter((row) => row.kind === kind).map(expectedOf);
        expect(await read(join(folder, `${name}.parquet`))).toEqual(expected);
      }
      const steps = readFileSync(join(folder, "steps.parquet"));
      const metadata = parquetMetadata(steps.buffer.slice(steps.byteOffset, steps.byteOffset + steps.length));
      expect(metadata.row_groups.length).toBe(Math.ceil(Number(metadata.num_rows) / 100));
    });
  });

  it("are called unfinished until they can be read", async () => {
    await inFolder(async (folder) => {
      const sink = createSink(createParquetTarget(folder), { whenFull: "block" });
      await sink.write(rows.slice(0, 1));
      await sink.flush();
      expect(readdirSync(folder)).toEqual(["steps.parquet.part"]);
      await sink.close();
      expect(readdirSync(folder)).toEqual(["steps.parquet"]);
    });
  });

  it("that are finished are not written over", async () => {
    await inFolder(async (folder) => {
      const sink = createSink(createParquetTarget(folder), { whenFull: "block" });
      await sink.write(rows.slice(0, 1));
      await sink.close();
      expect(() => createParquetTarget(folder)).toThrow("steps.parquet exists already");
    });
  });
});
