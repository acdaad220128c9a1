import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a page may do. Styles inside elements are needed by the editor; scripts come from files of this origin only. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Writes the policy into the page of a build; the development server needs scripts of its own. */
const contentSecurityPolicy = (): Plugin => ({
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: (html) =>
    html.replace("<head>", `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`),
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
