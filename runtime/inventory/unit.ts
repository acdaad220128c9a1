import type { QueuePlace } from "../execution/queue.ts";

/**
 * One entry of a position: its size, its price and the protective levels that belong to it. Levels are prices; NaN is
 * none. Stop, trailing stop and target of a unit are one-cancels-other. The place in the queue is its target's.
 */
export interface Unit extends QueuePlace {
  /** Quantity units, unsigned. */
  units: number;
  price: number;
  rule: number;
  /** Number of the order that opens it, which may still be filling. */
  order: number;
  /** Moment of its first fill. */
  entryMoment: number;
  /** First moment (bar, or part of a bar) at which its protective levels can fill. */
  protectedFrom: number;
  stop: number;
  target: number;
  trailDistance: number;
  trailAfter: number;
  /** Level of the trailing stop; NaN until it is armed. */
  trail: number;
  /** The stop has been reached and has not filled whole: the rest goes at market. */
  isTriggered: boolean;
  /** A later entry has set its stop. */
  isStopMoved: boolean;
  /** Order numbers of the protective legs, -1 for none. */
  stopOrder: number;
  targetOrder: number;
  trailOrder: number;
}

/** A unit without meaning yet; objects are used again, so that a fill costs no garbage. */
export const blankUnit = (): Unit => ({
  units: 0,
  price: Number.NaN,
  rule: 0,
  order: -1,
  entryMoment: 0,
  protectedFrom: 0,
  stop: Number.NaN,
  target: Number.NaN,
  trailDistance: Number.NaN,
  trailAfter: Number.NaN,
  trail: Number.NaN,
  isTriggered: false,
  isStopMoved: false,
  stopOrder: -1,
  targetOrder: -1,
  trailOrder: -1,
  queuePrice: Number.NaN,
  queueAhead: Number.NaN,
  queueShown: Number.NaN,
});

/** The tighter of the fixed and the trailing stop of a unit; NaN without either. */
export const stopLevel = (unit: Unit, long: boolean): number => {
  if (Number.isNaN(unit.trail)) return unit.stop;
  if (Number.isNaN(unit.stop)) return unit.trail;
  return long ? Math.max(unit.stop, unit.trail) : Math.min(unit.stop, unit.trail);
};

/** Whether the trailing stop is the one in force. */
export const trailLeads = (unit: Unit, long: boolean): boolean =>
  !Number.isNaN(unit.trail) &&
  (Number.isNaN(unit.stop) || (long ? unit.trail > unit.stop : unit.trail < unit.stop));
