import { describe, expect, it } from "vitest";
import { z } from "zod";
import { main } from "../../cli/main.ts";
import { examples, planPath } from "../support/examples.ts";
import { createWorld, run } from "./test-io.ts";

const strategy = `market btc = "BTC/USDT" at binance

strategy Rise trades btc every 1h {
  enter long when close > close[1] {
    size 2 BTC
    stop 5 USDT below entry
  }
  exit long when close < close[1]
}
`;

const scenario = (title: string, expectation: string): string => `
scenario "${title}" for Rise {
  start 2024-01-01T00:00Z with 10_000 USDT
  candles btc every 1h close [100, 101, 102, 101]
  ${expectation}
}
`;

const good = scenario("buys", "expect at bar 1 enter long");
const bad = scenario("sells", "expect at bar 1 exit long");

const inPlans = (files: Readonly<Record<string, string>>) => ({ cwd: "/plans", files });

describe("ctk test", () => {
  it("passes on every example with tests", async () => {
    const files = examples.map(planPath);
    const { code, out, err } = await run(["test", ...files]);
    expect(err()).toBe("");
    expect(out()).not.toContain("✗");
    expect(out()).toMatch(/\n\d+ passed in \d+ plans\n$/);
    expect(code).toBe(0);
  });

  it("fails when an expectation is not met, and says where", async () => {
    const { code, out } = await run(["test", "p.ctk"], inPlans({ "p.ctk": strategy + good + bad }));
    expect(code).toBe(1);
    expect(out()).toContain("✓ buys  1 expectation\n");
    expect(out()).toContain("✗ sells  1 of 1 expectation failed\n");
    expect(out()).toContain("p.ctk:20:3");
    expect(out().endsWith("1 passed, 1 failed\n")).toBe(true);
  });

  it("runs the tests that are asked for", async () => {
    const { code, out } = await run(
      ["test", "p.ctk", "--filter", "BUY"],
      inPlans({ "p.ctk": strategy + good + bad }),
    );
    expect(code).toBe(0);
    expect(out()).toMatch(/1 passed, 1 left out\n$/);
  });

  it("fails where a filter leaves out every test, and says so", async () => {
    const plan = inPlans({ "p.ctk": strategy + good + bad, "none.ctk": strategy });
    const { code, out, err } = await run(["test", "p.ctk", "none.ctk", "--filter", "hodl"], plan);
    expect(code).toBe(2);
    expect(out()).toContain("2 left out");
    expect(err()).toContain('no test has "hodl" in its title');
    expect(err()).toContain("Without --filter there would be 2 tests.");
    const none = await run(["test", "none.ctk", "--filter", "hodl"], plan);
    expect([none.code, none.err()]).toEqual([2, expect.stringContaining("The plans have no tests.")]);
    expect((await run(["test", "p.ctk", "none.ctk", "--filter", "buys"], plan)).code).toBe(0);
  });

  it("keeps every line within the screen, however long a title is", async () => {
    const title = `buys ${"when the close is above the one before ".repeat(3)}`.trim();
    const check = `check "${title}" for Rise over 5 walks always close > 0 USDT\n`;
    const text = strategy + scenario(title, "expect at bar 1 enter long") + check;
    const { code, out } = await run(["test", "p.ctk"], inPlans({ "p.ctk": text }));
    expect(code).toBe(0);
    expect(
      Math.max(
        ...out()
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
    expect(out().replace(/\s+/g, " ")).toContain(`✓ ${title} 1 expectation ✓ ${title} held at`);
  });

  it("fails on a plan that does not compile, and tests the others", async () => {
    const { code, out, err } = await run(
      ["test", "a.ctk", "b.ctk"],
      inPlans({ "a.ctk": "strategy", "b.ctk": strategy + good }),
    );
    expect(code).toBe(1);
    expect(err()).toContain("CTK1001");
    expect(out()).toContain("1 passed\n");
  });

  it("says that there are no tests", async () => {
    const { code, out } = await run(["test", "p.ctk"], inPlans({ "p.ctk": strategy }));
    expect(code).toBe(0);
    expect(out()).toContain("no tests");
  });

  it("tests strategies of imported files, and leaves the tests of those files to them", async () => {
    const { code, out } = await run(
      ["test", "tests.ctk"],
      inPlans({
        "rise.ctk": strategy + bad,
        "tests.ctk": `import { Rise } from "./rise.ctk"\n${good}`,
      }),
    );
    expect(out()).toContain("1 passed\n");
    expect(code).toBe(0);
  });

  it("reads candles beside the plan, and data of the command for checks", async () => {
    const csv =
      "time,open,high,low,close,volume\n2024-01-01T00:00:00Z,100,100,100,100,1\n2024-01-01T01:00:00Z,100,101,100,101,1\n2024-01-01T02:00:00Z,101,102,101,102,1\n";
    const text = `${strategy}
scenario "recorded" for Rise {
  start 2024-01-01T00:00Z
  candles btc every 1h from "data/btc.csv" bars 0..1
  expect at bar 1 enter long
}

check "cheap" for Rise over 0 walks always close < 102 USDT
`;
    const files = { "sub/p.ctk": text, "sub/data/btc.csv": csv };
    const { code, out } = await run(["test", "sub/p.ctk", "--data", "btc=sub/data/btc.csv"], inPlans(files));
    expect(code).toBe(1);
    expect(out()).toContain("✓ recorded");
    expect(out()).toContain("recorded bars of /plans/sub/data/btc.csv: this is false at bar 2");
  });

  it("refuses data for a market that the plan does not have", async () => {
    const { code, err } = await run(
      ["test", "p.ctk", "--data", "btd=x.csv"],
      inPlans({ "p.ctk": strategy + good }),
    );
    expect(code).toBe(2);
    expect(err()).toContain("no market btd in p.ctk");
    expect(err()).toContain("Did you mean btc?");
  });

  it("prints which rules fired, and which never did", async () => {
    const { out } = await run(["test", "p.ctk", "--coverage"], inPlans({ "p.ctk": strategy + good }));
    expect(out()).toContain("rule                                    fired  stop");
    expect(out()).toContain("Rise: enter long when close > close[1]      1     0");
    const filtered = await run(
      ["test", "p.ctk", "--coverage", "--filter", "x"],
      inPlans({ "p.ctk": strategy + good }),
    );
    expect(filtered.out()).toContain(
      "never fired:\n  Rise.enter_long_1 (line 4)\n  Rise.exit_long_1 (line 8)\n",
    );
  });

  it("gives the same as data", async () => {
    const { code, out } = await run(["test", "p.ctk", "--json"], inPlans({ "p.ctk": strategy + good + bad }));
    expect(code).toBe(1);
    const failure = z.object({
      bar: z.number(),
      message: z.string(),
      rules: z.array(z.object({ ruleId: z.string(), status: z.string() })),
    });
    const schema = z.object({
      schema: z.literal("ctk.test/1"),
      files: z.array(
        z.object({
          file: z.string(),
          scenarios: z.array(
            z.object({ title: z.string(), passed: z.boolean(), failures: z.array(failure) }),
          ),
          coverage: z.object({ strategies: z.array(z.unknown()) }),
        }),
      ),
    });
    const [file] = schema.parse(JSON.parse(out())).files;
    expect(file?.scenarios).toMatchObject([
      { title: "buys", passed: true, failures: [] },
      {
        title: "sells",
        passed: false,
        failures: [
          { bar: 1, message: "bar 1 has no `exit long`", rules: [{ ruleId: "exit_long_1", status: "idle" }] },
        ],
      },
    ]);
  });

  it("tests again after a change of the plan or of what it imports", async () => {
    const files = { "rise.ctk": strategy, "tests.ctk": `import { Rise } from "./rise.ctk"\n${good}` };
    const world = createWorld(inPlans(files));
    const done = main(["test", "tests.ctk", "--watch"], world.io);
    await until(() => world.watched().length > 0);
    expect([...world.watched()].sort()).toEqual(["/plans/rise.ctk", "/plans/tests.ctk"]);
    world.files.set(
      "/plans/rise.ctk",
      strategy
        .replace("close > close[1]", "close < close[1]")
        .replace("exit long when close <", "exit long when close >"),
    );
    world.change();
    expect(world.out()).toContain("✗ buys");
    world.interrupt();
    expect(await done).toBe(0);
  });
});

/** Waits for what the command does between its imports. */
const until = async (isDone: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 10_000 && !isDone(); turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};
