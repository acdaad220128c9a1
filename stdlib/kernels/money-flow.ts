/**
 * Money flow index: the share of the flow price * volume of rising bars in that of rising and falling bars. The flows
 * of the window are kept in rings, and their sums roll with their rounding errors; the number of bars that moved is
 * counted, so that a sum of nothing is exactly 0.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the sums, their rounding errors and the counts are in the state. */
const UP = 0;
const UP_LOST = 1;
const DOWN = 2;
const DOWN_LOST = 3;
const RUN = 4;
const UPS = 5;
const DOWNS = 6;
const PLACE = 7;
const STARTED = 8;

interface Flows {
  readonly state: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** A total below this reads as `quiet`. */
  readonly least: number;
  readonly quiet: number;
}

const roll = (
  flows: Flows,
  volume: NumberColumn,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  const { state, up: upRing, down: downRing, least, quiet } = flows;
  const length = upRing.length;
  let up = state[UP] as number;
  let upLost = state[UP_LOST] as number;
  let down = state[DOWN] as number;
  let downLost = state[DOWN_LOST] as number;
  let run = state[RUN] as number;
  let ups = state[UPS] as number;
  let downs = state[DOWNS] as number;
  let place = state[PLACE] as number;
  let started = state[STARTED] as number;
  for (let i = from; i < to; i++) {
    const flow = (x[i] as number) * (volume[i] as number);
    const change = (x[i] as number) - (x[i - 1] as number);
    const isFirst = started === 0 && !Number.isNaN(flow);
    if (isFirst) started = 1;
    if (Number.isNaN(flow) || (Number.isNaN(change) && !isFirst)) {
      run = 0;
      output[i] = Number.NaN;
      continue;
    }
    if (run === 0) {
      upRing.fill(0);
      downRing.fill(0);
      up = 0;
      upLost = 0;
      down = 0;
      downLost = 0;
      ups = 0;
      downs = 0;
      place = 0;
    }
    run += 1;
    // Without a branch, as the direction of the market is random.
    const first = Number(isFirst);
    const newUp = flow * (Number(change > 0) | first);
    const newDown = flow * (Number(change < 0) | first);
    const oldUp = upRing[place] as number;
    const oldDown = downRing[place] as number;
    upRing[place] = newUp;
    downRing[place] = newDown;
    place = place + 1 === length ? 0 : place + 1;

    ups += Number(newUp !== 0) - Number(oldUp !== 0);
    const upStep = newUp - oldUp;
    const upTaken = newUp - upStep;
    const nextUp = up + upStep;
    const upAdded = nextUp - up;
    upLost += up - (nextUp - upAdded) + (upStep - upAdded) + (newUp - (upStep + upTaken) + (upTaken - oldUp));
    up = nextUp;

    downs += Number(newDown !== 0) - Number(oldDown !== 0);
    const downStep = newDown - oldDown;
    const downTaken = newDown - downStep;
    const nextDown = down + downStep;
    const downAdded = nextDown - down;
    downLost +=
      down -
      (nextDown - downAdded) +
      (downStep - downAdded) +
      (newDown - (downStep + downTaken) + (downTaken - oldDown));
    down = nextDown;

    if (ups === 0) {
      up = 0;
      upLost = 0;
    }
    if (downs === 0) {
      down = 0;
      downLost = 0;
    }
    const rising = up + upLost;
    const total = rising + (down + downLost);
    output[i] = run < length ? Number.NaN : total < least || total === 0 ? quiet : 100 * (rising / total);
  }
  state[UP] = up;
  state[UP_LOST] = upLost;
  state[DOWN] = down;
  state[DOWN_LOST] = downLost;
  state[RUN] = run;
  state[UPS] = ups;
  state[DOWNS] = downs;
  state[PLACE] = place;
  state[STARTED] = started;
};

const createMoneyFlow = (site: KernelSite, least: number, quiet: number, started: number): Kernel => {
  const volume = numberInput(site, 0);
  const x = numberInput(site, 1);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(9);
  state[STARTED] = started;
  const flows: Flows = { state, up: new Float64Array(length), down: new Float64Array(length), least, quiet };
  return (from, to) => roll(flows, volume, x, output, from, to);
};

/** The first bar, which has no change, counts on both sides; absent where nothing flowed. */
export const createMfi = (site: KernelSite): Kernel => createMoneyFlow(site, 0, Number.NaN, 0);

/** From the second bar; 0 where less than 1 flowed. */
export const createTalibMfi = (site: KernelSite): Kernel => createMoneyFlow(site, 1, 0, 1);
