import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, watch, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import type { Io, Output } from "./io.ts";

/** Editors write a file in several steps; one change is reported for all of them. */
const SETTLE_MS = 50;

/** The process as an Io. */
export function nodeIo(): Io {
  return {
    cwd: process.cwd(),
    environment: process.env,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    channel: () => ({ input: process.stdin, output: process.stdout }),
    columns: process.stdout.columns ?? 80,
    ...nodeFiles,
    watch: watchFiles,
    interrupted: () =>
      new Promise((resolve) => {
        // A terminal sends the one, a service manager the other.
        for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => resolve());
      }),
    wait,
    now: () => performance.now(),
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY === true,
  };
}

/** The files of the system. */
export const nodeFiles = {
  readFile: (path: string) => readFileSync(path),
  writeFile,
  removeFile: (path: string) => rmSync(path, { force: true }),
  listFolder: (path: string): readonly string[] => {
    try {
      return readdirSync(path).sort();
    } catch {
      return [];
    }
  },
} satisfies Pick<Io, "readFile" | "writeFile" | "removeFile" | "listFolder">;

function writeFile(path: string, pieces: Iterable<string>, isPrivate = false): void {
  mkdirSync(dirname(path), { recursive: true });
  // The mode of a file that is there already would stay as it is.
  if (isPrivate) {
    rmSync(path, { force: true });
  }
  const handle = openSync(path, isPrivate ? "wx" : "w", isPrivate ? 0o600 : 0o666);
  try {
    for (const piece of pieces) {
      writeSync(handle, piece);
    }
  } finally {
    closeSync(handle);
  }
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await (milliseconds > 0 ? delay(milliseconds, undefined, { signal }) : turn());
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

/** Watches folders, because editors replace files instead of writing to them. */
function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  const wanted = new Set(paths);
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...new Set(paths.map((path) => dirname(path)))].map((folder) =>
    watch(folder, (_, name) => {
      if (name !== null && wanted.has(`${folder === "/" ? "" : folder}/${name}`)) {
        clearTimeout(timer);
        timer = setTimeout(onChange, SETTLE_MS);
      }
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) {
      watcher.close();
    }
  };
}
