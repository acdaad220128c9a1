import type { AppContext } from "./context.ts";
import { element } from "./element.ts";

/** Takes files that are dropped on the page: plans are opened, others are data of the charted market. */
export const takeDroppedFiles = (context: AppContext): void => {
  const veil = element("div", { class: "drop-veil", hidden: true }, "Drop a plan, or bars as CSV or Parquet");
  document.body.append(veil);
  let depth = 0;
  const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  addEventListener("dragenter", (event) => {
    if (!isFiles(event)) return;
    depth += 1;
    veil.hidden = false;
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    veil.hidden = depth === 0;
  });
  // In the capture phase: the editor would take a file as text.
  addEventListener("dragover", (event) => isFiles(event) && event.preventDefault(), { capture: true });
  addEventListener(
    "drop",
    (event) => {
      const file = event.dataTransfer?.files[0];
      depth = 0;
      veil.hidden = true;
      if (file === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      void take(context, file);
    },
    { capture: true },
  );
};

const take = async ({ store, controller }: AppContext, file: File): Promise<void> => {
  if (file.name.endsWith(".ctk")) {
    controller.open(file.name, await file.text(), {});
    return;
  }
  const { chartMarket, checked } = store.get();
  const market = chartMarket ?? checked?.plan?.markets[0]?.name;
  if (market === undefined) {
    store.set({ notice: { text: "Data belongs to a market: write a plan first.", isProblem: true } });
    return;
  }
  const result = await controller.takeFile(market, file);
  if (result.ok) {
    store.set({
      notice: { text: `${file.name} now stands for ${market}. It stays in this page.`, isProblem: false },
    });
    return;
  }
  const [first] = result.problems;
  const more = result.count > 1 ? ` ${result.count - 1} more below.` : "";
  const text = first === undefined ? `${file.name} cannot be used.` : `${first.text}. ${first.fix}${more}`;
  store.set({ notice: { text, isProblem: true } });
};
