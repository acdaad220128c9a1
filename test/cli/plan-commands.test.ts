import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "../../cli/main.ts";
import { createWorld, root, run } from "./test-io.ts";

const PLAN = `market goog = "GOOG/USD" at nasdaq

/// Long above the average.
strategy Above trades goog every 1d {
  param length: bars = 20 in 2..200
  let s = sma(close, length)

  enter long when close crosses above s { size 10 GOOG }
  exit long when close crosses below s
}
`;

const BROKEN = PLAN.replace("trades goog", "trades gog");

describe("ctk check", () => {
  it("says that there are no problems", async () => {
    const { code, out, err } = await run(["check", "plan.ctk"], { files: { "plan.ctk": PLAN } });
    expect([code, out(), err()]).toEqual([0, "no problems in 1 file\n", ""]);
  });

  it("prints errors with their place and fails", async () => {
    const { code, out } = await run(["check", "plan.ctk"], { files: { "plan.ctk": BROKEN } });
    expect(code).toBe(1);
    expect(out()).toContain(" --> plan.ctk:4:");
    expect(out()).toContain("did you mean `goog`?");
    expect(
      Math.max(
        ...out()
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it("prints data with --json", async () => {
    const { code, out } = await run(["check", "plan.ctk", "--json"], { files: { "plan.ctk": BROKEN } });
    expect(code).toBe(1);
    expect(JSON.parse(out())).toMatchObject({
      schema: "ctk.check/1",
      files: [{ file: "plan.ctk", diagnostics: [{ severity: "error", place: { start: { line: 4 } } }] }],
    });
  });

  it("counts over several files", async () => {
    const files = { "a.ctk": PLAN, "b.ctk": BROKEN };
    const { code, out } = await run(["check", "a.ctk", "b.ctk"], { files });
    expect(code).toBe(1);
    expect(out()).toContain("1 error, 0 warnings in 2 files");
  });

  it("applies safe fixes with --fix", async () => {
    const text = PLAN.replace("close crosses above s", "close crosses above s && close > s");
    const { code, files, out } = await run(["check", "--fix", "plan.ctk"], { files: { "plan.ctk": text } });
    expect(out()).toContain("1 fix applied");
    expect(files.get(join(root, "plan.ctk"))).toContain("close crosses above s and close > s");
    expect(code).toBe(0);
  });

  it("finds imports beside the file, and in packages", async () => {
    const lines = PLAN.split("\n");
    const main =
      `import { goog } from "./markets.ctk"\nimport { twice } from "pack/fn.ctk"\n${lines.slice(1).join("\n")}`.replace(
        "sma(close, length)",
        "twice(sma(close, length)) / 2",
      );
    const files = {
      "plans/main.ctk": main,
      "plans/markets.ctk": `${lines[0] ?? ""}\n`,
      "node_modules/pack/fn.ctk": "fn twice(x) = x * 2\n",
    };
    const { code, out } = await run(["check", "plans/main.ctk"], { files });
    expect([code, out()]).toEqual([0, "no problems in 1 file\n"]);
  });
});

describe("ctk fmt", () => {
  const untidy = PLAN.replace("  let s", "let   s");

  it("writes the one layout", async () => {
    const { code, files, out } = await run(["fmt", "plan.ctk"], { files: { "plan.ctk": untidy } });
    expect([code, out()]).toEqual([0, "formatted plan.ctk\n"]);
    expect(files.get(join(root, "plan.ctk"))).toBe(PLAN);
  });

  it("only looks with --check", async () => {
    const { code, files } = await run(["fmt", "--check", "plan.ctk"], { files: { "plan.ctk": untidy } });
    expect(code).toBe(1);
    expect(files.get(join(root, "plan.ctk"))).toBe(untidy);
    expect((await run(["fmt", "--check", "plan.ctk"], { files: { "plan.ctk": PLAN } })).code).toBe(0);
  });

  it("leaves a file alone that does not parse", async () => {
    const { code, files, err } = await run(["fmt", "plan.ctk"], { files: { "plan.ctk": "strategy {" } });
    expect(code).toBe(1);
    expect(err()).toBe("error: plan.ctk does not parse\n  ctk check plan.ctk says where.\n");
    expect(files.get(join(root, "plan.ctk"))).toBe("strategy {");
  });
});

describe("ctk compile", () => {
  it("writes a module and its map beside the plan", async () => {
    const { code, files, out } = await run(["compile", "plan.ctk"], { files: { "plan.ctk": PLAN } });
    expect([code, out()]).toEqual([0, "wrote plan.ts\n"]);
    const text = String(files.get(join(root, "plan.ts")));
    expect(text).toContain("export const Above = strategy({");
    expect(text.trimEnd().endsWith("//# sourceMappingURL=plan.ts.map")).toBe(true);
    const map: unknown = JSON.parse(String(files.get(join(root, "plan.ts.map"))));
    expect(map).toMatchObject({ version: 3, file: "plan.ts", sources: ["plan.ctk"] });
  });

  it("does not load a TypeScript compiler with --no-typecheck, and writes the same", async () => {
    const files = { "plan.ctk": PLAN };
    const checked = await run(["compile", "plan.ctk"], { files });
    const unchecked = await run(["compile", "plan.ctk", "--no-typecheck"], { files });
    expect(unchecked.code).toBe(0);
    expect([...unchecked.files]).toEqual([...checked.files]);
  });

  it("says in the map where the plan is, as seen from the module", async () => {
    const { files } = await run(["compile", "plans/plan.ctk", "-o", "out", "--no-typecheck"], {
      files: { "plans/plan.ctk": PLAN },
    });
    const map: unknown = JSON.parse(String(files.get(join(root, "out/plan.ts.map"))));
    expect(map).toMatchObject({ sourceRoot: "../plans", sources: ["plan.ctk"] });
  });

  it("writes JavaScript too, and to another folder", async () => {
    const { files } = await run(["compile", "plan.ctk", "--js", "-o", "out"], {
      files: { "plan.ctk": PLAN },
    });
    const names = [...files.keys()]
      .filter((path) => path.includes("/out/"))
      .map((path) => path.slice(path.indexOf("/out/")));
    expect(names.sort()).toEqual(["/out/plan.js", "/out/plan.js.map", "/out/plan.ts", "/out/plan.ts.map"]);
    expect(JSON.parse(String(files.get(join(root, "out/plan.ts.map"))))).toMatchObject({ sourceRoot: ".." });
  });

  it("compiles the other files when one has errors", async () => {
    const { code, files, err } = await run(["compile", "b.ctk", "a.ctk"], {
      files: { "a.ctk": PLAN, "b.ctk": BROKEN },
    });
    expect(code).toBe(1);
    expect(err()).toContain("did you mean `goog`?");
    expect(files.has(join(root, "a.ts"))).toBe(true);
    expect(files.has(join(root, "b.ts"))).toBe(false);
  });

  it("refuses other files, and files that would overwrite each other", async () => {
    expect((await run(["compile", "plan.txt"])).code).toBe(2);
    const files = { "a/plan.ctk": PLAN, "b/plan.ctk": PLAN };
    const result = await run(["compile", "a/plan.ctk", "b/plan.ctk", "-o", "out"], { files });
    expect(result.code).toBe(2);
    expect(result.err()).toContain("would both be written to");
  });

  it("compiles again after a change, until it is interrupted", async () => {
    const world = createWorld({ files: { "plan.ctk": PLAN } });
    const finished = main(["compile", "plan.ctk", "--watch"], world.io);
    await expect.poll(() => world.watched()).toEqual([join(root, "plan.ctk")]);
    world.files.set(join(root, "plan.ctk"), BROKEN);
    world.change();
    expect(world.err()).toContain("did you mean `goog`?");
    world.files.set(join(root, "plan.ctk"), PLAN.replace("= 20", "= 30"));
    world.change();
    expect(String(world.files.get(join(root, "plan.ts")))).toContain("default(30)");
    world.interrupt();
    expect(await finished).toBe(0);
    expect(world.watched()).toEqual([]);
  });
});

describe("ctk explain", () => {
  it("says what the plan does", async () => {
    const { code, out } = await run(["explain", "plan.ctk"], { files: { "plan.ctk": PLAN } });
    expect(code).toBe(0);
    expect(out()).toContain("Above, on goog\n==============\nLong above the average.");
    expect(out()).toContain("\nenter long 1, armed from bar ");
  });

  it("knows the names of the strategies", async () => {
    const { code, err } = await run(["explain", "plan.ctk", "-s", "Abov"], { files: { "plan.ctk": PLAN } });
    expect(code).toBe(2);
    expect(err()).toBe("error: no strategy Abov in plan.ctk\n  Did you mean Above?\n");
  });
});

describe("the command itself", () => {
  it("has a version and help", async () => {
    expect((await run(["--version"])).out()).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await run(["help", "backtest"]);
    expect(help.code).toBe(0);
    expect(help.out()).toContain("--data <market=file>");
    expect(
      Math.max(
        ...help
          .out()
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it("says what was meant", async () => {
    const { code, err } = await run(["bactest"]);
    expect(code).toBe(2);
    expect(err()).toContain("Did you mean backtest?");
    const option = await run(["check", "--jsn", "x"]);
    expect([option.code, option.err()]).toEqual([
      2,
      "error: unknown option '--jsn'\n  Did you mean --json?\n  ctk help check lists what it takes.\n",
    ]);
    expect((await run(["check"])).code).toBe(2);
  });

  it("does not print how options are kept", async () => {
    expect((await run(["help", "why"])).out()).not.toContain("[]");
  });

  it("has no help for a command that there is not", async () => {
    const { code, out, err } = await run(["help", "bactest"]);
    expect([code, out()]).toEqual([2, ""]);
    expect(err()).toBe("error: unknown command 'bactest'\n  Did you mean backtest?\n");
    expect((await run(["help"])).out()).toContain("backtest [options] <file>");
  });

  it.each([
    ["check", "plan"],
    ["fmt", "plan"],
    ["explain", "plan"],
    ["import", "script"],
  ])("%s refuses a file that is no text", async (command, what) => {
    const files = { "plan.ctk": new Uint8Array([0x1f, 0x8b, 0x08, 0x00]) };
    const { code, err } = await run([command, "plan.ctk"], { files });
    expect([code, err()]).toEqual([2, `error: ${what} plan.ctk: this is not a text file\n`]);
  });

  it("names a file that is not there", async () => {
    const { code, err } = await run(["check", "nowhere.ctk"]);
    expect([code, err()]).toEqual([2, "error: plan nowhere.ctk: there is no such file\n"]);
  });

  it("apologises for its own faults in one line", async () => {
    const world = createWorld({ files: { "plan.ctk": PLAN } });
    const io = {
      ...world.io,
      stdout: {
        ...world.io.stdout,
        write: () => {
          throw new Error("boom");
        },
      },
    };
    expect(await main(["check", "plan.ctk"], io)).toBe(70);
    expect(world.err()).toContain("that is a bug of ctk (CTK9001): boom\n");
    expect(world.err()).not.toContain("    at ");
    expect(await main(["check", "plan.ctk"], { ...io, environment: { CTK_DEBUG: "1" } })).toBe(70);
    expect(world.err()).toContain("    at ");
  });

  it("uses colours on terminals only, and never against NO_COLOR", async () => {
    const files = { "plan.ctk": PLAN };
    const out = async (options: object) => (await run(["check", "plan.ctk"], { files, ...options })).out();
    expect(await out({ isTerminal: true })).toContain("\u001b[32m");
    expect(await out({ isTerminal: true, environment: { NO_COLOR: "1" } })).not.toContain("\u001b");
    expect(await out({ environment: { FORCE_COLOR: "1" } })).toContain("\u001b[32m");
  });
});
