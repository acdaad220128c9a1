import type { ImportName, MachineState, Name, Span, StrategyDeclaration } from "../ast/nodes.ts";
import { isLocal, type LocalMeaning, type Meaning, type NamedDeclaration } from "../bind/index.ts";
import { assertNever } from "../diagnostics/index.ts";

/** A statement that gives a name to something within a declaration. */
export type LocalDeclaration = LocalMeaning["declaration"] | MachineState;

/** What a name in a file stands for. */
export type Entity =
  /** A declaration of a file. */
  | { readonly kind: "declaration"; readonly declaration: NamedDeclaration }
  /** What stands for each market of a universe in turn. */
  | { readonly kind: "slot"; readonly name: Name; readonly strategy: StrategyDeclaration }
  | { readonly kind: "local"; readonly declaration: LocalDeclaration }
  /** Another name for what is imported. */
  | { readonly kind: "alias"; readonly importName: ImportName; readonly name: Name; readonly target: Entity }
  /** A field of a market, a fact, or a function of the library. */
  | { readonly kind: "builtin"; readonly group: "field" | "fact"; readonly name: string }
  | { readonly kind: "function"; readonly name: string };

/** The name where an entity is declared; `undefined` for what the language brings. */
export function declaredName(entity: Entity): Name | undefined {
  switch (entity.kind) {
    case "declaration":
    case "local":
      return entity.declaration.name;
    case "slot":
    case "alias":
      return entity.name;
    case "builtin":
    case "function":
      return undefined;
    default:
      return assertNever(entity);
  }
}

/** What an entity is when it is looked through its other name. */
export function targetOf(entity: Entity): Entity {
  return entity.kind === "alias" ? targetOf(entity.target) : entity;
}

/** A key that is the same for every occurrence of an entity, in all files and compilations. */
export function keyOf(entity: Entity, pathOf: (span: Span) => string): string {
  const name = declaredName(entity);
  if (name !== undefined) {
    return `${pathOf(name.span)}#${name.span.start}`;
  }
  return entity.kind === "builtin" || entity.kind === "function" ? `${entity.kind}:${entity.name}` : "";
}

/** What a name resolved by the compiler stands for; slots and states of machines are looked up by their names. */
export function entityOfMeaning(
  meaning: Meaning,
  local: (name: string) => Entity | undefined,
): Entity | undefined {
  if (isLocal(meaning)) {
    return { kind: "local", declaration: meaning.declaration };
  }
  switch (meaning.kind) {
    case "field":
      return { kind: "builtin", group: "field", name: meaning.field };
    case "fact":
      return { kind: "builtin", group: "fact", name: meaning.fact };
    case "holdingFact":
      return { kind: "builtin", group: "fact", name: meaning.fact };
    case "factGroup":
      return { kind: "builtin", group: "fact", name: meaning.name };
    case "slot":
      return local(meaning.name);
    case "machineFact": {
      const machine = local(meaning.machine);
      const states =
        machine?.kind === "local" && machine.declaration.kind === "machine" ? machine.declaration.states : [];
      const state = states.find(({ name }) => name.text === meaning.state);
      return state === undefined
        ? { kind: "builtin", group: "fact", name: "bars" }
        : { kind: "local", declaration: state };
    }
    case "declaration":
      return meaning.isLibrary
        ? { kind: "function", name: meaning.declaration.name.text }
        : { kind: "declaration", declaration: meaning.declaration };
    case "standard":
      return {
        kind: "function",
        name:
          meaning.descriptor.namespace === ""
            ? meaning.descriptor.name
            : `${meaning.descriptor.namespace}.${meaning.descriptor.name}`,
      };
    default:
      return assertNever(meaning);
  }
}
