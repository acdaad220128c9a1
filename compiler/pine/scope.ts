import type { PineScript, PineStatement } from "./ast.ts";
import type { Action, Definition, Origin, OwnFunction, Resolved, Unreadable } from "./resolved.ts";

/** A variable of the script; its value changes as statements are read. */
export interface Variable {
  readonly name: string;
  /** Assigned again after its declaration, somewhere. */
  readonly changes: boolean;
  /** Its last value of a bar, where something looks back at it. */
  final: Definition | undefined;
}

/** Names that are visible at a place. */
export interface Scope {
  readonly names: Map<string, Variable>;
  readonly functions: Map<string, OwnFunction>;
  readonly parent: Scope | undefined;
}

/** What reading a script collects. */
export interface Reading {
  readonly script: PineScript;
  readonly definitions: Definition[];
  readonly functions: OwnFunction[];
  readonly actions: Action[];
  header: Action | undefined;
  readonly unreadable: Unreadable[];
  /** Names that are assigned with `:=` anywhere. */
  readonly changing: ReadonlySet<string>;
  /** The present value of each variable. */
  values: Map<Variable, Resolved>;
  /** The function whose body is being read. */
  owner: OwnFunction | undefined;
  /** Variables that keep their value, with the definition that stands for the value before the bar. */
  readonly kept: Map<Variable, Definition>;
  guards: readonly Resolved[];
}

/** The start of reading a script. */
export function createReading(script: PineScript): Reading {
  return {
    script,
    definitions: [],
    functions: [],
    actions: [],
    header: undefined,
    unreadable: [],
    changing: changingNames(script.statements),
    values: new Map(),
    owner: undefined,
    kept: new Map(),
    guards: [],
  };
}

/** A scope without names inside another. */
export function createScope(parent: Scope | undefined): Scope {
  return { names: new Map(), functions: new Map(), parent };
}

/** The variable of that name, in the scope or around it. */
export function findVariable(scope: Scope, name: string): Variable | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The function of that name, in the scope or around it. */
export function findFunction(scope: Scope, name: string): OwnFunction | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.functions.get(name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Adds a definition. */
export function define(
  reading: Reading,
  name: string,
  value: Resolved,
  origin: Origin & { readonly comments?: readonly string[] },
  role: Definition["role"] = "let",
  input: Definition["input"] = undefined,
): Definition {
  const definition: Definition = {
    id: reading.definitions.length,
    name,
    role,
    line: origin.line,
    text: origin.text,
    comments: origin.comments ?? [],
    input,
    owner: reading.owner,
    value,
    next: undefined,
  };
  reading.definitions.push(definition);
  reading.owner?.locals.push(definition);
  return definition;
}

/** A reading of a definition. */
export function reference(definition: Definition): Resolved {
  return { kind: "ref", definition };
}

/** Names that are assigned again, in blocks too. */
function changingNames(statements: readonly PineStatement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visitValue = (value: PineStatement & { readonly value?: unknown }): void => {
    const queue: unknown[] = [value];
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
      if (Array.isArray(item)) {
        queue.push(...item);
      } else if (typeof item === "object" && item !== null) {
        const node: Readonly<Record<string, unknown>> = { ...item };
        if (node.kind === "assign" && typeof node.name === "string") {
          names.add(node.name);
        }
        if (Array.isArray(node.assigned)) {
          for (const name of node.assigned) {
            names.add(String(name));
          }
        }
        queue.push(...Object.values(node).filter((part) => typeof part === "object" && part !== null));
      }
    }
  };
  for (const statement of statements) {
    visitValue(statement);
  }
  return names;
}
