import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** `UPDATE_FIXTURES=1 npx vitest run <file>` accepts what the stages give now. */
const isUpdate = process.env.UPDATE_FIXTURES === "1";

/** What a stage makes of an input; `undefined` where it makes nothing of it, so that no file is expected. */
export type FixtureStage = (input: string, name: string) => string | undefined;

/**
 * Runs each `test/fixtures/<topic>/<case>/input.ctk` through stages and compares with `expected.<stage>` beside it.
 * A missing file fails, and so does a stale one: an `expected` file of one of the stages that the stage gives nothing
 * for. Files of stages that are not named here belong to other tests.
 */
export function runFixtures(topic: string, stages: Readonly<Record<string, FixtureStage>>): void {
  const folder = fileURLToPath(new URL(`../fixtures/${topic}/`, import.meta.url));
  const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  describe(`fixtures of ${topic}`, () => {
    for (const { name } of cases) {
      const input = readFileSync(`${folder}${name}/input.ctk`, "utf8");
      for (const [stage, run] of Object.entries(stages)) {
        it(`${name}: ${stage}`, () => {
          compare(`${folder}${name}/expected.${stage}`, run(input, name));
        });
      }
    }
  });
}

function compare(file: string, actual: string | undefined): void {
  const expected = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (!isUpdate) {
    expect(actual, file).toBe(expected);
  } else if (actual === undefined) {
    rmSync(file, { force: true });
  } else if (actual !== expected) {
    writeFileSync(file, actual);
  }
}
