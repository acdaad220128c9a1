import { z } from "zod";

/** JSON has no infinity: a time before the first step is null. */
const time = z.number().nullable();

const killed = z.object({
  commandId: z.string(),
  time: time.transform((at) => at ?? Number.NaN),
  reason: z.string().optional(),
});

/** What of `/v1/status` is shown. */
export const statusShape = z.object({
  snapshotId: z.string(),
  stepId: z.number(),
  asOf: time,
  stateHash: z.string(),
  equity: z.number(),
  cash: z.number(),
  control: z.object({
    paused: z.boolean(),
    killed: killed.optional(),
    disabledRoutes: z.array(z.string()),
    disabledStrategies: z.array(z.string()),
    unexplained: z.array(z.string()),
  }),
  events: z.object({
    accepted: z.number(),
    duplicates: z.number(),
    late: z.number(),
    refused: z.number(),
  }),
  cursor: z.number(),
  inputs: z.array(
    z.object({
      market: z.string(),
      venue: z.string(),
      bars: z.number(),
      asOf: time,
      overdue: z.number(),
      close: z.number().nullable(),
    }),
  ),
  bindings: z.array(
    z.object({ runId: z.string(), market: z.string(), strategyId: z.string(), routeId: z.string() }),
  ),
  halts: z.array(
    z.object({
      limitId: z.string(),
      scope: z.string(),
      since: z.number(),
      until: z.number().optional(),
    }),
  ),
  faults: z.array(z.object({ strategyId: z.string(), time: z.number(), message: z.string() })),
});

export type Status = z.output<typeof statusShape>;

export const positionsShape = z.object({
  items: z.array(
    z.object({
      runId: z.string(),
      market: z.string(),
      quantity: z.string(),
      entryPrice: z.number(),
      mark: z.number(),
      unrealised: z.number(),
    }),
  ),
});

export const ordersShape = z.object({
  items: z.array(
    z.object({
      orderId: z.string(),
      runId: z.string(),
      market: z.string(),
      role: z.string(),
      side: z.string(),
      type: z.string(),
      quantity: z.string(),
      limit: z.string().optional(),
      stop: z.string().optional(),
      state: z.string(),
    }),
  ),
});

export const eventShape = z.object({
  cursor: z.number(),
  kind: z.string(),
  time,
  stepId: z.number(),
  runId: z.string().optional(),
  market: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

export type Event = z.output<typeof eventShape>;

export const pageShape = z.object({ items: z.array(eventShape), next: z.number(), more: z.boolean() });
