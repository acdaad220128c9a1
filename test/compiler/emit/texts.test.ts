import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceHash } from "../../../compiler/emit/index.ts";
import { readText } from "../../support/backtest.ts";
import { compilePlan, emit, planPaths } from "../../support/modules.ts";

const targets = ["typescript", "module", "factory"] as const;
const plans = planPaths().map((path) => ({ path, text: readText(path) }));

describe("the text of generated modules", () => {
  it("is what the formatter and the linter would have", () => {
    const folder = mkdtempSync(join(tmpdir(), "ctk-emit-"));
    try {
      mkdirSync(join(folder, "plans"));
      plans.forEach(({ text }, index) => {
        const compilation = compilePlan(text);
        writeFileSync(join(folder, "plans", `${index}.ts`), emit(compilation, "typescript").text);
        writeFileSync(join(folder, "plans", `${index}.js`), emit(compilation, "module").text);
      });
      const { vcs: _, files: __, ...settings } = JSON.parse(readText("biome.json"));
      // One of the plans has names and texts that are hostile on purpose.
      settings.linter.rules.suspicious.noShadowRestrictedNames = "off";
      settings.linter.rules.suspicious.noTemplateCurlyInString = "off";
      writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...settings, $schema: undefined }));
      const biome = resolve("node_modules/.bin/biome");
      execFileSync(biome, ["check", "--error-on-warnings", "plans"], {
        cwd: folder,
        stdio: "pipe",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(plans)("of $path has no casts and no `any`, and imports what it uses", ({ text }) => {
    const { text: written } = emit(compilePlan(text), "typescript");
    const code = written.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, "''");
    expect(code).not.toMatch(/\bany\b|\bas (?!std\b)|!\.|!;|!\)/);
    const head = code.slice(0, code.indexOf("\n\n", code.indexOf("import")));
    const names = [...head.matchAll(/\b(?:type )?(\w+)(?=[,\s]*(?:}|,|\n)| from)/g)].map(([, name]) => name);
    for (const name of names.filter((item) => item !== "import" && item !== "from")) {
      expect(code.slice(head.length), name).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  it("is the same in every process, time zone and language", () => {
    const script = `
      import { emit, compilePlan, planPaths } from "${resolve("test/support/modules.ts")}";
      import { readText } from "${resolve("test/support/backtest.ts")}";
      import { sourceHash } from "${resolve("compiler/emit/index.ts")}";
      const pieces = planPaths().flatMap((path) => {
        const compilation = compilePlan(readText(path));
        return ["typescript", "module", "factory"].map((target) => Object.values(emit(compilation, target)).join());
      });
      console.log(sourceHash(pieces.join()));`;
    const folder = mkdtempSync(join(tmpdir(), "ctk-emit-"));
    const file = join(folder, "hash.mts");
    writeFileSync(file, script);
    try {
      const env = { ...process.env, TZ: "Pacific/Apia", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
      const output = execFileSync(process.execPath, ["--import", "tsx", file], { env, encoding: "utf8" });
      const here = plans.flatMap(({ text }) => {
        const compilation = compilePlan(text);
        return targets.map((target) => Object.values(emit(compilation, target)).join());
      });
      expect(output.trim()).toBe(sourceHash(here.join()));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
