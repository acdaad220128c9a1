import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Io } from "../../cli/io.ts";
import { main } from "../../cli/main.ts";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface TestWorld {
  readonly io: Io;
  /** Files that exist only here, by absolute path; they come before those on disk. */
  readonly files: Map<string, string | Uint8Array>;
  readonly out: () => string;
  readonly err: () => string;
  /** Reports a change of the watched files. */
  readonly change: () => void;
  readonly interrupt: () => void;
  readonly watched: () => readonly string[];
}

export interface TestWorldOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly cwd?: string;
  readonly columns?: number;
  readonly isTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds that each look at the clock takes. */
  readonly tick?: number;
}

/** An Io in memory over the files of the repository. */
export function createWorld(options: TestWorldOptions = {}): TestWorld {
  const cwd = options.cwd ?? root;
  const files = new Map(
    Object.entries(options.files ?? {}).map(([path, text]) => [resolve(cwd, path), text]),
  );
  const out: string[] = [];
  const err: string[] = [];
  const isTerminal = options.isTerminal === true;
  let clock = 0;
  let onChange = (): void => {};
  let watched: readonly string[] = [];
  let release = (): void => {};
  const interruption = new Promise<void>((done) => {
    release = done;
  });
  const io: Io = {
    cwd,
    environment: options.environment ?? {},
    stdout: { write: (text) => out.push(text), isTerminal },
    stderr: { write: (text) => err.push(text), isTerminal },
    channel: () => ({ input: new PassThrough(), output: new PassThrough() }),
    columns: options.columns ?? 80,
    readFile: (path) => {
      const file = files.get(path);
      return file === undefined
        ? readFileSync(path)
        : typeof file === "string"
          ? new TextEncoder().encode(file)
          : file;
    },
    writeFile: (path, pieces) => {
      files.set(path, [...pieces].join(""));
    },
    removeFile: (path) => {
      files.delete(path);
    },
    listFolder: (path) => [
      ...new Set(
        [...files.keys()].flatMap((name) =>
          name.startsWith(`${path}/`) ? [name.slice(path.length + 1).split("/")[0] ?? ""] : [],
        ),
      ),
    ],
    wait: async () => {},
    watch: (paths, callback) => {
      watched = paths;
      onChange = callback;
      return () => {
        watched = [];
      };
    },
    interrupted: () => interruption,
    now: () => {
      clock += options.tick ?? 0;
      return clock;
    },
  };
  return {
    io,
    files,
    out: () => out.join(""),
    err: () => err.join(""),
    change: () => onChange(),
    interrupt: () => release(),
    watched: () => watched,
  };
}

export interface CommandResult extends TestWorld {
  readonly code: number;
}

/** Runs a command in this process. */
export async function run(argv: readonly string[], options: TestWorldOptions = {}): Promise<CommandResult> {
  const world = createWorld(options);
  return { ...world, code: await main(argv, world.io) };
}
