import { describe, expect, it } from "vitest";
import {
  createWorkspace,
  definitionAt,
  diagnosticsOf,
  highlightsAt,
  referencesAt,
  renameAt,
  withEdits,
} from "../../../compiler/index.ts";
import { analysed, library, plan, shown, workspace } from "./workspace.ts";

const inLibrary = (text: string): number => library.indexOf(text);

describe("definition and references", () => {
  it("follows a name through an import and its alias", () => {
    const files = workspace();
    const places = definitionAt(analysed(files, "plans/main.ctk"), plan.indexOf("T(fast"));
    expect(shown(files, places)).toEqual(["lib/trend.ctk:5 Trend"]);
  });

  it("opens the file that an import names", () => {
    const files = workspace();
    const places = definitionAt(analysed(files, "plans/main.ctk"), plan.indexOf("../lib"));
    expect(places).toEqual([{ path: "lib/trend.ctk", range: { start: 0, end: 0 } }]);
  });

  it("has no definition for what the language brings", () => {
    expect(definitionAt(analysed(workspace(), "lib/trend.ctk"), inLibrary("close, fast"))).toEqual([]);
  });

  it("finds a parameter in both files, named arguments included", () => {
    const files = workspace();
    const places = referencesAt(files, "lib/trend.ctk", inLibrary("fast: bars"));
    expect(shown(files, places)).toEqual([
      "lib/trend.ctk:7 fast",
      "lib/trend.ctk:9 fast",
      "lib/trend.ctk:11 fast",
      "plans/main.ctk:5 fast",
    ]);
  });

  it.each([
    ["a market and the slot of its name", "btc =", [1, 5]],
    ["a state of a machine", "armed }\n", [14, 15, 17]],
    ["a captured value", "noise = atr", [20, 22]],
    ["a value that a transition captures", "seen = close", [15, 23]],
  ])("finds %s", (_, text, lines) => {
    const files = workspace();
    const places = referencesAt(files, "lib/trend.ctk", inLibrary(text));
    expect(places.map(({ range }) => library.slice(0, range.start).split("\n").length)).toEqual(lines);
  });

  it("marks the declaration apart from what reads it", () => {
    const marks = highlightsAt(analysed(workspace(), "lib/trend.ctk"), inLibrary("quick = ema"));
    expect(marks.map(({ kind }) => kind)).toEqual(["write", "read", "read", "read"]);
  });
});

describe("rename", () => {
  const renamed = (text: string, newName: string) => {
    const files = workspace();
    const result = renameAt(files, "lib/trend.ctk", inLibrary(text), newName);
    if (!result.ok) throw new Error(result.refusal.reason);
    return files.with(
      result.edits.map(({ path, edits }) => ({ path, text: withEdits(files.textOf(path) ?? "", edits) })),
    );
  };

  it.each([
    ["fast: bars", "short_bars"],
    ["Trend trades", "Follow"],
    ["btc =", "coin"],
    ["spot {", "desk"],
    ["quick = ema", "rapid"],
    ["armed }\n", "ready"],
    ["noise = atr", "range_then"],
    ["seen = close", "level"],
    ["setup {", "phase"],
  ])("of `%s` to %s leaves both files without a new problem", (text, newName) => {
    const files = renamed(text, newName);
    for (const path of files.paths) {
      const problems = diagnosticsOf(analysed(files, path)).filter(({ severity }) => severity === "error");
      expect(problems.map(({ message }) => message)).toEqual([]);
    }
    expect(files.textOf("lib/trend.ctk")).toContain(newName);
  });

  it("keeps the alias of an import, and renames what stands before `as`", () => {
    const files = renamed("Trend trades", "Follow");
    expect(files.textOf("plans/main.ctk")).toContain("import { Follow as T, spot }");
    expect(files.textOf("plans/main.ctk")).toContain("run T(fast = 10)");
  });

  it("of an alias changes the file that has it", () => {
    const result = renameAt(workspace(), "plans/main.ctk", plan.indexOf("T(fast"), "Strategy1");
    expect(result).toMatchObject({ ok: true, edits: [{ path: "plans/main.ctk", edits: [{}, {}] }] });
  });

  it.each([
    ["fast: bars", "slow", "name-taken"],
    ["fast: bars", "quick", "name-taken"],
    ["quick = ema", "close", "not-a-new-name"],
    ["quick = ema", "let", "not-a-new-name"],
    ["quick = ema", "2fast", "not-a-new-name"],
    ["close, fast", "last", "not-declared-here"],
    ["ema(close, fast", "average", "not-declared-here"],
    ["{\n  param", "x", "not-a-name"],
  ])("of `%s` to %s is refused: %s", (text, newName, code) => {
    const result = renameAt(workspace(), "lib/trend.ctk", inLibrary(text), newName);
    expect(result).toMatchObject({ ok: false, refusal: { code } });
  });

  it("refuses a name of a file that is not in the workspace", () => {
    const files = createWorkspace(
      [
        {
          path: "main.ctk",
          text: 'import { Trend } from "trends"\nsession s { capital 1 USDT run Trend }\n',
        },
      ],
      {
        load: () => ({ path: "node_modules/trends.ctk", text: library }),
      },
    );
    const result = renameAt(files, "main.ctk", "import { T".length - 1, "Other");
    expect(result).toMatchObject({ ok: false, refusal: { code: "not-declared-here" } });
  });
});

describe("a workspace", () => {
  it("keeps the analyses that a change does not touch", () => {
    const files = workspace();
    const before = analysed(files, "lib/trend.ctk");
    const importer = analysed(files, "plans/main.ctk");
    const next = files.with([{ path: "plans/main.ctk", text: `${plan}\n` }]);
    expect(analysed(next, "lib/trend.ctk")).toBe(before);
    expect(analysed(next, "plans/main.ctk")).not.toBe(importer);
  });

  it("analyses a file again when what it imports changes, appears or goes", () => {
    const files = workspace();
    const before = analysed(files, "plans/main.ctk");
    const changed = files.with([{ path: "lib/trend.ctk", text: library.replace("12 in", "13 in") }]);
    expect(analysed(changed, "plans/main.ctk")).not.toBe(before);
    const gone = files.with([{ path: "lib/trend.ctk", text: undefined }]);
    expect(diagnosticsOf(analysed(gone, "plans/main.ctk")).map(({ code }) => code)).toContain("CTK2007");
    const back = gone.with([{ path: "lib/trend.ctk", text: library }]);
    expect(diagnosticsOf(analysed(back, "plans/main.ctk"))).toEqual(diagnosticsOf(before));
  });
});
