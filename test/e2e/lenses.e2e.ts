import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { digestOf } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const start = async (example?: string, width = 1280): Promise<Page> => {
  const { page } = await playground.open({ width, height: 1600 });
  if (example !== undefined) {
    await page.getByRole("button", { name: "Examples" }).click();
    await page.locator(".card", { has: page.getByText(example, { exact: true }) }).click();
  }
  await page.waitForSelector("#editor .codelens-decoration a", { state: "attached" });
  return page;
};

/** A lens of the editor by its words; `index` counts those with the same words from above. */
const lens = (page: Page, words: string, index = 0) =>
  page.locator("#editor .codelens-decoration a", { hasText: words }).nth(index);

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

describe("what stands above a declaration", () => {
  it("comes to the result of its scenario, and of its check", async () => {
    const page = await start();
    await lens(page, "Run scenario", 1).click();
    await expect.poll(() => focusedText(page)).toContain("does nothing while nothing moves");
    expect(await page.getAttribute("#tab-scenarios", "aria-selected")).toBe("true");
    await lens(page, "Run check").click();
    await expect.poll(() => focusedText(page)).toContain("never more than the ten shares");
  });

  it("comes to the result on a narrow page as well, which shows one thing at a time", async () => {
    const page = await start(undefined, 390);
    await page.locator(".view-tabs button", { hasText: "Plan" }).click();
    await lens(page, "Run scenario").click();
    await expect.poll(() => focusedText(page)).toContain("buys ten shares on the cross");
  });

  it("backtests a strategy or a session alone, and again where it has", async () => {
    const page = await start("Two clocks");
    const both = await digestOf(page);
    await page.click("#tab-problems");
    await lens(page, "Backtest", 1).click();
    await expect.poll(() => page.getAttribute("#tab-results", "aria-selected")).toBe("true");
    await expect.poll(() => digestOf(page)).not.toBe(both);
    const alone = await digestOf(page);
    await lens(page, "Backtest", 1).click();
    await expect.poll(() => digestOf(page)).toBe(alone);
    await lens(page, "Backtest", 2).click();
    await expect.poll(() => digestOf(page)).toBe(both);
  });

  it("comes to its strategy on the plan card", async () => {
    const page = await start("Two clocks");
    await lens(page, "Explain", 1).click();
    const card = page.getByRole("region", { name: "What the plan does" });
    await card.waitFor();
    await expect
      .poll(() => page.evaluate(() => document.querySelector("#panel")?.scrollTop))
      .toBeGreaterThan(200);
    await lens(page, "Explain").click();
    await expect
      .poll(() => page.evaluate(() => document.querySelector("#panel")?.scrollTop))
      .toBeLessThan(100);
  });
});
