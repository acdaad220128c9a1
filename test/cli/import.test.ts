import { describe, expect, it } from "vitest";
import { scriptOf } from "../compiler/pine/fixtures.ts";
import { run } from "./test-io.ts";

const cwd = "/desk";
const files = (name: string): Record<string, string> => ({ "turtle.pine": scriptOf(name) });

describe("ctk import", () => {
  it("writes the plan beside the script and reports what became of its lines", async () => {
    const result = await run(["import", "turtle.pine"], { cwd, files: files("ema-atr") });
    expect(result.code).toBe(0);
    expect(result.files.get("/desk/turtle.ctk")).toContain(
      "strategy EmaCrossAtrStop trades btc via paper every 1h {",
    );
    expect(result.out()).toContain("EMA Cross + ATR Stop (Pine Script 5) as turtle.ctk");
    expect(result.out()).toContain("Left out, without effect on trades");
  });

  it("writes a plan that `ctk check` accepts, for the market, venue and clock that it is told", async () => {
    const options = ["--market", "GOOG/USD", "--venue", "nasdaq", "--every", "D", "--out", "plans/goog.ctk"];
    const result = await run(["import", "turtle.pine", ...options], { cwd, files: files("toggles") });
    expect(result.code).toBe(0);
    const plan = String(result.files.get("/desk/plans/goog.ctk"));
    expect(plan).toContain('market goog = "GOOG/USD" at nasdaq');
    expect(plan).toContain("every 1d {");
    expect(plan).toContain("capital 10_000 USD\n");
    expect(result.out()).not.toContain("assumed");
    const check = await run(["check", "goog.ctk"], { cwd, files: { "goog.ctk": plan } });
    expect(check.code).toBe(0);
  });

  it("takes the tick of a market that it knows", async () => {
    const options = ["--market", "BTC/USDT", "--venue", "binance"];
    const result = await run(["import", "turtle.pine", ...options], { cwd, files: files("bollinger-limit") });
    expect(result.files.get("/desk/turtle.ctk")).toContain("param tick = 0.01 USDT");
    expect(result.out()).not.toContain("set `param tick`");
  });

  it("returns 4 where something that trades was left out, and names it in the plan", async () => {
    const result = await run(["import", "turtle.pine"], { cwd, files: files("keltner-squeeze") });
    expect(result.code).toBe(4);
    expect(result.files.get("/desk/turtle.ctk")).toContain("// not translated: line 38, strategy.exit:");
    expect(result.out()).toContain("Left out, and trades differ without it");
  });

  it("says when there is nothing to translate, and writes nothing", async () => {
    const indicator = '//@version=5\nindicator("RSI")\nplot(ta.rsi(close, 14))\n';
    const result = await run(["import", "rsi.pine"], { cwd, files: { "rsi.pine": indicator } });
    expect(result.code).toBe(1);
    expect(result.err()).toContain("nothing to translate: the script is an indicator: it sends no orders");
    expect(result.files.has("/desk/rsi.ctk")).toBe(false);
  });

  it("has no report of what is no script", async () => {
    const result = await run(["import", "rsi.pine"], { cwd, files: { "rsi.pine": "time,open\n" } });
    expect([result.code, result.out()]).toEqual([1, ""]);
    expect(result.err()).toBe(
      "error: nothing to translate: the script has no `strategy(..)` line\n  A strategy of Pine Script begins with one.\n",
    );
  });

  it("replaces a plan only where it is named", async () => {
    const both = { ...files("ema-atr"), "turtle.ctk": "mine" };
    const refused = await run(["import", "turtle.pine"], { cwd, files: both });
    expect(refused.code).toBe(2);
    expect(refused.files.get("/desk/turtle.ctk")).toBe("mine");
    expect(refused.err()).toContain("turtle.ctk exists already");
    const named = await run(["import", "turtle.pine", "--out", "turtle.ctk"], { cwd, files: both });
    expect(named.code).toBe(0);
    expect(named.files.get("/desk/turtle.ctk")).not.toBe("mine");
  });

  it.each([
    ["--market", "bitcoin", "bitcoin is no market"],
    ["--venue", "a b", "a b is no venue"],
    ["--every", "soon", "soon is no clock"],
    ["--every", "M", "M is no clock"],
  ])("refuses %s %s", async (option, value, message) => {
    const result = await run(["import", "turtle.pine", option, value], { cwd, files: files("ema-atr") });
    expect(result.code).toBe(2);
    expect(result.err()).toContain(message);
  });

  it("prints every finding as JSON", async () => {
    const result = await run(["import", "turtle.pine", "--json"], { cwd, files: files("keltner-squeeze") });
    expect(result.code).toBe(4);
    const report: unknown = JSON.parse(result.out());
    expect(report).toMatchObject({
      schema: "ctk.import/1",
      title: "Squeeze breakout",
      version: 5,
      plan: "turtle.ctk",
      isComplete: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ kind: "leftOut", trades: true, line: 38 }),
        expect.objectContaining({ kind: "changed", line: 27 }),
        expect.objectContaining({ kind: "translated", line: 10 }),
      ]),
    });
  });
});
