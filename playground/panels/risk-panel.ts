import type { LimitUse } from "ctk/runtime";
import { chosenSession } from "../backtest/session-choice.ts";
import { rowAt } from "../data/row-at.ts";
import type { CompiledPlan, PlanLimit, PlanSession } from "../language/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { button, element, svgElement } from "../shell/element.ts";
import { percentText, timeText } from "../shell/words.ts";
import { chartBars } from "../state/chart-bars.ts";
import { withDefinition } from "./definition.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import type { Panel } from "./panel.ts";
import {
  amountText,
  doneText,
  outsideText,
  partText,
  subjects,
  verdictTexts,
  whenText,
  withRisk,
} from "./risk-text.ts";

/** Every limit of the session: the worst case, what the run used of it, and what it did. */
export const riskPanel: Panel = {
  id: "risk",
  title: "Risk",
  isResult: true,
  mount: (host, context) => {
    const { store, controller } = context;
    let asked = 0;
    const draw = async (): Promise<void> => {
      asked += 1;
      const own = asked;
      const state = store.get();
      const plan = state.checked?.plan;
      if (plan === undefined) {
        host.replaceChildren(emptyState(missingReport(state)));
        return;
      }
      const session = chosenSession(plan.sessions, state.settings);
      if (session?.guard === undefined) {
        host.replaceChildren(noLimits(session, plan, context));
        return;
      }
      if (state.report === undefined || state.isStale) return;
      const uses = await controller.limits();
      if (own !== asked) return;
      host.replaceChildren(limitList(session, uses ?? [], context));
    };
    const end = store.watchAny(
      [
        ({ report }) => report?.runId,
        ({ checked }) => checked,
        ({ isStale }) => isStale,
        ({ settings }) => settings.session,
        ({ settings }) => settings.strategy,
      ],
      () => void draw(),
    );
    return () => {
      asked += 1;
      end();
    };
  },
};

const noLimits = (session: PlanSession | undefined, plan: CompiledPlan, context: AppContext): HTMLElement => {
  const snippet = session && withRisk(context.store.get().source.text, session);
  return element(
    "div",
    { class: "risk-empty" },
    element("h3", {}, "No risk limits"),
    element(
      "p",
      {},
      "A limit stands between a strategy and its orders: whatever a rule asks for, it refuses, shrinks, halts or closes. What only reduces risk is never refused.",
    ),
    snippet !== undefined && element("pre", {}, snippet.block),
    ...(session === undefined ? outsideOfSession(plan, context) : [putIn(session, context)]),
    element("h3", {}, "What can be limited"),
    element(
      "dl",
      { class: "risk-subjects" },
      ...subjects.map(([name, list]) => element("div", {}, element("dt", {}, name), element("dd", {}, list))),
    ),
    element(
      "p",
      { class: "fine" },
      "Each per market, strategy, route, asset or account, or for the whole session; then reject, clamp, reduce only, halt, or flatten and halt.",
    ),
  );
};

const putIn = (session: PlanSession, { store, controller }: AppContext): HTMLElement =>
  button("Put it in", () => controller.edit(withRisk(store.get().source.text, session).text), {
    class: "button primary",
  });

/** What leads to limits from a run that no session of the plan holds. */
const outsideOfSession = (
  { sessions }: CompiledPlan,
  { store, controller }: AppContext,
): readonly HTMLElement[] => {
  const [first] = sessions;
  if (first === undefined)
    return [element("p", {}, "Declare a session first: its guard names a risk block.")];
  const { settings } = store.get();
  const { session, strategy, ...others } = settings;
  return [
    element("p", {}, outsideText(settings)),
    button(`Run ${first.id}`, () => controller.replaceSettings(others), { class: "button primary" }),
  ];
};

const limitList = (session: PlanSession, uses: readonly LimitUse[], context: AppContext): HTMLElement =>
  element(
    "div",
    { class: "risk" },
    element(
      "p",
      { class: "risk-head fine" },
      `Limits of ${session.guard ?? ""}, which guards ${session.id}. The bar is the highest use in this run; the line is use over time.${partText(context.store.get().settings)}`,
    ),
    ...session.limits.map((limit, index) => limitCard(limit, uses[index], session.currency, context)),
  );

const limitCard = (
  limit: PlanLimit,
  use: LimitUse | undefined,
  currency: string,
  context: AppContext,
): HTMLElement => {
  const { navigator } = context;
  const peak = use?.peak;
  const worst = element(
    "span",
    { class: `risk-verdict ${limit.verdict.replace(" ", "-")}` },
    verdictTexts[limit.verdict],
  );
  return element(
    "section",
    { class: "limit", attributes: { "aria-label": `Limit on ${limit.name}` } },
    element(
      "header",
      {},
      button(limit.name, () => navigator.toSource(limit.start, limit.end), {
        class: "rule-name",
        title: "Go to the limit",
      }),
      element("strong", { class: "limit-bound" }, `to ${limit.bound}`),
      element("span", { class: "fine" }, `then ${limit.action}, checked ${whenText(limit.subject)}`),
    ),
    useBar(limit, peak),
    element(
      "dl",
      { class: "limit-facts" },
      fact(
        "Peak in the run",
        "The highest use in this run: of exposure at closes, of orders as they were allowed.",
        peak === undefined ? "not seen in this run" : amountText(peak.seen, limit, peak.bound, currency),
        peak !== undefined && peak.seen > 0 && toBar(peak.time, context),
      ),
      fact(
        "Worst case",
        "The worst that the runs can do at the start of the session, over the ranges of their parameters.",
        limit.worst,
        limit.verdict !== "watched" && worst,
      ),
      fact(
        "It spoke",
        "Orders that the limit refused or made smaller.",
        use === undefined ? "–" : doneText(use),
        use?.first !== undefined && toBar(use.first.time, context, "first "),
      ),
    ),
    use !== undefined && peak !== undefined && peak.seen > 0 && chart(use, limit.name),
  );
};

const fact = (name: string, definition: string, text: string, below: HTMLElement | false): HTMLElement =>
  element(
    "div",
    {},
    withDefinition(element("dt", {}, name), definition),
    element("dd", {}, element("span", {}, text), below),
  );

/** A button that leads to the bar that closes at a time. */
const toBar = (time: number, { store, navigator }: AppContext, before = ""): HTMLElement | false => {
  const bars = chartBars(store.get());
  if (bars === undefined) return false;
  const open = time - bars.interval;
  return button(`${before}${timeText(open, bars.interval)}`, () => navigator.toBar(rowAt(bars.time, open)), {
    class: "link",
    title: "Go to the bar",
  });
};

const useBar = ({ name }: PlanLimit, peak: LimitUse["peak"]): HTMLElement => {
  const used = peak?.used ?? 0;
  const words = peak === undefined ? "–" : Number.isFinite(used) ? percentText(used, 0) : "over";
  const fill = element("span", { class: used > 1 ? "over" : used > 0.8 ? "near" : "" });
  fill.style.width = `${Math.min(100, used * 100)}%`;
  return element(
    "div",
    { class: "limit-use" },
    element(
      "span",
      {
        class: "limit-bar",
        attributes: {
          role: "meter",
          "aria-label": `Highest use of ${name}`,
          "aria-valuemin": "0",
          "aria-valuemax": "100",
          "aria-valuenow": String(Math.round(Math.min(1, used) * 100)),
          "aria-valuetext": `${words} of the limit`,
        },
      },
      fill,
    ),
    element("span", { class: "limit-share" }, words),
  );
};

const HEIGHT = 40;

/** Use over the run, with the limit as a line. */
const chart = ({ series }: LimitUse, name: string): HTMLElement => {
  const most = series.reduce((all, value) => (Number.isFinite(value) ? Math.max(all, value) : all), 1) * 1.05;
  const yOf = (value: number): number => HEIGHT - (Math.min(value, most) / most) * HEIGHT;
  const steps = [...series].map((value, index) => {
    const y = yOf(Number.isNaN(value) ? 0 : value).toFixed(2);
    return `L${index},${y} L${index + 1},${y}`;
  });
  const drawing = svgElement(
    "svg",
    {
      viewBox: `0 0 ${Math.max(1, series.length)} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `Use of ${name} over the run`,
    },
    svgElement("path", { class: "use", d: `M0,${HEIGHT} ${steps.join(" ")} L${series.length},${HEIGHT} Z` }),
    svgElement("path", { class: "bound", d: `M0,${yOf(1).toFixed(2)} H${series.length}` }),
  );
  return element("div", { class: "limit-chart" }, drawing);
};
