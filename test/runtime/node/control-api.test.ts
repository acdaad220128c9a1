import { createControlApi, createMetrics, startControlServer } from "ctk/node";
import { EventLog, type EventPage, logReport, type SessionEvent, type StreamingSession } from "ctk/runtime";
import type { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { abc, candles, planOf, type Row } from "../../support/simulate.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const TOKEN = "a-token-of-this-test";
const HOST = "127.0.0.1:8790";

const rules = `
  enter long when volume == 7 ABC { size 10 ABC unprotected }
  enter long when volume == 9 ABC { size 5 ABC unprotected order limit at 50 USD }
  exit long when volume == 8 ABC`;

const at = (volume: number, price = 100): Row => [price, price, price, price, volume];

/** A session with its log, metrics and interface, on rows that are handed to it. */
const open = (options: { readonly capacity?: number; readonly allowedOrigins?: readonly string[] } = {}) => {
  const session = sessionOf(loadText(planOf(rules, { route: "" })));
  const room = candles(Array.from({ length: 500 }, (): Row => [1, 1, 1, 1]));
  const stream: StreamingSession = openStream({ session, feeds: [{ instrument: abc, bars: room }] });
  const events = new EventLog(options.capacity);
  const metrics = createMetrics();
  const { allowedOrigins = [] } = options;
  const app = createControlApi({
    session: stream,
    events,
    metrics,
    token: TOKEN,
    allowedOrigins,
    version: "1",
  });
  let count = 0;
  const play = (...rows: readonly Row[]): void => {
    const times = rows.map((_, index) => Date.UTC(2024, 0, 1) + (count + index) * 3_600_000);
    count += rows.length;
    const feeds = [{ instrument: abc, bars: candles(rows, { times }) }];
    for (const report of playAll(stream, { session, feeds })) {
      metrics.countReport(report);
      logReport(events, report, stream.bindings);
    }
  };
  return { app, stream, events, play };
};

type Headers = Readonly<Record<string, string>>;

const own: Headers = { host: HOST, authorization: `Bearer ${TOKEN}` };

const get = (app: Hono, path: string, headers: Headers = own, method = "GET") =>
  app.request(path, { method, headers });

const post = (app: Hono, body: string | ReadableStream, headers: Headers = {}) =>
  app.request("/v1/commands", {
    method: "POST",
    headers: { ...own, "content-type": "application/json", ...headers },
    body,
    ...(typeof body === "string" ? {} : { duplex: "half" }),
  });

const command = (app: Hono, commandId: string, action: unknown) =>
  post(app, JSON.stringify({ commandId, action }));

const problemShape = z.object({ error: z.strictObject({ code: z.string(), message: z.string() }) });

const errorOf = async (response: Response) => problemShape.parse(await response.json()).error;

/** The code of a refusal. */
const codeOf = async (response: Response): Promise<string> =>
  `${response.status} ${(await errorOf(response)).code}`;

const pageShape = z.strictObject({
  items: z.array(z.custom<SessionEvent>()),
  next: z.number(),
  more: z.boolean(),
});

const eventsOf = async (response: Response): Promise<EventPage> => {
  expect(response.status).toBe(200);
  return pageShape.parse(await response.json());
};

const documentShape = z.object({
  openapi: z.string(),
  info: z.unknown(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  components: z.object({ securitySchemes: z.record(z.string(), z.object({ type: z.string() })) }),
  paths: z.record(
    z.string().startsWith("/"),
    z.record(
      z.string().regex(/^(?:get|post)$/),
      z.object({
        operationId: z.string(),
        summary: z.string(),
        parameters: z
          .array(
            z.strictObject({
              name: z.string(),
              in: z.literal("query"),
              required: z.literal(false),
              schema: z.record(z.string(), z.unknown()),
            }),
          )
          .default([]),
        requestBody: z
          .object({
            content: z.object({ "application/json": z.object({ schema: z.object({ type: z.string() }) }) }),
          })
          .optional(),
        responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.object({ description: z.string() })),
      }),
    ),
  ),
});

describe("who may ask", () => {
  it.each([
    ["no token", { host: HOST }, "401 unauthorized"],
    ["a wrong token", { host: HOST, authorization: "Bearer another" }, "401 unauthorized"],
    ["a token that goes on", { host: HOST, authorization: `Bearer ${TOKEN}x` }, "401 unauthorized"],
    ["another scheme", { host: HOST, authorization: `Basic ${TOKEN}` }, "401 unauthorized"],
    ["no name", { authorization: `Bearer ${TOKEN}` }, "403 foreign_host"],
    ["a name that leads here from elsewhere", { ...own, host: "rebound.example" }, "403 foreign_host"],
    ["a name that begins like ours", { ...own, host: "127.0.0.1.example:8790" }, "403 foreign_host"],
    ["a page", { ...own, origin: "https://page.example" }, "403 foreign_origin"],
    ["a page without an origin", { ...own, origin: "null" }, "403 foreign_origin"],
    ["a page of this machine", { ...own, origin: `http://${HOST}` }, "403 foreign_origin"],
  ])("%s is refused everywhere", async (_, headers, code) => {
    const { app, stream } = open();
    for (const path of ["/v1/status", "/v1/events/stream", "/metrics", "/v1/openapi.json", "/nowhere"]) {
      expect([path, await codeOf(await get(app, path, headers))]).toEqual([path, code]);
    }
    const body = JSON.stringify({ commandId: "1", action: { kind: "kill" } });
    const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
    expect(await codeOf(await app.request("/v1/commands", sent))).toBe(code);
    expect(stream.control.killed).toBeUndefined();
  });

  it.each(["127.0.0.1", "localhost:8790", "LocalHost:1", "[::1]", "[::1]:8790"])(
    "%s is this machine",
    async (host) => {
      const { app } = open();
      expect((await get(app, "/v1/status", { ...own, host })).status).toBe(200);
    },
  );

  it("the scheme may be written in any case", async () => {
    const { app } = open();
    expect((await get(app, "/v1/status", { host: HOST, authorization: `bearer ${TOKEN}` })).status).toBe(200);
  });

  it("an answer is kept by nobody", async () => {
    const { app } = open();
    for (const headers of [own, { host: HOST }]) {
      const answer = await get(app, "/v1/status", headers);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("a page that is allowed may ask, with the token, and is told so beforehand without it", async () => {
    const origin = "https://desk.example";
    const { app } = open({ allowedOrigins: [origin] });
    const asked = { host: HOST, origin, "access-control-request-method": "POST" };
    const before = await get(app, "/v1/commands", asked, "OPTIONS");
    expect(before.status).toBe(204);
    expect(before.headers.get("access-control-allow-origin")).toBe(origin);
    expect(before.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
    expect(before.headers.get("access-control-allow-methods")).toBe("GET, POST");
    const answer = await get(app, "/v1/status", { ...own, origin });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
    expect(await codeOf(await get(app, "/v1/status", { host: HOST, origin }))).toBe("401 unauthorized");
    const other = { ...asked, origin: "https://other.example" };
    expect(await codeOf(await get(app, "/v1/commands", other, "OPTIONS"))).toBe("403 foreign_origin");
  });

  it("a method that a route does not have is refused with those that it has", async () => {
    const { app } = open();
    const answer = await get(app, "/v1/status", own, "DELETE");
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
    expect((await get(app, "/v1/commands", own)).headers.get("allow")).toBe("POST");
    expect(await codeOf(await get(app, "/v1/nothing"))).toBe("404 not_found");
  });

  it("the head of a stream ends, and nobody goes on listening", async () => {
    const { app, events } = open();
    const listeners: unknown[] = [];
    const subscribe = events.subscribe.bind(events);
    events.subscribe = (listener) => {
      listeners.push(listener);
      return subscribe(listener);
    };
    const answer = await get(app, "/v1/events/stream", own, "HEAD");
    expect([answer.status, await answer.text(), listeners.length]).toEqual([200, "", 0]);
    expect((await get(app, "/v1/status", own, "HEAD")).status).toBe(200);
  });
});

describe("what a request may say", () => {
  it.each([
    ["/v1/status?verbose=1", "verbose"],
    ["/v1/positions?symbol=ABC", "symbol"],
    ["/v1/positions?limit=5", "limit"],
    ["/v1/orders?state=Filled", "state"],
    ["/v1/events?before=1", "before"],
    ["/v1/events?limit=0", "limit"],
    ["/v1/events?limit=1001", "limit"],
    ["/v1/events?after=-1", "after"],
    ["/v1/events?after=soon", "after"],
    ["/v1/events?kind=", "kind"],
    ["/v1/events?kind=fill&kind=order", "kind: given twice"],
    ["/v1/events/stream?colour=red", "colour"],
  ])("%s is refused by name", async (path, named) => {
    const { app } = open();
    const answer = await get(app, path);
    expect(answer.status).toBe(400);
    expect(await errorOf(answer)).toMatchObject({
      code: "bad_query",
      message: expect.stringContaining(named),
    });
  });

  const pause = JSON.stringify({ commandId: "1", action: { kind: "pause" } });

  it.each([
    ["a body that is not JSON", "pause please", {}, "400 not_json"],
    ["an empty body", "", {}, "400 not_json"],
    ["a form", pause, { "content-type": "text/plain" }, "415 not_json"],
    ["a type that begins like JSON", pause, { "content-type": "application/jsonp" }, "415 not_json"],
    ["a list", "[]", {}, "400 bad_command"],
    ["no commandId", '{"action":{"kind":"pause"}}', {}, "400 bad_command"],
    ["an unknown action", '{"commandId":"1","action":{"kind":"buy"}}', {}, "400 bad_command"],
    ["an unknown field", '{"commandId":"1","action":{"kind":"pause"},"force":true}', {}, "400 bad_command"],
    [
      "an unknown field of the action",
      '{"commandId":"1","action":{"kind":"pause","until":5}}',
      {},
      "400 bad_command",
    ],
    ["a body that is too large", `${pause}${" ".repeat(17_000)}`, {}, "413 too_large"],
  ])("%s is refused, and nothing is done", async (_, body, headers, code) => {
    const { app, stream } = open();
    const before = stream.stateHash;
    expect(await codeOf(await post(app, body, headers))).toBe(code);
    expect([stream.stateHash, stream.control.commandIds]).toEqual([before, []]);
  });

  it("a body that does not say how long it is is not read to its end", async () => {
    const { app, stream } = open();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1024;
        if (sent > 10_000_000) controller.close();
        else controller.enqueue(new TextEncoder().encode(" ".repeat(1024)));
      },
    });
    expect(await codeOf(await post(app, body))).toBe("413 too_large");
    expect(sent).toBeLessThan(100_000);
    expect(stream.control.commandIds).toEqual([]);
  });
});

describe("commands over HTTP", () => {
  it("are carried out once, and a second time is told so", async () => {
    const { app, stream, play } = open();
    play(at(7), at(1));
    const first = await command(app, "stop-1", { kind: "kill", flatten: true });
    expect([first.status, await first.json()]).toEqual([200, { status: "applied", commandId: "stop-1" }]);
    const hash = stream.stateHash;
    const orders = stream.snapshot().orders;
    expect(orders).toHaveLength(1);
    const second = await command(app, "stop-1", { kind: "kill", flatten: true });
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({
      status: "duplicate",
      error: { code: "duplicate", message: "stop-1 has been carried out before" },
    });
    expect([stream.stateHash, stream.snapshot().orders]).toEqual([hash, orders]);
    play(at(1), at(1));
    expect(
      stream
        .outcome()
        .fills()
        .map(({ side, role }) => `${side} ${role}`),
    ).toEqual(["buy entry", "sell flatten"]);
  });

  it("that cannot be carried out are refused with what there is", async () => {
    const { app } = open();
    const answer = await command(app, "1", { kind: "disableRoute", routeId: "paide" });
    expect(answer.status).toBe(422);
    expect(await errorOf(answer)).toEqual({
      code: "unknown_route",
      message: "no route paide; there are: paid",
    });
    expect(await codeOf(await command(app, "2", { kind: "release" }))).toBe("422 not_killed");
  });

  it("that cannot be written down tell whoever drives the session, and the asker nothing of it", async () => {
    const { stream, events } = open();
    const failures: unknown[] = [];
    const full = new Error("no space left in /secret");
    const app = createControlApi({
      session: Object.assign(Object.create(stream), {
        command: () => {
          throw full;
        },
      }),
      events,
      metrics: createMetrics(),
      token: TOKEN,
      version: "1",
      onFailure: (error) => failures.push(error),
    });
    const answer = await command(app, "1", { kind: "pause" });
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining("secret")]);
    expect(failures).toEqual([full]);
  });

  it("show in the status, the positions and the orders", async () => {
    const { app, play } = open();
    play(at(7), at(9), at(1));
    await command(app, "p", { kind: "pause" });
    const status = await (await get(app, "/v1/status")).json();
    expect(status).toMatchObject({
      stepId: 2,
      control: { paused: true },
      halts: [],
      bindings: [{ routeId: "paid" }],
    });
    const listShape = z.strictObject({ items: z.array(z.unknown()) });
    const list = async (path: string) => listShape.parse(await (await get(app, path)).json()).items;
    expect(await list("/v1/positions")).toMatchObject([{ market: "ABC/USD", quantity: "10" }]);
    expect(await list("/v1/positions?routeId=paid&market=ABC/USD")).toHaveLength(1);
    expect(await list("/v1/positions?strategyId=Other")).toEqual([]);
    const stream = await list("/v1/orders?brokerId=desk");
    expect(stream).toEqual(await list("/v1/orders"));
    expect(await list("/v1/orders?brokerId=other")).toEqual([]);
  });
});

describe("events over HTTP", () => {
  const rows = Array.from({ length: 60 }, (_, index) => at([7, 1, 8, 1, 9][index % 5] ?? 1));

  /** Every event behind a cursor, page after page. */
  const pages = async (app: Hono, query: string, limit: number): Promise<SessionEvent[]> => {
    const items: SessionEvent[] = [];
    for (let after = 0; ; ) {
      const page = await eventsOf(await get(app, `/v1/events?after=${after}&limit=${limit}${query}`));
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      after = page.next;
      if (!page.more) return items;
    }
  };

  it("come in pages, each once, under every filter", async () => {
    const { app, play, events } = open();
    play(...rows);
    await command(app, "p", { kind: "pause" });
    play(at(7));
    const all = await pages(app, "", 1000);
    expect(all.map(({ cursor }) => cursor)).toEqual(all.map((_, index) => index + 1));
    expect(all.at(-1)?.cursor).toBe(events.newest);
    const snapshotId = all.find(({ kind }) => kind === "fill")?.snapshotId ?? "";
    const filters = {
      kind: ["step", "intent", "decision", "order", "fill", "command", "fault"],
      runId: ["Plan", "Other"],
      strategyId: ["Plan"],
      executionId: ["Plan/paid"],
      routeId: ["paid"],
      brokerId: ["desk"],
      market: ["ABC/USD"],
      snapshotId: [snapshotId],
    };
    for (const [field, values] of Object.entries(filters)) {
      for (const value of values) {
        const expected = all.filter((event) => Reflect.get(event, field) === value);
        for (const limit of [1, 7, 1000]) {
          const found = await pages(app, `&${field}=${encodeURIComponent(value)}`, limit);
          expect([field, value, limit, found]).toEqual([field, value, limit, expected]);
        }
      }
    }
    expect(await pages(app, "&kind=fill&market=ABC/USD&routeId=paid", 3)).toEqual(
      all.filter(({ kind }) => kind === "fill"),
    );
    expect(all.filter(({ kind }) => kind === "command")).toHaveLength(1);
  });

  it("that are not kept any more are gone, not left out", async () => {
    const { app, play, events } = open({ capacity: 40 });
    play(...rows);
    expect(events.oldest).toBeGreaterThan(1);
    expect(await codeOf(await get(app, "/v1/events?after=0"))).toBe("410 cursor_expired");
    expect(await codeOf(await get(app, "/v1/events/stream?after=3"))).toBe("410 cursor_expired");
    const last = { ...own, "last-event-id": "3" };
    expect(await codeOf(await get(app, "/v1/events/stream", last))).toBe("410 cursor_expired");
    const page = await eventsOf(await get(app, `/v1/events?after=${events.oldest - 1}&limit=1`));
    expect(page.items[0]?.cursor).toBe(events.oldest);
  });

  it("have no cursor that is still to come", async () => {
    const { app, play, events } = open();
    play(at(1));
    expect((await get(app, `/v1/events?after=${events.newest}`)).status).toBe(200);
    expect(await codeOf(await get(app, `/v1/events?after=${events.newest + 1}`))).toBe("410 cursor_unknown");
    const odd = { ...own, "last-event-id": "new" };
    expect(await codeOf(await get(app, "/v1/events/stream", odd))).toBe("400 bad_query");
  });

  /** Cursors and kinds of a stream, until so many have come; then nobody listens any more. */
  const listen = async (app: Hono, path: string, count: number, headers: Headers = {}) => {
    const gone = new AbortController();
    const { body } = await app.request(path, { headers: { ...own, ...headers }, signal: gone.signal });
    if (body === null) throw new Error("no stream");
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const found: SessionEvent[] = [];
    let text = "";
    while (found.length < count) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = new Map(
          block.split("\n").map((line) => [line.split(": ", 1)[0], line.replace(/^\w+: /, "")]),
        );
        const event = JSON.parse(fields.get("data") ?? "");
        expect([fields.get("id"), fields.get("event")]).toEqual([String(event.cursor), event.kind]);
        found.push(event);
      }
    }
    await reader.cancel();
    gone.abort();
    return found;
  };

  it("stream on behind the last one that was seen, while steps go on, without loss or repetition", async () => {
    const { app, play, events } = open();
    play(...rows.slice(0, 5));
    const seen: SessionEvent[] = [];
    for (let part = 1; part <= 6; part++) {
      const last = seen.at(-1)?.cursor ?? 0;
      const listening = listen(app, "/v1/events/stream", 7, last === 0 ? {} : { "last-event-id": `${last}` });
      // What is seen now has partly happened before, and partly happens while it is listened to.
      await Promise.resolve();
      play(...rows.slice(part * 5, part * 5 + 5));
      seen.push(...(await listening).slice(0, 7));
    }
    const kept = events.page(0, 1000, {})?.items.slice(0, seen.length);
    expect(seen).toHaveLength(42);
    expect(seen).toEqual(kept);
  });

  it("stream through a filter, and what comes later wakes it", async () => {
    const { app, play, events } = open();
    const listening = listen(app, "/v1/events/stream?kind=fill", 3);
    for (const row of rows) {
      await Promise.resolve();
      play(row);
    }
    const fills = events.page(0, 1000, { kind: "fill" })?.items;
    expect((await listening).slice(0, 3)).toEqual(fills?.slice(0, 3));
  });
});

describe("the description of the interface", () => {
  it("is a document of OpenAPI 3.1 that has every route, with its queries and answers", async () => {
    const { app } = open();
    const document = documentShape.parse(await (await get(app, "/v1/openapi.json")).json());
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toEqual({ title: expect.any(String), version: "1" });
    const routes = app.routes.filter(({ method }) => method !== "ALL");
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        ...operation,
      })),
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(
      [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort(),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ requestBody }) => requestBody !== undefined)).toHaveLength(1);
    for (const scheme of document.security.flatMap((item) => Object.keys(item))) {
      expect(document.components.securitySchemes).toHaveProperty(scheme);
    }
    const names = (operations.find(({ name }) => name === "GET /v1/events")?.parameters ?? []).map(
      ({ name }) => name,
    );
    for (const name of names) {
      const value = name === "after" || name === "limit" ? "1" : "x";
      expect([name, (await get(app, `/v1/events?${name}=${value}`)).status]).not.toEqual([name, 400]);
    }
    expect(names).toContain("brokerId");
  });
});

describe("metrics", () => {
  /** Samples of Prometheus' text form. */
  const samplesOf = (text: string): Map<string, number> => {
    const samples = new Map<string, number>();
    for (const line of text.split("\n")) {
      if (line === "" || /^# (?:HELP|TYPE) ctk_\w+ /.test(line)) continue;
      const [, name, value] =
        /^(ctk_[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})?) (\S+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`not a sample: ${line}`);
      samples.set(name, Number(value));
    }
    return samples;
  };

  it("parse, and agree with the session", async () => {
    const { app, stream, events, play } = open();
    play(at(7), at(1, 110), at(9), at(8), at(7), at(1));
    await command(app, "1", { kind: "pause" });
    await command(app, "1", { kind: "pause" });
    play(at(8), at(7));
    const answer = await get(app, "/metrics");
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=/);
    const samples = samplesOf(await answer.text());
    const outcome = stream.outcome();
    const snapshot = stream.snapshot();
    const sum = (name: string): number =>
      [...samples].reduce((total, [key, value]) => (key.startsWith(`${name}{`) ? total + value : total), 0);
    expect(samples.get("ctk_steps_total")).toBe(8);
    expect(sum("ctk_fills_total")).toBe(outcome.fills().length);
    expect(sum("ctk_decisions_total")).toBe(outcome.decisions().length);
    expect(samples.get('ctk_decisions_total{strategy="Plan",outcome="rejected",code="paused"}')).toBe(
      outcome.decisions().filter(({ code }) => code === "paused").length,
    );
    expect(samples.get("ctk_equity")).toBe(snapshot.equity);
    expect(samples.get("ctk_as_of_seconds")).toBe(snapshot.asOf / 1000);
    expect(samples.get('ctk_commands_total{status="applied"}')).toBe(1);
    expect(samples.get('ctk_commands_total{status="duplicate"}')).toBe(1);
    expect(samples.get('ctk_feed_events{status="accepted"}')).toBe(stream.counts.accepted);
    expect([samples.get("ctk_paused"), samples.get("ctk_killed")]).toEqual([1, 0]);
    expect(samples.get("ctk_event_cursor")).toBe(events.newest);
    expect(sum("ctk_position")).toBe(
      snapshot.positions.reduce((total, { quantity }) => total + Number(quantity), 0),
    );
  });
});

describe("the server", () => {
  it("answers on the loopback address, carries commands out, streams, and ends its streams when it closes", async () => {
    const { stream, play } = open();
    const told: string[] = [];
    play(at(7), at(1));
    const server = await startControlServer({
      session: stream,
      port: 0,
      version: "1",
      onCommand: ({ commandId }, { status }) => told.push(`${commandId} ${status}`),
    });
    try {
      const headers = { authorization: `Bearer ${server.token}` };
      expect(new URL(server.url).hostname).toBe("127.0.0.1");
      expect((await fetch(`${server.url}/v1/status`)).status).toBe(401);
      expect((await fetch(`${server.url}/v1/status`, { headers })).status).toBe(200);
      const kill = await fetch(`${server.url}/v1/commands`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ commandId: "k", action: { kind: "kill" }, reason: "test" }),
      });
      expect([kill.status, told]).toEqual([200, ["k applied"]]);
      const large = await fetch(`${server.url}/v1/commands`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: "x".repeat(20_000),
      });
      expect(large.status).toBe(413);
      const { body } = await fetch(`${server.url}/v1/events/stream`, { headers });
      await server.close();
      const ended = await body
        ?.getReader()
        .read()
        .then(
          ({ done }) => done,
          () => true,
        );
      expect(ended).toBe(true);
    } finally {
      await server.close();
    }
  });

  it("tells those who watch all that has happened before it closes", async () => {
    const { stream } = open();
    const session = sessionOf(loadText(planOf(rules, { route: "" })));
    const server = await startControlServer({ session: stream, port: 0, version: "1", token: TOKEN });
    const { body } = await fetch(`${server.url}/v1/events/stream`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const told = new Response(body).text();
    const feeds = [{ instrument: abc, bars: candles([at(7), at(1), at(8), at(1)]) }];
    const log = new EventLog();
    for (const report of playAll(stream, { session, feeds })) {
      server.publish(report);
      logReport(log, report, stream.bindings);
    }
    await server.close();
    const ids = [...(await told).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(Array.from({ length: log.newest }, (_, index) => index + 1));
  });

  it("knows the events of before it started, under the cursors that they had", async () => {
    const { stream } = open();
    const session = sessionOf(loadText(planOf(rules, { route: "" })));
    const feeds = [{ instrument: abc, bars: candles([at(7), at(1), at(8), at(1)]) }];
    const recovered = playAll(stream, { session, feeds });
    const log = new EventLog();
    for (const report of recovered) logReport(log, report, stream.bindings);
    const server = await startControlServer({
      session: stream,
      port: 0,
      version: "1",
      token: TOKEN,
      recovered,
    });
    try {
      const answer = await fetch(`${server.url}/v1/events?limit=1000`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(await eventsOf(answer)).toEqual(JSON.parse(JSON.stringify(log.page(0, 1000, {}))));
    } finally {
      await server.close();
    }
  });

  it("says that a port is taken", async () => {
    const { stream } = open();
    const first = await startControlServer({ session: stream, port: 0, version: "1" });
    try {
      const port = Number(new URL(first.url).port);
      await expect(startControlServer({ session: stream, port, version: "1" })).rejects.toMatchObject({
        code: "EADDRINUSE",
      });
    } finally {
      await first.close();
    }
  });
});
