import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { packArchive } from "./archive.ts";
import { extensionFiles, readManifest } from "./contents.ts";

/**
 * Builds the extension: `npm run vsix` writes `dist/editors/ctk.vsix`, and its files unpacked beside it, which an editor can
 * be pointed at while the extension is worked on.
 */
const folder = fileURLToPath(new URL("../../dist/editors/", import.meta.url));
const files = await extensionFiles();
const archive = packArchive(readManifest(), files);
for (const [path, content] of [...files].map(([name, bytes]) => [`vscode/${name}`, bytes] as const)) {
  write(path, content);
}
write("ctk.vsix", archive);
console.log(`dist/editors/ctk.vsix, ${(archive.length / 1024).toFixed(0)} kB`);

function write(path: string, content: Uint8Array): void {
  mkdirSync(dirname(`${folder}${path}`), { recursive: true });
  writeFileSync(`${folder}${path}`, content);
}
