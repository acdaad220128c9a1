import type { KnipConfig } from "knip";

const config: KnipConfig = {
  // A folder's index.ts is its contract, used or not yet. Generators and tools are programs of their own.
  entry: [
    "**/index.ts",
    "*/generate.ts",
    "test/**/*.test.ts",
    "test/tools/*.mjs",
    "test/{bench,fuzz,simulation}/**/*.{ts,mjs}",
  ],
  project: ["{grammar,compiler,stdlib,runtime,cli,test}/**/*.{ts,mjs}", "!test/fixtures/**"],
  ignoreExportsUsedInFile: true,
};

export default config;
