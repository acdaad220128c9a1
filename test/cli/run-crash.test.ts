import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { z } from "zod";
import { call, createFolder, csvOf, SIGNALS } from "./run-world.ts";
import { root } from "./test-io.ts";

/** The command as the package has it: it starts several times faster than its sources. */
const bundle = async (folder: string): Promise<string> => {
  await build({
    entryPoints: [join(root, "cli", "bin.ts")],
    outdir: join(folder, "bin"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    external: ["ts-morph"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return join(folder, "bin", "bin.mjs");
};

/** `ctk` as a process of its own. */
const spawnCtk = (bin: string, folder: string, ...argv: readonly string[]) => {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", CTK_CONTROL_TOKEN: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let heard = (): void => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      heard();
    });
  }
  const printed = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before: ${wanted}\n${text}`);
      await Promise.race([new Promise<void>((resolve) => (heard = resolve)), ended(child)]);
    }
  };
  return { child, printed, text: () => text };
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
};

const controlShape = z.object({ url: z.string(), token: z.string() });

it("a run that is killed by the system goes on with the kill of its operator in force", async () => {
  // An entry at the first bar, its exit 500 bars later, entries after that.
  const volumes = Array.from({ length: 700 }, (_, bar) => (bar % 600 === 0 ? 7 : bar % 600 === 500 ? 8 : 1));
  const { folder, remove } = createFolder({
    "signals.ctk": SIGNALS,
    "abc.csv": csvOf([...volumes, 7, 1, 1]),
  });
  const command = ["run", "signals.ctk", "--data", "abc=abc.csv", "--port", "0"];
  const bin = await bundle(folder);
  const first = spawnCtk(bin, folder, ...command, "--pace", "10ms");
  try {
    await first.printed("bought 10 at 100");
    const file = join(folder, "runs", "desk", "control.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { url, token } = controlShape.parse(JSON.parse(readFileSync(file, "utf8")));
    const answer = await fetch(`${url}/v1/commands`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ commandId: "stop", action: { kind: "kill" }, reason: "a test" }),
    });
    expect(answer.status).toBe(200);
    first.child.kill("SIGKILL");
    await ended(first.child);
    expect(first.text()).not.toContain("sold");
    expect(first.text()).not.toContain(token);

    const second = spawnCtk(bin, folder, ...command, "--pace", "0");
    await ended(second.child);
    const text = second.text();
    expect([second.child.exitCode, text]).toEqual([
      0,
      expect.stringMatching(/continued +\d+ steps recovered up to/),
    ]);
    expect(text).toMatch(/in force +killed since 2024-01-01 \d\d:\d\d \(stop, a test\)/);
    const told = text.split("\n").filter((line) => /^2024/.test(line));
    expect(told.map((line) => line.replace(/^\S+ \S+ +\S+ +/, ""))).toEqual([
      "exit_long_1: sell 10",
      "sold 10 at 100 (exit_long_1)",
      "enter_long_1 refused: killed",
      "enter_long_1 refused: killed",
    ]);

    const replay = await call(folder, ["replay", "runs/desk"]);
    expect([replay.code, replay.out]).toEqual([
      0,
      expect.stringMatching(/^same {2}703 steps and 1 command decided/),
    ]);
  } finally {
    first.child.kill("SIGKILL");
    remove();
  }
});
