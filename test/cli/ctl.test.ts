import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createFileStore } from "ctk/node";
import { createReplica, readJournal } from "ctk/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, createFolder, csvOf, SIGNALS, start } from "./run-world.ts";

/** A run that has a position of ten units, and stays. */
const VOLUMES = [1, 7, 1, 8, 1, 7, 1, 1];

let made: ReturnType<typeof createFolder>;
let world: ReturnType<typeof start>;

beforeAll(async () => {
  made = createFolder({ "signals.ctk": SIGNALS, "abc.csv": csvOf(VOLUMES) });
  world = start(made.folder, ["run", "signals.ctk", "-d", "abc.csv", "--pace", "0", "--port", "0", "--stay"]);
  await world.printed("the run stays");
});

afterAll(async () => {
  world.interrupt();
  await world.done;
  made.remove();
});

const ctl = (...argv: readonly string[]) => call(made.folder, ["ctl", ...argv]);

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("asking a run", () => {
  it("status says where it is, what it is worth, and what is switched off", async () => {
    const { code, out } = await ctl("status");
    expect(code).toBe(0);
    expect(out.split("\n").slice(0, 5)).toEqual([
      "session    step 7 at 2024-01-01 00:08",
      "equity     10,000.00, of it cash 9,000.00",
      "in force   nothing is switched off",
      "runs       Signals on ABC/USD by route desk/default",
      "inputs     ABC/USD at desk: 8 bars, the last at 2024-01-01 00:08 closed at 100",
    ]);
    expect(widthOf(out)).toBeLessThanOrEqual(80);
    expect(JSON.parse((await ctl("status", "--json")).out)).toMatchObject({
      stepId: 7,
      control: { paused: false },
    });
  });

  it("positions and orders are tables, and take filters", async () => {
    expect((await ctl("positions")).out).toBe(
      "run      market   quantity  entry  price  profit\nSignals  ABC/USD        10    100    100    0.00\n",
    );
    expect((await ctl("positions", "--strategy", "Other")).out).toBe("no open position\n");
    expect((await ctl("orders")).out).toBe("no working order\n");
  });

  it("events come page after page, and through filters", async () => {
    const first = await ctl("events", "--limit", "3");
    expect(first.out).toMatch(/^ {5}1 {2}2024-01-01 00:01 {2}step .*\n(?:.*\n){2}more: --after 3\n$/);
    const rest = await ctl("events", "--after", "3", "--limit", "1000");
    expect(rest.out).toMatch(/^ {5}4 /);
    expect(rest.out).toMatch(/that is all; --after \d+ for what follows\n$/);
    const fills = await ctl("events", "--kind", "fill");
    expect(fills.out.split("\n").filter((line) => line.includes("fill"))).toHaveLength(3);
    expect(fills.out).toContain("fill        buy 10 ABC/USD 100 entry enter_long_1");
    expect(widthOf(fills.out)).toBeLessThanOrEqual(80);
    const json = await ctl("events", "--kind", "fill", "--json");
    expect(
      json.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).kind),
    ).toEqual(["fill", "fill", "fill"]);
    expect(await ctl("events", "--limit", "5000")).toMatchObject({
      code: 5,
      err: expect.stringContaining("limit"),
    });
    expect(await ctl("events", "--after", "999999")).toMatchObject({
      code: 5,
      err: expect.stringContaining("this cursor is of another run"),
    });
  });

  it("events are followed until Ctrl+C", async () => {
    const following = start(made.folder, ["ctl", "events", "--follow", "--kind", "fill"]);
    await following.printed("sell 10 ABC/USD");
    following.interrupt();
    expect([await following.done, following.err()]).toEqual([0, ""]);
  });

  it("who follows is told that the run has ended, after its last event", async () => {
    const own = createFolder({ "signals.ctk": SIGNALS, "abc.csv": csvOf(VOLUMES) });
    try {
      const argv = ["run", "signals.ctk", "-d", "abc.csv", "--pace", "0", "--port", "0", "--stay"];
      const run = start(own.folder, argv);
      await run.printed("the run stays");
      const following = start(own.folder, ["ctl", "events", "--follow", "--after", "2"]);
      await following.printed("step");
      run.interrupt();
      expect([await run.done, await following.done, following.err()]).toEqual([0, 0, "the run has ended\n"]);
      expect(following.out().trim().split("\n").at(-1)).toMatch(/00:08 +step/);
    } finally {
      own.remove();
    }
  });
});

describe("commanding a run", () => {
  it("switches off and on, and the status says so", async () => {
    expect((await ctl("pause", "--id", "p1")).out).toBe("done: pause (p1)\n");
    expect((await ctl("disable", "route", "desk/default")).code).toBe(0);
    expect((await ctl("disable", "strategy", "Signals")).code).toBe(0);
    const { out } = await ctl("status");
    expect(out).toMatch(/in force +paused: nothing that raises exposure passes until ctk ctl resume/);
    expect(out).toContain("route desk/default is disabled");
    expect(out).toContain("strategy Signals is disabled");
    await ctl("enable", "route", "desk/default");
    await ctl("enable", "strategy", "Signals");
    await ctl("resume");
    expect((await ctl("status")).out).toContain("nothing is switched off");
    expect(world.out()).toContain("> disable route desk/default");
  });

  it("says that a command was carried out before", async () => {
    expect((await ctl("pause", "--id", "twice")).code).toBe(0);
    expect(await ctl("pause", "--id", "twice")).toMatchObject({
      code: 5,
      out: "",
      err: expect.stringContaining("twice was carried out before; nothing was done now"),
    });
    await ctl("resume");
  });

  it("says why a command was refused", async () => {
    expect((await ctl("disable", "strategy", "Signal")).err).toContain(
      "refused: no strategy Signal; there are: Signals",
    );
    expect((await ctl("release")).err).toContain("refused: nothing is killed");
    expect((await ctl("flatten", "--market", "XYZ/USD")).err).toContain("no market XYZ/USD");
  });

  it("flattens, cancels, kills and releases; the journal has it all", async () => {
    expect((await ctl("kill")).code).toBe(2);
    expect((await ctl("kill", "--reason", "too fast", "--id", "stop")).out).toBe("done: kill (stop)\n");
    expect((await ctl("status")).out.replace(/\s+/g, " ")).toContain(
      "killed since 2024-01-01 00:08 (stop, too fast): nothing that raises exposure passes until ctk ctl release",
    );
    expect((await ctl("resume")).err).toContain("`release` lifts that");
    expect((await ctl("flatten", "--market", "ABC/USD")).out).toMatch(/^done: flatten ABC\/USD \(/);
    expect((await ctl("orders")).out).toMatch(/ABC\/USD {2}sell +10 {2}market +flatten {2}Accepted\n$/);
    expect((await ctl("cancel", "--all", "--exits")).code).toBe(0);
    const { records } = readJournal(createFileStore(join(made.folder, "runs", "desk")));
    expect(createReplica(records).control).toMatchObject({
      killed: { commandId: "stop", reason: "too fast" },
    });
    expect((await ctl("release")).code).toBe(0);
  });

  it.each([
    [["flatten"], "flatten does not say what"],
    [["cancel", "--all", "--market", "ABC/USD"], "--all and a part of the run do not go together"],
    [["disable", "market", "ABC/USD"], "neither a route nor a strategy"],
    [["events", "--follow", "--limit", "5"], "--limit does not go with --follow"],
    [["status", "--run", "runs/desk", "--url", "http://127.0.0.1:1"], "--run and --url name two runs"],
    [["stop"], "unknown command 'stop'"],
  ])("refuses %j", async (argv, message) => {
    expect(await ctl(...argv)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});

describe("finding a run", () => {
  const urlOf = (): string =>
    JSON.parse(readFileSync(join(made.folder, "runs/desk/control.json"), "utf8")).url;

  it("says that the token is wrong", async () => {
    const environment = { CTK_CONTROL_TOKEN: "another-token-of-16" };
    const { code, err } = await call(made.folder, ["ctl", "status", "--url", urlOf()], { environment });
    expect([code, err]).toEqual([5, expect.stringContaining("does not take this token")]);
    expect((await ctl("status", "--url", urlOf())).err).toContain("Set CTK_CONTROL_TOKEN");
  });

  it("sends no token to another machine", async () => {
    const environment = { CTK_CONTROL_TOKEN: "another-token-of-16" };
    const { code, err } = await call(made.folder, ["ctl", "status", "--url", "http://192.0.2.1:8790"], {
      environment,
    });
    expect([code, err]).toEqual([2, expect.stringContaining("192.0.2.1:8790 is not this machine")]);
  });

  it("says that nobody listens, or that somebody else does", async () => {
    const server = createServer((_, response) => response.end("hello"));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const token = "0123456789abcdef";
    made.write("other/control.json", JSON.stringify({ url: `http://127.0.0.1:${port}`, token }));
    const stranger = await ctl("status", "--run", "other");
    expect([stranger.code, stranger.err]).toEqual([5, expect.stringContaining("not understood")]);
    await new Promise((resolve) => server.close(resolve));
    const nobody = await ctl("status", "--run", "other");
    expect([nobody.code, nobody.err]).toEqual([
      5,
      expect.stringContaining(`nobody listens at http://127.0.0.1:${port}`),
    ]);
  });

  it("asks which one where several listen, and says that none does", async () => {
    made.write(
      "runs/second/control.json",
      JSON.stringify({ url: "http://127.0.0.1:1", token: "0123456789abcdef" }),
    );
    expect(await ctl("status")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Choose one with --run: runs/desk, runs/second."),
    });
    expect((await ctl("status", "--run", "runs/desk")).code).toBe(0);
    const empty = createFolder({});
    try {
      expect(await call(empty.folder, ["ctl", "status"])).toMatchObject({
        code: 5,
        err: expect.stringContaining("no run listens below runs"),
      });
      expect(await call(empty.folder, ["ctl", "status", "--run", "x"])).toMatchObject({
        code: 5,
        err: expect.stringContaining("There is no x/control.json"),
      });
    } finally {
      empty.remove();
    }
  });
});
