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

/** Why the system refused a file, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder";
    case "EACCES":
    case "EPERM":
      return "no permission";
    case "ENOSPC":
      return "the disk is full";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
