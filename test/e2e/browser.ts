import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { nodeIo } from "../../cli/node-io.ts";
import { readPageFiles } from "../../cli/playground/page-files.ts";
import type { PlanFile } from "../../cli/playground/plan-file.ts";
import { type PlaygroundServer, startPlaygroundServer } from "../../cli/playground/server.ts";

export const TOKEN = "a-token-for-tests";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** A browser; where there is none the tests fail, and say what to do. */
export const launch = (): Promise<Browser> => {
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      "Chromium is not installed: apt-get install chromium, or set CHROMIUM_PATH to a Chromium or Chrome",
    );
  }
  return chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
};

/** Serves the built page. */
export const serve = (plan?: PlanFile): Promise<PlaygroundServer> =>
  startPlaygroundServer({
    files: readPageFiles(nodeIo()),
    token: TOKEN,
    port: 0,
    ...(plan === undefined ? {} : { plan }),
  });

/** A page with what it has complained about and asked for. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, of the console and of the policy. */
  readonly complaints: string[];
  /** Addresses of all requests. */
  readonly requests: string[];
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
  /** Behind the address: `#..`. */
  readonly fragment?: string;
}

/** Opens the playground in a browser without a past. */
export const open = async (browser: Browser, url: string, options: OpenOptions = {}): Promise<OpenPage> => {
  const { width = 1280, height = 800, theme = "light", fragment = "" } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`${url}${fragment}`);
  return { page, context, complaints, requests };
};

/** Waits for the present run to end, and returns its digest. */
export const digestOf = async (page: Page): Promise<string> => {
  await page.click("#tab-results");
  await page.waitForFunction(
    () => !document.body.classList.contains("is-stale") && document.querySelector("#digest") !== null,
  );
  return (await page.textContent("#digest")) ?? "";
};

/** Replaces the whole text of the plan, as typing does. */
export const write = async (page: Page, text: string): Promise<void> => {
  await page.locator("#editor .monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
};
