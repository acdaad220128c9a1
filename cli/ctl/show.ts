import type { z } from "zod";
import { counted, grouped, moneyDecimals, signed } from "../layout/numbers.ts";
import { type Column, layOutTable } from "../layout/table.ts";
import { hanging } from "../layout/text.ts";
import { momentText } from "../layout/times.ts";
import type { Paint } from "../palette.ts";
import type { Event, ordersShape, positionsShape, Status } from "./shapes.ts";
import { haltText, switchLines } from "./words.ts";

export interface ShowStyle {
  readonly width: number;
  readonly paint: Paint;
}

const LEAD = 11;

/** The state of a run, a fact a line. */
export function statusText(status: Status, { width, paint }: ShowStyle): string {
  const { stepId, asOf, equity, cash, control, inputs, halts, faults, cursor, stateHash, events } = status;
  const decimals = moneyDecimals(equity);
  const where = asOf === null ? "nothing decided yet" : `step ${stepId} at ${momentText(asOf)}`;
  const dropped = [
    ...(events.late > 0 ? [`${grouped(events.late)} late`] : []),
    ...(events.refused > 0 ? [`${grouped(events.refused)} refused`] : []),
    ...(events.duplicates > 0 ? [`${grouped(events.duplicates)} known already`] : []),
  ];
  const switches = [...switchLines(control), ...halts.map(haltText)];
  const facts: readonly (readonly [string, readonly string[], keyof Paint | undefined])[] = [
    ["session", [where], undefined],
    ["equity", [`${grouped(equity, decimals)}, of it cash ${grouped(cash, decimals)}`], undefined],
    [
      "in force",
      switches.length === 0 ? ["nothing is switched off"] : switches,
      switches.length === 0 ? undefined : "caution",
    ],
    [
      "runs",
      status.bindings.map(
        ({ runId, strategyId, market, routeId }) =>
          `${runId === strategyId ? runId : `${runId} (${strategyId})`} on ${market} by route ${routeId}`,
      ),
      undefined,
    ],
    ["inputs", inputs.map(inputText), inputs.some(({ overdue }) => overdue > 0) ? "caution" : undefined],
    ["faults", faults.map(({ strategyId, message }) => `${strategyId} halted: ${message}`), "bad"],
    [
      "events",
      [[`${grouped(cursor)} told`, `${grouped(events.accepted)} taken in`, ...dropped].join(", ")],
      undefined,
    ],
    ["state", [stateHash], undefined],
  ];
  return facts
    .flatMap(([name, texts, tint]) =>
      texts.flatMap((text, index) =>
        hanging((index === 0 ? name : "").padEnd(LEAD), text, width).map((line) => {
          const rest = line.slice(LEAD);
          return `${paint.faint(line.slice(0, LEAD))}${tint === undefined ? rest : paint[tint](rest)}\n`;
        }),
      ),
    )
    .join("");
}

function inputText({ market, venue, bars, asOf, overdue, close }: Status["inputs"][number]): string {
  const last = asOf === null || close === null ? "" : `, the last at ${momentText(asOf)} closed at ${close}`;
  const late = overdue > 0 ? `; ${counted(overdue, "bar")} overdue` : "";
  return `${market} at ${venue}: ${counted(bars, "bar")}${last}${late}`;
}

/** Open positions as a table. */
export function positionsText({ items }: z.output<typeof positionsShape>, { paint }: ShowStyle): string {
  if (items.length === 0) {
    return "no open position\n";
  }
  const columns: readonly Column[] = [
    { title: "run", align: "left" },
    { title: "market", align: "left" },
    { title: "quantity", align: "right" },
    { title: "entry", align: "right" },
    { title: "price", align: "right" },
    { title: "profit", align: "right" },
  ];
  const cells = items.map(({ runId, market, quantity, entryPrice, mark, unrealised }) => [
    runId,
    market,
    quantity,
    shortPrice(entryPrice),
    shortPrice(mark),
    signed(unrealised, 2),
  ]);
  return tableText(columns, cells, paint);
}

/** Orders that work as a table. */
export function ordersText({ items }: z.output<typeof ordersShape>, { paint }: ShowStyle): string {
  if (items.length === 0) {
    return "no working order\n";
  }
  const columns: readonly Column[] = [
    { title: "order", align: "left" },
    { title: "market", align: "left" },
    { title: "side", align: "left" },
    { title: "quantity", align: "right" },
    { title: "type", align: "left" },
    { title: "price", align: "right" },
    { title: "for", align: "left" },
    { title: "state", align: "left" },
  ];
  const cells = items.map(({ orderId, market, side, quantity, type, limit, stop, role, state }) => [
    orderId,
    market,
    side,
    quantity,
    type.replace("_", " "),
    [limit, stop].filter((price) => price !== undefined).join(" / "),
    role,
    state,
  ]);
  return tableText(columns, cells, paint);
}

function tableText(columns: readonly Column[], cells: readonly (readonly string[])[], paint: Paint): string {
  const table = layOutTable(columns, cells);
  return `${[paint.faint(table.heading), ...table.rows].join("\n")}\n`;
}

const shortPrice = (price: number): string => String(Number(price.toPrecision(8)));

/** Fields of an event that say most, in their order. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  fill: ["side", "quantity", "market", "price", "role", "ruleId"],
  intent: ["action", "side", "quantity", "market", "type", "limit", "stop", "ruleId"],
  decision: ["ruleId", "market", "outcome", "code", "limitId"],
  order: ["orderId", "market", "side", "quantity", "role", "state", "reason"],
  charge: ["kind", "market", "amount", "currency"],
  funding: ["market", "side", "amount", "currency"],
  transition: ["machine", "from", "to"],
  fault: ["strategyId", "message"],
  step: ["equity"],
};

/** An event in a line or two: its cursor, its time, what it is. */
export function eventText(event: Event, { width, paint }: ShowStyle): string {
  const { cursor, kind, time, data } = event;
  const lead = `${String(cursor).padStart(6)}  ${(time === null ? "" : momentText(time)).padEnd(16)}  ${kind.padEnd(10)}  `;
  const fields = TOLD[kind];
  const text =
    fields === undefined
      ? commandText(data)
      : fields.flatMap((name) => (data[name] === undefined ? [] : [String(data[name])])).join(" ");
  const tint =
    kind === "fault" ? paint.bad : kind === "fill" || kind === "command" ? paint.accent : undefined;
  return hanging(lead, text === "" ? "-" : text, width)
    .map((line) => {
      const rest = line.slice(lead.length);
      return `${paint.faint(line.slice(0, lead.length))}${tint === undefined ? rest : tint(rest)}\n`;
    })
    .join("");
}

function commandText({ action, commandId, by, reason }: Event["data"]): string {
  const { kind, ...more } =
    typeof action === "object" && action !== null ? { kind: "", ...action } : { kind: "" };
  const parts = [
    kind,
    ...Object.values(more).map((value) => JSON.stringify(value)),
    `(${String(commandId)})`,
  ];
  return [...parts, ...[by, reason].filter((part) => typeof part === "string")].join(" ");
}
