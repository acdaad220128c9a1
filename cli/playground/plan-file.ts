import { createHash } from "node:crypto";
import { basename } from "node:path";
import { pathOf, textOf } from "../files.ts";
import type { Io } from "../io.ts";

/** A plan on the disk as the page sees it. */
export interface PlanText {
  readonly name: string;
  readonly text: string;
  /** Changes with the text: who writes says which one was read. */
  readonly version: string;
}

/** The one file that the page may read and write. */
export interface PlanFile {
  /** Its text now. Throws what the system throws. */
  readonly read: () => PlanText;
  /** Writes a text over the version that the writer knows; undefined where the file is another by now. */
  readonly write: (text: string, version: string) => PlanText | undefined;
  /** Calls back after each change that did not come from `write`, until the returned function is called. */
  readonly watch: (onChange: () => void) => () => void;
}

export function openPlanFile(io: Io, path: string): PlanFile {
  const full = pathOf(io, path);
  const name = basename(full);
  let written: string | undefined;
  const read = (): PlanText => {
    const text = textOf(io.readFile(full));
    return { name, text, version: createHash("sha256").update(text).digest("hex") };
  };
  return {
    read,
    write: (text, version) => {
      if (read().version !== version) {
        return undefined;
      }
      io.writeFile(full, [text]);
      const now = read();
      written = now.version;
      return now;
    },
    watch: (onChange) =>
      io.watch([full], () => {
        if (read().version !== written) {
          onChange();
        }
      }),
  };
}
