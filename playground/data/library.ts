import type { DataClient } from "./client.ts";
import type { DataOrigin, DataSet } from "./data-set.ts";
import type { DataReply, FileProblem } from "./protocol.ts";
import { sampleAddress, samples } from "./samples.ts";

/** Data, or why there is none. */
export type LoadResult =
  | { readonly ok: true; readonly data: DataSet }
  | { readonly ok: false; readonly problems: readonly FileProblem[]; readonly count: number };

/** The id of what an origin names; the same origin is loaded once. */
export const dataId = (origin: DataOrigin): string => {
  switch (origin.kind) {
    case "sample":
      return `sample:${origin.name}`;
    case "generated":
      return `generated:${origin.seed}:${origin.bars}:${origin.interval}`;
    case "file":
      return `file:${origin.name}`;
  }
};

/** Milliseconds of the usual clocks as the language writes them. */
export const clockText = (milliseconds: number): string => {
  const units: readonly (readonly [number, string])[] = [
    [604_800_000, "w"],
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "m"],
    [1000, "s"],
  ];
  const [size, unit] = units.find(([length]) => milliseconds % length === 0) ?? [1, "ms"];
  return `${milliseconds / size}${unit}`;
};

const START = Date.UTC(2016, 0, 1);
const FIRST_PRICE = 100;
const VOLATILITY = 0.6;

/** Loads a sample or makes a market; files of the user go through `readFile`. */
export const loadOrigin = async (
  client: DataClient,
  origin: Exclude<DataOrigin, { kind: "file" }>,
): Promise<LoadResult> => {
  if (origin.kind === "generated") {
    const { seed, bars, interval } = origin;
    const settings = { seed, bars, interval, start: START, price: FIRST_PRICE, volatility: VOLATILITY };
    const title = `Made up, seed ${seed}, ${bars.toLocaleString("en")} bars of ${clockText(interval)}`;
    return resultOf(origin, title, await client.perform({ kind: "generate", settings }));
  }
  const address = sampleAddress(origin.name);
  const sample = samples.find(({ name }) => name === origin.name);
  if (address === undefined || sample === undefined) return failed(`there is no sample ${origin.name}`);
  const response = await fetch(address).catch(() => undefined);
  if (response?.ok !== true) return failed(`${origin.name} could not be fetched`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const name = `${origin.name}.csv`;
  return resultOf(origin, sample.title, await client.perform({ kind: sample.kind, name, bytes }));
};

/** Reads a file that the user chose. It stays in this page. */
export const readFile = async (client: DataClient, file: File): Promise<LoadResult> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const origin = { kind: "file", name: file.name } as const;
  return resultOf(origin, file.name, await client.perform({ kind: "bars", name: file.name, bytes }));
};

const failed = (text: string): LoadResult => ({
  ok: false,
  problems: [{ code: "DATA2003", text, fix: "Choose other data, or reload the page." }],
  count: 1,
});

const resultOf = (origin: DataOrigin, title: string, reply: DataReply): LoadResult =>
  reply.kind === "problems"
    ? { ok: false, problems: reply.problems, count: reply.count }
    : { ok: true, data: { id: dataId(origin), title, origin, content: reply } };
