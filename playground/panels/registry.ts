import { comparePanel } from "./compare-panel.ts";
import { graphPanel } from "./graph-panel.ts";
import { inspectPanel } from "./inspect-panel.ts";
import { ordersPanel } from "./orders-panel.ts";
import type { Panel } from "./panel.ts";
import { planPanel } from "./plan-panel.ts";
import { problemsPanel } from "./problems-panel.ts";
import { resultsPanel } from "./results-panel.ts";
import { riskPanel } from "./risk-panel.ts";
import { scenariosPanel } from "./scenarios-panel.ts";
import { sweepPanel } from "./sweep-panel.ts";
import { tradesPanel } from "./trades-panel.ts";
import { typescriptPanel } from "./typescript-panel.ts";

/** All panels, in the order of their tabs. A new one is a file beside this one, and a line here. */
export const panels: readonly Panel[] = [
  resultsPanel,
  tradesPanel,
  ordersPanel,
  inspectPanel,
  sweepPanel,
  comparePanel,
  riskPanel,
  scenariosPanel,
  problemsPanel,
  planPanel,
  graphPanel,
  typescriptPanel,
];
