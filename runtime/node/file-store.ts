import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { JournalStore } from "../journal/index.ts";

/** A journal in the files of a folder, one for each segment. The folder is made where it does not exist. */
export const createFileStore = (folder: string): JournalStore => {
  mkdirSync(folder, { recursive: true });
  let file: number | undefined;
  const open = (name: string): void => {
    if (file !== undefined) closeSync(file);
    file = openSync(join(folder, name), "a", 0o600);
  };
  const current = (): number => {
    if (file === undefined) throw new Error("the journal has no segment that is open");
    return file;
  };
  return {
    segments: () =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => /^\d{6}\.ctkj$/.test(name))
            .sort()
        : [],
    read: (name) => readFileSync(join(folder, name)),
    begin: (name) => {
      open(name);
      // The folder's entry of a new file has to reach the disk as well.
      const entry = openSync(folder, "r");
      fsyncSync(entry);
      closeSync(entry);
    },
    resume: open,
    append: (bytes) => {
      let at = 0;
      while (at < bytes.length) at += writeSync(current(), bytes, at);
    },
    sync: () => fdatasyncSync(current()),
    truncate: (name, length) => {
      const target = openSync(join(folder, name), "r+");
      ftruncateSync(target, length);
      fsyncSync(target);
      closeSync(target);
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};
