import { z } from "zod";
import { CommandFault, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, shownPath } from "../files.ts";
import type { Io } from "../io.ts";
import { tokenOf } from "../run/options.ts";
import { onlyRun, readControl } from "../run/run-folder.ts";

/** Which run is asked, as typed. */
export interface TargetOptions {
  readonly run?: string;
  readonly url?: string;
}

/** An answer of a control plane: its status, and its body as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the control plane of one run. Faults of the way there end the command. */
export interface ControlClient {
  readonly get: (path: string, query?: Readonly<Record<string, string | undefined>>) => Promise<unknown>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
  /** The body of a stream, behind a cursor. Undefined where nobody listens any more. */
  readonly stream: (
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    signal: AbortSignal,
  ) => Promise<ReadableStream<Uint8Array> | undefined>;
}

const errorShape = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The client for the run that the options name: by folder, by address, or the only one there is. */
export function connect(io: Io, options: TargetOptions): ControlClient {
  const { base, token, name } = targetOf(io, options);
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(new URL(path, base), { ...init, headers: { ...headers, ...init.headers } });
    } catch (error) {
      if (init.signal?.aborted === true) {
        throw error;
      }
      throw new CommandFault(exitCodes.run, `nobody listens at ${base.origin}`, [
        `${name} has ended, or was started with another port.`,
      ]);
    }
  };
  const check = async (response: Response): Promise<unknown> => {
    const body = await bodyOf(response);
    if (response.ok) return body;
    throw faultOf(response.status, body, base.origin);
  };
  return {
    get: async (path, query = {}) => check(await ask(withQuery(path, query), {})),
    post: async (path, body) => {
      const response = await ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      // What the session thinks of a command is its answer; all else is a fault of the way there.
      return [200, 409, 422].includes(response.status)
        ? { status: response.status, body: await bodyOf(response) }
        : { status: response.status, body: await check(response) };
    },
    stream: async (path, query, signal) => {
      const response = await ask(withQuery(path, query), { signal });
      if (!response.ok) await check(response);
      return response.body ?? undefined;
    },
  };
}

function targetOf(io: Io, { run, url }: TargetOptions): { base: URL; token: string; name: string } {
  if (run !== undefined && url !== undefined) {
    throw usageFault("--run and --url name two runs", "Give one of them.");
  }
  if (url !== undefined) {
    return { base: baseOf(url), token: needed(io, "--url needs the token of the run"), name: "The run" };
  }
  const folder = run === undefined ? onlyRun(io) : pathOf(io, run);
  const control = readControl(io, folder);
  return {
    base: baseOf(control.url),
    token: control.token ?? needed(io, `${shownPath(io, folder)} was given its token by CTK_CONTROL_TOKEN`),
    name: `The run in ${shownPath(io, folder)}`,
  };
}

function needed(io: Io, message: string): string {
  const token = tokenOf(io);
  if (token === undefined) {
    throw usageFault(message, "Set CTK_CONTROL_TOKEN to it.");
  }
  return token;
}

/** The token goes over the wire as it is: it must not leave this machine. */
function baseOf(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base?.protocol !== "http:") {
    throw usageFault(`--url ${url} is not an address`, "Write it as in --url http://127.0.0.1:8790.");
  }
  if (!LOOPBACK.has(base.hostname)) {
    throw usageFault(
      `${base.host} is not this machine`,
      "A control plane answers on its own machine only. Log in there, or forward its port to this one.",
    );
  }
  return base;
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, value);
  }
  return given.size === 0 ? path : `${path}?${given}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function faultOf(status: number, body: unknown, origin: string): CommandFault {
  const parsed = errorShape.safeParse(body);
  if (!parsed.success) {
    return new CommandFault(exitCodes.run, `${origin} is not a control plane of ctk (status ${status})`);
  }
  const { code, message } = parsed.data.error;
  switch (code) {
    case "unauthorized":
      return new CommandFault(exitCodes.run, `${origin} does not take this token`, [
        "The run was started again, or it is another one. Its folder has the right token: --run FOLDER.",
      ]);
    case "foreign_host":
      return new CommandFault(exitCodes.run, `${origin} takes this for another machine`, [
        "Ask it under 127.0.0.1 or localhost.",
      ]);
    default:
      return new CommandFault(exitCodes.run, message);
  }
}
