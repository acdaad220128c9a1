import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain, renderCard } from "../../../compiler/index.ts";
import { compileText } from "../example-files.ts";

const cardOf = (path: string) => {
  const { plan, tables, sources } = compileText(readFileSync(path, "utf8"));
  if (plan === undefined) throw new Error(`${path} does not compile`);
  return explain(plan, tables, sources);
};

describe("the plan card", () => {
  it.each(readdirSync("examples").filter((name) => name.endsWith(".ctk")))(
    "of %s fits into 80 columns",
    (name) => {
      const lines = renderCard(cardOf(`examples/${name}`)).split("\n");
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    },
  );

  it("has every rule with the bar from which it is armed", () => {
    const [trend] = cardOf("examples/btc-trend.ctk").strategies;
    expect(trend?.rules.map(({ id, armed }) => [id, armed])).toEqual([
      ["enter_long_1", 119],
      ["exit_long_1", 48],
    ]);
    expect(trend?.armed.worst).toBe(200);
  });

  it("says what each run starts with, and what each limit has to fear", () => {
    const [session] = cardOf("examples/btc-trend.ctk").sessions;
    expect(session?.runs).toEqual([
      { id: "Trend", equity: 30_000, currency: "USDC" },
      { id: "Bounce", equity: 20_000, currency: "USDC" },
    ]);
    expect(session?.limits.map(({ limit, verdict }) => [limit, verdict])).toEqual([
      ["order notional", "possible"],
      ["drawdown", "watched"],
    ]);
  });

  it("lists order types by route, protection included", () => {
    const [turtle] = cardOf("examples/turtle.ctk").strategies;
    expect(turtle?.orders).toEqual([{ route: "spot", types: ["market", "stop"] }]);
    expect(turtle?.intents).toMatchObject({ perBar: 3, units: 4, protective: 4 });
  });
});
