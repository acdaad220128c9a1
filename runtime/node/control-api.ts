import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import {
  type ControlResult,
  type EventFilter,
  type EventLog,
  passes,
  readCommand,
  type SessionEvent,
} from "../control/index.ts";
import type { StreamingSession } from "../session/index.ts";
import type { ControlMetrics } from "./control-metrics.ts";
import { openApiDocument } from "./open-api.ts";

/** What the control plane serves. */
export interface ControlApiOptions {
  readonly session: StreamingSession;
  readonly events: EventLog;
  readonly metrics: ControlMetrics;
  /** The bearer token that every request has to bring. */
  readonly token: string;
  /** Origins of pages that may ask; none by default: a browser's page is refused. */
  readonly allowedOrigins?: readonly string[];
  /** Called after a command was carried out, so that whoever drives the session can act at once. */
  readonly onCommand?: (result: ControlResult) => void;
  readonly version: string;
}

/** A body is a command of a few fields. */
const BODY_BYTES_MAX = 16 * 1024;
const PAGE_MAX = 1_000;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in a time that does not tell how much of a token was right. */
const isSame = (left: string, right: string): boolean => timingSafeEqual(digestOf(left), digestOf(right));

const problem = (code: string, message: string) => ({ error: { code, message } });

const text = z.string().min(1).max(200).optional();

const querySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(100),
  kind: text,
  runId: text,
  strategyId: text,
  executionId: text,
  routeId: text,
  brokerId: text,
  market: text,
  snapshotId: text,
});

type Query = z.output<typeof querySchema>;

const filterOf = ({ after: _after, limit: _limit, ...filter }: Query): EventFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

/** The HTTP interface of a running session: state, events, commands and metrics. */
export const createControlApi = (options: ControlApiOptions): Hono => {
  const { session, events, metrics, token, allowedOrigins = [] } = options;
  const app = new Hono();
  app.notFound((context) => context.json(problem("not_found", "there is nothing here"), 404));
  app.onError((_error, context) => context.json(problem("internal", "the request failed"), 500));
  app.use(async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (!LOOPBACK.test(host)) {
      return context.json(problem("foreign_host", "the control plane answers on this machine only"), 403);
    }
    const origin = context.req.header("origin");
    if (origin !== undefined && !allowedOrigins.includes(origin)) {
      return context.json(problem("foreign_origin", `pages of ${origin} may not ask`), 403);
    }
    const given = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1];
    if (given === undefined || !isSame(given, token)) {
      context.header("WWW-Authenticate", "Bearer");
      const message = given === undefined ? "a bearer token is needed" : "the token is not the right one";
      return context.json(problem("unauthorized", message), 401);
    }
    context.header("Cache-Control", "no-store");
    await next();
    return undefined;
  });

  app.get("/v1/status", (context) => {
    const { asOf, stateHash, control, counts, bindings } = session;
    const { snapshotId, stepId, inputs, equity, cash, faults } = session.snapshot();
    return context.json({
      snapshotId,
      stepId,
      asOf,
      stateHash,
      equity,
      cash,
      control,
      events: counts,
      cursor: events.newest,
      inputs,
      bindings,
      faults,
    });
  });
  const listed =
    <T extends object>(rows: () => readonly T[]) =>
    (query: Record<string, string>): readonly T[] =>
      rows().filter((row) =>
        Object.entries(query).every(([name, value]) => Reflect.get(row, name) === value),
      );
  const lists = {
    positions: listed(() => session.snapshot().positions),
    orders: listed(() => withBindings(session)),
  };
  app.get("/v1/positions", (context) => context.json({ items: lists.positions(context.req.query()) }));
  app.get("/v1/orders", (context) => context.json({ items: lists.orders(context.req.query()) }));

  app.get("/v1/events", (context) => {
    const query = querySchema.safeParse(context.req.query());
    if (!query.success) return context.json(problem("bad_query", firstIssue(query.error)), 400);
    const page = events.page(query.data.after, query.data.limit, filterOf(query.data));
    if (page === undefined) return context.json(expired(events), 410);
    return context.json(page);
  });
  app.get("/v1/events/stream", (context) => {
    const query = querySchema.safeParse(context.req.query());
    if (!query.success) return context.json(problem("bad_query", firstIssue(query.error)), 400);
    const resumed = Number(context.req.header("last-event-id"));
    const after = Number.isSafeInteger(resumed) && resumed > 0 ? resumed : query.data.after;
    if (events.page(after, 1, {}) === undefined) return context.json(expired(events), 410);
    return streamSSE(context, (stream) => follow(stream, events, after, filterOf(query.data)));
  });

  app.post(
    "/v1/commands",
    bodyLimit({
      maxSize: BODY_BYTES_MAX,
      onError: (context) =>
        context.json(problem("too_large", `a command has at most ${BODY_BYTES_MAX} bytes`), 413),
    }),
    async (context) => {
      const type = context.req.header("content-type") ?? "";
      if (!/^application\/json\b/.test(type)) {
        return context.json(problem("not_json", "a command is sent as application/json"), 415);
      }
      const body = await context.req.json().catch(() => undefined);
      const read = readCommand(body);
      if (!read.ok) return context.json(problem("bad_command", read.message), 400);
      const result = session.command(read.command);
      metrics.countCommand(result.status);
      options.onCommand?.(result);
      if (result.status === "refused") {
        return context.json({ ...result, ...problem(result.code, result.message) }, 422);
      }
      if (result.status === "duplicate") {
        return context.json(
          { ...result, ...problem("duplicate", `${result.commandId} has been carried out before`) },
          409,
        );
      }
      return context.json(result, 200);
    },
  );

  app.get("/v1/openapi.json", (context) => context.json(openApiDocument(options.version, querySchema)));
  app.get("/metrics", async (context) => {
    context.header("Content-Type", metrics.contentType);
    return context.body(await metrics.text(session, events));
  });
  return app;
};

const expired = (events: EventLog) =>
  problem("cursor_expired", `events before ${events.oldest} are in the journal only: start again from there`);

const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  return `${issue?.path.join(".") || "the query"}: ${issue?.message ?? "not valid"}`;
};

/** Working orders with the strategy and the route behind them. */
const withBindings = (session: StreamingSession) => {
  const { bindings } = session;
  return session.snapshot().orders.map((order) => {
    const binding = bindings.find(({ runId, market }) => runId === order.runId && market === order.market);
    return { ...binding, ...order };
  });
};

interface EventStream {
  writeSSE(message: { readonly id: string; readonly event: string; readonly data: string }): Promise<void>;
  onAbort(listener: () => void): void;
  readonly aborted: boolean;
}

/** Sends what is there behind a cursor, then what comes, until the listener goes away. A slow listener reads on from its cursor. */
const follow = async (
  stream: EventStream,
  events: EventLog,
  after: number,
  filter: EventFilter,
): Promise<void> => {
  let cursor = after;
  let wake = (): void => {};
  const end = events.subscribe((event: SessionEvent) => {
    if (passes(event, filter)) wake();
  });
  let isGone = false;
  stream.onAbort(() => {
    isGone = true;
    wake();
  });
  try {
    while (!isGone && !stream.aborted) {
      const page = events.page(cursor, PAGE_MAX, filter);
      if (page === undefined) return;
      for (const event of page.items) {
        await stream.writeSSE({ id: String(event.cursor), event: event.kind, data: JSON.stringify(event) });
      }
      cursor = page.next;
      if (page.more) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        // Something may have come between the page and here.
        if (isGone || events.newest > cursor) resolve();
      });
    }
  } finally {
    end();
  }
};
