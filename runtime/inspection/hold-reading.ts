import type { HeldItemLook, HoldLook, Ineligibility } from "../session/index.ts";
import type { SourceSpan } from "../strategy/index.ts";
import type { HoldProbe } from "./abi.ts";
import { type Reading, readNode } from "./reading.ts";
import { type RuleIntent, type RuleStatus, reasonWords } from "./rule-reading.ts";

/** What a holding did at a step, and why. */
export interface HoldReading {
  readonly runId: string;
  readonly strategyId: string;
  /** Close time, milliseconds. */
  readonly time: number;
  readonly ruleId: string;
  /** The words that start it: `hold every 1d`. */
  readonly text: string;
  readonly span: SourceSpan;
  readonly status: Exclude<RuleStatus, "modified" | "blocked">;
  /** What the status does not say by itself, as a phrase. */
  readonly because?: string;
  readonly condition?: Reading;
  /** Empty where the schedule has no instant at this step. */
  readonly items: readonly HoldItemReading[];
  readonly markets: readonly HeldReading[];
}

/** An item of a holding, and what it makes of the markets that it may choose. */
export interface HoldItemReading {
  /** As written: `60% top 3 of majors by momentum`. */
  readonly text: string;
  /** Signed share of equity; undefined: absent. */
  readonly share: number | undefined;
  readonly markets: readonly {
    readonly market: string;
    /** Left out: it can be chosen. */
    readonly ineligible?: Ineligibility;
    readonly isChosen: boolean;
    /** What it is ranked by. Left out: absent, or nothing is ranked. */
    readonly rank?: number;
    readonly weightedBy?: number;
  }[];
}

/** One market of a holding. Shares are of equity, signed. */
export interface HeldReading {
  readonly market: string;
  readonly hasBar: boolean;
  readonly held: number;
  /** What it should have; undefined: not worked out. */
  readonly weight: number | undefined;
  /** How far what it has is away from that. */
  readonly drift: number | undefined;
  readonly intents: readonly RuleIntent[];
}

/** A holding as it stands at a scheduled step, before its orders. */
export type OpenHold = Omit<HoldReading, "strategyId" | "because" | "markets"> & {
  readonly markets: readonly Omit<HeldReading, "intents">[];
};

/** Reads a holding at a step at which its schedule fires. */
export const readHold = (probe: HoldProbe, look: HoldLook): OpenHold => ({
  runId: look.runId,
  time: look.time,
  ruleId: probe.id,
  text: probe.text,
  span: probe.span,
  status: look.outcome,
  ...(probe.condition === undefined || look.at === undefined
    ? {}
    : { condition: readNode(probe.condition, look.at) }),
  items: look.items.map((item, index) => ({
    text: probe.items[index] ?? "",
    share: existing(item.share),
    markets: item.markets.map(readChoice),
  })),
  markets: look.markets.map(({ market, hasBar, held, weight }) => ({
    market,
    hasBar,
    held,
    weight: existing(weight),
    drift: existing(Math.abs(held - weight)),
  })),
});

const existing = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);

const readChoice = ({
  market,
  ineligible,
  isChosen,
  rank,
  weightedBy,
}: HeldItemLook["markets"][number]): HoldItemReading["markets"][number] => ({
  market,
  ...(ineligible === undefined ? {} : { ineligible }),
  isChosen,
  ...(rank === undefined || Number.isNaN(rank) ? {} : { rank }),
  ...(weightedBy === undefined || Number.isNaN(weightedBy) ? {} : { weightedBy }),
});

/** A holding's reading with what the session decided. `intents`: those of the holding at this step. */
export const closeHold = (
  strategyId: string,
  open: OpenHold,
  intents: readonly RuleIntent[],
): HoldReading => {
  const because = reasonFor(open, intents);
  return {
    ...open,
    strategyId,
    ...(because === undefined ? {} : { because }),
    markets: open.markets.map((market) => ({
      ...market,
      intents: intents.filter(({ intent }) => intent.market === market.market),
    })),
  };
};

const reasonFor = ({ status }: OpenHold, intents: readonly RuleIntent[]): string | undefined => {
  const [first] = intents;
  if (status === "warming") return "no market has enough history yet";
  if (status === "refused") return first === undefined ? undefined : reasonWords(first.decision);
  return status === "fired" && intents.length === 0 ? "every market is at its target" : undefined;
};

/** A holding at a step at which its schedule has no instant. */
export const idleHold = (
  probe: HoldProbe,
  at: Pick<HoldReading, "runId" | "strategyId" | "time">,
): HoldReading => ({
  ...at,
  ruleId: probe.id,
  text: probe.text,
  span: probe.span,
  status: "idle",
  because: "its schedule has no instant here",
  items: [],
  markets: [],
});
