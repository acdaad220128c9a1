import type { Readable, Writable } from "node:stream";

/** A stream that takes text. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
}

/** The standard streams as they are, for a protocol over them. */
export interface Channel {
  readonly input: Readable;
  readonly output: Writable;
}

/** Everything that the command has of the world around it. Tests give their own. */
export interface Io {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly channel: () => Channel;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Bytes of a file. Throws what the system throws. */
  readonly readFile: (path: string) => Uint8Array;
  /** Writes a file in pieces, and makes its folder. `isPrivate`: nobody but its owner may read it. */
  readonly writeFile: (path: string, pieces: Iterable<string>, isPrivate?: boolean) => void;
  /** Removes a file, where there is one. */
  readonly removeFile: (path: string) => void;
  /** Names in a folder, in order; none where there is no such folder. */
  readonly listFolder: (path: string) => readonly string[];
  /** Calls back after a change of one of the files, until the returned function is called. */
  readonly watch: (paths: readonly string[], onChange: () => void) => () => void;
  /** Resolves when the user interrupts. */
  readonly interrupted: () => Promise<void>;
  /** Waits so many milliseconds, or until the signal; with 0 until others have had their turn. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds, for progress only. */
  readonly now: () => number;
}
