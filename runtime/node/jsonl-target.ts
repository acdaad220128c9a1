import { type FileHandle, open } from "node:fs/promises";
import type { SinkTarget } from "../posttrade/index.ts";

const NEWLINE = 10;
const CHUNK = 65_536;

/** Bytes up to the last end of a line: a process that died in the middle of one has left a piece of it. */
const wholeLength = async (file: FileHandle): Promise<number> => {
  let end = (await file.stat()).size;
  const bytes = new Uint8Array(CHUNK);
  while (end > 0) {
    const start = Math.max(0, end - CHUNK);
    await file.read(bytes, 0, end - start, start);
    const at = bytes.subarray(0, end - start).lastIndexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
};

/**
 * A target that writes one JSON object a line to a file, behind what is there; a piece of a line at its end is cut off. `flush`
 * returns once the lines are on the disk. Rejects where the file cannot be written.
 */
export const openJsonlTarget = async (path: string): Promise<SinkTarget> => {
  const file = await open(path, "a+");
  await file.truncate(await wholeLength(file));
  return {
    write: async (rows) => {
      await file.appendFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    },
    flush: () => file.datasync(),
    close: () => file.close(),
  };
};
