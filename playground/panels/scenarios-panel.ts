import type { ReadingRow, Stretch, TestFailure, TestReport, TestResult } from "../research/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { element, redraw } from "../shell/element.ts";
import { counted, numberText } from "../shell/words.ts";
import type { AppState } from "../state/app-state.ts";
import { comingTo } from "./coming-to.ts";
import { emptyState, HAS_ERRORS } from "./empty-state.ts";
import type { Panel } from "./panel.ts";

/** The plan's own tests: what passed, what failed and where, and which rules they reach. */
export const scenariosPanel: Panel = {
  id: "scenarios",
  title: "Scenarios",
  isResult: false,
  badge: ({ tests }) => {
    const failed = countOf(tests?.report?.results ?? [], "failed");
    return failed === 0 ? undefined : String(failed);
  },
  mount: (host, context) => {
    const { store } = context;
    const come = comingTo("scenarios", store, (title) => {
      const heads = [...host.querySelectorAll<HTMLElement>(".test-head")];
      const head = heads.find((item) => item.querySelector(".test-title")?.textContent === title);
      head?.focus();
      head?.scrollIntoView({ block: "start" });
      return head !== undefined;
    });
    const end = store.watchAny([({ tests }) => tests, ({ checked }) => checked], () => {
      redraw(host, ...content(store.get(), context));
      come();
    });
    const endComing = store.watch(({ wanted }) => wanted, come);
    return () => {
      end();
      endComing();
    };
  },
};

const countOf = (results: readonly TestResult[], outcome: TestResult["outcome"]): number =>
  results.filter((result) => result.outcome === outcome).length;

const content = ({ tests, checked }: AppState, context: AppContext): readonly HTMLElement[] => {
  if (tests?.problem !== undefined) return [emptyState(tests.problem)];
  if (tests?.report === undefined) {
    const hasErrors = checked !== undefined && checked.plan === undefined;
    return [emptyState(hasErrors ? HAS_ERRORS : "Running …")];
  }
  const isOld = checked !== undefined && checked.text !== tests.text;
  const { results } = tests.report;
  if (results.length === 0) {
    return [
      emptyState(
        "No scenarios yet. A scenario gives a strategy candles and says what it must do with them; it runs on every edit.",
      ),
    ];
  }
  const ordered = results.toSorted((a, b) => rank[a.outcome] - rank[b.outcome]);
  return [
    element(
      "div",
      { class: isOld ? "tests is-old" : "tests" },
      summary(results, isOld),
      element("ul", { class: "test-list" }, ...ordered.map((result) => test(result, context))),
      coverage(tests.report, context),
    ),
  ];
};

const rank = { failed: 0, "not-run": 1, passed: 2 } as const;

const summary = (results: readonly TestResult[], isOld: boolean): HTMLElement => {
  const [passed, failed, skipped] = [
    countOf(results, "passed"),
    countOf(results, "failed"),
    countOf(results, "not-run"),
  ];
  return element(
    "p",
    { class: "test-summary", attributes: { role: "status" } },
    failed > 0 && element("strong", { class: "bad" }, `${failed} failed`),
    passed > 0 && element("strong", { class: "good" }, `${passed} passed`),
    skipped > 0 && element("strong", {}, `${skipped} not run`),
    isOld && element("span", { class: "fine" }, "of the text before the present errors"),
  );
};

const marks = { passed: "✓", failed: "✗", "not-run": "–" } as const;

const test = (result: TestResult, context: AppContext): HTMLElement =>
  element(
    "li",
    { class: `test ${result.outcome}` },
    place(
      result,
      context,
      "test-head",
      element(
        "span",
        { class: "test-mark", attributes: { "aria-label": result.outcome } },
        marks[result.outcome],
      ),
      element(
        "span",
        { class: "test-words" },
        element("span", { class: "test-title" }, result.title),
        element("span", { class: "fine" }, `${result.kind}, ${result.summary}`),
      ),
    ),
    ...result.failures.map((failure) => failed(failure, context)),
  );

/** A button that leads to its place in the source. */
const place = (
  { start, end, line }: Stretch,
  { navigator }: AppContext,
  className: string,
  ...children: readonly HTMLElement[]
): HTMLElement =>
  element(
    "button",
    { type: "button", class: className, on: { click: () => navigator.toSource(start, end) } },
    ...children,
    element("span", { class: "test-place" }, `line ${line}`),
  );

const failed = (failure: TestFailure, context: AppContext): HTMLElement =>
  element(
    "div",
    { class: "test-failure" },
    place(failure, context, "test-expectation", element("code", {}, failure.text)),
    element("p", {}, ...wordsWithCode(failure.message)),
    failure.instead.length > 0 &&
      element("ul", {}, ...failure.instead.map((text) => element("li", {}, ...wordsWithCode(text)))),
    failure.readings.length > 0 && element("div", { class: "readings" }, ...failure.readings.map(readingRow)),
  );

/** What stands between backticks is set as code. */
const wordsWithCode = (text: string): readonly (HTMLElement | string)[] =>
  text.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));

const readingRow = ({ depth, text, truth, values }: ReadingRow): HTMLElement => {
  const word = truth === undefined ? "unknown" : String(truth);
  const tone = truth === undefined ? "unknown" : truth ? "good" : "bad";
  const row = element(
    "div",
    { class: "reading" },
    element("code", {}, text),
    element("span", { class: tone }, word),
    element("span", { class: "fine" }, values),
  );
  row.style.setProperty("--depth", String(depth));
  return row;
};

/** How often the tests made each rule act, and each limit speak. */
const coverage = ({ coverage: { strategies, limits } }: TestReport, context: AppContext): HTMLElement => {
  const rules = strategies.flatMap((strategy) => strategy.rules);
  const reached = rules.filter(({ fired }) => fired > 0).length;
  const rows = [
    ...strategies.flatMap(({ strategyId, rules: own }) =>
      own.map((rule) => ({
        ...rule,
        owner: strategyId,
        times: rule.fired,
        more: extras(rule),
      })),
    ),
    ...limits.map((limit) => ({ ...limit, owner: limit.risk, times: limit.spoke, more: "" })),
  ];
  return element(
    "section",
    { class: "coverage" },
    element("h3", {}, `Coverage: the tests reach ${reached} of ${counted(rules.length, "rule")}`),
    element(
      "ul",
      {},
      ...rows.map(({ span, text, owner, times, more }) =>
        element(
          "li",
          { class: times === 0 ? "never" : "" },
          place(
            span,
            context,
            "coverage-row",
            element("span", { class: "times" }, times === 0 ? "never" : `${numberText(times, 0)} ×`),
            element(
              "span",
              { class: "test-words" },
              element("code", {}, text),
              element("span", { class: "fine" }, more === "" ? owner : `${owner}; ${more}`),
            ),
          ),
        ),
      ),
    ),
  );
};

type Rule = TestReport["coverage"]["strategies"][number]["rules"][number];

const extras = ({ refused, blocked, stop, target, trail }: Rule): string =>
  Object.entries({ refused, blocked, stop, target, trail })
    .filter(([name, count]) => count !== undefined && (count > 0 || name === "stop" || name === "target"))
    .map(([name, count]) => `${name} ${numberText(count ?? 0, 0)} ×`)
    .join(", ");
