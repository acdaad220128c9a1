import { defineConfig } from "tsup";

const shared = {
  format: "esm",
  target: "node20",
  splitting: true,
  clean: true,
  outExtension: () => ({ js: ".js", dts: ".d.ts" }),
} as const;

export default defineConfig([
  {
    ...shared,
    name: "library",
    entry: {
      runtime: "runtime/index.ts",
      node: "runtime/node/index.ts",
      stdlib: "stdlib/index.ts",
      compiler: "compiler/index.ts",
    },
    outDir: "dist/library",
    platform: "neutral",
    external: [/^node:/],
    // TypeScript 6 deprecates an option that the declaration bundler sets.
    dts: { compilerOptions: { ignoreDeprecations: "6.0", types: ["node"] } },
  },
  {
    ...shared,
    name: "command",
    entry: { ctk: "cli/bin.ts" },
    outDir: "dist/cli",
    platform: "node",
    minifySyntax: true,
    // One file a command instead of hundreds of modules: the start is several times faster.
    noExternal: [/^(?!ts-morph$)/],
    // Bundled CommonJS packages ask for node's own modules by `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  },
]);
