#!/usr/bin/env node
import { main } from "./main.ts";
import { nodeIo } from "./node-io.ts";

// A reader that has seen enough, such as `head`, closes the pipe; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
  process.exit(0);
});

process.exitCode = await main(process.argv.slice(2), nodeIo());
