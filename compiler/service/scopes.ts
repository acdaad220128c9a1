import type { Clause, Declaration, StrategyDeclaration, StrategyStatement } from "../ast/nodes.ts";
import type { Compilation } from "../pipeline.ts";
import type { Entity, LocalDeclaration } from "./entities.ts";

/** The names that can be used in a declaration, besides those of the language. */
export interface NameScope {
  /** Names of the file: its declarations and imports. */
  readonly outer: ReadonlyMap<string, Entity>;
  /** Names declared inside the declaration, wherever in it. */
  readonly locals: ReadonlyMap<string, Entity>;
  /** The strategy whose names these are. */
  readonly strategy: StrategyDeclaration | undefined;
}

/** The names at the top of a file, those that it imports included. */
export function fileNames(compilation: Compilation, source: number): ReadonlyMap<string, Entity> {
  const bound = compilation.tables.bindings?.modules.find((module) => module.source.id === source);
  const names = new Map<string, Entity>(
    [...(bound?.names ?? [])].map(([name, declaration]) => [name, { kind: "declaration", declaration }]),
  );
  const module = bound?.module ?? compilation.modules.find((item) => item.source.id === source)?.module;
  for (const item of module?.declarations ?? []) {
    for (const importName of item.kind === "import" ? item.names : []) {
      const target = importName.alias === undefined ? undefined : names.get(importName.alias.text);
      if (importName.alias !== undefined && target !== undefined) {
        names.set(importName.alias.text, { kind: "alias", importName, name: importName.alias, target });
      }
    }
  }
  return names;
}

/** The names that can be used inside a declaration of a file. */
export function scopeOf(declaration: Declaration, outer: ReadonlyMap<string, Entity>): NameScope {
  switch (declaration.kind) {
    case "strategy":
      return { outer, locals: strategyNames(declaration, outer), strategy: declaration };
    case "scenario":
    case "check": {
      const tested = outer.get(declaration.strategy.text);
      const strategy = strategyBehind(tested);
      const locals = strategy === undefined ? new Map<string, Entity>() : strategyNames(strategy, outer);
      return { outer, locals, strategy };
    }
    case "fn":
      return { outer, locals: named(declaration.formals), strategy: undefined };
    case "indicator":
      return { outer, locals: named([...declaration.formals, ...declaration.lets]), strategy: undefined };
    default:
      return { outer, locals: new Map(), strategy: undefined };
  }
}

/** The strategy that an entity is, through its other names. */
export function strategyBehind(entity: Entity | undefined): StrategyDeclaration | undefined {
  if (entity?.kind === "alias") {
    return strategyBehind(entity.target);
  }
  return entity?.kind === "declaration" && entity.declaration.kind === "strategy"
    ? entity.declaration
    : undefined;
}

function named(declarations: readonly LocalDeclaration[]): ReadonlyMap<string, Entity> {
  return new Map(declarations.map((declaration) => [declaration.name.text, { kind: "local", declaration }]));
}

/** The names that a strategy declares. A slot is the market of its name, where the file has one. */
function strategyNames(
  strategy: StrategyDeclaration,
  outer: ReadonlyMap<string, Entity>,
): ReadonlyMap<string, Entity> {
  const names = new Map<string, Entity>();
  for (const name of strategy.markets) {
    const market = strategy.universe === undefined ? outer.get(name.text) : undefined;
    names.set(name.text, market ?? { kind: "slot", name, strategy });
  }
  for (const declaration of strategy.statements.flatMap(localsOf)) {
    if (!names.has(declaration.name.text)) {
      names.set(declaration.name.text, { kind: "local", declaration });
    }
  }
  return names;
}

/** What a statement of a strategy gives a name to. */
export function localsOf(statement: StrategyStatement): readonly LocalDeclaration[] {
  switch (statement.kind) {
    case "param":
    case "let":
    case "combo":
    case "mirror":
      return [statement];
    case "machine":
      return [
        statement,
        ...statement.states.flatMap(({ transitions }) => transitions.flatMap(({ captures }) => captures)),
      ];
    case "enter":
    case "add":
    case "exit":
      return statement.clauses.filter(isCapture);
    case "scheduled":
      return statement.rules.flatMap(localsOf);
    default:
      return [];
  }
}

function isCapture(clause: Clause): clause is Extract<Clause, { readonly kind: "capture" }> {
  return clause.kind === "capture";
}
