import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const risk = async (): Promise<Page> => {
  const page = await playground.start();
  await page.waitForSelector("#editor .monaco-editor .view-lines");
  await page.click("#tab-risk");
  return page;
};

it("of a plan without limits says what there is, and puts a block in that is used at once", async () => {
  const page = await risk();
  await page.locator(".risk-empty", { hasText: "losing trades" }).waitFor();
  await page.getByRole("button", { name: "Put it in" }).click();
  await page.getByRole("region", { name: "Limit on drawdown" }).waitFor();
  expect(await page.locator(".limit").count()).toBe(3);
  const position = page.getByRole("region", { name: "Limit on position notional" });
  expect(await position.getByRole("meter").getAttribute("aria-valuetext")).toMatch(/% of the limit/);
  expect(await position.locator(".limit-chart svg").count()).toBe(1);
});

it("of a strategy that runs without the session says that no limit is in force, and runs the session again", async () => {
  const page = await risk();
  await page.getByRole("button", { name: "Put it in" }).click();
  await page.getByRole("region", { name: "Limit on drawdown" }).waitFor();
  await page.locator("#editor .codelens-decoration a", { hasText: "Backtest" }).first().click();
  await page.click("#tab-risk");
  await page.locator(".risk-empty", { hasText: "no limit is in force" }).waitFor();
  expect(await page.locator(".limit").count()).toBe(0);
  await page.getByRole("button", { name: "Run research" }).click();
  await page.getByRole("region", { name: "Limit on drawdown" }).waitFor();
});

it("leads from the peak of a limit to its bar, and from its name to the text", async () => {
  const page = await risk();
  await page.getByRole("button", { name: "Put it in" }).click();
  const drawdown = page.getByRole("region", { name: "Limit on drawdown" });
  const peak = drawdown.locator(".link").first();
  const date = (await peak.textContent()) ?? "";
  await peak.click();
  await page.locator(".legend", { hasText: date }).waitFor();
  await drawdown.getByRole("button", { name: "drawdown", exact: true }).click();
  await page.waitForSelector("#editor .monaco-editor .selected-text");
});
