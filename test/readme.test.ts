import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { main } from "../cli/main.ts";
import { compile } from "../compiler/index.ts";
import { createWorld, root } from "./cli/test-io.ts";

const readmes = [
  "README.md",
  "grammar/LANGUAGE.md",
  ...["grammar", "compiler", "stdlib", "runtime", "cli", "editors", "examples"].map(
    (name) => `${name}/README.md`,
  ),
];

/** Fenced blocks of one language in a text. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, name, body]) =>
    name === language && body !== undefined ? [body] : [],
  );

const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");

describe("README", () => {
  it.each(readmes)("every ctk block of %s compiles", (path) => {
    for (const text of blocks(read(path), "ctk")) {
      const { diagnostics, plan } = compile({ entry: { path, text } });
      expect(
        diagnostics.items.filter(({ severity }) => severity === "error").map(({ message }) => message),
      ).toEqual([]);
      expect(plan).toBeDefined();
    }
  });

  it("shows the output that its strategy has", async () => {
    const [plan = ""] = blocks(read("README.md"), "ctk");
    const [output = ""] = blocks(read("README.md"), "text");
    const world = createWorld({ files: { "trend.ctk": plan } });
    const command = [
      "backtest",
      "trend.ctk",
      "--data",
      "goog=examples/data/goog_1d.csv.gz",
      "--fee",
      "0.001",
    ];
    expect(await main(command, world.io)).toBe(0);
    expect(world.out().trim()).toBe(output.trim());
  });
});
