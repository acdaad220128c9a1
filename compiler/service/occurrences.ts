import type { Argument, CallExpression, MachineStatement, Name, Span } from "../ast/nodes.ts";
import { childNodes, isTreeNode, type TreeNode } from "../ast/tree.ts";
import { builtinNames } from "../bind/index.ts";
import type { LoadedModule } from "../load/index.ts";
import type { Compilation } from "../pipeline.ts";
import { type Entity, entityOfMeaning, keyOf, targetOf } from "./entities.ts";
import { fileNames, type NameScope, scopeOf, strategyBehind } from "./scopes.ts";

/** A name in a file, and what it stands for. */
export interface Occurrence {
  readonly span: Span;
  readonly entity: Entity;
  /** The same for every occurrence of the entity. */
  readonly key: string;
  readonly isDeclaration: boolean;
}

/** Every name of a compilation's files that stands for something, in source order within each file. */
export function occurrencesIn(compilation: Compilation): readonly Occurrence[] {
  return compilation.modules.flatMap((module) => namesOfModule(compilation, module));
}

type Add = (name: Name, entity: Entity | undefined, isDeclaration?: boolean) => void;

interface Walk {
  readonly compilation: Compilation;
  readonly scope: NameScope;
  readonly add: Add;
  /** The machine around. */
  readonly machine: MachineStatement | undefined;
}

function namesOfModule(compilation: Compilation, loaded: LoadedModule): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const seen = new Set<number>();
  const pathOf = ({ source }: Span): string => compilation.sources[source]?.path ?? "";
  const add: Add = (name, entity, isDeclaration = false) => {
    if (entity !== undefined && name.text !== "" && !seen.has(name.span.start)) {
      seen.add(name.span.start);
      found.push({ span: name.span, entity, key: keyOf(entity, pathOf), isDeclaration });
    }
  };
  const outer = fileNames(compilation, loaded.source.id);
  for (const declaration of loaded.module.declarations) {
    if (declaration.kind === "import") {
      const names = fileNames(compilation, loaded.imports.get(declaration.id)?.source.id ?? -1);
      for (const { name, alias } of declaration.names) {
        add(name, names.get(name.text));
        if (alias !== undefined) {
          add(alias, outer.get(alias.text), true);
        }
      }
      continue;
    }
    visit({ compilation, scope: scopeOf(declaration, outer), add, machine: undefined }, declaration);
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

const builtins: ReadonlySet<string> = new Set(builtinNames(true));

/** What a plain name stands for at a place. */
function lookUp({ scope }: Walk, name: string): Entity | undefined {
  const known = scope.locals.get(name) ?? scope.outer.get(name);
  return known ?? (builtins.has(name) ? { kind: "builtin", group: "fact", name } : undefined);
}

/** Kinds of nodes that declare the name they have, within a strategy, an indicator or a function. */
function isLocal(node: TreeNode): boolean {
  return localKinds.has(node.kind);
}

const localKinds: ReadonlySet<string> = new Set([
  "param",
  "let",
  "state",
  "capture",
  "formal",
  "combo",
  "mirror",
  "machine",
  "machineState",
]);

type AnyNode = TreeNode & Readonly<Record<string, unknown>>;

function isAny(node: TreeNode): node is AnyNode {
  return isTreeNode(node);
}

function isName(value: unknown): value is Name {
  return isTreeNode(value) && value.kind === "name";
}

/** Properties of nodes that refer to something by its name. */
const references = [
  "market",
  "markets",
  "universe",
  "members",
  "route",
  "risk",
  "strategy",
  "via",
  "mirrored",
] as const;

function visit(walk: Walk, node: TreeNode): void {
  switch (node.kind) {
    case "name":
      return;
    case "reference":
      visitReference(walk, node);
      return;
    case "field":
      visitField(walk, node);
      return;
    case "call":
      visitCall(walk, node);
      return;
    default:
      visitStatement(walk, node);
  }
}

function visitStatement(walk: Walk, node: TreeNode): void {
  if (!isAny(node)) {
    return;
  }
  const inner = isMachine(node) ? { ...walk, machine: node } : walk;
  declareName(inner, node);
  for (const property of references) {
    const value = node[property];
    for (const name of Array.isArray(value) ? value : [value]) {
      if (isName(name)) {
        const isSlot = node.kind === "strategy" && property === "markets" && isName(node.universe);
        walk.add(name, lookUp(walk, name.text), isSlot);
      }
    }
  }
  if (node.kind === "transition" && isName(node.target)) {
    walk.add(node.target, stateNamed(inner, node.target.text));
  }
  if (node.kind === "run" || node.kind === "scenario" || node.kind === "check") {
    const strategy = isName(node.strategy)
      ? strategyBehind(walk.scope.outer.get(node.strategy.text))
      : undefined;
    nameArguments(walk, node.arguments, (name) => {
      const declaration = strategy?.statements.find(
        (item) => item.kind === "param" && item.name.text === name,
      );
      return declaration?.kind === "param" ? { kind: "local", declaration } : undefined;
    });
  }
  for (const child of childNodes(node)) {
    visit(inner, child);
  }
}

/** The name that a node declares. */
function declareName(walk: Walk, node: AnyNode): void {
  const name = node.name;
  if (!isName(name)) {
    return;
  }
  if (node.kind === "machineState") {
    walk.add(name, stateNamed(walk, name.text), true);
  } else if (isLocal(node)) {
    walk.add(name, localDeclaredBy(walk, node, name), true);
  } else if (node.kind !== "yieldField" && node.kind !== "argument") {
    walk.add(name, walk.scope.outer.get(name.text), true);
  }
}

/** The entity of a local declaration; captures of one name are one. */
function localDeclaredBy(walk: Walk, node: AnyNode, name: Name): Entity | undefined {
  const known = walk.scope.locals.get(name.text);
  if (known?.kind === "local" && known.declaration.id === node.id) {
    return known;
  }
  return node.kind === "capture" && known?.kind === "local" && known.declaration.kind === "capture"
    ? known
    : undefined;
}

function stateNamed({ machine }: Walk, name: string): Entity | undefined {
  const declaration = machine?.states.find((state) => state.name.text === name);
  return declaration === undefined ? undefined : { kind: "local", declaration };
}

function isMachine(node: TreeNode): node is MachineStatement {
  return node.kind === "machine";
}

function meaningOf(walk: Walk, node: TreeNode): Entity | undefined {
  const meaning = walk.compilation.tables.bindings?.meanings.get(node.id);
  return meaning === undefined ? undefined : entityOfMeaning(meaning, (name) => walk.scope.locals.get(name));
}

function visitReference(walk: Walk, node: TreeNode): void {
  const name = isAny(node) ? node.name : undefined;
  if (isName(name)) {
    const own = lookUp(walk, name.text);
    const meant = meaningOf(walk, node);
    // A name of this file keeps its other name; what it stands for is the same.
    walk.add(name, own?.kind === "alias" ? own : (meant ?? own));
  }
}

function visitField(walk: Walk, node: TreeNode): void {
  if (!isAny(node)) {
    return;
  }
  if (isTreeNode(node.object)) {
    visit(walk, node.object);
  }
  if (isName(node.field)) {
    walk.add(node.field, meaningOf(walk, node));
  }
}

function isCall(node: TreeNode): node is CallExpression {
  return node.kind === "call";
}

function visitCall(walk: Walk, node: TreeNode): void {
  if (!isCall(node)) {
    return;
  }
  const { callee } = node;
  const called = meaningOf(walk, callee);
  const own = callee.kind === "reference" ? walk.scope.outer.get(callee.name.text) : undefined;
  const entity = own?.kind === "alias" ? own : (called ?? own);
  if (callee.kind === "reference") {
    walk.add(callee.name, entity);
  } else if (callee.kind === "field") {
    walk.add(callee.field, entity);
    visit(walk, callee.object);
  } else {
    visit(walk, callee);
  }
  const target = entity === undefined ? undefined : targetOf(entity);
  const formals =
    target?.kind === "declaration" &&
    (target.declaration.kind === "fn" || target.declaration.kind === "indicator")
      ? target.declaration.formals
      : [];
  nameArguments(walk, node.arguments, (name) => {
    const declaration = formals.find((formal) => formal.name.text === name);
    return declaration === undefined ? undefined : { kind: "local", declaration };
  });
  for (const argument of node.arguments) {
    visit(walk, argument.value);
  }
}

function nameArguments(walk: Walk, list: unknown, find: (name: string) => Entity | undefined): void {
  for (const argument of Array.isArray(list) ? list : []) {
    if (isArgument(argument) && argument.name !== undefined) {
      walk.add(argument.name, find(argument.name.text));
    }
  }
}

function isArgument(value: unknown): value is Argument {
  return isTreeNode(value) && value.kind === "argument";
}
