import { describe, expect, it } from "vitest";
import type { NetworkCanary } from "./network.ts";
import { canaries, simulate } from "./simulate.ts";
import { simulateVenue } from "./venue-life.ts";

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

describe("simulated lives of a session with a venue behind it", () => {
  it("end with the same position and the same orders on both sides, whatever the way between them does", () => {
    const lives = Array.from({ length: 30 }, (_, index) => simulateVenue(index + 1));
    expect(lives.filter(({ violation }) => violation !== undefined)).toEqual([]);
    const sum = (count: (life: (typeof lives)[number]) => number): number =>
      lives.reduce((total, life) => total + count(life), 0);
    expect(sum(({ fills }) => fills)).toBeGreaterThan(200);
    expect(sum(({ crashes }) => crashes)).toBeGreaterThan(20);
    expect(sum(({ venueFaults }) => venueFaults)).toBeGreaterThan(400);
    expect(sum(({ notices }) => notices)).toBeGreaterThan(20);
  });

  it("are the same for the same seed", () => {
    expect(simulateVenue(7)).toEqual(simulateVenue(7));
  });

  it.each<NetworkCanary>(["sends again", "renames trades", "hides a trade", "forgets a cancel"])(
    "notice a planted fault: %s",
    (canary) => {
      let seed = 1;
      while (seed < 60 && simulateVenue(seed, canary).violation === undefined) seed++;
      expect(seed).toBeLessThan(60);
    },
  );
});
