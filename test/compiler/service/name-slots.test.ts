import { describe, expect, it } from "vitest";
import { nameSlots } from "../../../compiler/service/name-slots.ts";
import { createValidatedParser } from "../../../grammar/index.ts";

interface Production {
  readonly type: string;
  readonly name?: string;
  readonly idx?: number;
  readonly definition?: readonly Production[];
  readonly separator?: Production;
}

const namesIn = (production: Production): readonly string[] => [
  ...(production.type === "Terminal" && (production.name === "Name" || production.name === "Word")
    ? [String(production.idx)]
    : []),
  ...(production.definition ?? []).flatMap(namesIn),
  ...(production.separator === undefined ? [] : namesIn(production.separator)),
];

describe("what a name stands for by its place in the grammar", () => {
  it("is stated for every name that the grammar takes, and for no other", () => {
    const rules: readonly Production[] = createValidatedParser().getSerializedGastProductions();
    const taken = rules.flatMap((rule) =>
      (rule.definition ?? []).flatMap(namesIn).map((idx) => `${rule.name}:${idx}`),
    );
    expect([...new Set(taken)].sort()).toEqual(Object.keys(nameSlots).sort());
  });
});
