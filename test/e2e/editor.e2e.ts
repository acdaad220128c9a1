import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeEach, expect, it } from "vitest";
import { digestOf, write } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const root = fileURLToPath(new URL("../..", import.meta.url));

let page: Page;

beforeEach(async () => {
  page = await playground.start();
  await page.waitForSelector("#editor .monaco-editor .view-line");
});

/** What two busy cores may take. */
const PATIENT = { timeout: 20_000 };

const plan = `market goog = "GOOG/USD" at nasdaq

strategy Trend trades goog every 1d {
  let fast = sma(close, 20)
  let slow = sma(close, 100)
  enter long when fast crosses above slow { size 10 GOOG }
  exit long when fast crosses below slow
}
`;

/** The text in the editor, as its lines show it. */
const shown = (): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("#editor .view-line")]
      .sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
      .map((line) => (line.textContent ?? "").replaceAll("\u00a0", " "))
      .join("\n"),
  );

const profitOf = (): Promise<string | null> => page.textContent(".tile-value");

it("proposes what fits at a place, with its documentation, and writes it", async () => {
  await write(page, plan.replace("sma(close, 100)", ""));
  await page.locator("#editor .view-line", { hasText: "let slow" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type("wm", { delay: 40 });
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row");
  expect(await page.textContent(".suggest-widget .monaco-list-row.focused")).toContain("wma");
  await page.keyboard.press("Enter");
  await expect.poll(shown, PATIENT).toContain("= wma(close,");
});

it("says what a name is: its type, unit and clock", async () => {
  await write(page, plan);
  await digestOf(page);
  await page.locator("#editor .view-line span", { hasText: /^sma$/ }).first().hover();
  await page.waitForSelector(".monaco-hover:not(.hidden) .hover-contents");
  expect(await page.textContent(".monaco-hover")).toContain("Simple moving average");
});

it("says what a series was at the last bar, and at the one that is looked at", async () => {
  const closes = gunzipSync(readFileSync(`${root}test/fixtures/data/goog_1d.csv.gz`))
    .toString()
    .trim()
    .split("\n")
    .slice(-10)
    .map((line) => Number(line.split(",")[4]));
  const mean = closes.reduce((sum, close) => sum + close, 0) / 10;
  const name = page.locator("#editor .view-line", { hasText: "let f" }).locator("span > span");
  await name.filter({ hasText: /^f$/ }).first().hover();
  await page.waitForSelector(".monaco-hover:not(.hidden) .hover-contents");
  const last = /last value: (\S+)/.exec((await page.textContent(".monaco-hover")) ?? "")?.[1];
  expect(Number(last)).toBeCloseTo(mean, 2);
  await page.click("#tab-trades");
  await page.locator("tr[data-trade]").first().click();
  await name.filter({ hasText: /^f$/ }).first().hover();
  await expect.poll(() => page.textContent(".monaco-hover"), PATIENT).toMatch(/at 2004-\d\d-\d\d: \d/);
});

it("renames a series everywhere, and the result stays the same", async () => {
  await write(page, plan);
  await digestOf(page);
  const before = await profitOf();
  await page.locator("#editor .view-line", { hasText: "let fast" }).click();
  await page.keyboard.press("Home");
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("F2");
  await page.waitForSelector(".rename-box input");
  await page.fill(".rename-box input", "quick");
  await page.press(".rename-box input", "Enter");
  await expect.poll(shown, PATIENT).toContain("enter long when quick crosses above slow");
  expect(await shown()).not.toContain("fast");
  await page.waitForSelector(".run-state.good");
  expect(await profitOf()).toBe(before);
});

it("brings a plan into the one layout", async () => {
  await write(page, plan.replace("  let fast = sma(close, 20)", "      let   fast=sma( close,20 )"));
  await page.keyboard.press("Shift+Alt+f");
  await expect.poll(shown, PATIENT).toMatch(/^ {2}let fast.* = sma\(close, 20\)$/m);
});

it("draws a series in the chart when its mark is clicked, and the digest stays", async () => {
  const before = await digestOf(page);
  await page.locator("#editor .draw-mark").first().click();
  await page.waitForSelector("#editor .draw-mark.drawn");
  await expect.poll(() => page.textContent(".legend-row"), PATIENT).toMatch(/f \d/);
  expect(await digestOf(page)).toBe(before);
});

it("runs two million bars, in slices", async () => {
  await page.getByRole("button", { name: "Choose data" }).click();
  await page.getByLabel("Bars", { exact: true }).fill("2000000");
  await page.getByLabel("Bar", { exact: true }).selectOption("86400000");
  const before = await page.textContent("#digest");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
  expect(await page.textContent(".run-state")).toContain("2,000,000 bars");
  await page.keyboard.press("Escape");
  const years = page.locator(".monthly tbody tr");
  expect(await years.count()).toBe(50);
  await page.getByRole("button", { name: "earlier years" }).click();
  expect(await years.count()).toBe(100);
});
