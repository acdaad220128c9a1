import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const inspectDay = async (page: Page, day: string): Promise<void> => {
  await page.click("#tab-inspect");
  await page.waitForSelector(".inspect-content .rule");
  const field = page.getByLabel("Bar that opens at (UTC)");
  await field.fill(day);
  await page.waitForFunction(
    (wanted) => document.querySelector("#panel [role=status]")?.textContent?.startsWith(wanted),
    nextDay(day),
  );
};

const nextDay = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

describe("the inspector", () => {
  it("shows every rule of a bar at which nothing fired, with its values, and steps back and forward", async () => {
    const page = await playground.start();
    await inspectDay(page, "2012-06-15");
    const statuses = await page.locator(".rule .status").allTextContents();
    expect(statuses).toHaveLength(2);
    expect(statuses).not.toContain("fired");
    const values = await page.locator(".rule .reading .values").first().textContent();
    expect(values).toMatch(/f\d+\.\d+ before \d+\.\d+/);
    const spoken = page.locator("#panel [role=status]");
    const before = await spoken.textContent();
    await page.getByRole("button", { name: "One bar back" }).click();
    await expect.poll(() => spoken.textContent()).toMatch(/^2012-06-15/);
    await page.locator("#panel").press("ArrowRight");
    await expect.poll(() => spoken.textContent()).toBe(before);
    await page.locator("#panel").press("ArrowLeft");
    await expect.poll(() => spoken.textContent()).toMatch(/^2012-06-15/);
    await page.locator(".rule-name").first().click();
    await page.waitForSelector("#editor .monaco-editor .selected-text");
  });

  it("says of the first bar that no rule is armed yet", async () => {
    const page = await playground.start();
    await page.click("#tab-inspect");
    await page.waitForSelector(".inspect-content .rule");
    await page.getByLabel("Bar that opens at (UTC)").fill("1990-01-01");
    await page.waitForSelector('.inspect-content[data-bar="0"]');
    expect(await page.locator(".rule .status").allTextContents()).toContain("not armed");
    expect(await page.locator(".rule").first().textContent()).toContain("warming until bar");
    expect(await page.getByRole("button", { name: "One bar back" }).isDisabled()).toBe(true);
  });
});
