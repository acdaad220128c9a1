import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { PlaygroundServer } from "../../cli/playground/server.ts";
import { digestOf, launch, type OpenOptions, type OpenPage, open, serve } from "./browser.ts";

/** The served page for the tests of a file. */
export interface Playground {
  readonly url: string;
  /** Opens the page, in a browser without a past. */
  readonly open: (options?: OpenOptions) => Promise<OpenPage>;
  /** Opens the page, and waits until its first run has ended. */
  readonly start: (options?: OpenOptions) => Promise<Page>;
  /** The pages of this test have had nothing to complain of so far, and asked for nothing elsewhere. */
  readonly expectQuiet: () => void;
}

/**
 * Starts a browser and a server around the tests of a file. After each test, no page that it opened may have had anything to
 * complain of, or may have asked for anything elsewhere.
 */
export const usePlayground = (): Playground => {
  let browser: Browser;
  let server: PlaygroundServer;
  let pages: OpenPage[] = [];
  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), serve()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const expectQuiet = (): void => {
    const { origin } = new URL(server.url);
    for (const { complaints, requests } of pages) {
      expect(complaints).toEqual([]);
      const elsewhere = requests.filter(
        (url) => !url.startsWith(origin) && !/^(?:about|blob|data):/.test(url),
      );
      expect(elsewhere).toEqual([]);
    }
  };
  afterEach(async () => {
    try {
      expectQuiet();
    } finally {
      for (const { context } of pages) await context.close();
      pages = [];
    }
  });
  const openPage = async (options?: OpenOptions): Promise<OpenPage> => {
    const opened = await open(browser, server.url, options);
    pages.push(opened);
    return opened;
  };
  return {
    get url() {
      return server.url;
    },
    open: openPage,
    expectQuiet,
    start: async (options) => {
      const { page } = await openPage(options);
      await digestOf(page);
      return page;
    },
  };
};
