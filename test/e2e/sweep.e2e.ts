import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { digestOf, type OpenOptions, write } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const root = fileURLToPath(new URL("../..", import.meta.url));
const goldenCross = readFileSync(`${root}examples/golden-cross.ctk`, "utf8");

const sweep = async (options: OpenOptions = {}): Promise<Page> => {
  const { page } = await playground.open(options);
  if ((options.width ?? 1280) < 860) await page.getByRole("tab", { name: "Results" }).last().click();
  await digestOf(page);
  await page.click("#tab-sweep");
  await finished(page);
  return page;
};

const finished = (page: Page): Promise<void> =>
  page.locator(".sweep-state", { hasText: /cells in/ }).waitFor();

const cell = (page: Page, name: string) => page.getByRole("gridcell", { name, exact: false });

it("colours every pair of values, says why some are not allowed, and marks the present and the best", async () => {
  const page = await sweep();
  expect(await page.getByRole("gridcell").count()).toBe(120);
  expect(await page.locator(".sweep-cell.waiting").count()).toBe(0);
  const refused = await cell(page, "fast 20, slow 20:").getAttribute("aria-label");
  expect(refused).toContain("require fast < slow");
  const label = (await page.locator(".sweep-cell.present").getAttribute("aria-label")) ?? "";
  expect(label).toMatch(/^fast 10, slow 20: Net profit \+8,608\.00 USD/);
  expect(await page.locator(".sweep-cell.best").count()).toBe(1);
  const trust = (await page.textContent(".sweep-trust")) ?? "";
  expect(trust).toContain("maximum of 100 tries");
  expect(trust).toContain("20 not allowed");
});

it("is walked with the arrow keys, and Enter runs the plan with the values of the cell", async () => {
  const page = await sweep();
  await cell(page, "fast 10, slow 20:").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await page.textContent(".sweep-readout strong")).toBe("fast 15, slow 37");
  const profit = ((await page.textContent(".sweep-value")) ?? "").replace("Net profit ", "");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByLabel("Parameter fast").inputValue()).toBe("15");
  expect(await page.getByLabel("Parameter slow").inputValue()).toBe("37");
  await expect
    .poll(() => page.locator(".sweep-cell.present").getAttribute("aria-label"))
    .toContain("fast 15, slow 37");
  expect(await page.locator(".sweep-body.is-old").count()).toBe(0);
  await digestOf(page);
  const shown = await page
    .locator(".tile", { hasText: "Profit" })
    .first()
    .locator(".tile-value")
    .textContent();
  expect(`${shown} USD`).toBe(profit);
});

it("has other figures without running again, finer steps around a cell, and one parameter as bars", async () => {
  const page = await sweep();
  await page.getByLabel("Figure", { exact: true }).selectOption("maxDrawdown");
  expect(await cell(page, "fast 10, slow 20:").getAttribute("aria-label")).toContain("Max drawdown");
  expect(await page.textContent(".sweep-meaning")).toContain("largest 1 - equity / peak");
  await cell(page, "fast 10, slow 37:").click();
  await page.getByRole("button", { name: "Refine around" }).click();
  await cell(page, "fast 11, slow 37:").waitFor();
  await finished(page);
  expect(await page.textContent(".sweep-state")).toContain("a part of the ranges");
  await page.getByRole("button", { name: "Whole range" }).click();
  await cell(page, "fast 50, slow 190:").waitFor();
  await page.getByLabel("Down", { exact: true }).selectOption("none");
  await page.locator(".sweep-map.one").waitFor();
  await finished(page);
  expect(await page.getByRole("gridcell").count()).toBeGreaterThan(12);
});

it("says that it is out of date after an edit, until it runs again", async () => {
  const page = await sweep();
  await page.waitForSelector("#editor .monaco-editor .view-line");
  await write(page, goldenCross.replace("size 10 GOOG }", "size 5 GOOG }"));
  await page.locator(".sweep-body.is-old").waitFor();
  expect(await page.textContent(".sweep-state")).toContain("Out of date");
  const again = page.getByRole("button", { name: "Run again" });
  await expect.poll(() => again.isEnabled()).toBe(true);
  await again.click();
  await expect.poll(() => page.locator(".sweep-body.is-old").count()).toBe(0);
  await finished(page);
  expect(await page.locator(".sweep-cell.present").getAttribute("aria-label")).toContain("+4,304.00 USD");
});

it("says how to declare a parameter where there is none", async () => {
  const page = await sweep();
  await page.waitForSelector("#editor .monaco-editor .view-line");
  const plain = goldenCross.replace(/ in \d+\.\.\d+/g, "");
  await write(page, plain);
  await page.locator(".sweep-empty", { hasText: "param fast: bars = 10 in 2..50" }).waitFor();
});

it("can be stopped, and goes on showing what has come", async () => {
  const page = await playground.start();
  await page.getByRole("button", { name: "Choose data" }).click();
  await page.getByLabel("Bars", { exact: true }).fill("200000");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.keyboard.press("Escape");
  await page.locator(".run-state", { hasText: "200,000 bars" }).waitFor();
  await page.click("#tab-sweep");
  await page.getByRole("button", { name: "Run 120 cells" }).click();
  await page.locator(".sweep-cell.gain, .sweep-cell.loss").first().waitFor();
  await page.locator(".sweep-bar").getByRole("button", { name: "Stop" }).click();
  await page.locator(".sweep-state", { hasText: "Stopped after" }).waitFor();
  expect(await page.locator(".sweep-cell.waiting").count()).toBeGreaterThan(0);
});

it("is taken as CSV with every figure", async () => {
  const page = await sweep();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("golden-cross-sweep.csv");
  const lines = readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines).toHaveLength(121);
  expect(lines[0]).toMatch(/^GoldenCross\.fast,GoldenCross\.slow,profit,/);
});

it("keeps within a narrow screen", async () => {
  const page = await sweep({ width: 390, height: 844 });
  const wide = await page.evaluate(() => {
    const panel = document.querySelector("#panel");
    return panel === null ? 1 : panel.scrollWidth - panel.clientWidth;
  });
  expect(wide).toBeLessThanOrEqual(0);
});
