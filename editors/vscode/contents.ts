import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { snippets, snippetText } from "../../compiler/index.ts";

/** The project's folder. */
const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the manifest of the extension says of it. */
export interface Manifest {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly publisher: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
}

/** The extension's manifest. */
export function readManifest(): Manifest {
  return JSON.parse(read("editors/vscode/manifest.json"));
}

function read(path: string): string {
  return readFileSync(`${root}${path}`, "utf8");
}

/** The snippets that completion offers, as files of editors have them. */
export function snippetFile(): string {
  const entries = snippets.map((snippet) => [
    snippet.name,
    { prefix: snippet.word, description: snippet.doc, body: snippetText(snippet).split("\n") },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/**
 * Every file of the extension by its path. The colours come from the grammar and the snippets from the compiler, so that
 * there is no copy that could fall behind.
 */
export async function extensionFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const texts: readonly (readonly [string, string])[] = [
    ["package.json", read("editors/vscode/manifest.json")],
    ["language-configuration.json", read("editors/vscode/language-configuration.json")],
    ["ctk.tmLanguage.json", read("grammar/generated/ctk.tmLanguage.json")],
    ["snippets.json", snippetFile()],
    ["readme.md", read("editors/vscode/README.md")],
    ["changelog.md", read("CHANGELOG.md")],
  ];
  return new Map([
    ...texts.map(([path, text]): [string, Uint8Array] => [path, new TextEncoder().encode(text)]),
    ...(await bundle("editors/vscode/extension.ts", "extension", { format: "cjs", external: ["vscode"] })),
    // In parts, as the command is shipped: a TypeScript compiler, which is not inside, is asked for by one of them.
    ...(await bundle("cli/bin.ts", "ctk", {
      format: "esm",
      external: ["ts-morph"],
      splitting: true,
      chunkNames: "parts/[name]-[hash]",
      outExtension: { ".js": ".mjs" },
      // Bundled CommonJS packages ask for node's own modules by `require`.
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    })),
  ]);
}

/** The files of a bundle by their paths in the extension. */
async function bundle(
  entry: string,
  name: string,
  options: BuildOptions,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const folder = join(root, "dist");
  const { outputFiles } = await build({
    entryPoints: { [name]: join(root, entry) },
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node20",
    logLevel: "silent",
    tsconfig: join(root, "tsconfig.json"),
    ...options,
  });
  return (outputFiles ?? []).map(({ path, contents }) => [
    relative(folder, path).replaceAll("\\", "/"),
    contents,
  ]);
}
