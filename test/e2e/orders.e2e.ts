import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { digestOf } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

/** Opens an example, and its orders. */
const start = async (title: string): Promise<Page> => {
  const page = await playground.start();
  const before = await digestOf(page);
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator("dialog .card", { hasText: title }).click();
  await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
  await page.click("#tab-orders");
  await page.waitForSelector("tr[data-order]");
  return page;
};

const selectedText = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll("#editor .view-line")]
      .filter((line) => {
        const { top } = line.getBoundingClientRect();
        return [...document.querySelectorAll("#editor .selected-text")].some(
          (mark) => Math.abs(mark.getBoundingClientRect().top - top) < 4,
        );
      })
      .map((line) => (line.textContent ?? "").replaceAll("\u00a0", " ").trim())
      .join("\n"),
  );

describe("the orders of a run", () => {
  it("are listed with what became of them, and one leads to its rule", async () => {
    const page = await start("Turtles");
    expect(await page.textContent("#tab-orders .badge")).toBe("71");
    expect(await page.locator("tr[data-order]").count()).toBe(71);
    await page.getByRole("button", { name: "cancelled 12" }).click();
    expect(await page.locator("tr[data-order]").count()).toBe(12);
    await page.locator("tr[data-order]").first().click();
    await expect.poll(() => selectedText(page)).toContain("enter long when close > ceiling");
    expect(await page.locator("tr[data-order][aria-selected=true]").count()).toBeGreaterThan(0);
  });

  it("light up with their bar in their own market alone", async () => {
    const page = await start("Pairs");
    const shown = await page.getByLabel("Market in the chart").inputValue();
    const other = shown === "eth" ? "LTC/BTC" : "ETH/BTC";
    const chosen = page.locator("tr[data-order]", { hasText: other }).first();
    await chosen.click();
    await page.waitForSelector("tr[data-order][aria-selected=true]");
    const lit = await page.locator("tr[data-order][aria-selected=true]").allTextContents();
    expect(lit.filter((text) => !text.includes(other))).toEqual([]);
    expect(await page.textContent(".legend")).toContain(other);
  });

  it("stay in sight when they are chosen, wherever other orders of their bar are", async () => {
    const page = await start("Channel breakout");
    await page.getByRole("button", { name: "What became of it" }).click();
    await page.locator("tr[data-order]").first().focus();
    await page.keyboard.press("End");
    const chosen = page.locator("tr[data-order]:focus");
    const number = await chosen.getAttribute("data-order");
    await page.keyboard.press("Enter");
    await page.waitForSelector("tr[data-order][aria-selected=true]");
    const isInSight = await page.locator(`tr[data-order="${number}"]`).evaluate((row) => {
      const table = row.closest(".table-place")?.getBoundingClientRect();
      const { top, bottom } = row.getBoundingClientRect();
      return table !== undefined && top >= table.top && bottom <= table.bottom;
    });
    expect(isInSight).toBe(true);
    expect(await page.locator(`tr[data-order="${number}"]`).getAttribute("tabindex")).toBe("0");
  });

  it("can be gone through by keys", async () => {
    const page = await start("Turtles");
    await page.locator("tr[data-order]").first().focus();
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-order"))).toBe("70");
  });
});

describe("the decisions of a run", () => {
  it("show the one refusal with its limit and its numbers, and lead to the limit and to the rule", async () => {
    const page = await start("Turtles");
    await page.getByRole("button", { name: "Decisions 38" }).click();
    await page.getByRole("button", { name: "refused 1", exact: true }).click();
    const row = page.locator("tr[data-decision]");
    expect(await row.count()).toBe(1);
    expect(await row.textContent()).toMatch(
      /2025-10-06add: buy [\d.]+ at marketrefused: limit position notional \([\d.]+ against [\d.]+\)/,
    );
    await row.locator(".cell-link").click();
    await expect.poll(() => selectedText(page)).toContain("limit position notional to 90%");
    await row.locator("td").first().click();
    await expect.poll(() => selectedText(page)).toMatch(/^add/);
  });
});

it("rows beyond those in sight are laid out when they come into sight", async () => {
  const page = await playground.start();
  await page.getByRole("button", { name: "Choose data" }).click();
  await page.getByLabel("Bars", { exact: true }).fill("100000");
  await page.getByLabel("Bar", { exact: true }).selectOption("86400000");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForFunction(() =>
    /100,000 bars/.test(document.querySelector(".run-state")?.textContent ?? ""),
  );
  await page.keyboard.press("Escape");
  await page.click("#tab-orders");
  await page.waitForSelector("tr[data-order]");
  const count = Number((await page.textContent("#tab-orders .badge"))?.replaceAll(",", ""));
  expect(count).toBeGreaterThan(300);
  expect(await page.locator("tr[data-order]").count()).toBeLessThan(200);
  await page.locator("tr[data-order]").first().focus();
  await page.keyboard.press("End");
  await page.waitForSelector(`tr[data-order="${count - 1}"]`);
});
