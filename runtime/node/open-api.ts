import { z } from "zod";
import { controlCommandSchema } from "../control/index.ts";

const error = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" } },
    },
  },
};

const json = (description: string, schema: unknown) => ({
  description,
  content: { "application/json": { schema } },
});

const refusals = {
  "401": json("No token, or a wrong one", error),
  "403": json("Asked by a page of another origin, or under a name that is not this machine's", error),
};

const items = (description: string) =>
  json(description, {
    type: "object",
    required: ["items"],
    properties: { items: { type: "array", items: { type: "object" } } },
  });

const get = (
  operationId: string,
  summary: string,
  responses: object,
  parameters: readonly object[] = [],
) => ({
  get: { operationId, summary, parameters, responses: { ...responses, ...refusals } },
});

const parametersOf = (query: z.ZodType): readonly object[] => {
  const { properties = {} } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: false, schema }));
};

/** The queries of the routes that take one. */
export interface RouteQueries {
  readonly positions: z.ZodType;
  readonly orders: z.ZodType;
  readonly events: z.ZodType;
}

/** The OpenAPI 3.1 description of the control plane. */
export const openApiDocument = (version: string, queries: RouteQueries) => {
  const badQuery = { "400": json("Not a query of this route", error) };
  const expired = {
    ...badQuery,
    "410": json("Events behind the cursor are not kept any more, or the cursor is of another run", error),
  };
  return {
    openapi: "3.1.0",
    info: { title: "ctk control plane", version },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: {
      "/v1/status": get("status", "What the session knows, holds and has switched off", {
        "200": json("The state", { type: "object" }),
        ...badQuery,
      }),
      "/v1/positions": get(
        "positions",
        "Open positions",
        { "200": items("Positions"), ...badQuery },
        parametersOf(queries.positions),
      ),
      "/v1/orders": get(
        "orders",
        "Orders without an end",
        { "200": items("Orders"), ...badQuery },
        parametersOf(queries.orders),
      ),
      "/v1/events": get(
        "events",
        "Events behind a cursor",
        { "200": items("A page: ask for what follows with `after` = `next`"), ...expired },
        parametersOf(queries.events),
      ),
      "/v1/events/stream": get(
        "eventStream",
        "Events as they happen: server-sent events; goes on behind Last-Event-ID",
        { "200": { description: "A stream", content: { "text/event-stream": {} } }, ...expired },
        parametersOf(queries.events),
      ),
      "/v1/commands": {
        post: {
          operationId: "command",
          summary: "Carry out a command, once for each commandId",
          requestBody: {
            required: true,
            content: { "application/json": { schema: z.toJSONSchema(controlCommandSchema) } },
          },
          responses: {
            "200": json("Carried out", { type: "object" }),
            "400": json("Not a command", error),
            "409": json("Carried out before", error),
            "413": json("Too large", error),
            "415": json("Not JSON", error),
            "422": json("Cannot be carried out", error),
            ...refusals,
          },
        },
      },
      "/v1/openapi.json": get("openApi", "This document", {
        "200": json("An OpenAPI 3.1 document", { type: "object" }),
        ...badQuery,
      }),
      "/metrics": get("metrics", "Metrics for Prometheus", {
        "200": { description: "Text exposition", content: { "text/plain": {} } },
      }),
    },
  };
};
