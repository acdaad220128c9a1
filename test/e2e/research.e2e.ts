import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { gallery } from "../../playground/data/gallery.ts";
import { resultSchema } from "../../runtime/index.ts";
import { digestOf, write } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const root = fileURLToPath(new URL("../..", import.meta.url));
const goldenCross = readFileSync(`${root}examples/golden-cross.ctk`, "utf8");

describe("scenarios", () => {
  it("run by themselves, and one that fails after an edit names its expectation and leads to its place", async () => {
    const page = await playground.start();
    await page.waitForSelector("#editor .monaco-editor .view-line");
    await page.click("#tab-scenarios");
    await expect.poll(() => page.textContent(".test-summary")).toContain("3 passed");
    expect(await page.locator("#tab-scenarios .badge").isHidden()).toBe(true);
    expect(await page.textContent(".coverage h3")).toContain("2 of 2 rules");
    await write(page, goldenCross.replace("at 103 USD", "at 104 USD"));
    await expect.poll(() => page.textContent(".test-summary")).toContain("1 failed");
    expect(await page.textContent("#tab-scenarios .badge")).toBe("1");
    const line = goldenCross.split("\n").findIndex((text) => text.includes("at 103 USD")) + 1;
    const failure = page.locator(".test-expectation");
    expect(await failure.textContent()).toContain(`line ${line}`);
    expect(await failure.textContent()).toContain("fill buy 10 GOOG at 104 USD");
    await failure.click();
    await page.waitForSelector("#editor .monaco-editor .selected-text");
    await page.locator(".view-line", { hasText: "at 104 USD" }).waitFor();
  });

  it("of every example pass in the page, but for checks over files beside the plan", async () => {
    const page = await playground.start();
    await page.click("#tab-scenarios");
    for (const { name, title } of gallery) {
      await page.getByRole("button", { name: "Examples" }).click();
      await page.locator(".card", { has: page.getByText(title, { exact: true }) }).click();
      const text = readFileSync(`${root}examples/${name}.ctk`, "utf8");
      const titles = [...text.matchAll(/^(?:scenario|check) "([^"]*)"/gm)].map((match) => match[1]);
      if (titles.length === 0) {
        await page.locator("#panel", { hasText: "No scenarios yet" }).waitFor();
        continue;
      }
      await page.locator(".test-title", { hasText: titles[0] ?? "" }).waitFor();
      const passed = await page.locator(".test.passed").count();
      const skipped = await page.locator(".test.not-run", { hasText: "lies beside the plan" }).count();
      expect(passed + skipped, name).toBe(titles.length);
      if (!text.includes(".csv")) expect(skipped, name).toBe(0);
    }
  }, 120_000);
});

describe("a file of the run", () => {
  const take = async (
    page: Page,
    item: string,
  ): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: item }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };

  it("holds every trade, the equity at every bar, the result that the command writes, the plan, the chart", async () => {
    const page = await playground.start();
    const trades = await take(page, "Trades");
    expect(trades.name).toBe("golden-cross-trades.csv");
    const [header = "", first = "", ...rest] = trades.bytes.toString().trimEnd().split("\n");
    expect(header.split(",").slice(0, 6)).toEqual([
      "market",
      "strategy",
      "side",
      "quantity",
      "entry_time",
      "entry_price",
    ]);
    expect(first).toMatch(/^GOOG\/USD,GoldenCross,long,10,20\d\d-\d\d-\d\dT[\d:.]+Z,[\d.]+,/);
    expect(rest).toHaveLength(46);
    const equity = (await take(page, "Equity")).bytes.toString().trimEnd().split("\n");
    expect(equity[0]).toBe("time,equity,cash");
    expect(equity).toHaveLength(2149);
    const result = resultSchema.parse(JSON.parse((await take(page, "Whole result")).bytes.toString()));
    expect(result.digest).toBe(await digestOf(page));
    expect(Number(equity.at(-1)?.split(",")[1])).toBe(Number(result.equity.value.at(-1)));
    expect((await take(page, "Compiled plan")).bytes.toString()).toContain("GoldenCross");
    const chart = await take(page, "Chart");
    expect(chart.bytes.subarray(1, 4).toString()).toBe("PNG");
  });
});

describe("monthly returns", () => {
  it("join to the return of the run, and a figure says what it means where the focus is", async () => {
    const page = await playground.start();
    const totals = await page.locator(".monthly td.total").allTextContents();
    const growth = totals.reduce((all, text) => all * (1 + Number(text.replace("−", "-")) / 100), 1);
    const shown = await page.locator(".tile", { hasText: "Return" }).locator(".tile-value").textContent();
    expect(growth - 1).toBeCloseTo(Number.parseFloat((shown ?? "").replace("+", "")) / 100, 1);
    await page.locator(".figures [data-definition]", { hasText: "Sharpe" }).focus();
    expect(await page.textContent(".tip:popover-open")).toContain("mean(r)");
  });
});
