import { defineConfig, mergeConfig } from "vitest/config";
import shared from "./vitest.config.ts";

/** Tests in a browser, against the built page: two files at a time, since most of a test is waiting. */
export default defineConfig({
  ...mergeConfig(shared, {}),
  test: {
    include: ["test/e2e/*.e2e.ts"],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
