import { createLift } from "./lift.ts";
import { createNames, functionName } from "./names.ts";
import { print, valueName } from "./print.ts";
import { CIRCULAR, type Printing, type WrittenFunction } from "./printing.ts";
import type { Definition, OwnFunction, Resolved } from "./resolved.ts";
import { baseName } from "./usage.ts";
import { addFinding, addRemarks, createPrinting, notesOf, type Writer } from "./writer.ts";

/** Writes a function of the script as an indicator, once. */
export function writeFunction(writer: Writer, fn: OwnFunction): WrittenFunction {
  const known = writer.functions.get(fn);
  if (known !== undefined) {
    return known;
  }
  writer.functions.set(fn, { name: fn.name, refusal: CIRCULAR, lifted: [], bars: new Set() });
  const result = writeFunctionBody(writer, fn);
  writer.functions.set(fn, result);
  if (result.refusal !== undefined) {
    addFinding(writer, { kind: "leftOut", trades: false, line: fn.line, text: fn.text, ...result.refusal });
  }
  return result;
}

function writeFunctionBody(writer: Writer, fn: OwnFunction): WrittenFunction {
  const book = createNames([]);
  const formals = fn.formals.map((formal) => book.take(formal.name));
  const own = new Map<Definition, string>(fn.formals.map((formal, index) => [formal, formals[index] ?? ""]));
  const lets: string[] = [];
  const locals = new Set(fn.locals);
  const isLocal = (node: Resolved): boolean =>
    node.kind === "ref"
      ? own.has(node.definition) || locals.has(node.definition)
      : node.kind === "part" && isLocal(node.of);
  const lift = createLift((node) => !isLocal(node), book);
  const printing: Printing = createPrinting(writer, {
    lift: lift.lift,
    write: (definition) => {
      const name = own.get(definition);
      if (name !== undefined) {
        return { name, refusal: undefined };
      }
      const value = print(printing, definition.value);
      const given = book.take(baseName(definition));
      own.set(definition, given);
      lets.push(`  let ${given} = ${value.text}\n`);
      return { name: given, refusal: undefined };
    },
  });
  const results = fn.results.map((result) => print(printing, result).text);
  addRemarks(writer, printing.remarks, fn);
  const [refusal] = printing.refusals;
  const failed = fn.results.length === 0 ? CIRCULAR : refusal;
  if (failed !== undefined) {
    const why = `it calls \`${fn.name}\` of line ${fn.line}: ${failed.why}`;
    return { name: fn.name, refusal: { why, advice: failed.advice }, lifted: [], bars: new Set() };
  }
  const name = functionName(writer.names, fn.name);
  const fields = fn.results.map((result, index) => `${valueName(result, index)}: ${results[index] ?? ""}`);
  const yields = fn.results.length === 1 ? results[0] : `{ ${fields.join(", ")} }`;
  writer.chunks.push({
    kind: "indicator",
    name,
    line: fn.line,
    text: fn.text,
    notes: notesOf(fn),
    head: `indicator ${name}(${[...formals, ...lift.names].join(", ")}) {\n${lets.join("")}  yield ${yields ?? ""}\n}`,
    clauses: [],
  });
  const bars = new Set(fn.formals.filter((formal) => writer.bars.has(formal)));
  return { name, refusal: undefined, lifted: lift.nodes, bars };
}
