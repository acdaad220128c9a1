import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { EventLog } from "../control/index.ts";
import { logReport, type StepReport, type StreamingSession } from "../session/index.ts";
import { type ControlApiOptions, createControlApi } from "./control-api.ts";
import { createMetrics } from "./control-metrics.ts";

/** What watchers have to take the last events, when the server closes. */
const GRACE_MS = 250;

export interface ControlServerOptions
  extends Pick<ControlApiOptions, "allowedOrigins" | "onCommand" | "onFailure" | "version"> {
  readonly session: StreamingSession;
  /** 0: any that is free. */
  readonly port: number;
  /** Left out: a new one. */
  readonly token?: string;
  /** What the session had reported before this process: counted and kept, so that cursors of watchers stay good. */
  readonly recovered?: readonly StepReport[];
}

/** A control plane that listens on this machine only. */
export interface ControlServer {
  readonly url: string;
  readonly token: string;
  /** Tells watchers what a step has done. */
  publish(report: StepReport): void;
  /** Ends the streams after what has happened, and listens no more. */
  close(): Promise<void>;
}

/** Starts the control plane of a session on 127.0.0.1. Rejects where the port is taken. */
export const startControlServer = (options: ControlServerOptions): Promise<ControlServer> => {
  const { session, port, token = randomBytes(24).toString("base64url"), recovered = [], ...rest } = options;
  const events = new EventLog();
  const metrics = createMetrics();
  const end = new AbortController();
  const app = createControlApi({ session, events, metrics, token, signal: end.signal, ...rest });
  const publish = (report: StepReport): void => {
    metrics.countReport(report);
    logReport(events, report, session.bindings);
  };
  for (const report of recovered) publish(report);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (info: AddressInfo) => {
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        token,
        publish,
        close: async () => {
          end.abort();
          if (events.isWatched) await delay(GRACE_MS);
          if ("closeAllConnections" in server) server.closeAllConnections();
          await new Promise<void>((done) => server.close(() => done()));
        },
      });
    });
    server.on("error", reject);
  });
};
