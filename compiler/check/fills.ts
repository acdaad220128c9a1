import type { FillsSetting } from "../ast/nodes.ts";
import { respell, suggest } from "../bind/index.ts";
import type { FillsIr } from "../ir/nodes.ts";
import type { Env } from "./context.ts";
import { settingValue } from "./settings.ts";

/** Fill policies by their versioned names. */
export const fillPolicies = ["bar/pessimistic@1", "backtrader@1", "backtesting-py@1"] as const;

/** Ways of a price inside a bar: the adverse extreme first, open-high-low-close, or the nearer extreme first. */
export const fillPaths = ["adverse", "ohlc", "nearest"] as const;

/** What becomes of the queue ahead of a resting order: who leaves it stands behind it, or anywhere. */
export const queueModels = ["pessimistic", "proportional"] as const;

/** The fill policy of a session or a test with its options. `isTest`: on candles that the test states. */
export function checkFills(env: Env, fills: FillsSetting | undefined, isTest: boolean): FillsIr | undefined {
  if (fills === undefined) {
    return undefined;
  }
  const policy = fills.policy.value;
  if (!fillPolicies.some((name) => name === policy)) {
    env.report("unknown-fill-policy", fills.policy.span, { policy, known: fillPolicies });
  } else if (policy !== "bar/pessimistic@1") {
    reportForeign(env, fills, policy);
  }
  const detail = fills.detail?.span ?? (fills.ticks ? fills.span : undefined);
  if (isTest && detail !== undefined) {
    env.report("detail-in-test", detail, {});
  }
  if (fills.ticks && fills.atClose) {
    env.report("ticks-at-close", fills.span, {});
  }
  return {
    policy,
    atClose: fills.atClose,
    touch: fills.touch,
    participation: checkParticipation(env, fills),
    path: checkPath(env, fills),
    detailMs: checkDetail(env, fills),
    ticks: checkTicks(env, fills),
  };
}

/** The policies that reproduce an engine do what that engine does, and nothing else. */
function reportForeign(
  env: Env,
  { participation, path, detail, ticks, span }: FillsSetting,
  policy: string,
): void {
  if (ticks) {
    env.report("fill-option-of-policy", span, { option: "detail", policy });
  }
  for (const [option, node] of Object.entries({ participation, path, detail })) {
    if (node !== undefined) {
      env.report("fill-option-of-policy", node.span, { option, policy });
    }
  }
}

function checkParticipation(env: Env, { participation }: FillsSetting): number | undefined {
  if (participation === undefined) {
    return undefined;
  }
  const value = settingValue(env, participation, "ratio", "`participation`")?.value;
  if (value !== undefined && !(value > 0 && value <= 1)) {
    env.report("fill-option-range", participation.span, {
      option: "participation",
      wanted: "more than 0% and at most 100%",
      example: "participation 10%",
    });
  }
  return value;
}

function checkDetail(env: Env, { detail }: FillsSetting): number | undefined {
  if (detail === undefined) {
    return undefined;
  }
  const value = settingValue(env, detail, "duration", "`detail`")?.value;
  if (value !== undefined && !(value >= 1 && Number.isInteger(value))) {
    env.report("fill-option-range", detail.span, {
      option: "detail",
      wanted: "the length of a bar",
      example: "detail 1m",
    });
  }
  return value;
}

function checkPath(env: Env, { path }: FillsSetting): string | undefined {
  if (path === undefined || fillPaths.some((name) => name === path.text)) {
    return path?.text;
  }
  const suggestion = suggest(path.text, fillPaths);
  env.report(
    "unknown-fill-path",
    path.span,
    { path: path.text, known: fillPaths },
    { fixes: respell(`write \`${suggestion}\``, path.span, path.text, suggestion) },
  );
  return undefined;
}

/** The model of queues of `detail ticks`; the pessimistic one unless another is named. */
function checkTicks(env: Env, { ticks, queue }: FillsSetting): string | undefined {
  if (!ticks || queue === undefined) {
    return ticks ? queueModels[0] : undefined;
  }
  const { text, span } = queue;
  if (!queueModels.some((name) => name === text)) {
    const suggestion = suggest(text, queueModels);
    const fixes = respell(`write \`${suggestion}\``, span, text, suggestion);
    env.report("unknown-queue-model", span, { model: text, known: queueModels }, { fixes });
  }
  return text;
}
