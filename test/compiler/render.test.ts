import { describe, expect, it } from "vitest";
import { type Diagnostic, renderDiagnostic, toJson } from "../../compiler/index.ts";
import { createSourceFile } from "../../compiler/source/index.ts";

function diagnostic(start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: "CTK2001",
    slug: "unknown-name",
    severity: "error",
    message: "something is wrong",
    span: { source: 0, start, end },
    label: "",
    labels: [],
    why: "",
    help: "",
    notes: [],
    fixes: [],
    ...more,
  };
}

function render(text: string, item: Diagnostic, width = 80): readonly string[] {
  return renderDiagnostic(item, [createSourceFile(0, "a.ctk", text)], { width })
    .trimEnd()
    .split("\n");
}

describe("the code frame", () => {
  it("underlines a span and puts the words beside it", () => {
    expect(render("let a = b\n", diagnostic(8, 9, { label: "unknown" }))).toEqual([
      "error[CTK2001]: something is wrong",
      " --> a.ctk:1:9",
      "  |",
      "1 | let a = b",
      "  |         ^ unknown",
      "  |",
    ]);
  });

  it("counts tabs as columns up to the next stop", () => {
    expect(render("\tlet\ta = b", diagnostic(9, 10)).slice(3, 5)).toEqual([
      "1 |     let a = b",
      "  |             ^",
    ]);
  });

  it("counts wide characters as two columns", () => {
    expect(render('plot x as "価格" b', diagnostic(15, 16)).slice(3, 5)).toEqual([
      '1 | plot x as "価格" b',
      "  |                  ^",
    ]);
  });

  it("points behind the last character for a span at the end of the file", () => {
    expect(render("enter long\n\n", diagnostic(12, 12)).slice(1, 5)).toEqual([
      " --> a.ctk:3:1",
      "  |",
      "1 | enter long",
      "  |           ^",
    ]);
  });

  it("shows the first and the last line of a span of several", () => {
    expect(render("a {\n  b\n  c\n  d\n}\n", diagnostic(2, 17, { label: "this block" })).slice(3)).toEqual([
      "1 | a {",
      "  |   ^",
      "...",
      "5 | }",
      "  | ^ this block",
      "  |",
    ]);
  });

  it("hangs the words of two places on one line below each other", () => {
    const item = diagnostic(4, 5, {
      label: "this",
      labels: [{ span: { source: 0, start: 0, end: 1 }, text: "that" }],
    });
    expect(render("a = b", item).slice(3)).toEqual([
      "1 | a = b",
      "  | -   ^ this",
      "  | |",
      "  | that",
      "  |",
    ]);
  });

  it("crops long lines around the place and stays within the width", () => {
    const text = `${"x + ".repeat(60)}bad${" + y".repeat(60)}`;
    const lines = render(text, diagnostic(240, 243, { label: "here" }));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const code = lines.find((line) => line.startsWith("1 |")) ?? "";
    const marks = lines.find((line) => line.includes("^^^")) ?? "";
    expect(code.slice(marks.indexOf("^"), marks.indexOf("^") + 3)).toBe("bad");
  });

  it("wraps long explanations with a hanging indent", () => {
    const why = "a fairly long explanation that does not fit into one line of forty columns";
    expect(render("a", diagnostic(0, 1, { why }), 40).slice(-3)).toEqual([
      "why: a fairly long explanation that does",
      "     not fit into one line of forty",
      "     columns",
    ]);
  });

  it("does not print what looks like a secret", () => {
    const lines = render('account "abc123"', diagnostic(8, 16, { slug: "secret-in-file" }));
    expect(lines.join("\n")).not.toContain("abc123");
  });

  it("colours through the palette alone", () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</>`;
    const palette = {
      error: mark("e"),
      warning: mark("w"),
      hint: mark("h"),
      strong: mark("s"),
      faint: mark("f"),
      label: mark("l"),
    };
    const text = renderDiagnostic(diagnostic(0, 1), [createSourceFile(0, "a.ctk", "a")], { palette });
    expect(text.split("\n")[0]).toBe("<e>error[CTK2001]</><s>: something is wrong</>");
  });

  it("resolves places for other programs", () => {
    const list = { items: [diagnostic(4, 5)], omitted: 0, errorCount: 1 };
    const { diagnostics } = toJson(list, [createSourceFile(0, "a.ctk", "a\nb c")]);
    expect(diagnostics[0]?.place).toEqual({
      file: "a.ctk",
      start: { offset: 4, line: 2, column: 3 },
      end: { offset: 5, line: 2, column: 4 },
    });
  });
});
