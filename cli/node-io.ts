import { closeSync, mkdirSync, openSync, readFileSync, watch, writeSync } from "node:fs";
import { dirname } from "node:path";
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
    columns: process.stdout.columns ?? 80,
    readFile: (path) => readFileSync(path),
    writeFile,
    watch: watchFiles,
    interrupted: () => new Promise((resolve) => process.once("SIGINT", () => resolve())),
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

function writeFile(path: string, pieces: Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true });
  const handle = openSync(path, "w");
  try {
    for (const piece of pieces) {
      writeSync(handle, piece);
    }
  } finally {
    closeSync(handle);
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
