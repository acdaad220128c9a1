import { createHash, timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { contentPolicy } from "../../playground/policy.ts";
import type { PageFile } from "./page-files.ts";
import type { PlanFile } from "./plan-file.ts";

export interface PlaygroundServerOptions {
  readonly files: ReadonlyMap<string, PageFile>;
  /** The plan that the page opens and saves; left out: the page keeps its plans to itself. */
  readonly plan?: PlanFile;
  /** What a request for the plan has to bring. */
  readonly token: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface PlaygroundServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A plan is a few pages of text. */
const BODY_BYTES_MAX = 1024 * 1024;

/** A header may say more than a page: nobody may show this one in a frame. */
const policy = [...contentPolicy, "frame-ancestors 'none'"].join("; ");

const saveBody = z.strictObject({ text: z.string(), version: z.string().max(64) });

/** Serves the page on 127.0.0.1. Rejects where the port is taken. */
export function startPlaygroundServer(options: PlaygroundServerOptions): Promise<PlaygroundServer> {
  const end = new AbortController();
  return new Promise((resolve, reject) => {
    let host = "";
    const app = createPlaygroundApp(options, () => host, end.signal);
    const server = serve(
      { fetch: app.fetch, hostname: "127.0.0.1", port: options.port },
      (info: AddressInfo) => {
        host = `127.0.0.1:${info.port}`;
        resolve({
          url: `http://${host}/`,
          close: async () => {
            end.abort();
            if ("closeAllConnections" in server) server.closeAllConnections();
            await new Promise<void>((done) => server.close(() => done()));
          },
        });
      },
    );
    server.on("error", reject);
  });
}

/** Routes of the server; `host` is the only name that it answers to, so that no other site's name can lead here. */
export function createPlaygroundApp(
  { files, plan, token }: PlaygroundServerOptions,
  host: () => string,
  signal: AbortSignal,
): Hono {
  const app = new Hono();
  app.use("*", async (context, next) => {
    if (context.req.header("host") !== host()) {
      return context.text("this server answers to its own address only", 421);
    }
    await next();
    context.header("Content-Security-Policy", policy);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
  });
  if (plan !== undefined) {
    addPlanRoutes(app, plan, token, host, signal);
  }
  app.get("*", (context) => {
    const file = files.get(new URL(context.req.url).pathname);
    if (file === undefined) {
      return context.text("there is no such file", 404);
    }
    return context.body(new Uint8Array(file.bytes), 200, {
      "Content-Type": file.type,
      "Cache-Control": file.isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    });
  });
  return app;
}

function addPlanRoutes(
  app: Hono,
  plan: PlanFile,
  token: string,
  host: () => string,
  signal: AbortSignal,
): void {
  app.use("/api/*", async (context, next) => {
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== `http://${host()}`) {
      return context.json({ error: "pages of other sites may not ask" }, 403);
    }
    if (!isSame(tokenOf(context), token)) {
      return context.json({ error: "the token is missing or wrong" }, 401);
    }
    await next();
    context.header("Cache-Control", "no-store");
  });
  app.get("/api/plan", (context) => context.json(plan.read()));
  app.put("/api/plan", bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    const body = saveBody.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) {
      return context.json({ error: "a text and the version that it replaces are wanted" }, 422);
    }
    const saved = plan.write(body.data.text, body.data.version);
    return saved === undefined
      ? context.json({ error: "the file has changed", ...plan.read() }, 409)
      : context.json(saved);
  });
  app.get("/api/changes", (context) =>
    streamSSE(context, async (stream) => {
      const stop = plan.watch(() => void stream.writeSSE({ event: "change", data: plan.read().version }));
      await new Promise<void>((resolve) => {
        stream.onAbort(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      stop();
    }),
  );
}

const tokenOf = (context: Context): string => context.req.header("x-ctk-token") ?? "";

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in a time that does not tell how much of a token was right. */
const isSame = (left: string, right: string): boolean => timingSafeEqual(digestOf(left), digestOf(right));
