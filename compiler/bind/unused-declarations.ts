import type { Declaration } from "../ast/nodes.ts";
import { proposeReplace, type Report } from "../diagnostics/index.ts";
import type { LoadedModule } from "../load/index.ts";
import type { NamedDeclaration } from "./symbols.ts";

/**
 * Reports declarations of the entry file that nothing in it uses. A file without a strategy is there to be imported, and
 * without a session nothing says what runs.
 */
export function reportUnusedDeclarations(
  modules: readonly LoadedModule[],
  used: ReadonlySet<number>,
  report: Report,
): void {
  const declarations = modules[0]?.module.declarations ?? [];
  if (!declarations.some(({ kind }) => kind === "strategy")) {
    return;
  }
  const hasSession = declarations.some(({ kind }) => kind === "session");
  const isChosen = routeIsChosen(declarations, used);
  for (const declaration of declarations) {
    const { kind } = declaration;
    const isCandidate =
      kind === "fn" ||
      kind === "indicator" ||
      (kind === "market" && !pricesFees(declaration, declarations)) ||
      (kind === "route" && isChosen && !isDefault(declaration)) ||
      (hasSession && (kind === "risk" || kind === "strategy"));
    if (isCandidate && !used.has(declaration.id) && !isMeant(declaration.name.text)) {
      const name = declaration.name.text;
      const fixes = [proposeReplace(`remove \`${name}\``, declaration.span, "")];
      const { word, help } = words[kind];
      report("unused-name", declaration.name.span, { kind: word, name }, { fixes, help });
    }
  }
}

const meant = "An underscore in front of the name says that it is meant.";

const words = {
  fn: { word: "function", help: `call it, or remove it. ${meant}` },
  indicator: { word: "indicator", help: `call it, or remove it. ${meant}` },
  market: { word: "market", help: `trade it, or remove it. ${meant}` },
  route: { word: "route", help: `name it with \`via\`, or remove it. ${meant}` },
  risk: { word: "risk block", help: `name it with \`guard\` in a session, or remove it. ${meant}` },
  strategy: { word: "strategy", help: `add a \`run\` of it to a session, or remove it. ${meant}` },
} as const satisfies Partial<
  Record<NamedDeclaration["kind"], { readonly word: string; readonly help: string }>
>;

/** A market tells what the fees of a route are worth, where they are paid in what it trades. */
function pricesFees(market: Declaration, declarations: readonly Declaration[]): boolean {
  if (market.kind !== "market") {
    return false;
  }
  const [base] = market.symbol.value.split("/");
  return declarations.some(
    (route) =>
      route.kind === "route" &&
      route.settings.some((setting) => setting.kind === "routeFees" && setting.currency?.text === base),
  );
}

/** An underscore in front says that a name is left unused on purpose. */
export function isMeant(name: string): boolean {
  return name.startsWith("_");
}

/** Orders that name no route go to the default one, or to the only one; with neither, that is the problem to report. */
function routeIsChosen(declarations: readonly Declaration[], used: ReadonlySet<number>): boolean {
  const routes = declarations.filter((item) => item.kind === "route");
  return routes.length > 1 && routes.some((route) => isDefault(route) || used.has(route.id));
}

function isDefault(declaration: Declaration): boolean {
  return declaration.kind === "route" && declaration.settings.some(({ kind }) => kind === "routeDefault");
}
