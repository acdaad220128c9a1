import type { DataOrigin } from "../data/data-set.ts";
import { clockText } from "../data/library.ts";
import { samples } from "../data/samples.ts";
import type { PlanMarket } from "../language/protocol.ts";
import type { AppContext } from "./context.ts";
import { openDialog } from "./dialog.ts";
import { button, element, field } from "./element.ts";
import { counted } from "./words.ts";

/** Data for each market of the plan: a sample, a file of the user's, or a market that is made up. */
export const openData = (context: AppContext): void => {
  const markets = context.store.get().checked?.plan?.markets ?? [];
  openDialog(
    "Data",
    ...(markets.length === 0
      ? [element("p", {}, "The plan has to compile first: its markets are not known.")]
      : markets.map((market) => marketSection(market, context))),
    element(
      "p",
      { class: "fine" },
      "CSV (also in gzip) or Parquet with the columns time, open, high, low, close and perhaps volume. Files can be dropped anywhere on the page. They are read here and sent nowhere.",
    ),
  );
};

const marketSection = (market: PlanMarket, context: AppContext): HTMLElement => {
  const { store, controller } = context;
  const current = element("p", { class: "fine" });
  const problems = element("ul", { hidden: true, attributes: { role: "alert" } });
  const show = (): void => {
    const data = store.get().dataSets.get(store.get().report?.data.get(market.name) ?? "");
    const content = data?.content;
    const bars =
      content?.kind === "bars"
        ? `, ${counted(content.bars.length, "bar")} of ${clockText(content.bars.interval)}`
        : "";
    current.textContent = data === undefined ? "No data yet." : `Now: ${data.title}${bars}`;
  };
  store.watch((state) => state.report, show);
  const choose = async (origin: Exclude<DataOrigin, { kind: "file" }>): Promise<void> => {
    problems.hidden = true;
    await controller.chooseData(market.name, origin);
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const result = await controller.takeFile(market.name, file);
    problems.hidden = result.ok;
    if (result.ok) return;
    const more = result.count - result.problems.length;
    problems.replaceChildren(
      ...result.problems.map(({ code, text, fix }) => element("li", {}, `${text}. ${fix} (${code})`)),
      ...(more > 0 ? [element("li", {}, `and ${counted(more, "more row")} with problems`)] : []),
    );
  };
  return element(
    "section",
    { class: "market-data" },
    element("h3", {}, `${market.name}: ${market.symbol} at ${market.venue}`),
    current,
    element("div", { class: "choices" }, sampleField(choose), fileField(take)),
    generatorFields(choose),
    problems,
  );
};

type Choose = (origin: Exclude<DataOrigin, { kind: "file" }>) => Promise<void>;

const sampleField = (choose: Choose): HTMLElement => {
  const select = element(
    "select",
    { on: { change: () => select.value !== "" && void choose({ kind: "sample", name: select.value }) } },
    element("option", { value: "" }, "Choose a sample …"),
    ...[...new Set(samples.map(({ group }) => group))].map((group) =>
      element(
        "optgroup",
        { label: group },
        ...samples
          .filter((sample) => sample.group === group && sample.kind === "bars")
          .map(({ name, title }) => element("option", { value: name }, title)),
      ),
    ),
  );
  return field("Sample", select);
};

const fileField = (take: (file: File | undefined) => Promise<void>): HTMLElement => {
  const input = element("input", {
    type: "file",
    accept: ".csv,.gz,.parquet",
    on: { change: () => void take(input.files?.[0]) },
  });
  return field("Your file", input);
};

const INTERVALS = [60_000, 300_000, 900_000, 3_600_000, 14_400_000, 86_400_000] as const;
const BARS_MOST = 2_000_000;

const generatorFields = (choose: Choose): HTMLElement => {
  const seed = element("input", { type: "number", min: "0", max: "4294967295", value: "1" });
  const bars = element("input", {
    type: "number",
    min: "100",
    max: String(BARS_MOST),
    step: "100",
    value: "10000",
  });
  const interval = element(
    "select",
    {},
    ...INTERVALS.map((milliseconds) =>
      element("option", { value: String(milliseconds) }, clockText(milliseconds)),
    ),
  );
  interval.value = "3600000";
  return element(
    "div",
    { class: "choices" },
    field("Made up: seed", seed),
    field("Bars", bars),
    field("Bar", interval),
    button(
      "Make it",
      () =>
        void choose({
          kind: "generated",
          seed: whole(seed, 0, 4_294_967_295),
          bars: whole(bars, 2, BARS_MOST),
          interval: Number(interval.value),
        }),
      { class: "button framed" },
    ),
  );
};

const whole = (input: HTMLInputElement, least: number, most: number): number => {
  const value = Math.min(most, Math.max(least, Math.round(Number(input.value) || least)));
  input.value = String(value);
  return value;
};
