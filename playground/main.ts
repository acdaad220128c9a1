import { startBacktests } from "./backtest/client.ts";
import { keepHistory } from "./compare/history.ts";
import { startData } from "./data/client.ts";
import { exampleText, gallery } from "./data/gallery.ts";
import { fileToken, followFile } from "./disk/follow-file.ts";
import { startLanguage } from "./language/client.ts";
import { startResearch } from "./research/client.ts";
import { testPlans } from "./research/plan-tests.ts";
import { createSweeps } from "./research/sweeps.ts";
import { decodeShare } from "./share/share-link.ts";
import { createShell } from "./shell/shell.ts";
import { applyTheme, firstTheme } from "./shell/theme.ts";
import type { AppState } from "./state/app-state.ts";
import { createController } from "./state/controller.ts";
import { createStore } from "./state/store.ts";

const FIRST = "golden-cross";

const start = async (): Promise<void> => {
  const store = createStore<AppState>({
    theme: firstTheme(),
    source: { name: `${FIRST}.ctk`, text: "" },
    checked: undefined,
    dataSets: new Map(),
    dataChoice: {},
    settings: { params: {} },
    status: { kind: "idle" },
    report: undefined,
    isStale: false,
    chartMarket: undefined,
    series: undefined,
    watched: [],
    selection: { trade: undefined, bar: undefined },
    tests: undefined,
    history: [],
    compared: { before: undefined, after: undefined },
    sweepChoice: { across: undefined, down: undefined, figure: "profit" },
    sweep: undefined,
    panel: "results",
    wanted: undefined,
    view: "chart",
    notice: undefined,
  });
  const language = startLanguage();
  const controller = createController({ store, language, data: startData(), startBacktests });
  keepHistory(store);
  const research = startResearch();
  testPlans(store, research);
  const sweeps = createSweeps({ store, research, request: controller.request });
  applyTheme(store);
  const token = fileToken(location.hash);
  const isFile = token !== undefined && (await followFile(token, { store, controller }));
  const shared = location.hash.length > 1 ? await decodeShare(location.hash) : undefined;
  if (isFile) {
    // The token has done its work: a link to this page does not carry it.
    history.replaceState(null, "", location.pathname);
  } else if (shared !== undefined) {
    controller.open(shared.name, shared.text, shared.data);
    if (Object.keys(shared.settings).length > 0) controller.replaceSettings(shared.settings);
  } else {
    const item = gallery.find(({ name }) => name === FIRST);
    const text = await exampleText(FIRST);
    controller.open(`${FIRST}.ctk`, text ?? "", item?.data ?? {});
  }
  if (!isFile && shared === undefined && location.hash.length > 1) {
    store.set({ notice: { text: "The link could not be read: it is damaged or cut off.", isProblem: true } });
  }
  createShell(document.querySelector("#app") ?? document.body, { store, controller, language, sweeps });
};

void start();
