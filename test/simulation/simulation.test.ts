import { describe, expect, it } from "vitest";
import { canaries, simulate } from "./simulate.ts";

describe("simulated lives of a session", () => {
  it("keep every promise, whatever the feed, the operator and the process do", () => {
    const lives = Array.from({ length: 20 }, (_, index) => simulate(index + 1));
    expect(lives.filter(({ violation }) => violation !== undefined)).toEqual([]);
    const sum = (count: (life: (typeof lives)[number]) => number): number =>
      lives.reduce((total, life) => total + count(life), 0);
    expect(sum(({ fills }) => fills)).toBeGreaterThan(50);
    expect(sum(({ crashes }) => crashes)).toBeGreaterThan(20);
    expect(sum(({ commands }) => commands)).toBeGreaterThan(20);
    expect(sum(({ feedFaults }) => feedFaults)).toBeGreaterThan(200);
  });

  it("are the same for the same seed", () => {
    expect(simulate(7)).toEqual(simulate(7));
  });

  it.each(canaries.filter((canary) => canary !== "none"))("notice a planted fault: %s", (canary) => {
    let seed = 1;
    while (seed < 60 && simulate(seed, canary).violation === undefined) seed++;
    expect(seed).toBeLessThan(60);
  });
});
