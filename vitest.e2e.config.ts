import { defineConfig, mergeConfig } from "vitest/config";
import shared from "./vitest.config.ts";

/** Tests in a browser: one after another, against the built page. */
export default defineConfig({
  ...mergeConfig(shared, {}),
  test: {
    include: ["test/e2e/*.e2e.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
