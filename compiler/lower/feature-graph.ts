import type { Span } from "../ast/nodes.ts";
import { present } from "../diagnostics/index.ts";
import type { FeatureId, FeatureIr, FeatureValue } from "../ir/nodes.ts";
import { featureKey } from "./keys.ts";

/** A feature before its final number. */
export interface FeatureDraft {
  readonly value: FeatureValue;
  readonly type: "number" | "boolean";
  readonly clock: number;
  readonly unit: string;
  readonly span: Span;
}

/** The features of one strategy while it is lowered; equal ones are one. */
export interface FeatureGraph {
  /** The feature's id; a new one where there is none like it. */
  readonly intern: (draft: FeatureDraft) => FeatureId;
  /** The id of a feature like this, if there is one. */
  readonly find: (draft: FeatureDraft) => FeatureId | undefined;
  /** Gives a feature its name, unless it has one or the name is taken. */
  readonly name: (id: FeatureId, name: string, doc: string | undefined) => void;
  readonly get: (id: FeatureId) => FeatureIr;
  readonly size: () => number;
}

/** An empty graph. `taken`: names that features cannot have. */
export function createFeatureGraph(taken: Iterable<string>): FeatureGraph {
  const features: FeatureIr[] = [];
  const ids = new Map<string, FeatureId>();
  const names = new Set(taken);
  const keyOf = (draft: FeatureDraft): string => featureKey(draft.value, draft.clock, draft.type);
  const get = (id: FeatureId): FeatureIr => present(features[id], `no feature ${id}`);
  return {
    find: (draft) => ids.get(keyOf(draft)),
    intern: (draft) => {
      const key = keyOf(draft);
      const known = ids.get(key);
      if (known !== undefined) {
        return known;
      }
      const id = features.length;
      features.push({ id, name: undefined, doc: undefined, ...draft });
      ids.set(key, id);
      return id;
    },
    name: (id, name, doc) => {
      const feature = get(id);
      if (feature.name === undefined && feature.value.kind !== "source" && !names.has(name)) {
        names.add(name);
        features[id] = { ...feature, name, doc };
      }
    },
    get,
    size: () => features.length,
  };
}
