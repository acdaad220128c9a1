import type { PlanParam, PlanStrategy } from "../language/protocol.ts";
import { stepOf, stepped } from "../state/parameter-values.ts";
import { isUsual, strategiesInRun } from "../state/session-strategies.ts";
import type { AppContext } from "./context.ts";
import { button, element, icon, icons } from "./element.ts";
import { parameterText } from "./parameter-text.ts";

/** A control for each parameter that has a range. Moving one runs the plan again; the text stays as it is. */
export const createParameterStrip = ({ store, controller }: AppContext): HTMLElement => {
  const grid = element("div", { class: "param-grid" });
  const reset = button("Reset", () => controller.setSettings({ params: {} }), { class: "button small" });
  reset.prepend(icon(icons.undo));
  const strip = element(
    "section",
    { class: "params", attributes: { "aria-label": "Parameters" } },
    element("div", { class: "params-head" }, element("h2", {}, "Parameters"), reset),
    grid,
  );
  let shape = "";
  let show: ((params: Values) => void)[] = [];

  const build = (strategies: readonly PlanStrategy[]): void => {
    const key = JSON.stringify(strategies.map(({ id, params }) => [id, params.map(withoutPlace)]));
    if (key === shape) return;
    shape = key;
    show = [];
    const several = strategies.length > 1;
    const controls = strategies.flatMap((strategy) =>
      strategy.params.flatMap((param) => {
        const made = createControl(strategy, param, several, controller.setParam);
        if (made === undefined) return [];
        show.push(made.show);
        return [made.node];
      }),
    );
    grid.replaceChildren(...controls);
    strip.hidden = controls.length === 0;
  };
  const update = (): void => {
    const { params } = store.get().settings;
    for (const apply of show) apply(params);
    reset.hidden = Object.values(params).every((values) => Object.keys(values).length === 0);
  };
  store.watchAny([({ checked }) => checked?.plan, ({ settings }) => settings], () => {
    const { checked, settings } = store.get();
    if (checked?.plan !== undefined) build(strategiesInRun(checked.plan, settings));
    update();
  });
  return strip;
};

type Values = Readonly<Record<string, Readonly<Record<string, number | boolean>>>>;
type Change = (strategy: string, name: string, value: number | boolean | undefined) => void;

const withoutPlace = ({ start: _, ...rest }: PlanParam): Omit<PlanParam, "start"> => rest;

interface Control {
  readonly node: HTMLElement;
  readonly show: (params: Values) => void;
}

const createControl = (
  { id }: PlanStrategy,
  param: PlanParam,
  several: boolean,
  onChange: Change,
): Control | undefined => {
  const { name, range, default: usual, inSession = [usual] } = param;
  if (range === undefined) return undefined;
  const input = range.kind === "range" ? slider(range, param) : choice(range.values, param);
  const value = element("output", { class: "value" });
  const label = several ? `${id}.${name}` : name;
  input.setAttribute("aria-label", `Parameter ${label}`);
  const node = element(
    "label",
    { class: "param", title: param.doc ?? label },
    element("span", {}, label),
    value,
    input,
  );
  input.addEventListener("input", () => {
    const next =
      range.kind === "range" ? stepped(Number(input.value), param) : range.values[Number(input.value)];
    onChange(id, name, next !== undefined && isUsual(param, next) ? undefined : next);
  });
  return {
    node,
    show: (params) => {
      const moved = params[id]?.[name];
      const now = moved ?? usual;
      // Runs of a session may differ; a slider that is moved gives all of them its value.
      const shown = moved === undefined ? inSession : [moved];
      value.textContent = shown.map((item) => parameterText(param.type, item)).join(" / ");
      node.classList.toggle("changed", moved !== undefined);
      input.value = String(range.kind === "range" ? now : range.values.indexOf(now));
    },
  };
};

type Range = Extract<PlanParam["range"], { kind: "range" }>;

const slider = (range: Range, param: PlanParam): HTMLInputElement =>
  element("input", {
    type: "range",
    min: String(range.low),
    max: String(range.high),
    step: String(stepOf(range, param)),
  });

const choice = (values: readonly (number | boolean)[], param: PlanParam): HTMLSelectElement =>
  element(
    "select",
    {},
    ...values.map((value, index) =>
      element("option", { value: String(index) }, parameterText(param.type, value)),
    ),
  );
