/**
 * The built page in Chromium: bytes of the first load, time to the first painted chart, time of the worker to run a million
 * bars again, and the heap after 200 edits. `npm run build && npm run measure:page`.
 */

import { gzipSync } from "node:zlib";
import { nodeIo } from "../../cli/node-io.ts";
import { readPageFiles } from "../../cli/playground/page-files.ts";
import { digestOf, launch, open, serve } from "./browser.ts";

const browser = await launch();
const server = await serve();
const files = readPageFiles(nodeIo());

const cold: number[] = [];
let loaded = new Set<string>();
for (let round = 0; round < 3; round++) {
  const { page, context, requests } = await open(browser, "about:blank");
  const started = performance.now();
  await page.goto(server.url);
  await page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".chart-place canvas");
    const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return new Set(pixels).size > 8;
  });
  cold.push(performance.now() - started);
  await digestOf(page);
  loaded = new Set(requests.map((url) => new URL(url).pathname));
  await context.close();
}
const sent = [...loaded].reduce(
  (sum, path) => sum + gzipSync(files.get(path)?.bytes ?? new Uint8Array(0)).length,
  0,
);
console.log(`first load: ${loaded.size} files, ${(sent / 1e6).toFixed(2)} MB gzipped`);
console.log(`first painted chart from a cold load: ${cold.map((ms) => ms.toFixed(0)).join(", ")} ms`);

const { page } = await open(browser, server.url);
await digestOf(page);
const workerMs = async (): Promise<number> => {
  await digestOf(page);
  const text = (await page.textContent(".run-state")) ?? "";
  return Number(/in ([\d,.]+) ms/.exec(text)?.[1]?.replaceAll(",", "") ?? Number.NaN);
};
const session = await page.context().newCDPSession(page);
const heap = async (): Promise<number> => {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
};
const slide = async (value: number): Promise<number> => {
  const before = await page.textContent("#digest");
  await page.getByLabel("Parameter fast").fill(String(value));
  await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
  return workerMs();
};
await slide(11);
const before = await heap();
for (let edit = 0; edit < 200; edit++) await slide(5 + (edit % 10));
const after = await heap();
console.log(`heap of the page: ${before.toFixed(1)} MB, after 200 changes ${after.toFixed(1)} MB`);

await page.getByRole("button", { name: "Choose data" }).click();
await page.getByLabel("Bars", { exact: true }).fill("1000000");
await page.getByRole("button", { name: "Make it" }).click();
await page.waitForFunction(
  () => /1,000,000 bars/.test(document.querySelector(".run-state")?.textContent ?? ""),
  undefined,
  {
    timeout: 120_000,
  },
);
await page.keyboard.press("Escape");
const runs: number[] = [];
for (const value of [11, 12, 13, 14, 15]) runs.push(await slide(value));
console.log(`a million bars again, in the worker: ${runs.map((ms) => ms.toFixed(0)).join(", ")} ms`);
await browser.close();
await server.close();
