import type { CheckedPortfolio, Typed } from "../check/index.ts";
import type { FeatureId, PortfolioIr, ScalarIr } from "../ir/nodes.ts";
import type { Lowering } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";
import { featuresOf, mapScalar } from "./renumber.ts";

/** The portfolio of a strategy in terms of features, facts and parameters. */
export function lowerPortfolio(
  lowering: Lowering,
  portfolio: CheckedPortfolio | undefined,
): PortfolioIr | undefined {
  if (portfolio === undefined) {
    return undefined;
  }
  const lower = (value: Typed | undefined): ScalarIr | undefined =>
    value === undefined ? undefined : lowerScalar(lowering, value);
  const rank = lower(portfolio.rank);
  return {
    positions: lower(portfolio.positions),
    rank: rank === undefined ? undefined : { value: rank, first: portfolio.first, text: portfolio.rankText },
    cap: lower(portfolio.cap),
    span: portfolio.statement.span,
  };
}

function valuesOf({ positions, rank, cap }: PortfolioIr): readonly ScalarIr[] {
  return [positions, rank?.value, cap].filter((value) => value !== undefined);
}

/** The features that a portfolio reads. */
export function featuresOfPortfolio(portfolio: PortfolioIr | undefined): readonly FeatureId[] {
  return portfolio === undefined ? [] : valuesOf(portfolio).flatMap(featuresOf);
}

/** A portfolio with its features renamed. */
export function mapPortfolio(
  portfolio: PortfolioIr | undefined,
  rename: (id: FeatureId) => FeatureId,
): PortfolioIr | undefined {
  if (portfolio === undefined) {
    return undefined;
  }
  const { positions, rank, cap } = portfolio;
  return {
    ...portfolio,
    positions: positions === undefined ? undefined : mapScalar(positions, rename),
    rank: rank === undefined ? undefined : { ...rank, value: mapScalar(rank.value, rename) },
    cap: cap === undefined ? undefined : mapScalar(cap, rename),
  };
}
