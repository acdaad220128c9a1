/** Takes the pictures of the README from the built page. `npm run build && npm run pictures`. */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { digestOf, launch, type OpenOptions, open, serve } from "./browser.ts";

const folder = fileURLToPath(new URL("../../playground/screenshots/", import.meta.url));
const browser = await launch();
const server = await serve();

/** Opens an example, and takes the picture of what is made of it. */
const take = async (
  name: string,
  title: string,
  options: OpenOptions,
  prepare: (page: Page) => Promise<void>,
): Promise<void> => {
  const { page, context } = await open(browser, server.url, options);
  await page.waitForSelector("#editor .monaco-editor .view-line", { state: "attached" });
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator(".card", { has: page.getByText(title, { exact: true }) }).click();
  const isNarrow = (options.width ?? 1280) < 860;
  if (isNarrow) await page.getByRole("tab", { name: "Results", exact: true }).last().click();
  await page.waitForFunction(() =>
    /errors?$|bars in/.test(document.querySelector(".run-state")?.textContent ?? ""),
  );
  await digestOf(page);
  await prepare(page);
  // What is drawn in steps has its last one behind it.
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${folder}${name}.png` });
  await context.close();
};

await take("results", "Turtles", { width: 1280, height: 860, theme: "light" }, async (page) => {
  await page.click("#tab-trades");
  await page.locator("tr[data-trade]").nth(6).click();
  await page.click("#tab-results");
});
await take(
  "inspect",
  "Averages and a volatility stop",
  { width: 1280, height: 860, theme: "dark" },
  async (page) => {
    await page.click("#tab-inspect");
    await page.waitForSelector(".inspect-content .rule");
  },
);
await take("sweep", "Golden cross", { width: 1280, height: 1160, theme: "light" }, async (page) => {
  await page.click("#tab-sweep");
  await page.locator(".sweep-state", { hasText: /cells in/ }).waitFor();
});
await take("narrow", "Golden cross", { width: 390, height: 780, theme: "light" }, async (page) => {
  await page.getByRole("tab", { name: "Chart", exact: true }).click();
});
await browser.close();
await server.close();
