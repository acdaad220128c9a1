import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { digestOf } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const slide = async (page: Page, value: number): Promise<string> => {
  const before = await digestOf(page);
  await page.getByLabel("Parameter fast").fill(String(value));
  await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
  return digestOf(page);
};

it("says that there is nothing to compare before there are two runs", async () => {
  const page = await playground.start();
  await page.click("#tab-compare");
  expect(await page.textContent("#panel")).toContain("Nothing to compare yet");
});

it("holds a run against the one before: what is different, the figures, and where the trades part", async () => {
  const page = await playground.start();
  await slide(page, 12);
  await page.click("#tab-compare");
  expect(await page.locator(".compare-inputs").textContent()).toBe("fast10→12");
  const row = page.getByRole("row", { name: /^Return \d/ });
  expect(await row.locator("td").allTextContents()).toEqual(["86.08 %", "85.33 %", "−0.75 pp"]);
  await page.locator(".compare-parted button").click();
  await page.waitForSelector("#tab-inspect[aria-selected=true]");
  await page.waitForSelector(".rule");
});

it("a run that is kept stays the one that others are held against, and can be gone back to", async () => {
  const page = await playground.start();
  const first = await digestOf(page);
  await page.click("#tab-compare");
  await page.getByRole("button", { name: "Keep this run" }).click();
  for (const value of [11, 12, 13, 14]) await slide(page, value);
  await page.click("#tab-compare");
  expect(await page.locator(".compare-inputs").textContent()).toBe("fast10→14");
  await page.getByRole("button", { name: "Go back to it" }).click();
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>("[aria-label='Parameter fast']")?.value === "10",
  );
  expect(await digestOf(page)).toBe(first);
});

it("shows the lines of the plan that were changed", async () => {
  const page = await playground.start();
  const before = await digestOf(page);
  await page.locator(".view-line", { hasText: "enter long when" }).first().click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
  await page.keyboard.insertText("enter long when f > s { size 10 GOOG }");
  await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
  await page.click("#tab-compare");
  expect(await page.locator(".diff-old").textContent()).toContain("f crosses above s");
  expect(await page.locator(".diff-new").textContent()).toContain("f > s");
});
