import { join, relative, resolve } from "node:path";
import { z } from "zod";
import { type RunOptions, splitAssignment } from "../backtest/options.ts";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, shownPath, textOf, writeFault } from "../files.ts";
import type { Io } from "../io.ts";

const texts = z.array(z.string()).default([]);
const text = z.string().optional();

const recordShape = z.object({
  schema: z.literal("ctk.run/1"),
  /** Paths are relative to the folder. */
  plan: z.string(),
  options: z.object({
    session: text,
    strategy: text,
    set: texts,
    capital: text,
    policy: text,
    fee: text,
    from: text,
    to: text,
    data: texts,
    reference: texts,
    funding: texts,
    mark: texts,
    index: texts,
  }),
});

/** How a run was started: its plan and its options. */
export type RunRecord = z.output<typeof recordShape>;

const controlShape = z.object({
  url: z.string(),
  /** Absent where the run was given one by CTK_CONTROL_TOKEN. */
  token: z.string().optional(),
});

/** Where the control plane of a run is. */
export type ControlRecord = z.output<typeof controlShape>;

const RUNS = "runs";
const RECORD = "manifest.json";
const CONTROL = "control.json";

/** The folder of a run by its name. */
export function folderOf(io: Io, name: string): string {
  return pathOf(io, join(RUNS, name));
}

/** Notes how a run was started, with its manifest: for people, and for a replay. */
export function writeRecord(
  io: Io,
  folder: string,
  plan: string,
  options: RunOptions,
  manifest: object,
): void {
  const near = (path: string): string => relative(folder, pathOf(io, path)).replaceAll("\\", "/");
  const files = (all: readonly string[] = []): readonly string[] =>
    all.map((item) => {
      const assignment = splitAssignment(item);
      return assignment === undefined ? near(item) : `${assignment.name}=${near(assignment.value)}`;
    });
  const { session, strategy, set, capital, policy, fee, from, to } = options;
  const record = {
    schema: "ctk.run/1",
    plan: near(plan),
    options: {
      ...{ session, strategy, set, capital, policy, fee, from, to },
      data: files(options.data),
      reference: files(options.reference),
      funding: files(options.funding),
      mark: files(options.mark),
      index: files(options.index),
    },
    manifest,
  };
  writeFile(io, join(folder, RECORD), record, false);
}

/** How the run of a folder was started, the plan as an absolute path; undefined where it does not say. */
export function readRecord(io: Io, folder: string): RunRecord | undefined {
  const record = read(io, join(folder, RECORD), recordShape);
  return record === undefined ? undefined : { ...record, plan: resolve(folder, record.plan) };
}

/** Notes where the control plane listens, for the owner of the folder alone. */
export function writeControl(io: Io, folder: string, control: ControlRecord): void {
  writeFile(io, join(folder, CONTROL), control, true);
}

export function removeControl(io: Io, folder: string): void {
  io.removeFile(join(folder, CONTROL));
}

/** Where the control plane of a folder's run listens; a fault where it has none. */
export function readControl(io: Io, folder: string): ControlRecord {
  const path = join(folder, CONTROL);
  const control = read(io, path, controlShape);
  if (control === undefined) {
    throw new CommandFault(exitCodes.run, `no run listens in ${shownPath(io, folder)}`, [
      `There is no ${shownPath(io, path)}: the run has ended, or was started with --no-control.`,
    ]);
  }
  return control;
}

/** The only folder below `runs` whose run listens. */
export function onlyRun(io: Io): string {
  const all = io
    .listFolder(pathOf(io, RUNS))
    .map((name) => folderOf(io, name))
    .filter((folder) => io.listFolder(folder).includes(CONTROL));
  const [only, second] = all;
  if (only === undefined) {
    throw new CommandFault(exitCodes.run, `no run listens below ${RUNS}`, [
      "Start one with ctk run, or name its folder with --run, or its address with --url.",
    ]);
  }
  if (second !== undefined) {
    throw usageFault(
      "several runs listen",
      `Choose one with --run: ${all.map((folder) => shownPath(io, folder)).join(", ")}.`,
    );
  }
  return only;
}

function writeFile(io: Io, path: string, value: object, isPrivate: boolean): void {
  try {
    io.writeFile(path, [`${JSON.stringify(value, undefined, 2)}\n`], isPrivate);
  } catch (error) {
    throw writeFault(io, path, error);
  }
}

/** A file of a run's folder; undefined where it is not there or is something else. */
function read<Shape extends z.ZodType>(io: Io, path: string, shape: Shape): z.output<Shape> | undefined {
  try {
    const parsed = shape.safeParse(JSON.parse(textOf(io.readFile(path))));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
