import { serveBacktests } from "./backtest/worker.ts";
import { serveResearch } from "./research/worker.ts";
import type { PlanWork } from "./start-worker.ts";

const serve: Readonly<Record<PlanWork, () => void>> = { backtests: serveBacktests, research: serveResearch };

serve[self.name === "research" ? "research" : "backtests"]();
