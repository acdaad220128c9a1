import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnosticsReference, replaceBetweenMarkers } from "../../compiler/diagnostics/index.ts";
import { renderText } from "../../compiler/index.ts";
import { compileText } from "./example-files.ts";

describe("the reference of diagnostics", () => {
  it("is what the catalogue says", () => {
    const readme = readFileSync(new URL("../../compiler/README.md", import.meta.url), "utf8");
    expect(replaceBetweenMarkers(readme, "diagnostics", diagnosticsReference())).toBe(readme);
  });
});

describe("secrets in a route", () => {
  it.each(["apiKey", "api_key", "secret", "apiSecret", "password"])(
    "%s is refused, and not printed",
    (setting) => {
      const text = `route spot {\n  venue binance\n  ${setting} "hunter2hunter2"\n}\n`;
      const { diagnostics, sources } = compileText(text);
      expect(diagnostics.items.map((item) => item.slug)).toEqual(["secret-in-file"]);
      expect(renderText(diagnostics, sources)).not.toContain("hunter2");
    },
  );
});
