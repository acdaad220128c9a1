import type { FileSystemHost } from "ts-morph";
import { present } from "../diagnostics/index.ts";

/** Absolute paths of the declarations that a generated module is checked against. */
export interface RuntimeTypes {
  readonly runtime: string;
  readonly stdlib: string;
  readonly zod: string;
}

type Files = Pick<FileSystemHost, "fileExistsSync" | "readFileSync">;

/**
 * Finds them from a module of this package: its source where that is there, else what is built. Throws where the
 * package is not whole.
 */
export const findRuntimeTypes = (files: Files, moduleUrl: string): RuntimeTypes => {
  const folders = foldersAbove(pathOf(moduleUrl));
  const root = present(
    folders.find((folder) => isPackage(files, folder)),
    `${moduleUrl} is not in the package ctk`,
  );
  const isSource = files.fileExistsSync(`${root}/runtime/index.ts`);
  const zod = folders
    .map((folder) => `${folder}/node_modules/zod/index.d.ts`)
    .find((path) => files.fileExistsSync(path));
  return {
    runtime: isSource ? `${root}/runtime/index.ts` : `${root}/dist/library/runtime.d.ts`,
    stdlib: isSource ? `${root}/stdlib/index.ts` : `${root}/dist/library/stdlib.d.ts`,
    zod: present(zod, "the package zod is not installed"),
  };
};

const isPackage = (files: Files, folder: string): boolean => {
  const path = `${folder}/package.json`;
  return files.fileExistsSync(path) && /"name":\s*"ctk"/.test(files.readFileSync(path));
};

/** The path of a `file:` URL, with forward slashes. */
const pathOf = (url: string): string =>
  decodeURIComponent(new URL(url).pathname).replace(/^\/([A-Za-z]:)/, "$1");

const foldersAbove = (path: string): readonly string[] => {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
};
