import { describe, expect, it } from "vitest";
import { readCorpus } from "../../fuzz/corpus.ts";
import { mutate } from "../../fuzz/mutate.ts";
import { createRandom } from "../../fuzz/random.ts";
import { strainService } from "../../fuzz/service.ts";

const corpus = readCorpus(".");

describe("the editor services", () => {
  it("never throw, and stay inside the text, for broken programs and any offset", () => {
    const random = createRandom(20261123);
    for (let index = 0; index < 120; index += 1) {
      const text = mutate(corpus, random);
      const offsets = [random.below(text.length + 1), random.below(text.length + 1), text.length];
      expect(
        strainService(text, offsets, () => undefined),
        text,
      ).toBeUndefined();
    }
  });

  it("take offsets outside the text", () => {
    for (const text of [
      "",
      "strategy",
      "let x = (",
      '"open',
      "/* open",
      "strategy A trades b every 1h { enter long { stop at",
    ]) {
      expect(strainService(text, [-3, 0, text.length, text.length + 7], () => undefined)).toBeUndefined();
    }
  });
});
