import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { OpenOptions } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const openGraph = async (title: string, strategy: string, options: OpenOptions = {}): Promise<Page> => {
  const { page } = await playground.open(options);
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator(".card", { has: page.getByText(title, { exact: true }) }).click();
  if (options.width !== undefined) await page.locator(".view-tabs button", { hasText: "Results" }).click();
  await page.click("#tab-graph");
  await page.getByRole("region", { name: `Graph of ${strategy}`, exact: true }).waitFor();
  return page;
};

/** The box of a name, which its description begins with. */
const box = (page: Page, strategy: string, name: string): Locator =>
  page
    .getByRole("region", { name: `Graph of ${strategy}`, exact: true })
    .locator(`.graph-node[aria-label^="${name}: "]`);

const litNames = (page: Page): Promise<readonly string[]> =>
  page.locator(".graph-node.is-lit .graph-name").allTextContents();

describe("the graph of a plan", () => {
  it("is one drawing for each strategy, with unit, clock, warm-up and memory in each box", async () => {
    const page = await openGraph("Two clocks", "Trend");
    await page.getByRole("region", { name: "Graph of Bounce" }).waitFor();
    const day = box(page, "Trend", "day");
    expect(await day.locator("text").allTextContents()).toEqual([
      "day",
      "ema(close, 20) on 1d",
      "price on 4h",
      "from bar 119, fading",
    ]);
    expect(await box(page, "Trend", "enter long 1").locator("text").last().textContent()).toBe(
      "armed from bar 119",
    );
    expect(await page.locator(".graph-edge.is-amount").count()).toBeGreaterThan(1);
  });

  it("lights what a box comes from and leads to, and says all that is known of it", async () => {
    const page = await openGraph("Two clocks", "Trend");
    await box(page, "Trend", "day").hover();
    await expect
      .poll(() => litNames(page))
      .toEqual(["btc", "close", "ema(close, 20)", "day", "enter long 1"]);
    expect(await page.locator(".graph-words").textContent()).toContain("settled at bar 677");
    await page.locator(".graph-legend").hover();
    await expect.poll(() => litNames(page)).toEqual([]);
  });

  it("leads from a box to its place in the text", async () => {
    const page = await openGraph("Golden cross", "GoldenCross");
    await page.waitForSelector("#editor .monaco-editor .view-lines");
    await box(page, "GoldenCross", "s").click();
    await page.waitForSelector("#editor .monaco-editor .selected-text");
    const selected = await page.evaluate(() => {
      const line = document.querySelector("#editor .selected-text")?.getBoundingClientRect();
      const rows = [...document.querySelectorAll("#editor .view-line")];
      return rows.find((row) => row.getBoundingClientRect().top === line?.top)?.textContent;
    });
    expect(selected?.replaceAll("\u00a0", " ")).toContain("let s");
  });

  it("is one stop of the tab key, in which arrows lead along the lines and Enter to the text", async () => {
    const page = await openGraph("Golden cross", "GoldenCross");
    await page.waitForSelector("#editor .monaco-editor .view-lines");
    expect(await page.locator('.graph-node[tabindex="0"]').count()).toBe(1);
    const market = box(page, "GoldenCross", "goog");
    await market.focus();
    const focused = () =>
      page.evaluate(() => document.activeElement?.querySelector(".graph-name")?.textContent);
    const walked: (string | null | undefined)[] = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowLeft", "End", "Home"]) {
      await page.keyboard.press(key);
      walked.push(await focused());
    }
    expect(walked).toEqual(["close", "f", "s", "exit long 1", "s", "exit long 1", "goog"]);
    expect(await page.locator('.graph-node[tabindex="0"]').count()).toBe(1);
    expect(await litNames(page)).toHaveLength(6);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#editor .monaco-editor .selected-text");
  });

  it("is a list as well", async () => {
    const page = await openGraph("Golden cross", "GoldenCross");
    await page.getByText("As a list").click();
    const items = page.locator(".graph-list li");
    expect(await items.count()).toBe(6);
    expect(await items.nth(2).textContent()).toBe(
      "f: let, sma(close, fast). Unit price, one value every 1d, the first at bar 9; finite memory. Reads close on 1d. Read by enter long 1, exit long 1.",
    );
  });

  it("stays while the text has errors, and follows the text that has none", async () => {
    const page = await openGraph("Golden cross", "GoldenCross");
    await page.locator("#editor .monaco-editor .view-lines").first().click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("\nstrategy");
    await page.waitForFunction(() => document.querySelector("#tab-problems .badge")?.textContent !== "");
    expect(await page.locator(".graph-node").count()).toBe(6);
    await page.keyboard.insertText(
      " Second trades goog every 1d { exit long when close > 3 USD\n enter long when close < 2 USD { size 1 GOOG } }",
    );
    await page.getByRole("region", { name: "Graph of Second" }).waitFor();
  });

  it.each([
    ["Two clocks", "Trend"],
    ["Rotation", "Rotation"],
    ["Pairs", "Pairs"],
    ["Opening range", "OpeningRange"],
    ["Breakout, pullback, entry", "Pullback"],
  ])("of %s keeps its text in its boxes, and a narrow page as narrow as it is", async (title, strategy) => {
    const page = await openGraph(title, strategy, { width: 390, height: 844, theme: "dark" });
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll<SVGGElement>(".graph-node")].flatMap((node) => {
        const frame = node.querySelector(".graph-box")?.getBoundingClientRect();
        return [...node.querySelectorAll("text")].flatMap((text) => {
          const own = text.getBoundingClientRect();
          const isInside =
            frame !== undefined &&
            own.left > frame.left &&
            own.right < frame.right &&
            own.top >= frame.top &&
            own.bottom <= frame.bottom;
          return isInside ? [] : [text.textContent];
        });
      }),
    );
    expect(outside).toEqual([]);
    const widths = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      panel:
        (document.querySelector("#panel")?.scrollWidth ?? 0) -
        (document.querySelector("#panel")?.clientWidth ?? 0),
      frame: [...document.querySelectorAll(".graph-frame")].some(
        (frame) => frame.scrollWidth > frame.clientWidth,
      ),
    }));
    expect(widths).toEqual({ page: 390, panel: 0, frame: true });
  });
});
