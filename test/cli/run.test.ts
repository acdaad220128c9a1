import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createFileStore, lockFolder } from "ctk/node";
import { type JournalRecord, openJournal, readJournal } from "ctk/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { call, createFolder, csvOf, SIGNALS, start } from "./run-world.ts";
import { root } from "./test-io.ts";

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

const VOLUMES = [1, 7, 1, 9, 1, 8, 1, 7, 1, 1];

const open = (volumes: readonly number[] = VOLUMES) => {
  const made = createFolder({ "signals.ctk": SIGNALS, "abc.csv": csvOf(volumes) });
  removals.push(made.remove);
  return made;
};

const RUN = ["run", "signals.ctk", "--data", "abc=abc.csv"];
const FAST = [...RUN, "--pace", "0", "--port", "0"];

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

/** Journal records of a run's folder. */
const recordsIn = (folder: string, name = "desk"): readonly JournalRecord[] =>
  readJournal(createFileStore(join(folder, "runs", name))).records;

describe("a run on paper", () => {
  it("tells each step that did something in a line, and ends with the result of a backtest", async () => {
    const { folder } = open();
    const { code, out, err } = await call(folder, FAST);
    expect([code, err]).toEqual([0, ""]);
    expect(out.split("\n").filter((line) => line.startsWith("2024-01-01 "))).toEqual([
      "2024-01-01 00:02    10,000.00  enter_long_1: buy 10",
      "2024-01-01 00:03    10,000.00  bought 10 at 100 (enter_long_1)",
      "2024-01-01 00:06    10,000.00  exit_long_1: sell 10",
      "2024-01-01 00:07    10,000.00  sold 10 at 100 (exit_long_1)",
      "2024-01-01 00:08    10,000.00  enter_long_1: buy 10",
      "2024-01-01 00:09    10,000.00  bought 10 at 100 (enter_long_1)",
    ]);
    expect(widthOf(out)).toBeLessThanOrEqual(80);
    expect(out).not.toContain("\u001b");
    const { out: report } = await call(folder, ["backtest", "signals.ctk", "--data", "abc=abc.csv"]);
    const digest = /^digest \w{64}$/m;
    expect(out.match(digest)?.[0]).toBe(report.match(digest)?.[0]);
  });

  it("keeps its journal, a manifest for people, and nothing secret when it has ended", async () => {
    const { folder } = open();
    expect((await call(folder, FAST)).code).toBe(0);
    const runFolder = join(folder, "runs", "desk");
    expect(readdirSync(runFolder)).toEqual(["000001.ctkj", "manifest.json"]);
    const record: unknown = JSON.parse(readFileSync(join(runFolder, "manifest.json"), "utf8"));
    expect(record).toMatchObject({
      schema: "ctk.run/1",
      plan: "../../signals.ctk",
      options: { data: ["abc=../../abc.csv"] },
      manifest: { runId: "desk", mode: "paper", capital: "10000", feeds: [{ interval: 60_000 }] },
    });
    expect(recordsIn(folder).at(-1)).toMatchObject({ kind: "shutdown" });
  });

  it("goes on where it was after Ctrl+C, with the same states as a run that was never ended", async () => {
    const { folder } = open();
    let waits = 0;
    const world = start(folder, [...RUN, "--port", "0", "--pace", "5ms"], {
      onWait: () => {
        waits++;
        if (waits === 4) world.interrupt();
      },
    });
    expect(await world.done).toBe(0);
    expect(world.out()).toMatch(
      /ended after \d steps at 2024-01-01 00:0\d; the same command goes on from there/,
    );
    expect(recordsIn(folder).at(-1)).toMatchObject({ kind: "shutdown" });
    const again = await call(folder, FAST);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/continued {2}\d steps recovered up to 2024-01-01 00:0\d\n/);
    const whole = await call(folder, [...FAST, "--journal", "whole"]);
    const hashes = (records: readonly JournalRecord[]): string[] =>
      records.flatMap((record) => (record.kind === "report" ? [record.report.stateHash] : []));
    expect(whole.code).toBe(0);
    expect(hashes(recordsIn(folder))).toEqual(
      hashes(readJournal(createFileStore(join(folder, "whole"))).records),
    );
  });

  it("does with several markets and funding what a backtest does, and is replayed without their data", async () => {
    const { folder } = open();
    const data = "examples/data/xrpusdt";
    const plan = [
      "examples/carry.ctk",
      ...["--data", `spot=${data}_mark_8h.csv.gz`, "--data", `perp=${data}_mark_8h.csv.gz`],
      ...["--funding", `perp=${data}_funding_8h.csv.gz`],
    ];
    const journal = join(folder, "carry");
    const { code, out } = await call(root, [
      "run",
      ...plan,
      "--pace",
      "0",
      "--no-control",
      "--journal",
      journal,
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/funding XRP\/USDT:USDT received/);
    expect(out).toMatch(/^2021-11-21 +100,000.00 {2}carry: buy 40998 XRP\/USDT; carry: sell/m);
    expect(widthOf(out.slice(out.indexOf("2021-11-21")))).toBeLessThanOrEqual(80);
    const { out: report } = await call(root, ["backtest", ...plan]);
    expect(out.trim().split("\n").at(-1)).toBe(report.trim().split("\n").at(-1));
    const replay = await call(folder, ["replay", "carry"]);
    expect([replay.code, replay.out]).toEqual([0, expect.stringMatching(/^same {2}91 steps/)]);
  });

  it("stays when it is asked to, and answers until it is ended", async () => {
    const { folder } = open();
    const world = start(folder, [...FAST, "--stay"]);
    await world.printed("the run stays until Ctrl+C");
    const status = await call(folder, ["ctl", "status"]);
    expect([status.code, status.out]).toEqual([0, expect.stringContaining("step 9 at 2024-01-01 00:10")]);
    world.interrupt();
    expect(await world.done).toBe(0);
    expect(recordsIn(folder).at(-1)).toMatchObject({ kind: "shutdown" });
  });

  it("shows where it is on a terminal, in one line that it takes away", async () => {
    const { folder } = open();
    const { out } = await call(folder, FAST, { isTerminal: true, tick: 200, environment: { NO_COLOR: "1" } });
    expect(out).toContain("\r2024-01-01 00:01    10,000.00  1 step of 10\u001b[K\r\u001b[K");
    const lines = out.split("\n").filter((line) => line.includes("bought"));
    expect(lines).toHaveLength(2);
  });

  it("refuses a folder that another process has, and takes one whose process is gone", async () => {
    const { folder, write } = open();
    const runFolder = join(folder, "runs", "desk");
    const lock = lockFolder(runFolder);
    if (lock.status !== "locked") throw new Error("not locked");
    const { code, err } = await call(folder, FAST);
    expect([code, err]).toEqual([
      5,
      expect.stringMatching(`runs/desk is in use by process ${process.pid} on `),
    ]);
    const text = readFileSync(join(runFolder, "lock"), "utf8");
    lock.release();
    expect(readdirSync(runFolder)).toEqual([]);
    // The number is in use, by a process that began at another time.
    write("runs/desk/lock", text.replace(/"began":"\d+"/, '"began":"1"'));
    expect((await call(folder, FAST)).code).toBe(process.platform === "linux" ? 0 : 5);
    write("runs/desk/lock", text.replace(/"processId":\d+/, '"processId":2147483646'));
    expect((await call(folder, FAST)).code).toBe(0);
    write("runs/desk/lock", "");
    expect((await call(folder, FAST)).code).toBe(0);
    write("runs/desk/lock", text.replace(/"host":"[^"]*"/, '"host":"elsewhere.example"'));
    expect(await call(folder, FAST)).toMatchObject({
      code: 5,
      err: expect.stringContaining("elsewhere.example"),
    });
  });

  it("says what has changed where the journal is of another run", async () => {
    const { folder, write } = open();
    await call(folder, FAST);
    const refusal = async (...more: readonly string[]): Promise<string> => {
      const { code, err } = await call(folder, [...FAST, ...more]);
      expect([code, widthOf(err)]).toEqual([5, expect.any(Number)]);
      expect(widthOf(err)).toBeLessThanOrEqual(80);
      return err.replace(/\s+/g, " ");
    };
    expect(await refusal("--capital", "20000 USD")).toContain("capital was 10000 and is 20000");
    expect(await refusal("--fee", "0.1%")).toContain(
      "routes, limits or settings of the session have changed",
    );
    write("signals.ctk", SIGNALS.replace("size 10 ABC", "size 11 ABC"));
    expect(await refusal()).toContain("the source of Signals has changed");
    write("signals.ctk", SIGNALS);
    write("abc.csv", csvOf([...VOLUMES, 1]));
    expect(await refusal()).toContain("the recorded data that drives it is not the same");
    expect(readdirSync(join(folder, "runs", "desk"))).toEqual(["000001.ctkj", "manifest.json"]);
  });

  it("stops at a journal that is damaged", async () => {
    const { folder } = open();
    await call(folder, FAST);
    const path = join(folder, "runs", "desk", "000001.ctkj");
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
    writeFileSync(path, bytes);
    const { code, err } = await call(folder, FAST);
    expect([code, err]).toEqual([
      5,
      expect.stringMatching(/runs\/desk: segment 000001.ctkj is damaged at byte \d+/),
    ]);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it("writes the token of its control plane for its owner alone, and prints it nowhere", async () => {
    const { folder } = open();
    const world = start(folder, [...FAST, "--stay"]);
    await world.printed("the run stays");
    const path = join(folder, "runs", "desk", "control.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(readFileSync(path, "utf8"));
    expect(token).toMatch(/^[\w-]{32}$/);
    world.interrupt();
    await world.done;
    expect(world.out() + world.err()).not.toContain(token);
  });

  it("takes its token from the environment, and writes it nowhere", async () => {
    const { folder } = open();
    const environment = { CTK_CONTROL_TOKEN: "0123456789abcdef-token" };
    const world = start(folder, [...FAST, "--stay"], { environment });
    await world.printed("the run stays");
    const path = join(folder, "runs", "desk", "control.json");
    expect(Object.keys(JSON.parse(readFileSync(path, "utf8")))).toEqual(["url"]);
    expect((await call(folder, ["ctl", "status"], { environment })).code).toBe(0);
    expect(await call(folder, ["ctl", "status"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Set CTK_CONTROL_TOKEN"),
    });
    world.interrupt();
    await world.done;
    expect(world.out() + world.err()).not.toContain(environment.CTK_CONTROL_TOKEN);
  });

  it("says that its port is taken, and leaves no lock behind", async () => {
    const { folder } = open();
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address: string | AddressInfo | null = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    try {
      const { code, err } = await call(folder, [...RUN, "--pace", "0", "--port", String(port)]);
      expect([code, err]).toEqual([2, expect.stringContaining(`port ${port} is taken`)]);
      expect((await call(folder, [...RUN, "--pace", "0", "--no-control"])).code).toBe(0);
    } finally {
      server.close();
    }
  });

  it.each([
    [["--pace", "soon"], "--pace soon is not a duration"],
    [["--pace", "5"], "--pace 5 is not a duration"],
    [["--detail", "abc=abc.csv"], "--detail does not go with ctk run"],
    [["--port", "70000"], "--port 70000 is not a port"],
    [["--journal", "abc.csv/runs"], "a part of its path is a file, not a folder"],
  ])("refuses %j", async (more, message) => {
    const { folder } = open();
    const { code, err } = await call(folder, [...RUN, "--pace", "0", "--port", "0", ...more]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses a token that can be guessed", async () => {
    const { folder } = open();
    const { code, err } = await call(folder, FAST, { environment: { CTK_CONTROL_TOKEN: "secret" } });
    expect([code, err]).toEqual([2, expect.stringContaining("CTK_CONTROL_TOKEN cannot be a token")]);
    expect(err).not.toContain("secret");
  });
});

describe("a replay", () => {
  const made = async () => {
    const folder = open();
    expect((await call(folder.folder, FAST)).code).toBe(0);
    return folder;
  };

  it("needs the folder only, and comes to the recorded state", async () => {
    const { folder } = await made();
    const { code, out, err } = await call(folder, ["replay", "runs/desk"]);
    expect([code, err]).toEqual([0, ""]);
    const last = recordsIn(folder).at(-1);
    if (last?.kind !== "shutdown") throw new Error("no shutdown");
    expect(out).toBe(
      `same  10 steps and 0 commands decided again, every state as recorded\n      state ${last.stateHash}\n`,
    );
    const json = await call(folder, ["replay", "runs/desk", "--json"]);
    expect(JSON.parse(json.out)).toEqual({
      schema: "ctk.replay/1",
      torn: 0,
      kind: "same",
      steps: 10,
      stateHash: last.stateHash,
    });
  });

  it("does without the data, takes the plan from elsewhere, and uses the settings of the run", async () => {
    const { folder, write } = open();
    expect((await call(folder, [...FAST, "--capital", "20000 USD"])).code).toBe(0);
    write("abc.csv", "");
    expect((await call(folder, ["replay", "runs/desk"])).code).toBe(0);
    write("moved/signals.ctk", SIGNALS);
    write("renamed.ctk", SIGNALS);
    write("signals.ctk", "strategy");
    const moved = ["replay", "runs/desk", "moved/signals.ctk"];
    expect((await call(folder, ["replay", "runs/desk"])).code).toBe(1);
    expect(await call(folder, moved)).toMatchObject({ code: 0 });
    expect((await call(folder, ["replay", "runs/desk", "renamed.ctk"])).out).toContain(
      "give the plan the name",
    );
    expect((await call(folder, [...moved, "--capital", "10000 USD"])).code).toBe(5);
    write("runs/desk/manifest.json", "");
    expect((await call(folder, ["replay", "runs/desk"])).err).toContain("does not say which plan it was");
    expect((await call(folder, moved)).code).toBe(5);
    expect((await call(folder, [...moved, "--capital", "20000 USD"])).code).toBe(0);
  });

  it("says that the plan has changed", async () => {
    const { folder, write } = await made();
    write("signals.ctk", SIGNALS.replace("== 8", "== 7"));
    const { code, err } = await call(folder, ["replay", "runs/desk"]);
    expect([code, err.replace(/\s+/g, " ")]).toEqual([
      5,
      expect.stringContaining("runs/desk was recorded with another plan: the source of Signals has changed"),
    ]);
  });

  it("says where a journal first differs from what is decided", async () => {
    const { folder } = await made();
    const records = recordsIn(folder).map((record): JournalRecord => {
      if (record.kind !== "report" || record.report.fills.length === 0) return record;
      const fills = record.report.fills.map((fill) => ({ ...fill, price: "99" }));
      return { ...record, report: { ...record.report, fills, stateHash: "0" } };
    });
    const { journal } = openJournal(createFileStore(join(folder, "runs", "changed")));
    for (const record of records) journal.append(record, false);
    journal.close();
    const { code, out } = await call(folder, ["replay", "runs/changed", "signals.ctk"]);
    expect([code, out]).toEqual([
      1,
      [
        "DIFFERENT  first at step 2, 2024-01-01 00:03",
        "           field     fills.0.price",
        '           recorded  "99"',
        '           now       "100"',
        "",
      ].join("\n"),
    ]);
  });

  it("tells the state that the journal alone tells", async () => {
    const { folder, write } = await made();
    write("signals.ctk", "");
    const { code, out } = await call(folder, ["replay", "runs/desk", "--replica"]);
    expect([code, out]).toEqual([
      0,
      [
        "step       9 at 2024-01-01 00:10",
        "cash       9000",
        "positions  Signals ABC/USD 10",
        "orders     none",
        "in force   none",
        "",
      ].join("\n"),
    ]);
    const json = await call(folder, ["replay", "runs/desk", "--replica", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ stepId: 9, cash: "9000", orders: [] });
  });

  it("refuses a folder without a journal, and makes none", async () => {
    const { folder } = open();
    const { code, err } = await call(folder, ["replay", "runs/nothing"]);
    expect([code, err]).toEqual([2, expect.stringContaining("runs/nothing has no journal")]);
    expect(readdirSync(folder)).toEqual(["abc.csv", "signals.ctk"]);
  });
});
