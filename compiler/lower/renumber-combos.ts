import { assertNever } from "../diagnostics/index.ts";
import type { ComboIr, FeatureId, HoldIr, HoldingIr } from "../ir/nodes.ts";
import { mapCondition, mapOrder, mapScalar, mapSize, mapSpan, type Rename } from "./renumber.ts";

/** A combo with its features renamed. */
export function mapCombo(combo: ComboIr, rename: Rename): ComboIr {
  const { together } = combo;
  return {
    ...combo,
    legs: combo.legs.map((leg) => ({
      ...leg,
      size: mapSize(leg.size, rename),
      order: mapOrder(leg.order, rename),
    })),
    together:
      together === undefined
        ? undefined
        : { ...together, within: { ...together.within, value: mapScalar(together.within.value, rename) } },
    enter: mapCondition(combo.enter, rename),
    exits: combo.exits.map((exit) => ({
      ...exit,
      condition: mapCondition(exit.condition, rename),
      after: mapSpan(exit.after, rename),
    })),
    rebalance: combo.rebalance === undefined ? undefined : mapCondition(combo.rebalance, rename),
  };
}

/** A holding with its features renamed. */
export function mapHold(hold: HoldIr, rename: Rename): HoldIr {
  return {
    ...hold,
    schedule: { ...hold.schedule, feature: rename(hold.schedule.feature) },
    condition: mapCondition(hold.condition, rename),
    items: hold.items.map((item) => mapHolding(item, rename)),
  };
}

function mapHolding(item: HoldingIr, rename: Rename): HoldingIr {
  const share = mapScalar(item.share, rename);
  const optional = (id: FeatureId | undefined): FeatureId | undefined =>
    id === undefined ? undefined : rename(id);
  switch (item.kind) {
    case "cash":
    case "market":
      return { ...item, share };
    case "ranked":
      return {
        ...item,
        share,
        count: mapScalar(item.count, rename),
        by: rename(item.by),
        weightedBy: optional(item.weightedBy),
      };
    case "all":
      return { ...item, share, weightedBy: optional(item.weightedBy) };
    default:
      return assertNever(item);
  }
}

/** The features that a combo reads. */
export function featuresOfCombo(combo: ComboIr): readonly FeatureId[] {
  const found: FeatureId[] = [];
  mapCombo(combo, (id) => {
    found.push(id);
    return id;
  });
  return found;
}

/** The features that a holding reads. */
export function featuresOfHold(hold: HoldIr): readonly FeatureId[] {
  const found: FeatureId[] = [];
  mapHold(hold, (id) => {
    found.push(id);
    return id;
  });
  return found;
}
