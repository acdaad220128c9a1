import type {
  MachineStateCstNode,
  MachineStatementCstNode,
  ScheduleCstNode,
  ScheduledBlockCstNode,
  StateStatementCstNode,
  StrategyStatementCstNode,
  TimeOfDayCstNode,
  TransitionCstNode,
  ZoneCstNode,
} from "../../grammar/index.ts";
import type {
  CooldownStatement,
  EntryLimitStatement,
  MachineState,
  MachineStatement,
  Schedule,
  ScheduledBlock,
  StateStatement,
  TimeOfDay,
  Transition,
  Weekday,
  ZoneName,
} from "../ast/nodes.ts";
import { reportAssignment } from "./build-assignment.ts";
import { buildCaptures } from "./build-clauses.ts";
import {
  type BuildContext,
  buildName,
  buildText,
  docOf,
  first,
  headOf,
  nodeSpan,
  optionalText,
} from "./build-context.ts";
import { buildDuration, buildSlot } from "./build-expressions.ts";
import { buildRule } from "./build-rules.ts";

/** A schedule with its rules, a throttle or a machine; `undefined` where it is none, or too little of it parsed. */
export function buildTimeStatement(
  ctx: BuildContext,
  parts: StrategyStatementCstNode["children"],
): ScheduledBlock | CooldownStatement | EntryLimitStatement | MachineStatement | undefined {
  const scheduled = first(parts.scheduledBlock);
  if (scheduled !== undefined) {
    return buildScheduled(ctx, scheduled);
  }
  const cooldown = first(parts.cooldownStatement);
  if (cooldown !== undefined) {
    return {
      kind: "cooldown",
      ...headOf(ctx, cooldown),
      length: buildSlot(ctx, first(cooldown.children.expression), nodeSpan(ctx, cooldown)),
      afterLoss: cooldown.children.Loss !== undefined,
    };
  }
  const limit = first(parts.entryLimitStatement);
  if (limit !== undefined) {
    const window = first(limit.children.Duration);
    const most = buildSlot(ctx, first(limit.children.expression), nodeSpan(ctx, limit));
    return window === undefined
      ? undefined
      : { kind: "entryLimit", ...headOf(ctx, limit), most, window: buildDuration(ctx, window) };
  }
  const machine = first(parts.machineStatement);
  return machine === undefined ? undefined : buildMachine(ctx, machine);
}

function buildScheduled(ctx: BuildContext, node: ScheduledBlockCstNode): ScheduledBlock | undefined {
  const schedule = first(node.children.schedule);
  const built = schedule === undefined ? undefined : buildSchedule(ctx, schedule);
  return built === undefined
    ? undefined
    : { kind: "scheduled", ...headOf(ctx, node), schedule: built, rules: buildRule(ctx, node.children) };
}

/** A schedule, or `undefined` where too little of it parsed. */
export function buildSchedule(ctx: BuildContext, node: ScheduleCstNode): Schedule | undefined {
  const { interval, calendarTime, sessionEdge } = node.children;
  const every = first(interval)?.children;
  const period = first(every?.period);
  if (every !== undefined && period !== undefined) {
    const duration = first(every.offset);
    return {
      kind: "interval",
      ...headOf(ctx, node),
      period: buildDuration(ctx, period),
      offset: duration === undefined ? undefined : buildDuration(ctx, duration),
      isBefore: every.Before !== undefined,
    };
  }
  const calendar = first(calendarTime)?.children;
  const time = first(calendar?.timeOfDay);
  if (calendar !== undefined && time !== undefined) {
    return {
      kind: "calendar",
      ...headOf(ctx, node),
      days: daysOf(calendar),
      time: buildTime(ctx, time),
      zone: buildZone(ctx, first(calendar.zone)),
    };
  }
  const edge = first(sessionEdge)?.children;
  if (edge === undefined || (edge.Open === undefined && edge.Close === undefined)) {
    return undefined;
  }
  return {
    kind: "sessionEdge",
    ...headOf(ctx, node),
    edge: edge.Open === undefined ? "close" : "open",
    hours: optionalText(ctx, edge.hours),
    zone: buildZone(ctx, first(edge.zone)),
  };
}

type CalendarParts = NonNullable<
  ReturnType<typeof first<NonNullable<ScheduleCstNode["children"]["calendarTime"]>[number]>>
>["children"];

function daysOf(parts: CalendarParts): "day" | "weekday" | "month" | readonly Weekday[] {
  if (parts.Day !== undefined) {
    return "day";
  }
  if (parts.Weekday !== undefined) {
    return "weekday";
  }
  if (parts.Month !== undefined) {
    return "month";
  }
  return (parts.days ?? []).flatMap(({ children }) => {
    const found = weekdays.find(([name]) => children[name] !== undefined);
    return found === undefined ? [] : [found[1]];
  });
}

const weekdays = [
  ["Monday", "monday"],
  ["Tuesday", "tuesday"],
  ["Wednesday", "wednesday"],
  ["Thursday", "thursday"],
  ["Friday", "friday"],
  ["Saturday", "saturday"],
  ["Sunday", "sunday"],
] as const satisfies readonly (readonly [string, Weekday])[];

function buildTime(ctx: BuildContext, node: TimeOfDayCstNode): TimeOfDay {
  const { hour, minute } = node.children;
  const text = `${first(hour)?.image ?? ""}:${first(minute)?.image ?? ""}`;
  return { kind: "timeOfDay", ...headOf(ctx, node), text };
}

function buildZone(ctx: BuildContext, node: ZoneCstNode | undefined): ZoneName | undefined {
  if (node === undefined) {
    return undefined;
  }
  const quoted = first(node.children.Text);
  const text =
    quoted === undefined
      ? (node.children.part ?? []).map(({ image }) => image).join("/")
      : buildText(ctx, quoted).value;
  return { kind: "zone", ...headOf(ctx, node), text };
}

function buildMachine(ctx: BuildContext, node: MachineStatementCstNode): MachineStatement | undefined {
  const name = first(node.children.name);
  return name === undefined
    ? undefined
    : {
        kind: "machine",
        ...headOf(ctx, node),
        doc: docOf(ctx, node),
        name: buildName(ctx, name),
        states: (node.children.machineState ?? []).flatMap((state) => buildMachineState(ctx, state) ?? []),
      };
}

function buildMachineState(ctx: BuildContext, node: MachineStateCstNode): MachineState | undefined {
  const name = first(node.children.name);
  return name === undefined
    ? undefined
    : {
        kind: "machineState",
        ...headOf(ctx, node),
        doc: docOf(ctx, node),
        name: buildName(ctx, name),
        transitions: (node.children.transition ?? []).flatMap((item) => buildTransition(ctx, item) ?? []),
      };
}

function buildTransition(ctx: BuildContext, node: TransitionCstNode): Transition | undefined {
  const target = first(node.children.target);
  return target === undefined
    ? undefined
    : {
        kind: "transition",
        ...headOf(ctx, node),
        condition: buildSlot(ctx, first(node.children.expression), nodeSpan(ctx, node)),
        target: buildName(ctx, target),
        captures: buildCaptures(ctx, first(node.children.captureBlock)?.children.captureClause),
      };
}

/** A `state`; one without its values stays in the tree, so that its name is known. */
export function buildState(ctx: BuildContext, node: StateStatementCstNode): StateStatement | undefined {
  const { Name, Assign, initial, next } = node.children;
  const name = first(Name);
  reportAssignment(ctx, first(Assign));
  return name === undefined
    ? undefined
    : {
        kind: "state",
        ...headOf(ctx, node),
        doc: docOf(ctx, node),
        name: buildName(ctx, name),
        initial: buildSlot(ctx, first(initial), nodeSpan(ctx, node)),
        next: buildSlot(ctx, first(next), nodeSpan(ctx, node)),
      };
}
