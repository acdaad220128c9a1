import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { contentPolicy } from "./policy.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Writes the policy into the page of a build; the development server needs scripts of its own. */
const contentSecurityPolicy = (): Plugin => ({
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: (html) =>
    html.replace(
      "<head>",
      `<head>\n    <meta http-equiv="Content-Security-Policy" content="${contentPolicy.join("; ")}" />`,
    ),
});

export default defineConfig({
  root: at("."),
  // Relative addresses: the folder works wherever it is put.
  base: "./",
  publicDir: false,
  resolve: {
    alias: {
      "ctk/runtime": at("../runtime/index.ts"),
      "ctk/stdlib": at("../stdlib/index.ts"),
      "ctk/compiler": at("../compiler/index.ts"),
    },
  },
  plugins: [contentSecurityPolicy()],
  worker: { format: "es" },
  assetsInclude: ["**/*.csv.gz"],
  build: {
    target: "es2023",
    outDir: at("../dist/playground"),
    emptyOutDir: true,
    // No data addresses: the policy forbids most of them.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
    modulePreload: { polyfill: false },
  },
});
