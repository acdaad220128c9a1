import { describe, expect, it } from "vitest";
import { readText } from "../support/backtest.ts";

const text = readText("runtime/DIVERGENCES.md");
const entries = text.split(/^## /m).slice(1);

const cellOf = (entry: string, row: string): string =>
  new RegExp(`^\\| ${row} +\\| (.*?) *\\|$`, "m").exec(entry)?.[1] ?? "";

describe("the list of differences between modes", () => {
  it("numbers its entries", () => {
    expect(entries.map((entry) => entry.split(":")[0])).toEqual(entries.map((_, index) => `D${index + 1}`));
  });

  it.each(entries.map((entry) => [entry.split("\n")[0] ?? "", entry]))(
    "%s: is complete and held by a test",
    (_, entry) => {
      for (const row of ["area", "modes", "behaviour", "justification"])
        expect(cellOf(entry, row)).not.toBe("");
      const [, file = "", name = ""] = /^`([^`]+)`: (.+)$/.exec(cellOf(entry, "test")) ?? [];
      expect(readText(file)).toContain(name);
    },
  );
});
