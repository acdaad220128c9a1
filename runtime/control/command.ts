import { z } from "zod";

const text = z.string().min(1).max(200);

/** What a command concerns: everything, or the runs, strategies, routes and markets that it names. */
const scope = z.strictObject({
  runId: text.optional(),
  strategyId: text.optional(),
  routeId: text.optional(),
  /** ccxt's unified symbol. */
  market: text.optional(),
});

const action = z.discriminatedUnion("kind", [
  /** Nothing that raises exposure passes until `resume`; exits go on. */
  z.strictObject({ kind: z.literal("pause") }),
  z.strictObject({ kind: z.literal("resume") }),
  z.strictObject({ kind: z.literal("disableRoute"), routeId: text }),
  z.strictObject({ kind: z.literal("enableRoute"), routeId: text }),
  z.strictObject({ kind: z.literal("disableStrategy"), strategyId: text }),
  z.strictObject({ kind: z.literal("enableStrategy"), strategyId: text }),
  /** Cancels working orders that could open or add; `everything` also resting exits. Protective legs stay. */
  z.strictObject({
    kind: z.literal("cancelAll"),
    scope: scope.optional(),
    everything: z.boolean().optional(),
  }),
  /** Cancels working orders and closes positions at market. */
  z.strictObject({ kind: z.literal("flatten"), scope: scope.optional() }),
  /** Latched: cancels what could open, and nothing that raises exposure passes until `release`. */
  z.strictObject({ kind: z.literal("kill"), flatten: z.boolean().optional() }),
  z.strictObject({ kind: z.literal("release") }),
  /** Somebody has looked at the fills that nothing explained: what they held back may go on. */
  z.strictObject({ kind: z.literal("acknowledge"), brokerId: text.optional() }),
]);

/** A command to a running session: the same `commandId` is carried out once. */
export const controlCommandSchema = z.strictObject({
  commandId: text,
  action,
  /** Who asks, and why: for the journal. */
  by: text.optional(),
  reason: z.string().max(1000).optional(),
});

export type ControlCommand = z.output<typeof controlCommandSchema>;
export type ControlAction = ControlCommand["action"];
export type ControlScope = z.output<typeof scope>;

/** What became of a command. */
export type ControlResult =
  | { readonly status: "applied" | "duplicate"; readonly commandId: string }
  | {
      readonly status: "refused";
      readonly commandId: string;
      readonly code:
        | "unknown_route"
        | "unknown_strategy"
        | "unknown_run"
        | "unknown_market"
        | "not_killed"
        | "nothing_to_acknowledge"
        | "killed";
      readonly message: string;
    };

/** Reads a command that came from outside; the first thing that is wrong with it, with its place. */
export const readCommand = (
  value: unknown,
):
  | { readonly ok: true; readonly command: ControlCommand }
  | { readonly ok: false; readonly message: string } => {
  const parsed = controlCommandSchema.safeParse(value);
  if (parsed.success) return { ok: true, command: parsed.data };
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "the command" : issue.path.join(".");
  return { ok: false, message: `${place}: ${issue?.message ?? "not valid"}` };
};
