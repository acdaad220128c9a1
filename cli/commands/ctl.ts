import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ControlAction, ControlCommand } from "../../runtime/index.ts";
import { type ControlClient, connect, type TargetOptions } from "../ctl/client.ts";
import { readEvents } from "../ctl/event-stream.ts";
import { eventShape, ordersShape, pageShape, positionsShape, statusShape } from "../ctl/shapes.ts";
import { eventText, ordersText, positionsText, type ShowStyle, statusText } from "../ctl/show.ts";
import { actionText } from "../ctl/words.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../palette.ts";

/** Options of every action of `ctk ctl`. */
export interface CtlOptions extends TargetOptions {
  readonly json?: boolean;
}

/** Which rows and events are wanted, as typed. */
export interface FilterOptions {
  readonly market?: string;
  readonly strategy?: string;
  readonly route?: string;
  readonly runId?: string;
  readonly broker?: string;
  readonly execution?: string;
}

export interface EventOptions extends CtlOptions, FilterOptions {
  readonly follow?: boolean;
  readonly kind?: string;
  readonly snapshot?: string;
  readonly after?: string;
  readonly limit?: string;
}

export interface SendOptions extends CtlOptions {
  readonly id?: string;
  readonly reason?: string;
}

/** What `cancel` and `flatten` concern, as typed. */
export interface ScopeOptions extends SendOptions, FilterOptions {
  readonly all?: boolean;
}

const styleOf = (io: Io): ShowStyle => ({
  width: Math.min(Math.max(io.columns, 60), 100),
  paint: paintFor(io, "stdout"),
});

const queryOf = ({ market, strategy, route, runId, broker, execution }: FilterOptions) => ({
  market,
  strategyId: strategy,
  routeId: route,
  runId,
  brokerId: broker,
  executionId: execution,
});

/** `ctk ctl status`, `positions` and `orders`: what a run knows, holds and has working. */
export async function show(
  io: Io,
  what: "status" | "positions" | "orders",
  options: CtlOptions & FilterOptions,
): Promise<ExitCode> {
  const body = await connect(io, options).get(`/v1/${what}`, queryOf(options));
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify(body, undefined, 2)}\n`);
    return exitCodes.ok;
  }
  const style = styleOf(io);
  switch (what) {
    case "status":
      io.stdout.write(statusText(understood(statusShape, body), style));
      break;
    case "positions":
      io.stdout.write(positionsText(understood(positionsShape, body), style));
      break;
    case "orders":
      io.stdout.write(ordersText(understood(ordersShape, body), style));
      break;
  }
  return exitCodes.ok;
}

/** `ctk ctl events`: what has happened behind a cursor, and with `--follow` what happens. */
export async function events(io: Io, options: EventOptions): Promise<ExitCode> {
  const { follow, kind, snapshot: snapshotId, after, limit } = options;
  const client = connect(io, options);
  const query = { ...queryOf(options), kind, snapshotId, after };
  const print = printerOf(io, options);
  if (follow === true) {
    if (limit !== undefined) throw usageFault("--limit does not go with --follow", "Leave one of them out.");
    return followEvents(io, client, query, print);
  }
  const page = understood(pageShape, await client.get("/v1/events", { ...query, limit: limit ?? "100" }));
  page.items.forEach(print);
  if (options.json !== true) {
    const hint = page.more
      ? `more: --after ${page.next}`
      : `that is all; --after ${page.next} for what follows`;
    io.stdout.write(`${paintFor(io, "stdout").faint(hint)}\n`);
  }
  return exitCodes.ok;
}

type Print = (event: z.output<typeof eventShape>) => void;

/** Events as lines of text, or of JSON. */
const printerOf =
  (io: Io, { json }: CtlOptions): Print =>
  (event) =>
    io.stdout.write(json === true ? `${JSON.stringify(event)}\n` : eventText(event, styleOf(io)));

async function followEvents(
  io: Io,
  client: ControlClient,
  query: Readonly<Record<string, string | undefined>>,
  print: Print,
): Promise<ExitCode> {
  const end = new AbortController();
  void io.interrupted().then(() => end.abort());
  try {
    const body = await client.stream("/v1/events/stream", query, end.signal);
    if (body !== undefined) {
      for await (const data of readEvents(body)) print(understood(eventShape, JSON.parse(data)));
    }
  } catch (error) {
    if (end.signal.aborted) return exitCodes.ok;
    if (error instanceof CommandFault) throw error;
    // The process at the other end is gone.
  }
  if (!end.signal.aborted) io.stderr.write("the run has ended\n");
  return exitCodes.ok;
}

const resultShape = z.object({
  status: z.enum(["applied", "duplicate", "refused"]),
  commandId: z.string(),
  message: z.string().optional(),
});

/** Sends a command to a run, and says what became of it. */
export async function send(io: Io, action: ControlAction, options: SendOptions): Promise<ExitCode> {
  const commandId = options.id ?? randomUUID();
  const { reason } = options;
  const by = io.environment.USER ?? io.environment.USERNAME;
  const command: ControlCommand = {
    commandId,
    action,
    ...(by === undefined || by === "" ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
  const { body } = await connect(io, options).post("/v1/commands", command);
  const { status, message } = understood(resultShape, body);
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify(body, undefined, 2)}\n`);
  }
  switch (status) {
    case "applied":
      if (options.json !== true) {
        io.stdout.write(`${paintFor(io, "stdout").good("done")}: ${actionText(action)} (${commandId})\n`);
      }
      return exitCodes.ok;
    case "duplicate":
      throw new CommandFault(exitCodes.run, `${commandId} was carried out before; nothing was done now`, [
        "Leave --id out to have a new one made.",
      ]);
    case "refused":
      throw new CommandFault(exitCodes.run, `refused: ${message ?? "no reason was given"}`);
  }
}

/** The action of `cancel`, with what it concerns. */
export function cancelAction(options: ScopeOptions & { readonly exits?: boolean }): ControlAction {
  return {
    kind: "cancelAll",
    ...scopeOf("cancel", options),
    ...(options.exits === true ? { everything: true } : {}),
  };
}

/** The action of `flatten`, with what it concerns. */
export function flattenAction(options: ScopeOptions): ControlAction {
  return { kind: "flatten", ...scopeOf("flatten", options) };
}

function scopeOf(name: string, { all, market, strategy, route, runId }: ScopeOptions) {
  const given = { market, strategyId: strategy, routeId: route, runId };
  const scope = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const isNamed = Object.keys(scope).length > 0;
  if (isNamed === (all === true)) {
    throw usageFault(
      isNamed ? "--all and a part of the run do not go together" : `${name} does not say what`,
      `Write ctk ctl ${name} --all, or name a --market, --strategy, --route or --run-id.`,
    );
  }
  return isNamed ? { scope } : {};
}

/** The action of `disable` and `enable`. */
export function switchAction(verb: "disable" | "enable", what: string, name: string): ControlAction {
  switch (what) {
    case "route":
      return { kind: `${verb}Route`, routeId: name };
    case "strategy":
      return { kind: `${verb}Strategy`, strategyId: name };
    default:
      throw usageFault(
        `${verb} ${what}: neither a route nor a strategy`,
        `Write ctk ctl ${verb} route NAME, or ctk ctl ${verb} strategy NAME.`,
      );
  }
}

/** The answer of another version of ctk may have another form. */
function understood<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) {
    return parsed.data;
  }
  const place = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new CommandFault(exitCodes.run, `the run answered something that is not understood (${place})`, [
    "It may be of another version of ctk; --json prints answers as they are.",
  ]);
}
