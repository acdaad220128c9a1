import { isAbsolute, relative, resolve } from "node:path";
import { usageFault } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** An absolute path. */
export function pathOf(io: Io, path: string): string {
  return resolve(io.cwd, path);
}

/** A path as a user would type it: relative where the file is below the folder of the command. */
export function shownPath(io: Io, path: string): string {
  const short = relative(io.cwd, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** Bytes of a file that the user named; a fault that names it where it cannot be read. */
export function readUserFile(io: Io, path: string, what: string): Uint8Array {
  try {
    return io.readFile(pathOf(io, path));
  } catch (error) {
    throw usageFault(`${what} ${path}: ${reasonOf(error)}`);
  }
}

/** The text of a file that the user named; a fault where it is no text. */
export function readUserText(io: Io, path: string, what: string): string {
  const bytes = readUserFile(io, path, what);
  if (bytes.includes(0)) {
    throw usageFault(`${what} ${path}: this is not a text file`);
  }
  return textOf(bytes);
}

/** The text of bytes, without a byte-order mark. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

/** Writes a file that the user named or that stands beside one; a fault that names it where the system refuses. */
export function writeUserFile(io: Io, path: string, pieces: Iterable<string>): void {
  try {
    io.writeFile(pathOf(io, path), pieces);
  } catch (error) {
    throw writeFault(io, path, error);
  }
}

/** The fault that says why the system let nothing be written at a path; other errors are bugs, and returned. */
export function writeFault(io: Io, path: string, error: unknown): unknown {
  return error instanceof Error && "code" in error
    ? usageFault(`cannot write ${shownPath(io, pathOf(io, path))}: ${reasonOf(error)}`)
    : error;
}

/** Why the system refused a file, in words. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder";
    case "EACCES":
    case "EPERM":
      return "no permission";
    case "EEXIST":
    case "ENOTDIR":
      return "a part of its path is a file, not a folder";
    case "EROFS":
      return "nothing can be written there";
    case "ENOSPC":
      return "the disk is full";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
