import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const ownerShape = z.object({
  processId: z.number().int(),
  host: z.string(),
  /** When the process began, as the system counts it; absent where it does not tell. */
  began: z.string().optional(),
});

/** Which process has a folder. */
export type FolderOwner = z.output<typeof ownerShape>;

export type FolderLock =
  | { readonly status: "locked"; readonly release: () => void }
  | { readonly status: "held"; readonly owner: FolderOwner };

const NAME = "lock";

/**
 * Takes a folder for this process, so that no second one writes to it; the folder is made where it does not exist. A lock
 * whose process has ended is taken over.
 */
export const lockFolder = (folder: string): FolderLock => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, NAME);
  const own = ownerOf(process.pid);
  const text = `${JSON.stringify(own)}\n`;
  for (;;) {
    if (create(path, text)) return { status: "locked", release: () => release(path, text) };
    const found = read(path);
    if (found === undefined) continue;
    const owner = parse(found);
    if (owner !== undefined && isAlive(owner)) return { status: "held", owner };
    removeStale(path, found);
  }
};

/** A lock appears whole, or not at all. */
const create = (path: string, text: string): boolean => {
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
};

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

/** Takes a stale lock away; puts back what another process has written in its place meanwhile. */
const removeStale = (path: string, stale: string): void => {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const taken = read(aside);
  if (taken !== undefined && taken !== stale) create(path, taken);
  rmSync(aside, { force: true });
};

const release = (path: string, text: string): void => {
  if (read(path) === text) rmSync(path, { force: true });
};

const parse = (text: string): FolderOwner | undefined => {
  try {
    return ownerShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** A process of another host may be alive for all that can be known here. */
const isAlive = (owner: FolderOwner): boolean => {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.processId, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
  // Another process may have been given the number since.
  return owner.began === undefined || owner.began === beginOf(owner.processId);
};

const ownerOf = (processId: number): FolderOwner => {
  const began = beginOf(processId);
  return { processId, host: hostname(), ...(began === undefined ? {} : { began }) };
};

/** Field 22 of Linux' `stat`: clock ticks between the start of the machine and that of the process. */
const beginOf = (processId: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    // The second field is a name in brackets, which may have blanks and brackets in it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;
