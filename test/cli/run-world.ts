import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Io } from "../../cli/io.ts";
import { main } from "../../cli/main.ts";
import { nodeFiles } from "../../cli/node-io.ts";
import { createWorld, type TestWorldOptions } from "./test-io.ts";

const START = Date.UTC(2024, 0, 1);

/** Volumes carry signals: 7 enters, 8 exits, 9 rests an order far away. */
export const SIGNALS = `market abc = "ABC/USD" at desk

strategy Signals trades abc every 1m {
  enter long when volume == 7 ABC { size 10 ABC unprotected }
  enter long when volume == 9 ABC { size 5 ABC unprotected order limit at 50 USD }
  exit long when volume == 8 ABC
}

session desk {
  capital 10_000 USD
  run Signals
}
`;

/** Bars of a minute at 100, with these volumes. */
export const csvOf = (volumes: readonly number[]): string =>
  [
    "time,open,high,low,close,volume",
    ...volumes.map(
      (volume, index) => `${new Date(START + index * 60_000).toISOString()},100,101,99,100,${volume}`,
    ),
  ].join("\n");

/** A folder of its own with files, removed by `remove`. */
export const createFolder = (files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), "ctk-run-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

export interface StartOptions extends Omit<TestWorldOptions, "files"> {
  /** Called at every wait of the play. */
  readonly onWait?: () => void;
}

/** A command in this process over the files of a folder. */
export const start = (folder: string, argv: readonly string[], options: StartOptions = {}) => {
  const world = createWorld({ ...options, cwd: folder });
  const waiting = new Map<string, () => void>();
  const io: Io = {
    ...world.io,
    ...nodeFiles,
    stdout: {
      ...world.io.stdout,
      write: (text) => {
        world.io.stdout.write(text);
        for (const [wanted, resolve] of waiting) if (world.out().includes(wanted)) resolve();
      },
    },
    wait: () =>
      new Promise((resolve) => {
        options.onWait?.();
        setImmediate(resolve);
      }),
  };
  const done = main(argv, io);
  return {
    ...world,
    done,
    /** Resolves when the command has printed something. */
    printed: (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        if (world.out().includes(text)) resolve();
        waiting.set(text, resolve);
        void done.then((code) =>
          reject(new Error(`ended with ${code} before: ${text}\n${world.out()}${world.err()}`)),
        );
      }),
  };
};

/** Runs a command to its end. */
export const call = async (folder: string, argv: readonly string[], options: StartOptions = {}) => {
  const started = start(folder, argv, options);
  return { code: await started.done, out: started.out(), err: started.err() };
};
