import type { KnipConfig } from "knip";

const config: KnipConfig = {
  // A folder's index.ts is its contract, used or not yet. Generators and tools are programs of their own.
  entry: ["**/index.ts", "*/generate.ts", "test/**/*.test.ts", "test/tools/*.mjs", "test/bench/**/*.ts"],
  project: ["{grammar,compiler,stdlib,runtime,cli,test}/**/*.{ts,mjs}"],
  // Declared for the type check of generated modules and for tests of their source maps.
  ignoreDependencies: ["ts-morph", "@jridgewell/trace-mapping"],
  ignoreExportsUsedInFile: true,
};

export default config;
