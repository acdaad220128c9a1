import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(`${root}grammar/generated/${name}`, "utf8"));
}

/** The patterns in a highlighting grammar: the texts under these keys, and the first of each Monarch rule. */
function patternsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    const [first] = value;
    const own = typeof first === "string" && value.length > 1 && value.length < 4 ? [first] : [];
    return [...own, ...value.flatMap(patternsOf)];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]: readonly [string, unknown]) =>
    typeof item === "string" ? (/^(?:match|begin|end)$/.test(key) ? [item] : []) : patternsOf(item),
  );
}

describe("what is generated from the grammar", () => {
  it("is what the generator would write", () => {
    const run = (): string =>
      execFileSync(process.execPath, ["--import", "tsx", "grammar/generate.ts", "--check"], {
        cwd: root,
      }).toString();
    expect(run()).toBe("");
  });

  it.each(["monarch.json", "ctk.tmLanguage.json"])("has valid patterns in %s", (name) => {
    const patterns = patternsOf(readJson(name));
    expect(patterns.length).toBeGreaterThan(8);
    for (const pattern of patterns) {
      expect(() => new RegExp(pattern)).not.toThrow();
    }
  });
});
