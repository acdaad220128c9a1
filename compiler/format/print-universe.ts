import type { Name, PortfolioSetting, PortfolioStatement, UniverseDeclaration } from "../ast/nodes.ts";
import { type Doc, group, indent, join, line, softline } from "./doc.ts";
import {
  block,
  openingComments,
  type PrintContext,
  printName,
  printText,
  statement,
  statements,
} from "./print-context.ts";
import { printExpression } from "./print-expressions.ts";

/** `universe majors = [btc, eth]`. */
export function printUniverse(ctx: PrintContext, node: UniverseDeclaration): Doc {
  const members = node.members.map((member) =>
    member.kind === "name" ? printName(ctx, member) : printText(ctx, member),
  );
  const list = group([
    "[",
    openingComments(ctx, node),
    indent([softline, join([",", line], members)]),
    softline,
    "]",
  ]);
  return [
    "universe ",
    printName(ctx, node.name),
    " = ",
    list,
    node.venue === undefined ? [] : [" at ", printName(ctx, node.venue)],
  ];
}

/** What stands after `trades`. */
export function printTraded(ctx: PrintContext, markets: readonly Name[], universe: Name | undefined): Doc {
  const names = join(
    ", ",
    markets.map((market) => printName(ctx, market)),
  );
  return universe === undefined ? names : ["each ", names, " of ", printName(ctx, universe)];
}

/** A portfolio, one setting a line. */
export function printPortfolio(ctx: PrintContext, node: PortfolioStatement): Doc {
  const docs = node.settings.map((setting) => statement(ctx, setting, printSetting(ctx, setting)));
  const body = block(ctx, node, statements(ctx, node.settings, docs), docs.length === 0);
  return statement(ctx, node, ["portfolio ", body]);
}

function printSetting(ctx: PrintContext, setting: PortfolioSetting): Doc {
  switch (setting.kind) {
    case "positions":
      return ["at most ", printExpression(ctx, setting.most), " positions"];
    case "rank": {
      const order = setting.first === "lowest" ? " lowest first" : " highest first";
      return ["rank entries by ", printExpression(ctx, setting.by), order];
    }
    case "cap":
      return ["cap ", printExpression(ctx, setting.most), " per market"];
  }
}
