/**
 * Plans and links of strangers. Whatever they hold, the page ends in a state that it can show, asks nothing of any other
 * place, runs no text as code or markup, and says the same of a plan as the compiler does on Node.
 *
 * `FUZZ_COUNT=500` tries more than the usual run does.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "ctk/compiler";
import type { Page } from "playwright-core";
import { beforeEach, expect, it } from "vitest";
import { readCorpus } from "../fuzz/corpus.ts";
import { mutate } from "../fuzz/mutate.ts";
import { createRandom } from "../fuzz/random.ts";
import { fragmentOf, hostileFragment, hostileTexts, planWith } from "../support/shared-links.ts";
import { usePlayground } from "./use-playground.ts";

const playground = usePlayground();

const COUNT = Number(process.env.FUZZ_COUNT ?? 6);
const TOGETHER = 4;
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const root = fileURLToPath(new URL("../..", import.meta.url));
const example = readFileSync(`${root}examples/golden-cross.ctk`, "utf8");

let page: Page;

beforeEach(async () => {
  page = await playground.start();
});

/** Opens a link in a page that has been somewhere else, and waits until the page has made of it what it will. */
const follow = async (fragment: string): Promise<void> => {
  await page.goto("about:blank");
  await page.goto(`${playground.url}${fragment}`);
  await page.waitForFunction(() => {
    const isChecked = document.querySelector("#editor")?.getAttribute("aria-busy") === "false";
    const state = document.querySelector(".run-state")?.textContent ?? "";
    return isChecked && /\d errors?$|bars in|Cannot run|No data/.test(state);
  });
};

const expectUntouched = async (): Promise<void> => {
  playground.expectQuiet();
  const found = await page.evaluate(() => ({
    owned: Reflect.get(globalThis, "owned") !== undefined || Reflect.get({}, "fast") !== undefined,
    scripts: [...document.scripts].filter(({ src }) => !src.startsWith(location.origin)).length,
    frames: document.querySelectorAll("iframe, object, embed, base").length,
    listeners: [...document.querySelectorAll("*")].filter(({ attributes }) =>
      [...attributes].some(({ name }) => name.startsWith("on")),
    ).length,
    pictures: [...document.images].filter(({ src }) => !src.startsWith("data:")).length,
  }));
  expect(found).toEqual({ owned: false, scripts: 0, frames: 0, listeners: 0, pictures: 0 });
};

it(
  `${COUNT} links with anything where plan, data and settings are expected`,
  async () => {
    const random = createRandom(SEED);
    for (let link = 0; link < COUNT; link++) {
      const fragment = hostileFragment(random, example);
      await follow(fragment).catch((error: unknown) => {
        throw new Error(`link ${link} of seed ${SEED}: ${fragment.slice(0, 2000)}`, { cause: error });
      });
      await expectUntouched();
    }
  },
  30_000 + COUNT * 20_000,
);

it(
  `${COUNT} changed plans: the page finds what the compiler finds`,
  async () => {
    const corpus = readCorpus(root);
    const random = createRandom(SEED + 1);
    for (let plan = 0; plan < COUNT; plan++) {
      const text = wellFormed(mutate(corpus, random));
      await follow(fragmentOf({ name: "plan.ctk", text, data: {}, settings: {} })).catch((error: unknown) => {
        throw new Error(`plan ${plan} of seed ${SEED}:\n${text}`, { cause: error });
      });
      const { diagnostics } = compile({ entry: { path: "plan.ctk", text } });
      const shown = diagnostics.items.filter(({ severity }) => severity !== "hint").length;
      const badge = await page.locator("#tab-problems .badge").textContent();
      expect(badge, text).toBe(shown === 0 ? "" : String(shown));
      await expectUntouched();
    }
  },
  30_000 + COUNT * 20_000,
);

it("plans whose titles, notes and names would be markup, code or paths are shown as text", async () => {
  // Some together, since a page takes its time.
  for (let first = 0; first < hostileTexts.length; first += TOGETHER) {
    const text = wellFormed(planWith(hostileTexts.slice(first, first + TOGETHER).join(" ")));
    await follow(fragmentOf({ name: "plan.ctk", text, data: {}, settings: {} }));
    for (const tab of await page.getByRole("tab").all()) {
      if (await tab.isVisible()) await tab.click();
    }
    const name = page.locator("#editor .view-line", { hasText: "strategy S" }).locator("span > span");
    await name.filter({ hasText: /^S$/ }).first().hover();
    await page.waitForSelector(".monaco-hover:not(.hidden) .hover-contents");
    await expectUntouched();
  }
}, 300_000);

/** As an editor takes it: without halves of characters, with one kind of line end. */
function wellFormed(text: string): string {
  return Buffer.from(text)
    .toString()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n");
}
