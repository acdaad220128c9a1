import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { compile, format, translatePine } from "ctk/compiler";
import { describe, expect, it } from "vitest";
import { paintFor } from "../../../cli/palette.ts";
import { importReport } from "../../../cli/plan/import-report.ts";
import { createWorld } from "../../cli/test-io.ts";
import { pineFixtures } from "./fixtures.ts";

const isUpdate = process.env.UPDATE_FIXTURES === "1";

const compare = (file: string, actual: string): void => {
  if (isUpdate) writeFileSync(file, actual);
  expect(actual, file).toBe(existsSync(file) ? readFileSync(file, "utf8") : undefined);
};

const plain = paintFor(createWorld().io, "stdout");

describe("published-looking scripts", () => {
  for (const { name, script, file } of pineFixtures) {
    const translation = translatePine(script);
    it(`${name}: the plan`, () => {
      compare(file("expected.ctk"), translation.kind === "plan" ? translation.text : "");
    });
    it(`${name}: the report, within 80 columns`, () => {
      const report = importReport(translation, `${name}.ctk`, 80, plain);
      compare(file("expected.report"), report);
      expect(Math.max(...report.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    });
    it(`${name}: the plan is laid out and has neither errors nor warnings`, () => {
      const text = translation.kind === "plan" ? translation.text : "";
      expect(format(text)).toEqual({ ok: true, text });
      const { diagnostics } = compile({ entry: { path: "plan.ctk", text } });
      expect(
        diagnostics.items.filter((item) => item.severity !== "hint").map((item) => item.message),
      ).toEqual([]);
    });
    it(`${name}: every line with a statement is accounted for`, () => {
      const told = new Set(translation.findings.map((finding) => finding.line));
      const isStatement = /^\s*(?:[\w[\], ]+?\s*(?::=|=)[^=>]|strategy\b|plot|request\b|hline|bgcolor)/;
      const lines = script.split("\n").flatMap((line, index) => (isStatement.test(line) ? [index + 1] : []));
      const untold = lines
        .filter((line) => !told.has(line))
        .map((line) => script.split("\n")[line - 1]?.trim());
      // Assignments of literals are part of the value that they change; lines of a call go with its first.
      expect(
        untold.filter((line) => !/^(?:float )?\w+ [:+]?= [\w.]+$|^default_qty|^commission/.test(line ?? "")),
      ).toEqual([]);
    });
  }
});
