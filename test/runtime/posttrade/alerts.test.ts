import {
  type Alert,
  type AlertRules,
  type ControlAction,
  createAlertWatch,
  createSession,
  createTextChannel,
  recordedEvents,
  type SessionConfig,
  type SessionModule,
} from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { abc, candles, MONDAY, type PlanOptions, planOf, type Row } from "../../support/simulate.ts";
import { openStream } from "../../support/streaming.ts";

const HOUR = 3_600_000;

const at = (volume: number, price = 100): Row => [price, price, price, price, volume];

const usual = `
  enter long when volume == 7 ABC { size 10 ABC unprotected }
  exit long when volume == 8 ABC`;

interface Given {
  readonly rules?: string;
  readonly rows: readonly Row[];
  readonly options?: PlanOptions;
  readonly alerts?: AlertRules;
  readonly change?: (session: SessionModule) => SessionModule;
  /** Commands before a moment, by its number. */
  readonly commands?: Readonly<Record<number, ControlAction>>;
}

/** The alerts of a session on rows, as `hour kind: message`. */
const alertsOf = ({
  rules = usual,
  rows,
  options = {},
  alerts = {},
  change = (session) => session,
  commands = {},
}: Given): Alert[] => {
  const config: SessionConfig = {
    session: change(sessionOf(loadText(planOf(rules, options)))),
    feeds: [{ instrument: abc, bars: candles(rows) }],
  };
  const stream = openStream(config);
  const watch = createAlertWatch(alerts);
  const all: Alert[] = [];
  let number = 0;
  for (const moment of recordedEvents(config.feeds)) {
    const action = commands[number++];
    if (action !== undefined)
      stream.command({ commandId: `c${number}`, action, by: "the desk", reason: "a wrong price" });
    for (const envelope of moment) stream.ingest(envelope);
    for (const report of stream.step(moment[0]?.eventTime ?? 0))
      all.push(...watch.check(report, stream.snapshot()));
  }
  return all;
};

const lines = (alerts: readonly Alert[]): string[] =>
  alerts.map(({ time, kind, message, suppressed }) => {
    const more = suppressed === 0 ? "" : ` +${suppressed}`;
    return `${(time - MONDAY) / HOUR} ${kind}: ${message}${more}`;
  });

describe("alerts", () => {
  it("say nothing of a session in which all is well", () => {
    expect(
      alertsOf({ rows: [at(7), at(1), at(8), at(1)], alerts: { drawdown: 0.01, staleAfterMs: HOUR } }),
    ).toEqual([]);
  });

  it("say that equity is too far below its peak, once, and again after a while with how often it was", () => {
    const rows = [
      at(7, 100_000),
      at(1, 100_000),
      at(1, 120_000),
      at(1, 95_000),
      at(1, 94_000),
      at(1, 93_000),
      at(1, 92_000),
    ];
    const options = { capital: "1_000_000 USD" };
    const alerts = { drawdown: 0.2, repeatAfterMs: 3 * HOUR };
    expect(lines(alertsOf({ rows, options, alerts }))).toEqual([
      "4 drawdown: equity 950000 is 20.83 % below its peak 1200000",
      "7 drawdown: equity 920000 is 23.33 % below its peak 1200000 +2",
    ]);
  });

  it("say what a limit refuses and what it makes smaller, with the numbers", () => {
    const rows = [at(7), at(1), at(8), at(1)];
    const refused = alertsOf({ rows, options: { risk: "limit order notional to 500 USD then reject" } });
    expect(refused).toMatchObject([
      { kind: "refusal", severity: "warning", runId: "Plan", strategyId: "Plan", market: "ABC/USD" },
    ]);
    expect(refused[0]?.message).toContain("has refused enter_long_1 of Plan in ABC/USD (1000 against 500)");
    const smaller = alertsOf({ rows, options: { risk: "limit order notional to 500 USD then clamp" } });
    expect(smaller[0]?.message).toContain("has made smaller enter_long_1");
    const silent = alertsOf({
      rows,
      options: { risk: "limit order notional to 500 USD then reject" },
      alerts: { refusals: false },
    });
    expect(silent).toEqual([]);
  });

  it("say that a limit has halted the session, once for each halt", () => {
    const rows = [at(7, 100_000), at(1, 100_000), at(1, 80_000), at(7, 80_000), at(7, 80_000), at(1, 80_000)];
    const options = { risk: "limit drawdown to 10% then flatten and halt", capital: "1_000_000 USD" };
    const halts = alertsOf({ rows, options }).filter(({ kind }) => kind === "halt");
    expect(halts).toMatchObject([{ severity: "critical", time: MONDAY + 3 * HOUR }]);
    expect(halts[0]?.message).toMatch(/has halted .* until somebody releases it/);
  });

  it("say that a strategy has failed, and why", () => {
    const failing = (): never => {
      throw new Error("no such number");
    };
    const broken = alertsOf({
      rules:
        "enter long when volume == 7 ABC { size 10 ABC unprotected }\nexit long when position.profit > 5 USD",
      rows: [at(7), at(1), at(1)],
      change: (session) => ({
        ...session,
        runs: session.runs.map((run) => ({
          ...run,
          strategy: {
            ...run.strategy,
            rules: run.strategy.rules.map((rule) =>
              rule.kind === "exit" ? { ...rule, and: failing } : rule,
            ),
          },
        })),
      }),
    });
    expect(lines(broken)).toEqual(["2 fault: Plan was halted in ABC/USD: no such number"]);
    expect(broken[0]?.severity).toBe("critical");
  });

  it("say that somebody has killed the session", () => {
    const killed = alertsOf({ rows: [at(1), at(1), at(1)], commands: { 1: { kind: "kill" } } });
    expect(lines(killed)).toEqual(["2 kill: the desk has killed the session: a wrong price"]);
  });

  it("say that a market delivers nothing, though no step comes", () => {
    const watch = createAlertWatch({ staleAfterMs: 2 * HOUR, repeatAfterMs: 10 * HOUR });
    const inputOf = (market: string, asOf: number) => ({
      market,
      venue: "desk",
      source: "test",
      bars: 1,
      asOf,
      ingestTime: asOf,
      overdue: 0,
      close: 100,
    });
    const check = (hours: number, asOf: number): string[] =>
      lines(
        watch.checkInputs(
          {
            inputs: [inputOf("ABC/USD", asOf), inputOf("XYZ/USD", Number.NEGATIVE_INFINITY)],
            snapshotId: "main:0",
          },
          MONDAY + hours * HOUR,
        ),
      );
    expect(check(0, MONDAY)).toEqual([]);
    expect(check(2, MONDAY)).toEqual([]);
    expect(check(2.5, MONDAY + HOUR)).toEqual(["2.5 stale: XYZ/USD at desk has delivered nothing so far"]);
    expect(check(3.5, MONDAY + HOUR)).toEqual([
      "3.5 stale: ABC/USD at desk has delivered nothing since 2024-01-01T01:00:00.000Z",
    ]);
    expect(check(12.5, MONDAY + 12 * HOUR)).toEqual([
      "12.5 stale: XYZ/USD at desk has delivered nothing so far +1",
    ]);
  });

  it("refuse bounds that make no sense", () => {
    expect(() => createAlertWatch({ drawdown: 0 })).toThrow(RangeError);
    expect(() => createAlertWatch({ drawdown: 20 })).toThrow(RangeError);
    expect(() => createAlertWatch({ staleAfterMs: Number.NaN })).toThrow(RangeError);
    expect(() => createAlertWatch({ repeatAfterMs: -1 })).toThrow(RangeError);
  });

  it("change nothing in what the session does", () => {
    const rows = [at(7), at(1), at(8), at(1)];
    const feeds = [{ instrument: abc, bars: candles(rows) }];
    const session = sessionOf(loadText(planOf(usual)));
    const stream = openStream({ session, feeds });
    const watch = createAlertWatch();
    for (const moment of recordedEvents(feeds)) {
      for (const envelope of moment) stream.ingest(envelope);
      for (const report of stream.step(moment[0]?.eventTime ?? 0)) watch.check(report, stream.snapshot());
    }
    expect(stream.outcome().digest()).toBe(createSession({ session, feeds }).run().digest());
  });
});

const alert: Alert = {
  key: "kill",
  kind: "kill",
  severity: "critical",
  message: "two\nlines\u001b[31m",
  time: MONDAY,
  snapshotId: "main:3",
  suppressed: 2,
};

describe("a text channel", () => {
  it("writes one line for each alert, whatever its message holds", () => {
    const written: string[] = [];
    const channel = createTextChannel((line) => written.push(line));
    channel.send(alert);
    expect(written).toEqual(["2024-01-01T00:00:00.000Z critical two lines [31m (2 more since the last)\n"]);
    expect(channel.counts).toEqual({ delivered: 1, failed: 0, lost: 0 });
  });

  it("counts what could not be written, and does not stop the session", () => {
    const channel = createTextChannel(() => {
      throw new Error("closed");
    });
    channel.send(alert);
    expect(channel.counts.failed).toBe(1);
  });
});
