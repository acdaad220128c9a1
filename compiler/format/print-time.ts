import { reservedWordList } from "../../grammar/index.ts";
import type {
  CooldownStatement,
  EntryLimitStatement,
  MachineState,
  MachineStatement,
  Schedule,
  ScheduledBlock,
  StateStatement,
  Transition,
  ZoneName,
} from "../ast/nodes.ts";
import { encodeText } from "../parse/index.ts";
import type { Doc } from "./doc.ts";
import { group, indent, join, line } from "./doc.ts";
import {
  block,
  hasInnerComments,
  type PrintContext,
  printDoc,
  printName,
  printText,
  statement,
  statements,
  withComments,
} from "./print-context.ts";
import { printExpression } from "./print-expressions.ts";

/** A schedule with its rules; `printRule` prints one of them. */
export function printScheduled(ctx: PrintContext, node: ScheduledBlock, rules: readonly Doc[]): Doc {
  const head = printSchedule(ctx, node.schedule);
  return statement(ctx, node, [
    head,
    " ",
    block(ctx, node, statements(ctx, node.rules, rules), rules.length === 0),
  ]);
}

/** `every day at 15:55 America/New_York`, without a block. */
export function printSchedule(ctx: PrintContext, node: Schedule): Doc {
  switch (node.kind) {
    case "interval": {
      const { period, offset } = node;
      return withComments(ctx, node, [
        "every ",
        withComments(ctx, period, period.text),
        offset === undefined
          ? []
          : [node.isBefore ? " before " : " after ", withComments(ctx, offset, offset.text)],
      ]);
    }
    case "calendar":
      return withComments(ctx, node, [
        "every ",
        typeof node.days === "string" ? node.days : node.days.join(", "),
        " at ",
        withComments(ctx, node.time, node.time.text),
        printZone(ctx, node.zone),
      ]);
    case "sessionEdge":
      return withComments(ctx, node, [
        `on session ${node.edge}`,
        node.hours === undefined ? [] : [" ", printText(ctx, node.hours)],
        printZone(ctx, node.zone),
      ]);
  }
}

const plainZone = /^[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*$/;
const reserved: ReadonlySet<string> = new Set(reservedWordList);

function isPlain(zone: string): boolean {
  return plainZone.test(zone) && !zone.split("/").some((part) => reserved.has(part));
}

function printZone(ctx: PrintContext, node: ZoneName | undefined): Doc {
  if (node === undefined) {
    return [];
  }
  return [" ", withComments(ctx, node, isPlain(node.text) ? node.text : encodeText(node.text))];
}

/** A `cooldown`. */
export function printCooldown(ctx: PrintContext, node: CooldownStatement): Doc {
  const tail = node.afterLoss ? " after loss" : "";
  return statement(ctx, node, ["cooldown ", printExpression(ctx, node.length), tail]);
}

/** `at most 3 entries per 1d`. */
export function printEntryLimit(ctx: PrintContext, node: EntryLimitStatement): Doc {
  return statement(ctx, node, [
    "at most ",
    printExpression(ctx, node.most),
    " entries per ",
    withComments(ctx, node.window, node.window.text),
  ]);
}

/** A machine, a state on a line of its own. */
export function printMachine(ctx: PrintContext, node: MachineStatement): Doc {
  const states = node.states.map((state) => printState(ctx, state));
  const body = block(ctx, node, statements(ctx, node.states, states), states.length === 0);
  return [printDoc(ctx, node), statement(ctx, node, ["machine ", printName(ctx, node.name), " ", body])];
}

function printState(ctx: PrintContext, node: MachineState): Doc {
  const transitions = node.transitions.map((item) => printTransition(ctx, item));
  const body = block(ctx, node, statements(ctx, node.transitions, transitions), transitions.length === 0);
  return [printDoc(ctx, node), statement(ctx, node, ["state ", printName(ctx, node.name), " ", body])];
}

function printTransition(ctx: PrintContext, node: Transition): Doc {
  const head: Doc = ["on ", printExpression(ctx, node.condition), " goto ", printName(ctx, node.target)];
  if (node.captures.length === 0 && !hasInnerComments(ctx, node)) {
    return statement(ctx, node, head);
  }
  const captures = node.captures.map((capture) =>
    statement(ctx, capture, [
      "capture ",
      printName(ctx, capture.name),
      " = ",
      printExpression(ctx, capture.value),
    ]),
  );
  const [only] = captures;
  const body =
    only !== undefined && captures.length === 1 && !hasInnerComments(ctx, node)
      ? group(["{", indent([line, join(line, [only])]), line, "}"])
      : block(ctx, node, statements(ctx, node.captures, captures), captures.length === 0);
  return statement(ctx, node, [head, " ", body]);
}

/** The `state` of an indicator. */
export function printStateStatement(ctx: PrintContext, node: StateStatement): Doc {
  return [
    printDoc(ctx, node),
    statement(ctx, node, [
      "state ",
      printName(ctx, node.name),
      " = ",
      printExpression(ctx, node.initial),
      " then ",
      printExpression(ctx, node.next),
    ]),
  ];
}
