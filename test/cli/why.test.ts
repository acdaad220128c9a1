import { describe, expect, it } from "vitest";
import { z } from "zod";
import { run } from "./test-io.ts";

const turtle = ["why", "examples/turtle.ctk", "-d", "examples/data/binance_btcusdc_1d.csv.gz"];

describe("ctk why", () => {
  it("says of every rule what it was at a bar", async () => {
    const { code, out, err } = await run([...turtle, "--at", "2024-11-08"]);
    expect(err()).toBe("");
    expect(code).toBe(0);
    expect(out()).toBe(`Turtle on BTC/USDC, decided at 2024-11-09 (bar 312)
close 76571.77; long 0.21746 from 75725.63 held for 1 bar; equity 110137.4,
cash 93486.13

enter long (line 30) not asked: a long position is open
  ✗ close > ceiling                   false    close = 76571.77,
                                               ceiling = 76969.08

add long (line 35) did not fire
  ✗ close > last_fill + 0.5 * n       false    close = 76571.77,
                                               last_fill + 0.5 * n = 76989.86,
                                               last_fill = 75725.63, n = 2528.47

exit long (line 39) did not fire
  ✗ close < floor                     false    close = 76571.77,
                                               floor = 66787.99
`);
  });

  it("shows one rule where one is named, by its words or its id", async () => {
    const byWords = await run([...turtle, "--at", "2024-11-06", "--rule", "enter long"]);
    const byId = await run([...turtle, "--at", "2024-11-06", "--rule", "enter_long_1"]);
    expect(byWords.out()).toBe(byId.out());
    expect(byWords.out()).toContain("enter long (line 30) fired\n");
    expect(byWords.out()).toContain("intent: buy");
    expect(byWords.out()).not.toContain("exit long");
  });

  it("gives the readings as data", async () => {
    const { out } = await run([...turtle, "--at", "2024-11-08", "--json"]);
    const rule = z.object({ ruleId: z.string(), status: z.string() });
    const step = z.object({ bar: z.number(), facts: z.object({ side: z.string() }), rules: z.array(rule) });
    const parsed = z
      .object({ schema: z.literal("ctk.why/1"), steps: z.array(step) })
      .parse(JSON.parse(out()));
    expect(parsed.steps).toMatchObject([
      {
        bar: 312,
        facts: { side: "long" },
        rules: [{ status: "idle" }, { status: "false" }, { status: "false" }],
      },
    ]);
  });

  it("has nothing to say where there is no bar", async () => {
    const { code, err } = await run([...turtle, "--at", "2031-01-01"]);
    expect(code).toBe(2);
    expect(err()).toContain("there is no bar at 2031-01-01");
    expect(err()).toContain("2024-01-01 to 2025-11-20");
  });

  it("names the rules that there are", async () => {
    const { code, err } = await run([...turtle, "--at", "2024-11-08", "--rule", "enter_lnog_1"]);
    expect(code).toBe(2);
    expect(err()).toContain("Did you mean enter_long_1?");
  });
});
