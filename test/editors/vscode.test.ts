import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyseText, type Completion, completionsAt, snippets } from "../../compiler/index.ts";
import { packArchive } from "../../editors/vscode/archive.ts";
import { extensionFiles, readManifest, snippetFile } from "../../editors/vscode/contents.ts";
import { startEditor } from "../cli/lsp/editor.ts";

const folder = mkdtempSync(join(tmpdir(), "ctk-vsix-"));
afterAll(() => rmSync(folder, { recursive: true }));

let archive: Uint8Array;
let files: Readonly<Record<string, Uint8Array>>;

const textOf = (path: string): string => strFromU8(files[path] ?? new Uint8Array());

beforeAll(async () => {
  archive = packArchive(readManifest(), await extensionFiles());
  files = unzipSync(archive);
});

/** Every path that a manifest names. */
const pathsIn = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? value.startsWith("./")
      ? [value.slice(2)]
      : []
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(pathsIn)
      : [];

describe("the extension's archive", () => {
  it("has the two files that describe it, and everything that its manifest names", () => {
    const manifest: unknown = JSON.parse(textOf("extension/package.json"));
    const named = pathsIn(manifest).map((path) => `extension/${path}`);
    expect(named).toHaveLength(4);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["extension.vsixmanifest", "[Content_Types].xml", ...named]),
    );
  });

  it("describes itself as its manifest does", () => {
    const { name, version, publisher, engines } = readManifest();
    const text = textOf("extension.vsixmanifest");
    expect(text).toContain(`Id="${name}" Version="${version}" Publisher="${publisher}"`);
    expect(text).toContain(`Id="Microsoft.VisualStudio.Code.Engine" Value="${engines.vscode}"`);
    for (const [, path = ""] of text.matchAll(/ Path="([^"]+)"/g)) expect(files).toHaveProperty([path]);
  });

  it("says of the type of every file what it is", () => {
    const types = textOf("[Content_Types].xml");
    for (const path of Object.keys(files).filter((name) => name !== "[Content_Types].xml")) {
      expect(types).toContain(`Extension="${path.slice(path.lastIndexOf("."))}"`);
    }
    expect(types).not.toContain("octet-stream");
  });

  it("has the version of the package, and needs the editor that its client library needs", () => {
    const own: { version: string } = JSON.parse(readFileSync("package.json", "utf8"));
    const client: { engines: { vscode: string } } = JSON.parse(
      readFileSync("node_modules/vscode-languageclient/package.json", "utf8"),
    );
    expect(readManifest()).toMatchObject({ version: own.version, engines: client.engines });
  });

  it("is the same bytes for the same sources", async () => {
    expect(packArchive(readManifest(), await extensionFiles())).toEqual(archive);
  });

  it("brings a command and a server that work outside of the project", async () => {
    const command = join(folder, "ctk.mjs");
    const plan = join(folder, "plan.ctk");
    mkdirSync(join(folder, "parts"));
    for (const [path, content] of Object.entries(files).filter(([name]) => name.endsWith(".mjs"))) {
      writeFileSync(join(folder, path.slice("extension/".length)), content);
    }
    writeFileSync(plan, readFileSync("examples/btc-trend.ctk"));
    const { status, stderr } = spawnSync(process.execPath, [command, "check", plan], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const editor = await startEditor(folder, [command]);
    expect(editor.initialised.serverInfo?.name).toBe("ctk");
    expect(await editor.leave()).toBe(0);
    expect(editor.errors()).toBe("");
  });

  it("has an entry that the editor can load, which exports what it calls", () => {
    const script = join(folder, "load.cjs");
    writeFileSync(join(folder, "extension.js"), files["extension/extension.js"] ?? "");
    writeFileSync(
      script,
      `const Module = require("node:module");
const api = () => new Proxy(class {}, { get: (target, key) => (key === "prototype" ? target.prototype : api()), apply: () => api() });
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? api() : load(name, ...rest));
console.log(Object.keys(require("./extension.js")).sort().join());`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "activate,deactivate\n", stderr: "" });
  });
});

describe("snippets", () => {
  it("are those that completion offers", () => {
    const inFile = new Set(
      Object.values<{ body: string[] }>(JSON.parse(snippetFile())).map(({ body }) => body.join("\n")),
    );
    const offered = (text: string): readonly string[] =>
      completionsAt(analyseText(text), text.length)
        .items.filter((item: Completion) => item.kind === "snippet")
        .map(({ insert }) => insert);
    const all = [
      ...offered(""),
      ...offered("strategy S trades m every 1h { "),
      ...offered("strategy S trades m every 1h { enter long { "),
    ];
    expect(all).toHaveLength(snippets.length);
    expect(all.filter((body) => !inFile.has(body))).toEqual([]);
  });
});
