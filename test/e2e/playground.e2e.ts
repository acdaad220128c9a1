import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { digestOf, type OpenOptions, write } from "./browser.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const root = fileURLToPath(new URL("../..", import.meta.url));

const start = async (options?: OpenOptions): Promise<Page> => (await playground.open(options)).page;

const recorded = (name: string): { readonly digest: string } =>
  JSON.parse(readFileSync(`${root}test/fixtures/examples/${name}.json`, "utf8"));

/** The lines of the sample behind the first example. */
const goog = (): readonly (readonly string[])[] =>
  gunzipSync(readFileSync(`${root}test/fixtures/data/goog_1d.csv.gz`))
    .toString()
    .trim()
    .split("\n")
    .map((line) => line.split(","));

const parquetColumns = ([heads = [], ...lines]: ReturnType<typeof goog>) =>
  heads.map((name, column) =>
    column === 0
      ? { name, data: lines.map((line) => new Date(line[0] ?? "")), type: "TIMESTAMP" as const }
      : { name, data: lines.map((line) => Number(line[column])), type: "DOUBLE" as const },
  );

/** Share of a canvas that is not its background: a chart that is painted has lines in it. */
const inkOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".chart-place canvas");
    const context = canvas?.getContext("2d");
    if (!canvas || !context || canvas.width === 0) return 0;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    return colours.size;
  });

describe("a first visit", () => {
  it("shows an example that has run: chart, figures and the digest of the command", async () => {
    const page = await start();
    expect(await digestOf(page)).toBe(recorded("golden-cross").digest);
    await page.waitForFunction(() => document.querySelectorAll(".chart-place canvas").length > 0);
    await expect.poll(() => inkOf(page), { timeout: 20_000 }).toBeGreaterThan(8);
    expect(await page.textContent(".assumption-bar")).toContain("bar/pessimistic@1");
    await page.waitForSelector("#editor .monaco-editor .view-line");
  });

  it("follows a parameter at once, and goes back to the plan's value", async () => {
    const page = await start();
    const before = await digestOf(page);
    await page.getByLabel("Parameter fast").fill("14");
    await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
    await page.getByRole("button", { name: "Reset" }).click();
    await page.waitForFunction((old) => document.querySelector("#digest")?.textContent === old, before);
  });
});

describe("an edit", () => {
  it("that looks ahead is an error with its place; the result stays, dimmed, until the text is right again", async () => {
    const page = await start();
    const before = await digestOf(page);
    await page.waitForSelector("#editor .monaco-editor .view-line");
    const text = readFileSync(`${root}examples/golden-cross.ctk`, "utf8");
    await write(page, text.replace("f crosses above s", "f crosses above close[-1]"));
    await page.waitForSelector(".run-state.bad");
    expect(await page.evaluate(() => document.body.classList.contains("is-stale"))).toBe(true);
    await page.click("#tab-problems");
    await page.waitForSelector(".problem.error");
    expect(await page.textContent(".problem.error")).toContain("CTK");
    await write(page, text.replace("f crosses above s", "s crosses above f"));
    expect(await digestOf(page)).not.toBe(before);
  });

  it("is put right by a fix from the list of problems", async () => {
    const page = await start();
    await digestOf(page);
    await page.waitForSelector("#editor .monaco-editor .view-line");
    const text = readFileSync(`${root}examples/golden-cross.ctk`, "utf8");
    await write(page, text.replace("sma(close, slow)", "sma(clos, slow)"));
    await page.click("#tab-problems");
    await page.waitForSelector(".problem-fixes button");
    while ((await page.locator(".problem.error .problem-fixes button").count()) > 0) {
      const count = await page.locator(".problem.error").count();
      await page.locator(".problem.error .problem-fixes button").first().click();
      await page.waitForFunction((old) => document.querySelectorAll(".problem.error").length < old, count);
    }
    expect(await digestOf(page)).toMatch(/^[\da-f]{64}$/);
  });
});

describe("trades", () => {
  it("are listed, sorted, and lead to the chart and to their rule", async () => {
    const page = await start();
    await digestOf(page);
    await page.waitForSelector("#editor .monaco-editor .view-line");
    await page.click("#tab-trades");
    await page.waitForSelector("tr[data-trade]");
    expect(await page.locator("tr[data-trade]").count()).toBe(47);
    expect(await page.locator("tr[data-trade] td:last-child").first().textContent()).toBe(
      "f crosses above s → f crosses below s",
    );
    await page.getByRole("button", { name: "Profit" }).click();
    const profits = await page.locator("tr[data-trade] td:nth-child(9)").allTextContents();
    const numbers = profits.map((text) => Number(text.replace("−", "-").replaceAll(",", "")));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    await page.locator("tr[data-trade]").first().click();
    await page.waitForSelector("tr[aria-selected=true]");
    await page.waitForSelector("#editor .monaco-editor .selected-text");
  });
});

describe("data", () => {
  const rows = (count: number): string =>
    Array.from({ length: count }, (_, row) => {
      const close = 100 + 20 * Math.sin(row / 9);
      const day = new Date(Date.UTC(2020, 0, 1) + row * 86_400_000).toISOString();
      return `${day},${close.toFixed(2)},${(close + 1).toFixed(2)},${(close - 1).toFixed(2)},${close.toFixed(2)},1000`;
    }).join("\n");

  it("of the user's own file is read in the page, and a faulty one is refused with line, column and reason", async () => {
    const page = await start();
    const before = await digestOf(page);
    await page.getByRole("button", { name: "Choose data" }).click();
    const header = "time,open,high,low,close,volume\n";
    const give = (name: string, text: string): Promise<void> =>
      page.setInputFiles("dialog input[type=file]", {
        name,
        mimeType: "text/csv",
        buffer: Buffer.from(text),
      });
    await give("broken.csv", `${header}${rows(5)}\n2020-01-06,100,90,95,100,1`);
    await page.waitForSelector("dialog [role=alert] li");
    const problem = await page.textContent("dialog [role=alert]");
    expect(problem).toContain("broken.csv:7");
    expect(problem).toContain("DATA1009");
    await give("mine.csv", `${header}${rows(400)}`);
    await page.waitForFunction(() =>
      document.querySelector("dialog")?.textContent?.includes("Now: mine.csv"),
    );
    await page.keyboard.press("Escape");
    expect(await digestOf(page)).not.toBe(before);
    expect(await page.textContent(".panel")).toContain("400 bars");
  });

  it("of a Parquet file gives the result of the same bars as CSV, and a damaged one is refused", async () => {
    const page = await start();
    await digestOf(page);
    const file = new Uint8Array(parquetWriteBuffer({ columnData: parquetColumns(goog()) }));
    const give = async (name: string, bytes: Uint8Array): Promise<void> => {
      await page.setInputFiles("dialog input[type=file]", {
        name,
        mimeType: "application/octet-stream",
        buffer: Buffer.from(bytes),
      });
    };
    await page.getByRole("button", { name: "Choose data" }).click();
    await give("damaged.parquet", file.slice(0, file.length - 40));
    await page.waitForSelector("dialog [role=alert] li");
    expect(await page.textContent("dialog [role=alert]")).toContain("damaged.parquet");
    await give("goog.parquet", file);
    await page.waitForFunction(() =>
      document.querySelector("dialog")?.textContent?.includes("Now: goog.parquet"),
    );
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector(".panel")?.textContent?.includes("goog.parquet"));
    expect(await digestOf(page)).toBe(recorded("golden-cross").digest);
  });

  it("that is made up is the same for the same seed", async () => {
    const page = await start();
    const before = await digestOf(page);
    const make = async (seed: string): Promise<string> => {
      const old = await page.textContent("#digest");
      await page.getByRole("button", { name: "Choose data" }).click();
      await page.getByLabel("Made up: seed").fill(seed);
      await page.getByLabel("Bar", { exact: true }).selectOption("86400000");
      await page.getByRole("button", { name: "Make it" }).click();
      await page.waitForFunction((last) => document.querySelector("#digest")?.textContent !== last, old);
      await page.keyboard.press("Escape");
      return digestOf(page);
    };
    const first = await make("5");
    expect(first).not.toBe(before);
    const other = await make("6");
    expect(other).not.toBe(first);
    expect(await make("5")).toBe(first);
  });
});

describe("a shared link", () => {
  it("opens the same plan with the same data and parameters, and tells no server", async () => {
    const page = await start();
    const before = await digestOf(page);
    await page.getByLabel("Parameter fast").fill("15");
    await page.waitForFunction((old) => document.querySelector("#digest")?.textContent !== old, before);
    const digest = await digestOf(page);
    await page.getByRole("button", { name: "Share" }).click();
    await page.waitForSelector(".notice:not([hidden])");
    const { hash } = new URL(page.url());
    expect(hash).toMatch(/^#1\.[\w-]+$/);
    const second = await playground.open({ fragment: hash });
    expect(await digestOf(second.page)).toBe(digest);
    expect(second.requests.some((url) => url.includes(hash.slice(3, 20)))).toBe(false);
  });

  it.each(["#1.AAAA", "#1.", "#2.abc", "#1.!!!!", `#1.${"A".repeat(5000)}`])(
    "that is damaged (%#) opens the first example and says so",
    async (fragment) => {
      const page = await start({ fragment });
      expect(await digestOf(page)).toBe(recorded("golden-cross").digest);
      expect(await page.textContent(".notice")).toContain("could not be read");
    },
  );
});

describe("a narrow screen", () => {
  it("shows one part at a time, each without scrolling sideways", async () => {
    const page = await start({ width: 390, height: 780 });
    for (const [name, selector] of [
      ["Chart", ".chart-place"],
      ["Plan", "#editor"],
      ["Results", "#panel"],
    ] as const) {
      await page.getByRole("tab", { name, exact: true }).click();
      await page.waitForSelector(selector, { state: "visible" });
      // A part that has just come into sight is measured once before it is laid out.
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    }
  });
});
