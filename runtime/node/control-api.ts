import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import {
  type ControlCommand,
  type ControlResult,
  type EventFilter,
  type EventLog,
  readCommand,
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
  readonly onCommand?: (command: ControlCommand, result: ControlResult) => void;
  /** Called where a command could not be written down: the run must end then. */
  readonly onFailure?: (error: unknown) => void;
  readonly version: string;
  /** Ends the streams, after what has happened by then. */
  readonly signal?: AbortSignal;
}

/** A body is a command of a few fields. */
const BODY_BYTES_MAX = 16 * 1024;
const PAGE_MAX = 1_000;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in a time that does not tell how much of a token was right. */
const isSame = (left: string, right: string): boolean => timingSafeEqual(digestOf(left), digestOf(right));

const problem = (code: string, message: string) => ({ error: { code, message } });

const text = z.string().min(1).max(200).optional();

const nothing = z.strictObject({});
const positionQuery = z.strictObject({ runId: text, strategyId: text, routeId: text, market: text });
const orderQuery = positionQuery.extend({ executionId: text, brokerId: text });
const eventQuery = orderQuery.extend({
  kind: text,
  snapshotId: text,
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(100),
});

type EventQuery = z.output<typeof eventQuery>;

const filterOf = ({ after: _after, limit: _limit, ...filter }: EventQuery): EventFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

type ReadQuery<Shape extends z.ZodType> =
  | { readonly query: z.output<Shape>; readonly refusal?: undefined }
  | { readonly query?: undefined; readonly refusal: Response };

/** The query of a request, or the answer that says what is wrong with it. */
const readQuery = <Shape extends z.ZodType>(context: Context, shape: Shape): ReadQuery<Shape> => {
  const given = context.req.queries();
  const twice = Object.keys(given).find((name) => (given[name]?.length ?? 0) > 1);
  const bad = (message: string) => ({ refusal: context.json(problem("bad_query", message), 400) });
  if (twice !== undefined) return bad(`${twice}: given twice`);
  const parsed = shape.safeParse(context.req.query());
  return parsed.success ? { query: parsed.data } : bad(firstIssue(parsed.error));
};

const only = <Row extends object>(
  rows: readonly Row[],
  query: Readonly<Record<string, unknown>>,
): readonly Row[] =>
  rows.filter((row) =>
    Object.entries(query).every(([name, value]) => value === undefined || Reflect.get(row, name) === value),
  );

/** The HTTP interface of a running session: state, events, commands and metrics. */
export const createControlApi = (options: ControlApiOptions): Hono => {
  const app = new Hono();
  app.notFound((context) => {
    const allowed = app.routes
      .filter(({ path, method }) => path === context.req.path && method !== "ALL")
      .map(({ method }) => method);
    if (allowed.length === 0) return context.json(problem("not_found", "there is nothing here"), 404);
    context.header("Allow", [...new Set(allowed)].join(", "));
    return context.json(problem("not_allowed", `${context.req.method} is not answered here`), 405);
  });
  app.onError((_error, context) => context.json(problem("internal", "the request failed"), 500));
  addGate(app, options);
  addState(app, options);
  addEvents(app, options);
  addCommands(app, options);
  app.get("/v1/openapi.json", (context) => {
    const { refusal } = readQuery(context, nothing);
    const queries = { positions: positionQuery, orders: orderQuery, events: eventQuery };
    return refusal ?? context.json(openApiDocument(options.version, queries));
  });
  app.get("/metrics", async (context) => {
    context.header("Content-Type", options.metrics.contentType);
    return context.body(await options.metrics.text(options.session, options.events));
  });
  return app;
};

/** Lets through who asks under a name of this machine, from no page or an allowed one, and has the token. */
const addGate = (app: Hono, { token, allowedOrigins = [] }: ControlApiOptions): void => {
  app.use(async (context, next) => {
    context.header("Cache-Control", "no-store");
    context.header("X-Content-Type-Options", "nosniff");
    const host = context.req.header("host") ?? "";
    if (!LOOPBACK.test(host)) {
      return context.json(problem("foreign_host", "the control plane answers on this machine only"), 403);
    }
    const origin = context.req.header("origin");
    if (origin !== undefined) {
      if (!allowedOrigins.includes(origin)) {
        return context.json(problem("foreign_origin", `pages of ${origin} may not ask`), 403);
      }
      context.header("Access-Control-Allow-Origin", origin);
      context.header("Vary", "Origin");
      // A browser asks first, without the token, whether it may send one.
      if (context.req.method === "OPTIONS") {
        context.header("Access-Control-Allow-Methods", "GET, POST");
        context.header("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID");
        context.header("Access-Control-Max-Age", "600");
        return context.body(null, 204);
      }
    }
    const given = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (given === undefined || !isSame(given, token)) {
      context.header("WWW-Authenticate", "Bearer");
      const message = given === undefined ? "a bearer token is needed" : "the token is not the right one";
      return context.json(problem("unauthorized", message), 401);
    }
    await next();
    return undefined;
  });
};

const addState = (app: Hono, { session, events }: ControlApiOptions): void => {
  app.get("/v1/status", (context) => {
    const { refusal } = readQuery(context, nothing);
    if (refusal !== undefined) return refusal;
    const { asOf, stateHash, control, counts, bindings } = session;
    const { snapshotId, stepId, inputs, equity, cash, halts, faults } = session.snapshot();
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
      halts,
      faults,
    });
  });
  app.get("/v1/positions", (context) => {
    const { query, refusal } = readQuery(context, positionQuery);
    if (refusal !== undefined) return refusal;
    return context.json({ items: only(session.snapshot().positions, query) });
  });
  app.get("/v1/orders", (context) => {
    const { query, refusal } = readQuery(context, orderQuery);
    if (refusal !== undefined) return refusal;
    return context.json({ items: only(withBindings(session), query) });
  });
};

const addEvents = (app: Hono, { events, signal }: ControlApiOptions): void => {
  app.get("/v1/events", (context) => {
    const { query, refusal } = readQuery(context, eventQuery);
    if (refusal !== undefined) return refusal;
    const lost = lossOf(events, query.after);
    if (lost !== undefined) return context.json(lost, 410);
    return context.json(events.page(query.after, query.limit, filterOf(query)));
  });
  app.get("/v1/events/stream", (context) => {
    const { query, refusal } = readQuery(context, eventQuery);
    if (refusal !== undefined) return refusal;
    const last = context.req.header("last-event-id") ?? "";
    if (!/^\d{0,15}$/.test(last)) {
      return context.json(problem("bad_query", "Last-Event-ID: not the cursor of an event"), 400);
    }
    const after = last === "" ? query.after : Number(last);
    const lost = lossOf(events, after);
    if (lost !== undefined) return context.json(lost, 410);
    // Who asks for the head only does not listen.
    if (context.req.method === "HEAD") {
      context.header("Content-Type", "text/event-stream");
      return context.body(null);
    }
    return streamSSE(context, (stream) => follow(stream, events, after, filterOf(query), signal));
  });
};

const addCommands = (app: Hono, { session, metrics, onCommand, onFailure }: ControlApiOptions): void => {
  const tooLarge = (context: Context) =>
    context.json(problem("too_large", `a command has at most ${BODY_BYTES_MAX} bytes`), 413);
  app.post("/v1/commands", bodyLimit({ maxSize: BODY_BYTES_MAX, onError: tooLarge }), async (context) => {
    const { refusal } = readQuery(context, nothing);
    if (refusal !== undefined) return refusal;
    const type = context.req.header("content-type") ?? "";
    if (!/^application\/json(?:\s*;|$)/i.test(type)) {
      return context.json(problem("not_json", "a command is sent as application/json"), 415);
    }
    const body = parseJson(await context.req.text());
    if (body === undefined) return context.json(problem("not_json", "the body is not JSON"), 400);
    const read = readCommand(body);
    if (!read.ok) return context.json(problem("bad_command", read.message), 400);
    const result = carryOut(session, read.command, onFailure);
    metrics.countCommand(result.status);
    onCommand?.(read.command, result);
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
  });
};

const carryOut = (
  session: StreamingSession,
  command: ControlCommand,
  onFailure: ControlApiOptions["onFailure"],
): ControlResult => {
  try {
    return session.command(command);
  } catch (error) {
    onFailure?.(error);
    throw error;
  }
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Why the events behind a cursor cannot be told. */
const lossOf = (events: EventLog, after: number) => {
  if (after + 1 < events.oldest) {
    return problem(
      "cursor_expired",
      `events up to ${events.oldest - 1} are in the journal only: ask for those after that`,
    );
  }
  return after > events.newest
    ? problem("cursor_unknown", `the newest event is ${events.newest}: this cursor is of another run`)
    : undefined;
};

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
  signal: AbortSignal | undefined,
): Promise<void> => {
  let cursor = after;
  let wake = (): void => {};
  // Also for events that the filter holds back: the cursor has to keep up with the log.
  const end = events.subscribe(() => wake());
  const onEnd = (): void => wake();
  signal?.addEventListener("abort", onEnd);
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
      if (signal?.aborted === true) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        // Something may have come between the page and here.
        if (isGone || signal?.aborted === true || events.newest > cursor) resolve();
      });
    }
  } finally {
    signal?.removeEventListener("abort", onEnd);
    end();
  }
};
