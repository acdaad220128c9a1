import { createLift } from "./lift.ts";
import { createNames, functionName } from "./names.ts";
import { print } from "./print.ts";
import type { Written } from "./printing.ts";
import { type Definition, type Resolved, someDeep } from "./resolved.ts";
import { atom } from "./text.ts";
import { isPassing } from "./usage.ts";
import { addRemarks, createPrinting, notesOf, type Writer, write } from "./writer.ts";

/** A value that is carried from bar to bar: what it is before the first, and after each. */
export interface Carried {
  readonly initial: Resolved;
  readonly next: Resolved;
}

/** Kept variables, and those that look back at themselves. */
export function carriedValues(definitions: readonly Definition[]): ReadonlyMap<Definition, Carried> {
  const carried = new Map<Definition, Carried>();
  for (const definition of definitions) {
    if (definition.role === "kept") {
      carried.set(definition, { initial: definition.value, next: definition.next ?? definition.value });
    }
  }
  const keptNext = new Set([...carried.values()].map(({ next }) => next));
  for (const definition of definitions) {
    const isOwn = definition.role === "final" && !keptNext.has(definition.value);
    const reads = (node: Resolved): boolean => node.kind === "ref" && node.definition === definition;
    if (isOwn && someDeep(definition.value, reads)) {
      carried.set(definition, { initial: firstValue(definition), next: definition.value });
    }
  }
  return carried;
}

/** `nz(x[1], 5)` says what comes before the first bar. */
function firstValue(definition: Definition): Resolved {
  let found: Resolved = { kind: "na" };
  someDeep(definition.value, (node) => {
    const inner = node.kind === "call" && node.callee === "nz" ? node.args[0]?.value : undefined;
    const isOwn =
      inner?.kind === "past" && inner.object.kind === "ref" && inner.object.definition === definition;
    if (isOwn && node.kind === "call") {
      found = node.args[1]?.value ?? { kind: "number", text: "0" };
    }
    return isOwn;
  });
  return found;
}

/** A price that is absent: what a kept value is before it is given one. */
export const missingPrice = "close * 0 / 0";

/** `state x = first then next`, in an indicator of its own. */
export function writeCarried(writer: Writer, definition: Definition): Written {
  const { initial, next } = writer.carried.get(definition) ?? {
    initial: definition.value,
    next: definition.value,
  };
  const name = writer.names.take(definition.name);
  if (someDeep(next, (node) => node.kind === "builtin" && node.name.startsWith("strategy."))) {
    const why = `\`${name}\` is kept from bar to bar and changes with the position; kept values are made of market data alone`;
    return {
      name,
      refusal: { why, advice: "use `trail`, `capture`, or facts such as `best` and `bars_held`" },
    };
  }
  const lift = createLift(
    (node) =>
      !dependsOn(node, definition, writer.carried) &&
      !(node.kind === "ref" && isPassing(writer.usage, node.definition)),
    createNames([name]),
  );
  const printing = createPrinting(writer, { lift: lift.lift, keeping: new Map([[definition, name]]) });
  const first = initial.kind === "na" ? atom(missingPrice) : print(printing, initial);
  const value = print(printing, next);
  addRemarks(writer, printing.remarks, definition);
  const [refusal] = printing.refusals;
  if (refusal !== undefined) {
    return { name, refusal };
  }
  const own = functionName(writer.names, `${name}_kept`);
  const args = lift.nodes.map((node) => write(writer, node, definition));
  const failed = args.find((argument) => argument.refusal !== undefined)?.refusal;
  if (failed !== undefined) {
    return { name, refusal: failed };
  }
  const shared = { line: definition.line, text: definition.text, clauses: [] };
  writer.chunks.push({
    ...shared,
    kind: "indicator",
    name: own,
    notes: notesOf(definition),
    head: `indicator ${own}(${lift.names.join(", ")}) {\n  state ${name} = ${first.text} then ${value.text}\n  yield ${name}\n}`,
  });
  const texts = args.map((argument) => argument.piece?.text ?? "");
  writer.chunks.push({
    ...shared,
    kind: "let",
    name,
    notes: [],
    head: `let ${name} = ${own}(${texts.join(", ")})`,
  });
  return { name, refusal: undefined };
}

function dependsOn(node: Resolved, definition: Definition, carried: Writer["carried"]): boolean {
  const next = carried.get(definition)?.next;
  return someDeep(
    node,
    (part) => part.kind === "ref" && (part.definition === definition || part.definition.value === next),
  );
}
