import { defineEntries, inStrategy } from "../define.ts";

/** A plan with a risk block, an entry of some size, and a session that is guarded. */
function guarded(limits: string, size = "5% of equity", params = "", run = "Example"): string {
  const rules = limits
    .split("; ")
    .map((line) => `  ${line}`)
    .join("\n");
  const lets = params === "" ? "" : `${params}\n`;
  return `risk desk in USDT {\n${rules}\n}\n\n${inStrategy(
    `${lets}enter long when close crosses above sma(close, 20) {\n  size ${size}\n  stop 2% of close below entry\n}`,
  )}\nsession s {\n  capital 100_000 USDT\n  run ${run}\n  guard desk\n}\n`;
}

/** CTK440x and CTK502x: what risk limits mean for the orders of a plan. */
export const limitEntries = defineEntries({
  "order-over-limit": {
    code: "CTK4401",
    severity: "error",
    title: "Orders that a limit always refuses",
    message: ({
      rule,
      size,
      limit,
    }: {
      readonly rule: string;
      readonly size: string;
      readonly limit: string;
    }) => `every order of \`${rule}\` is refused: ${size} breaks \`limit ${limit}\``,
    why: ({ bound, session }: { readonly bound: string; readonly session: string }) =>
      `In session \`${session}\` the limit is ${bound}, whatever the market does.`,
    fix: "lower the size, raise the limit, or end it with `then clamp`, which cuts the order to what is left.",
    example: {
      bad: guarded("limit order notional to 10_000 USDT", "12_000 USDT"),
      good: guarded("limit order notional to 10_000 USDT", "8_000 USDT"),
    },
  },
  "refuses-everything": {
    code: "CTK4402",
    severity: "error",
    title: "Risk block that refuses everything",
    message: ({ text, what }: { readonly text: string; readonly what: string }) =>
      `\`${text}\` refuses every ${what}`,
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: "to run nothing, leave the `run` out; otherwise state what may pass.",
    example: {
      bad: guarded("limit gross notional to 0 * equity"),
      good: guarded("limit gross notional to 1 * equity"),
    },
  },
  "limit-unreachable": {
    code: "CTK5020",
    severity: "warning",
    title: "Limit that another one makes pointless",
    message: ({ limit, other }: { readonly limit: string; readonly other: string }) =>
      `\`limit ${limit}\` never decides anything: \`limit ${other}\` is reached first`,
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: "remove it, or make it the tighter one of the two.",
    example: {
      bad: guarded("limit order notional to 25_000 USDT; limit position notional to 20_000 USDT per market"),
      good: guarded("limit order notional to 10_000 USDT; limit position notional to 20_000 USDT per market"),
    },
  },
  "limit-twice": {
    code: "CTK5021",
    severity: "warning",
    title: "The same limit twice",
    message: ({ limit }: { readonly limit: string }) =>
      `\`limit ${limit}\` is stated twice with the same action`,
    why: "Both hold, so the tighter one decides and the other one only misleads.",
    fix: "keep the one that you mean.",
    example: {
      bad: guarded("limit open orders to 20; limit open orders to 10"),
      good: guarded("limit open orders to 10; limit open orders to 4 per strategy"),
    },
  },
  "limit-scope": {
    code: "CTK5022",
    severity: "warning",
    title: "Limit with a scope that says nothing",
    message: ({ limit, scope }: { readonly limit: string; readonly scope: string }) =>
      `\`per ${scope}\` says nothing for \`limit ${limit}\``,
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: ({ scope }: { readonly scope: string }) => `leave \`per ${scope}\` out.`,
    example: {
      bad: guarded("limit order notional to 10_000 USDT per 1d"),
      good: guarded("limit turnover to 10_000 USDT per 1d"),
    },
  },
  "order-may-exceed": {
    code: "CTK5023",
    severity: "hint",
    title: "Orders that exceed a limit",
    message: ({
      rule,
      limit,
      when,
    }: {
      readonly rule: string;
      readonly limit: string;
      readonly when: string;
    }) => `${when} every order of \`${rule}\` exceeds \`limit ${limit}\``,
    why: ({
      session,
      size,
      bound,
      outcome,
    }: {
      readonly session: string;
      readonly size: string;
      readonly bound: string;
      readonly outcome: string;
    }) => `In session \`${session}\` the order is ${size} and the limit ${bound}; the order is ${outcome}.`,
    fix: "narrow the range of the parameter, lower the size, or raise the limit.",
    example: {
      bad: guarded(
        "limit order notional to 10_000 USDT",
        "share of equity",
        "param share: ratio = 5% in 1%..20%",
      ),
      good: guarded(
        "limit order notional to 10_000 USDT",
        "share of equity",
        "param share: ratio = 5% in 1%..10%",
      ),
    },
  },
});
