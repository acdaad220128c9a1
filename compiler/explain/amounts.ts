import type { AmountLiteral, Declaration } from "../ast/nodes.ts";
import { childNodes, type TreeNode } from "../ast/tree.ts";
import type { LoadedModule } from "../load/index.ts";

/** An amount as a plan writes it, with its place. */
export interface WrittenAmount {
  /** `10_000 USDT`. */
  readonly text: string;
  readonly asset: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The amounts that some strategies and a risk block write themselves; not those of functions that they call. */
export function amountsOf(
  { modules }: { readonly modules: readonly LoadedModule[] },
  wanted: { readonly strategies: ReadonlySet<string>; readonly risk: string | undefined },
): readonly WrittenAmount[] {
  return modules.flatMap(({ module, source }) =>
    module.declarations
      .filter((declaration) => isWanted(declaration, wanted))
      .flatMap(literalsIn)
      .map((node) => ({
        text: source.text.slice(node.span.start, node.span.end),
        asset: node.asset.text,
        file: source.path,
        line: source.lines.positionAt(node.span.start).line,
      })),
  );
}

function isWanted(
  declaration: Declaration,
  { strategies, risk }: { readonly strategies: ReadonlySet<string>; readonly risk: string | undefined },
): boolean {
  return declaration.kind === "strategy"
    ? strategies.has(declaration.name.text)
    : declaration.kind === "risk" && declaration.name.text === risk;
}

function literalsIn(node: TreeNode): readonly AmountLiteral[] {
  return isAmount(node) ? [node] : childNodes(node).flatMap(literalsIn);
}

function isAmount(node: TreeNode): node is AmountLiteral {
  return node.kind === "amount";
}
