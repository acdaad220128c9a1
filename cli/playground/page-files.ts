import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandFault, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Its name changes with its content, so that a browser may keep it. */
  readonly isHashed: boolean;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  ttf: "font/ttf",
  gz: "application/gzip",
};

/** Where the build is: beside the bundled command, or below the repository. */
const folders = ["../playground/", "../../dist/playground/"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * All files of the built page by their address. What is not among them is not served, whatever a request asks for: no
 * address is ever turned into a path.
 */
export function readPageFiles(io: Io): ReadonlyMap<string, PageFile> {
  const folder = folders.find((path) => io.listFolder(path).includes("index.html"));
  if (folder === undefined) {
    throw new CommandFault(exitCodes.usage, "the playground is not built", [
      "Run npm run build, or npm run playground.",
    ]);
  }
  const names = [
    ...io.listFolder(folder),
    ...io.listFolder(join(folder, "assets")).map((name) => `assets/${name}`),
  ];
  const files = names.flatMap((name): readonly (readonly [string, PageFile])[] => {
    const type = types[name.split(".").at(-1) ?? ""];
    if (type === undefined) {
      return [];
    }
    return [[`/${name}`, { bytes: io.readFile(join(folder, name)), type, isHashed: name !== "index.html" }]];
  });
  const page = new Map(files);
  const index = page.get("/index.html");
  return index === undefined ? page : page.set("/", index);
}
