import type { PortfolioIr, StrategyIr } from "../ir/nodes.ts";
import { type ModuleContext, placeText } from "./context.ts";
import type { Doc } from "./layout.ts";
import { quote } from "./literals.ts";
import { scalarFunction } from "./scalars.ts";
import { featuresIn, type StrategyNames } from "./strategy-names.ts";
import { array, object, present } from "./syntax.ts";

/** Features that the portfolio's functions read, under its name. */
export const portfolioReads = ({
  portfolio,
}: StrategyIr): readonly (readonly [string, readonly number[]])[] =>
  portfolio === undefined ? [] : [["portfolio", readsOf(portfolio)]];

const readsOf = ({ positions, rank, cap }: PortfolioIr): readonly number[] => {
  const values = [positions, rank?.value, cap].flatMap((value) =>
    value === undefined ? [] : featuresIn(value),
  );
  return [...new Set(values)].sort((a, b) => a - b);
};

/** The portfolio of a strategy as an object literal. */
export const portfolioDoc = (
  context: ModuleContext,
  { portfolio, slots }: StrategyIr,
  strategyNames: StrategyNames,
): Doc | undefined => {
  if (portfolio === undefined) return undefined;
  const { positions, rank, cap, span } = portfolio;
  const names = { ...strategyNames, slot: slots[0]?.name };
  return object(
    present(
      { name: "span", value: placeText(context, span) },
      { name: "positions", value: positions && scalarFunction(positions, names), span: positions?.span },
      {
        name: "rank",
        value:
          rank &&
          object([
            { name: "value", value: scalarFunction(rank.value, names) },
            { name: "first", value: quote(rank.first) },
            { name: "text", value: quote(rank.text) },
          ]),
        span: rank?.value.span,
      },
      { name: "cap", value: cap && scalarFunction(cap, names), span: cap?.span },
      { name: "reads", value: array(readsOf(portfolio).map((id) => quote(strategyNames.feature(id)))) },
    ),
    "lines",
  );
};

/** The markets that the only slot goes through by default. */
export const membersDoc = ({ plan }: ModuleContext, { members }: StrategyIr): Doc | undefined =>
  members === undefined
    ? undefined
    : array(
        members.map((name) => {
          const market = plan.markets.find((candidate) => candidate.name === name);
          return object([
            { name: "symbol", value: quote(market?.symbol ?? "") },
            { name: "venue", value: quote(market?.venue ?? "") },
          ]);
        }),
        "objects",
      );
