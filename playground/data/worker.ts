import {
  type BarColumns,
  type CsvResult,
  type DataProblem,
  describeProblem,
  type GapSummary,
  readCsv,
  readFunding,
} from "ctk/runtime";
import { generateBars } from "./generator.ts";
import type { DataReply, DataTask, FileProblem, FromData, ToData } from "./protocol.ts";

addEventListener("message", async ({ data }: MessageEvent<ToData>) => {
  const { id, task } = data;
  const reply = await perform(task);
  const message: FromData = { id, reply };
  postMessage(message, { transfer: reply.kind === "bars" ? buffersOf(reply.bars) : [] });
});

const perform = async (task: DataTask): Promise<DataReply> => {
  switch (task.kind) {
    case "generate":
      return { kind: "bars", bars: generateBars(task.settings), notes: [] };
    case "funding": {
      const bytes = await unpacked(task.bytes, task.name);
      if ("code" in bytes) return refused([bytes]);
      const read = readFunding(bytes, { file: task.name });
      return read.ok ? { kind: "funding", funding: read.funding } : refused([shown(read.problem)]);
    }
    case "bars":
      return readBars(task.name, task.bytes);
  }
};

const readBars = async (name: string, stored: Uint8Array): Promise<DataReply> => {
  if (startsWith(stored, PARQUET)) {
    const { readParquet } = await import("./parquet.ts");
    const read = await readParquet(stored, name);
    return "problem" in read ? refused([read.problem]) : replyOf(read);
  }
  const bytes = await unpacked(stored, name);
  return "code" in bytes ? refused([bytes]) : replyOf(readCsv(bytes, { file: name }));
};

const replyOf = (read: CsvResult): DataReply =>
  read.ok
    ? { kind: "bars", bars: read.bars, notes: notesOf(read.gaps) }
    : refused(read.problems.map(shown), read.problemCount);

const refused = (problems: readonly FileProblem[], count = problems.length): DataReply => ({
  kind: "problems",
  problems,
  count,
});

const shown = (problem: DataProblem): FileProblem => ({
  code: problem.code,
  text: describeProblem(problem),
  fix: problem.fix,
});

/** What a reader of a result must know of its data. */
const notesOf = ({ count, missing, overlaps }: GapSummary): readonly string[] => [
  ...(count === 0
    ? []
    : [
        `${count} ${count === 1 ? "gap" : "gaps"}, ${missing} ${missing === 1 ? "bar" : "bars"} missing; nothing was filled in`,
      ]),
  ...(overlaps === 0 ? [] : [`${overlaps} bars open before the bar above has closed`]),
];

const PARQUET = [0x50, 0x41, 0x52, 0x31] as const;
const GZIP = [0x1f, 0x8b] as const;

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** The bytes of a file, unpacked where it is compressed; some servers unpack it on the way. */
const unpacked = async (stored: Uint8Array, name: string): Promise<Uint8Array | FileProblem> => {
  if (!startsWith(stored, GZIP)) return stored;
  try {
    const stream = new Blob([new Uint8Array(stored)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    return { code: "DATA2001", text: `${name}: the compressed data is damaged`, fix: "Get the file again." };
  }
};

const buffersOf = ({ time, open, high, low, close, volume }: BarColumns): Transferable[] => [
  ...new Set([time, open, high, low, close, volume].map(({ buffer }) => buffer)),
];
