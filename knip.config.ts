import type { KnipConfig } from "knip";

const config: KnipConfig = {
  // A folder's index.ts is its contract, used or not yet. Generators and tools are programs of their own.
  entry: [
    "**/index.ts",
    "*/generate.ts",
    "editors/vscode/{build,extension}.ts",
    "test/**/*.test.ts",
    "test/tools/*.mjs",
    "test/{bench,fuzz,simulation}/**/*.{ts,mjs}",
    "test/e2e/*.e2e.ts",
    // Named by an address in a call.
    "playground/{,*/}worker.ts",
  ],
  project: [
    "{grammar,compiler,stdlib,runtime,cli,editors,playground,test}/**/*.{ts,mjs}",
    "!test/fixtures/**",
  ],
  // An editor gives its extensions this one.
  ignoreDependencies: ["vscode"],
  ignoreExportsUsedInFile: true,
};

export default config;
