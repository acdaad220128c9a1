import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PlaygroundServer } from "../../cli/playground/server.ts";
import { gallery } from "../../playground/data/gallery.ts";
import { examples, severalExamples } from "../support/examples.ts";
import { digestOf, launch, type OpenPage, open, serve } from "./browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

let browser: Browser;
let server: PlaygroundServer;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  browser = await launch();
  server = await serve();
  opened = await open(browser, server.url);
  page = opened.page;
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

it("the gallery has every example", () => {
  expect(gallery.map(({ name }) => name).sort()).toEqual(
    [...examples, ...severalExamples].map(({ name }) => name).sort(),
  );
});

it.each(gallery)("$name has the digest in a browser that it has on Node", async ({ name, title }) => {
  await digestOf(page);
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator(".card", { has: page.getByText(title, { exact: true }) }).click();
  await page.waitForFunction(
    (file) => document.querySelector(".plan-name")?.textContent === file,
    `${name}.ctk`,
  );
  const { digest } = JSON.parse(readFileSync(`${root}test/fixtures/examples/${name}.json`, "utf8"));
  await expect.poll(() => digestOf(page), { timeout: 20_000 }).toBe(digest);
  expect(opened.complaints).toEqual([]);
});
