import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nodeIo } from "../../cli/node-io.ts";
import { openPlanFile } from "../../cli/playground/plan-file.ts";
import type { PlaygroundServer } from "../../cli/playground/server.ts";
import { digestOf, launch, open, serve, TOKEN } from "./browser.ts";

const text = readFileSync(fileURLToPath(new URL("../../examples/golden-cross.ctk", import.meta.url)), "utf8");

let browser: Browser;
let server: PlaygroundServer;
let folder: string;
let path: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ctk-plan-"));
  path = join(folder, "mine.ctk");
  writeFileSync(path, text);
  browser = await launch();
  server = await serve(openPlanFile(nodeIo(), path));
});

afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

it("opens the file that it is served for, saves it, follows it, and never saves over what another has written", async () => {
  const { page, context } = await open(browser, server.url, { fragment: `#file=${TOKEN}` });
  await digestOf(page);
  expect(await page.textContent(".plan-name")).toContain("mine.ctk");
  expect(new URL(page.url()).hash).toBe("");
  await page.waitForSelector("#editor .monaco-editor .view-line");
  const saved = text.replace("fast: bars = 10", "fast: bars = 12");
  // What is pasted stays as it is; what is typed is indented.
  await page.evaluate((plan) => navigator.clipboard.writeText(plan), saved);
  await page.locator("#editor .monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
  await expect.poll(() => readFileSync(path, "utf8"), { timeout: 10_000 }).toBe(saved);
  const theirs = text.replace("fast: bars = 10", "fast: bars = 9");
  writeFileSync(path, theirs);
  await expect.poll(() => page.getByLabel("Parameter fast").inputValue(), { timeout: 10_000 }).toBe("9");
  expect(readFileSync(path, "utf8")).toBe(theirs);
  await context.close();
});

it("gives nothing to a page with another token", async () => {
  const { page, context } = await open(browser, server.url, { fragment: "#file=wrong" });
  await digestOf(page);
  expect(await page.textContent(".plan-name")).toContain("golden-cross.ctk");
  expect(await page.textContent(".notice")).toContain("could not be read");
  await context.close();
});
