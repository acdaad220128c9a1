import type { ShownDiagnostic, TextEdit } from "../language/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { button, element } from "../shell/element.ts";
import type { Checked } from "../state/app-state.ts";
import { emptyState } from "./empty-state.ts";
import type { Panel } from "./panel.ts";

/** What the compiler has to say, with fixes that a click applies. */
export const problemsPanel: Panel = {
  id: "problems",
  title: "Problems",
  isResult: false,
  badge: ({ checked }) => {
    const count = checked?.diagnostics.filter(({ severity }) => severity !== "hint").length ?? 0;
    return count === 0 ? undefined : String(count);
  },
  mount: (host, context) =>
    context.store.watch(
      (state) => state.checked,
      (checked) => host.replaceChildren(problemList(checked, context)),
    ),
};

const order = { error: 0, warning: 1, hint: 2 } as const;

const problemList = (checked: Checked | undefined, context: AppContext): HTMLElement => {
  const items = checked?.diagnostics ?? [];
  if (items.length === 0)
    return emptyState("No problems. Units, clocks, look-ahead and limits are checked as you type.");
  return element(
    "ul",
    { class: "problems" },
    ...items
      .toSorted((a, b) => order[a.severity] - order[b.severity] || a.start - b.start)
      .map((item) => problem(item, context)),
  );
};

const problem = (item: ShownDiagnostic, { navigator, controller, store }: AppContext): HTMLElement =>
  element(
    "li",
    { class: `problem ${item.severity}` },
    element(
      "button",
      {
        type: "button",
        class: "problem-head",
        on: { click: () => navigator.toSource(item.start, item.end) },
      },
      element("span", { class: "problem-kind" }, item.severity),
      element("span", { class: "problem-text" }, item.message),
      element("span", { class: "problem-place" }, `${item.code}, line ${item.line}`),
    ),
    element("p", {}, item.why),
    item.help === "" ? undefined : element("p", { class: "problem-help" }, item.help),
    ...item.notes.map((note) => element("p", {}, note)),
    element(
      "div",
      { class: "problem-fixes" },
      ...item.fixes.map(({ title, edits, safety }) =>
        button(safety === "safe" ? title : `${title} (look at it)`, () => {
          controller.edit(applyEdits(store.get().source.text, edits));
        }),
      ),
    ),
  );

const applyEdits = (text: string, edits: readonly TextEdit[]): string =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((changed, edit) => changed.slice(0, edit.start) + edit.text + changed.slice(edit.end), text);
