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

  it("names the bars beside a gap", async () => {
    const data = ["-d", "examples/data/goog_1d.csv.gz"];
    const { code, err } = await run(["why", "examples/golden-cross.ctk", ...data, "--at", "2011-08-06"]);
    expect([code, err()]).toEqual([
      2,
      "error: there is no bar at 2011-08-06\n  The bars around it open at 2011-08-05 and 2011-08-08.\n",
    ]);
  });

  it("names the rules that there are", async () => {
    const { code, err } = await run([...turtle, "--at", "2024-11-08", "--rule", "enter_lnog_1"]);
    expect(code).toBe(2);
    expect(err()).toContain("Did you mean enter_long_1?");
  });
});

const several = (example: string, ...markets: readonly string[]): readonly string[] => [
  "why",
  `examples/${example}.ctk`,
  ...markets.flatMap((market) => ["--data", `${market}=examples/data/${market}btc_5m_201801.csv.gz`]),
];

describe("ctk why about holdings", () => {
  const rotation = several("rotation", "eth", "ltc", "ada");

  it("says what each market has and should have, and what it was chosen by", async () => {
    const { out, err } = await run([...rotation, "--at", "2018-01-20T23:59"]);
    expect(err()).toBe("");
    expect(out()).toBe(`Rotation, decided at 2018-01-21
equity 10.06348, cash 2.016206

hold every 6h (line 27) fired
  ✓ drift > 3%                        true     drift = 0.400552

  80% top count of alts by roc(close, back)
    market   ranked by
    ETH/BTC  0.3441003  chosen
    LTC/BTC  -1.436266  chosen
    ADA/BTC  -2.119392  not chosen

  market      has  should have   drift  order
  ETH/BTC   0.00%       40.00%  40.00%  buy 44.52865869 at market
  LTC/BTC  39.91%       40.00%   0.09%  buy 0.55046912 at market
  ADA/BTC  40.06%        0.00%  40.06%  sell 72734.50350224 at market
`);
  });

  it("says why nothing is traded", async () => {
    const still = await run([...rotation, "--at", "2018-01-13T05:55"]);
    expect(still.out()).toContain("hold every 6h (line 27) did not fire\n");
    expect(still.out()).toContain("✗ drift > 3%");
    const between = await run([...rotation, "--at", "2018-01-13T06:25"]);
    expect(between.out()).toContain("not asked: its schedule has no instant here\n");
    const early = await run([...rotation, "--at", "2018-01-10T05:59"]);
    expect(early.out()).toContain("not armed yet: no market has enough history yet\n");
    expect(early.out()).toContain("LTC/BTC  not enough history yet\n");
  });

  it("reads the rebalancing of a combo, and tells its exits from each other", async () => {
    const { out } = await run([...several("pairs", "eth", "ltc"), "--at", "2018-01-20T23:59"]);
    expect(out()).toContain("exit dear (line 37) not asked: not open for 3d yet\n");
    expect(out()).toContain(`rebalance dear (line 38) did not fire
  ✗ drift > 1%                        false    drift = 0.003234377
`);
    expect(out()).toContain("rebalance cheap (line 38) not asked: the combo is not open\n");
  });

  it("gives holdings as data, and one where it is named", async () => {
    const market = z.object({ market: z.string(), weight: z.number(), intents: z.array(z.unknown()) });
    const report = z.object({
      holdings: z.array(z.object({ ruleId: z.string(), status: z.string(), markets: z.array(market) })),
    });
    const at = ["--at", "2018-01-20T23:59", "--rule", "hold", "--json"];
    const { out } = await run([...rotation, ...at]);
    expect(report.parse(JSON.parse(out())).holdings).toMatchObject([
      {
        ruleId: "hold",
        status: "fired",
        markets: [{ weight: 0.4 }, { weight: 0.4 }, { weight: 0, intents: [{}] }],
      },
    ]);
  });
});
