import { createWorkspace, type Loader, type Workspace } from "../../compiler/index.ts";
import { textOf } from "../files.ts";
import type { Io } from "../io.ts";
import { importedFile } from "../plan/compile-file.ts";

/** Files of a folder beyond this many are found when something imports them. */
const FILES_MAX = 2_000;
const FOLDERS_MAX = 5_000;

/** The plans that an editor works on: those of its folders, with the text of the open ones as they are typed. */
export interface Documents {
  readonly workspace: () => Workspace;
  /** The plans below a folder. */
  readonly addFolder: (path: string) => void;
  readonly open: (path: string, text: string) => void;
  /** The file counts as it is on disk again. */
  readonly close: (path: string) => void;
  /** A file was written, made or removed by someone else. */
  readonly refresh: (path: string) => void;
  readonly openPaths: () => readonly string[];
  /** The text of a file that is no part of the workspace, such as one of an installed package; empty where there is none. */
  readonly textOf: (path: string) => string;
}

/** No documents yet. */
export function createDocuments(io: Io): Documents {
  const open = new Set<string>();
  const load: Loader = (specifier, fromFile) =>
    importedFile(io, specifier, fromFile.slice(0, Math.max(0, fromFile.lastIndexOf("/"))));
  let workspace = createWorkspace([], { load });
  const read = (path: string): string | undefined => {
    try {
      return textOf(io.readFile(path));
    } catch {
      return undefined;
    }
  };
  const set = (path: string, text: string | undefined): void => {
    workspace = workspace.with([{ path, text }]);
  };
  return {
    workspace: () => workspace,
    addFolder: (folder) => {
      const files = plansBelow(io, folder).filter((path) => !open.has(path));
      workspace = workspace.with(files.map((path) => ({ path, text: read(path) })));
    },
    open: (path, text) => {
      open.add(path);
      set(path, text);
    },
    close: (path) => {
      open.delete(path);
      set(path, read(path));
    },
    refresh: (path) => {
      if (!open.has(path)) {
        set(path, read(path));
      }
    },
    openPaths: () => [...open],
    textOf: (path) => read(path) ?? "",
  };
}

/** Plans in a folder and in those below it, packages and hidden folders left out. */
function plansBelow(io: Io, folder: string): readonly string[] {
  const found: string[] = [];
  const folders = [folder.replace(/\/$/, "")];
  for (let at = 0; at < folders.length && at < FOLDERS_MAX && found.length < FILES_MAX; at += 1) {
    const parent = folders[at] ?? "";
    for (const name of io.listFolder(parent)) {
      if (name.endsWith(".ctk")) {
        found.push(`${parent}/${name}`);
      } else if (!name.startsWith(".") && name !== "node_modules" && !/\.\w{1,5}$/.test(name)) {
        // A name that turns out to be a file has nothing in it.
        folders.push(`${parent}/${name}`);
      }
    }
  }
  return found.slice(0, FILES_MAX);
}
