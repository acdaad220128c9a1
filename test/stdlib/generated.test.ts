import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { renderPointwiseKernels } from "../../stdlib/generation/pointwise-kernels.ts";
import { renderReference, replaceBetweenMarkers } from "../../stdlib/generation/reference.ts";
import { renderSources } from "../../stdlib/generation/sources.ts";
import { describeComposites, functions, librarySources, qualifiedName } from "../../stdlib/index.ts";

const folder = fileURLToPath(new URL("../../stdlib/", import.meta.url));
const read = (path: string): string => readFileSync(`${folder}${path}`, "utf8");
const ctkFiles = readdirSync(`${folder}composites`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ctk"))
  .sort();

it("the generated files are as the generator writes them", () => {
  expect(read("kernels/generated/pointwise.ts")).toBe(renderPointwiseKernels());
  expect(read("generated/sources.ts")).toBe(
    renderSources(ctkFiles.map((name) => ({ name, text: read(`composites/${name}`) }))),
  );
  expect(read("README.md")).toBe(replaceBetweenMarkers(read("README.md"), renderReference(librarySources)));
});

it("the embedded sources are the .ctk files", () => {
  expect([...librarySources.keys()]).toStrictEqual(ctkFiles);
  for (const [name, text] of librarySources) expect(text).toBe(read(`composites/${name}`));
});

it("text that a template literal would change survives embedding", () => {
  const placeholder = ["$", "{c}"].join("");
  const awkward = `a \`b\` ${placeholder} \\n \\`;
  const embedded = renderSources([{ name: "x.ctk", text: awkward }]);
  expect(embedded).toContain(`a \\\`b\\\` \\${placeholder} \\\\n \\\\`);
});

it("the README lists every function", () => {
  const readme = read("README.md");
  const names = [...functions.keys(), ...describeComposites().map(qualifiedName)];
  for (const name of names) expect(readme).toContain(`\n#### ${name}\n\n\`${name}(`);
  expect(new Set(names).size).toBe(names.length);
});
