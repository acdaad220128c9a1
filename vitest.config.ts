import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "ctk/runtime": at("./runtime/index.ts"),
      "ctk/node": at("./runtime/node/index.ts"),
      "ctk/stdlib": at("./stdlib/index.ts"),
      "ctk/compiler": at("./compiler/index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**", "node_modules/**"],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
