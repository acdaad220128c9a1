import { defineEntries, inCondition, inStrategy } from "../define.ts";

const up = "when close crosses above sma(close, 20)";

function entry(clauses: string, rest = "", side = "long"): string {
  const lines = clauses.split("; ").map((line) => `  ${line}`);
  return inStrategy(`enter ${side} ${up} {\n${lines.join("\n")}\n}${rest === "" ? "" : `\n${rest}`}`);
}

const sized = "size 5% of equity; stop 2% * close below entry";

function session(settings: string): string {
  return `${entry(sized)}\nsession s {\n${settings
    .split("; ")
    .map((line) => `  ${line}`)
    .join("\n")}\n}\n`;
}

function routed(routes: string, via = ""): string {
  return `${routes}\n\n${entry(via === "" ? sized : `${sized}; via ${via}`)}`;
}

function guarded(rule: string): string {
  return `risk desk in USDT {\n  ${rule}\n}\n\n${session("capital 1_000 USDT; run Example; guard desk")}`;
}

/** CTK40xx: what a strategy's rules mean. */
export const tradingEntries = defineEntries({
  "look-ahead": {
    code: "CTK4001",
    severity: "error",
    title: "Looking ahead",
    message: ({ text }: { readonly text: string }) => `\`${text}\` reads a bar that has not closed yet`,
    why: "At each bar a strategy knows what has closed, and nothing later. A result that used later data could not be traded.",
    fix: ({ instead }: { readonly instead: string }) =>
      `\`${instead}\` is the past; there is no way to read the future.`,
    example: { bad: inCondition("close > close[-1]"), good: inCondition("close > close[1]") },
  },
  "no-protective-exit": {
    code: "CTK4002",
    severity: "error",
    title: "Entry without a way out",
    message: ({ side }: { readonly side: string }) =>
      `this ${side} entry has no stop, no trail, no exit rule and no opposite entry`,
    why: "A position that nothing closes can lose everything that it is given.",
    fix: ({ side }: { readonly side: string }) =>
      `add a \`stop\` or \`trail\` to the entry, or an \`exit ${side} when ..\`; \`unprotected\` says that you mean it.`,
    example: { bad: entry("size 5% of equity"), good: entry(sized) },
  },
  "risking-without-stop": {
    code: "CTK4003",
    severity: "error",
    title: "Risk without a stop",
    message: () => "`size risking` needs a `stop` in the same entry",
    why: "The quantity is the money at risk divided by the distance from entry to stop. Without a stop there is no distance.",
    fix: "add a stop, for example `stop 2 * atr(14) below entry`, or give the size as an amount.",
    example: {
      bad: entry("size risking 1% of equity; trail 2 * atr(14)"),
      good: entry("size risking 1% of equity; stop 2 * atr(14) below entry"),
    },
  },
  "stop-on-wrong-side": {
    code: "CTK4004",
    severity: "error",
    title: "Stop on the wrong side",
    message: ({ side, direction }: { readonly side: string; readonly direction: string }) =>
      `a stop ${direction} entry does not protect a ${side} position`,
    why: ({ side }: { readonly side: string }) =>
      side === "long"
        ? "A long loses when the price falls, so its stop lies below the entry."
        : "A short loses when the price rises, so its stop lies above the entry.",
    fix: ({ side }: { readonly side: string }) => `write \`${side === "long" ? "below" : "above"} entry\`.`,
    example: {
      bad: entry("size 5% of equity; stop 2 * atr(14) above entry"),
      good: entry("size 5% of equity; stop 2 * atr(14) below entry"),
    },
  },
  "target-on-wrong-side": {
    code: "CTK4005",
    severity: "error",
    title: "Target on the wrong side",
    message: ({ side, direction }: { readonly side: string; readonly direction: string }) =>
      `a target ${direction} entry is a loss for a ${side} position`,
    why: "A target takes profit: above the entry of a long, below the entry of a short.",
    fix: ({ side }: { readonly side: string }) => `write \`${side === "long" ? "above" : "below"} entry\`.`,
    example: {
      bad: entry(`${sized}; target 3 * atr(14) below entry`),
      good: entry(`${sized}; target 3 * atr(14) above entry`),
    },
  },
  "event-without-expiry": {
    code: "CTK4006",
    severity: "error",
    title: "Resting order on an event",
    message: ({ order }: { readonly order: string }) =>
      `this ${order} order would be cancelled after one bar`,
    why: "A resting order lives while the rule's condition stays true. A crossing or a scheduled time is true on one bar only.",
    fix: "say how long it rests: `expire after 3 bars`.",
    example: {
      bad: inStrategy(
        "enter long when close crosses above sma(close, 20) {\n  order limit at close - atr(14)\n  size 5% of equity\n  stop 2 * atr(14) below entry\n}",
      ),
      good: inStrategy(
        "enter long when close crosses above sma(close, 20) {\n  order limit at close - atr(14)\n  expire after 3 bars\n  size 5% of equity\n  stop 2 * atr(14) below entry\n}",
      ),
    },
  },
  "add-without-enter": {
    code: "CTK4007",
    severity: "error",
    title: "Adding to nothing",
    message: ({ side }: { readonly side: string }) =>
      `no rule above enters ${side}, so there is nothing to add to`,
    why: "An `add` makes an open position larger; it never opens one.",
    fix: ({ side }: { readonly side: string }) => `write an \`enter ${side}\` rule before it.`,
    example: {
      bad: inStrategy(`add long ${up} up to 3 units {\n  size same\n  stop 2 * atr(14) below entry\n}`),
      good: entry(sized, `add long when close > highest(high, 5)[1] up to 3 units {\n  size same\n}`),
    },
  },
  "size-missing": {
    code: "CTK4008",
    severity: "error",
    title: "How much?",
    message: ({ rule }: { readonly rule: string }) => `this ${rule} does not say how much to trade`,
    why: "There is no default size: every order states its own.",
    fix: "add a size, for example `size risking 1% of equity` or `size 5% of equity`.",
    example: { bad: entry("stop 2 * atr(14) below entry"), good: entry(sized) },
  },
  "size-unit": {
    code: "CTK4009",
    severity: "error",
    title: "Unit of a size",
    message: ({
      found,
      base,
      quote,
    }: {
      readonly found: string;
      readonly base: string;
      readonly quote: string;
    }) => `a size is a quantity of ${base} or an amount of ${quote}; this is ${found}`,
    why: "The same number would be a very different trade in units, in currency and in percent.",
    fix: ({ instead }: { readonly instead: string }) => `write ${instead}.`,
    example: {
      bad: entry("size 5%; stop 2 * atr(14) below entry"),
      good: entry("size 5% of equity; stop 2 * atr(14) below entry"),
    },
  },
  "duplicate-clause": {
    code: "CTK4010",
    severity: "error",
    title: "Clause given twice",
    message: ({ clause }: { readonly clause: string }) => `\`${clause}\` is given twice in this rule`,
    why: "Only one of the two could hold.",
    fix: "keep the one that you mean.",
    example: { bad: entry(`${sized}; size 0.5 BTC`), good: entry(sized) },
  },
  "clause-not-here": {
    code: "CTK4011",
    severity: "error",
    title: "Clause that does not belong",
    message: ({ clause, rule }: { readonly clause: string; readonly rule: string }) =>
      `\`${clause}\` has no meaning in ${rule}`,
    why: ({ reason }: { readonly reason: string }) => reason,
    fix: "remove it.",
    example: {
      bad: entry(sized, "exit long when close < open {\n  stop 2 * atr(14) below entry\n}"),
      good: entry(sized, "exit long when close < open"),
    },
  },
  "entry-before-fill": {
    code: "CTK4012",
    severity: "error",
    title: "The entry price is not known yet",
    message: ({ name }: { readonly name: string }) =>
      `\`${name}\` does not exist before this entry is filled`,
    why: "The rule decides at the close of a bar; the fill comes later, at a price that nobody knows yet.",
    fix: "write a distance: `stop 2 * atr(14) below entry`, `target 3 * atr(14) above entry`.",
    example: {
      bad: entry("size 5% of equity; stop at entry - 2 * atr(14)"),
      good: entry("size 5% of equity; stop 2 * atr(14) below entry"),
    },
  },
  "market-not-named": {
    code: "CTK4013",
    severity: "error",
    title: "Which market?",
    message: ({ markets }: { readonly markets: readonly string[] }) =>
      `this strategy trades ${markets.join(" and ")}; the rule does not say which`,
    why: "With several markets nothing is assumed.",
    fix: ({ rule, markets }: { readonly rule: string; readonly markets: readonly string[] }) =>
      `name the market: \`${rule} ${markets[0] ?? ""} when ..\`.`,
    example: {
      bad: `market eth = "ETH/USDT" at binance\n${entry(sized).replace("trades btc", "trades btc, eth")}`,
      good: `market eth = "ETH/USDT" at binance\n${entry(sized).replace("trades btc", "trades btc, eth").replace("enter long", "enter long eth")}`,
    },
  },
  "time-in-force-without-limit": {
    code: "CTK4014",
    severity: "error",
    title: "Time in force without a limit",
    message: ({ value, order }: { readonly value: string; readonly order: string }) =>
      `\`${value}\` does not go with a ${order} order`,
    why: "Immediate-or-cancel, fill-or-kill and post-only say what happens to an order with a limit price.",
    fix: "write `order limit at PRICE`, or remove it.",
    example: {
      bad: entry(`${sized}; post only`),
      good: entry(`${sized}; order limit at low; expire after 3 bars; post only`),
    },
  },
  "value-out-of-bounds": {
    code: "CTK4015",
    severity: "error",
    title: "Value out of bounds",
    message: ({
      place,
      bounds,
      found,
    }: {
      readonly place: string;
      readonly bounds: string;
      readonly found: string;
    }) => `${place} must be ${bounds}; this is ${found}`,
    why: "Outside these bounds the clause has no meaning, or the opposite one.",
    fix: ({ bounds }: { readonly bounds: string }) => `write a value that is ${bounds}.`,
    example: {
      bad: entry("size 5% of equity; stop -100 USDT below entry"),
      good: entry("size 5% of equity; stop 100 USDT below entry"),
    },
  },
  "start-dependent": {
    code: "CTK4016",
    severity: "error",
    title: "Value that depends on where history starts",
    message: ({ text }: { readonly text: string }) => `\`${text}\` depends on where history starts`,
    why: "Such a series has no level of its own: with one more day of history every value is another, and so is this comparison.",
    fix: ({ instead }: { readonly instead: string }) =>
      `compare its change or a second series: \`${instead}\`.`,
    example: {
      bad: inCondition("obv() > 1_000 BTC"),
      good: inCondition("change(obv(), 20) > 1_000 BTC"),
    },
  },
  "exit-for-two-reasons": {
    code: "CTK4018",
    severity: "error",
    title: "Exit for two reasons",
    message: () => "this exit has a condition and a time",
    why: "It could mean that either is enough, or that both are needed.",
    fix: "write two exits where either is enough; for both, use the fact: `when .. and bars_held > 96`.",
    example: {
      bad: entry(sized, "exit long when close < open after 96 bars"),
      good: entry(sized, "exit long when close < open\nexit long after 96 bars"),
    },
  },
  "same-without-entry": {
    code: "CTK4017",
    severity: "error",
    title: "Same as what?",
    message: ({ form }: { readonly form: string }) => `\`size ${form}\` belongs to \`add\``,
    why: "It repeats the size of the entry, and an entry has none to repeat.",
    fix: "give the size of the entry itself.",
    example: {
      bad: entry("size same; stop 2 * atr(14) below entry"),
      good: entry(sized),
    },
  },
});

/** CTK41xx: routes, sessions and risk. */
export const planEntries = defineEntries({
  "order-not-allowed": {
    code: "CTK4101",
    severity: "error",
    title: "Order type that the route forbids",
    message: ({ order, route }: { readonly order: string; readonly route: string }) =>
      `route \`${route}\` does not allow ${order} orders`,
    why: ({ allowed }: { readonly allowed: readonly string[] }) => `It allows ${allowed.join(", ")}.`,
    fix: ({ order, route }: { readonly order: string; readonly route: string }) =>
      `add \`${order}\` to \`allow\` of \`${route}\`, or use another order or route.`,
    example: {
      bad: routed("route spot {\n  venue binance\n  allow stop\n}", "spot"),
      good: routed("route spot {\n  venue binance\n  allow market, stop\n}", "spot"),
    },
  },
  "route-without-venue": {
    code: "CTK4113",
    severity: "error",
    title: "Route without a venue",
    message: ({ name }: { readonly name: string }) => `route \`${name}\` does not say where it leads`,
    why: "Orders go to a venue; a route without one leads nowhere.",
    fix: "add the venue, for example `venue binance`.",
    example: {
      bad: routed('route spot {\n  account "main"\n}'),
      good: routed('route spot {\n  venue binance\n  account "main"\n}'),
    },
  },
  "unknown-order-type": {
    code: "CTK4114",
    severity: "error",
    title: "Unknown order type",
    message: ({ name }: { readonly name: string }) => `there is no order type \`${name}\``,
    why: ({ known }: { readonly known: readonly string[] }) => `A route allows some of ${known.join(", ")}.`,
    fix: ({ suggestion }: { readonly suggestion: string | undefined }) =>
      suggestion === undefined ? "use one of these." : `did you mean \`${suggestion}\`?`,
    example: {
      bad: routed("route spot {\n  venue binance\n  allow market, stopp\n}"),
      good: routed("route spot {\n  venue binance\n  allow market, stop\n}"),
    },
  },
  "no-default-route": {
    code: "CTK4102",
    severity: "error",
    title: "Several routes and no default",
    message: ({ strategy, routes }: { readonly strategy: string; readonly routes: readonly string[] }) =>
      `\`${strategy}\` does not say which route to use: ${routes.map((name) => `\`${name}\``).join(", ")}`,
    why: "With several routes, an order without one could reach the wrong account.",
    fix: "add `via ROUTE` to the strategy or the rule, or mark one route as `default`.",
    example: {
      bad: routed("route a {\n  venue binance\n}\nroute b {\n  venue binance\n}"),
      good: routed("route a {\n  venue binance\n  default\n}\nroute b {\n  venue binance\n}", "b"),
    },
  },
  "two-default-routes": {
    code: "CTK4103",
    severity: "error",
    title: "Two default routes",
    message: ({ first, second }: { readonly first: string; readonly second: string }) =>
      `\`${first}\` and \`${second}\` are both marked as default`,
    why: "An order without a route goes to the default one; there can be only one.",
    fix: "keep `default` on one of them.",
    example: {
      bad: routed("route a {\n  venue binance\n  default\n}\nroute b {\n  venue binance\n  default\n}"),
      good: routed("route a {\n  venue binance\n  default\n}\nroute b {\n  venue binance\n}", "b"),
    },
  },
  "secret-in-file": {
    code: "CTK4104",
    severity: "error",
    title: "Secret in a file",
    message: () => "this looks like a key or a secret",
    why: "A plan is a text that is shared, diffed and published. Keys come from the environment or the key store, by account name.",
    fix: 'write the name of the account, for example `account "main"`, and revoke the key if it was real.',
    example: {
      bad: routed(
        'route spot {\n  venue binance\n  account "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"\n}',
      ),
      good: routed('route spot {\n  venue binance\n  account "main"\n}'),
    },
  },
  "budget-over-total": {
    code: "CTK4105",
    severity: "error",
    title: "More than everything",
    message: ({ total }: { readonly total: string }) => `the budgets of this session add up to ${total}`,
    why: "Budgets are shares of one capital; above 100% two strategies would spend the same money.",
    fix: "lower them so that they add up to 100% or less.",
    example: {
      bad: session(
        'capital 1_000 USDT; run Example with 60% of equity; run Example with 50% of equity as "b"',
      ),
      good: session(
        'capital 1_000 USDT; run Example with 60% of equity; run Example with 40% of equity as "b"',
      ),
    },
  },
  "unknown-fill-policy": {
    code: "CTK4106",
    severity: "error",
    title: "Unknown fill policy",
    message: ({ policy }: { readonly policy: string }) => `there is no fill policy \`${policy}\``,
    why: ({ known }: { readonly known: readonly string[] }) =>
      `The policies: ${known.map((name) => `"${name}"`).join(", ")}.`,
    fix: "name one of them with its version; leave `fills` out for the default.",
    example: {
      bad: session('capital 1_000 USDT; run Example; fills "optimistic@1"'),
      good: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1"'),
    },
  },
  "unknown-fill-path": {
    code: "CTK4115",
    severity: "error",
    title: "Unknown path inside a bar",
    message: ({ path }: { readonly path: string }) => `there is no path \`${path}\``,
    why: ({ known }: { readonly known: readonly string[] }) =>
      `A bar does not say in which order its extremes came. The paths: ${known.map((name) => `\`${name}\``).join(", ")}.`,
    fix: "name one of them; leave `path` out for the adverse extreme first.",
    example: {
      bad: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" path random'),
      good: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" path nearest'),
    },
  },
  "fill-option-range": {
    code: "CTK4116",
    severity: "error",
    title: "Fill option out of range",
    message: ({ option, wanted }: { readonly option: string; readonly wanted: string }) =>
      `\`${option}\` has to be ${wanted}`,
    why: "An order can take part of what a bar traded, and nothing more; a shorter bar decides what happened in a longer one.",
    fix: ({ example }: { readonly example: string }) => `for example \`${example}\`.`,
    example: {
      bad: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" participation 150%'),
      good: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" participation 10%'),
    },
  },
  "fill-option-of-policy": {
    code: "CTK4117",
    severity: "error",
    title: "Fill option of another policy",
    message: ({ option, policy }: { readonly option: string; readonly policy: string }) =>
      `"${policy}" has no \`${option}\``,
    why: "That policy fills as the engine of its name does, which has no such choice.",
    fix: 'leave it out, or fill by "bar/pessimistic@1".',
    example: {
      bad: session('capital 1_000 USDT; run Example; fills "backtrader@1" path ohlc'),
      good: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" path ohlc'),
    },
  },
  "unknown-queue-model": {
    code: "CTK4118",
    severity: "error",
    title: "Unknown model of queues",
    message: ({ model }: { readonly model: string }) => `there is no model of queues \`${model}\``,
    why: ({ known }: { readonly known: readonly string[] }) =>
      `Quotes tell that a queue has become shorter, not who has left it. The models: ${known.map((name) => `\`${name}\``).join(", ")}.`,
    fix: "name one of them; leave `queue` out for the pessimistic one: who leaves stands behind us.",
    example: {
      bad: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" detail ticks queue random'),
      good: session(
        'capital 1_000 USDT; run Example; fills "bar/pessimistic@1" detail ticks queue proportional',
      ),
    },
  },
  "ticks-at-close": {
    code: "CTK4119",
    severity: "error",
    title: "Ticks and fills at the close",
    message: () => "`detail ticks` excludes `at close`",
    why: "An order that is matched with trades and quotes meets those that come after its decision; the close that decided it is over.",
    fix: "leave one of them out.",
    example: {
      bad: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" at close detail ticks'),
      good: session('capital 1_000 USDT; run Example; fills "bar/pessimistic@1" detail ticks'),
    },
  },
  "session-incomplete": {
    code: "CTK4107",
    severity: "error",
    title: "Session incomplete",
    message: ({ name, missing }: { readonly name: string; readonly missing: string }) =>
      `session \`${name}\` has no ${missing}`,
    why: "A session says on what capital which strategies run.",
    fix: ({ missing }: { readonly missing: string }) =>
      missing === "capital" ? "add `capital 10_000 USDT`." : "add `run STRATEGY`.",
    example: { bad: session("run Example"), good: session("capital 1_000 USDT; run Example") },
  },
  "setting-given-twice": {
    code: "CTK4108",
    severity: "error",
    title: "Setting given twice",
    message: ({ setting }: { readonly setting: string }) => `\`${setting}\` is given twice`,
    why: "Only one of the two could hold.",
    fix: "keep the one that you mean.",
    example: {
      bad: session("capital 1_000 USDT; capital 2_000 USDT; run Example"),
      good: session("capital 1_000 USDT; run Example"),
    },
  },
  "unknown-limit": {
    code: "CTK4109",
    severity: "error",
    title: "Unknown limit",
    message: ({ subject }: { readonly subject: string }) => `there is no limit on \`${subject}\``,
    why: ({ known }: { readonly known: readonly string[] }) => `Limits exist on ${known.join(", ")}.`,
    fix: ({ suggestion }: { readonly suggestion: string | undefined }) =>
      suggestion === undefined ? "use one of these." : `did you mean \`${suggestion}\`?`,
    example: {
      bad: guarded("limit order notionl to 1_000 USDT"),
      good: guarded("limit order notional to 1_000 USDT"),
    },
  },
  "limit-unit": {
    code: "CTK4110",
    severity: "error",
    title: "Unit of a limit",
    message: ({
      subject,
      wanted,
      found,
    }: {
      readonly subject: string;
      readonly wanted: string;
      readonly found: string;
    }) => `\`limit ${subject}\` wants ${wanted}; this is ${found}`,
    why: "A limit in the wrong unit would never bind, or always.",
    fix: ({ instead }: { readonly instead: string }) => `for example \`${instead}\`.`,
    example: {
      bad: guarded("limit drawdown to 20"),
      good: guarded("limit drawdown to 10%"),
    },
  },
  "limit-window": {
    code: "CTK4111",
    severity: "error",
    title: "Rate without a window",
    message: ({ subject }: { readonly subject: string }) => `\`limit ${subject}\` needs a time window`,
    why: "It counts what happens within a stretch of time.",
    fix: ({ instead }: { readonly instead: string }) => `for example \`${instead}\`.`,
    example: { bad: guarded("limit order rate to 60"), good: guarded("limit order rate to 60 per 1m") },
  },
  "currency-of-limit": {
    code: "CTK4112",
    severity: "error",
    title: "Limit in another currency",
    message: ({ found, wanted }: { readonly found: string; readonly wanted: string }) =>
      `this bound is in ${found}, the risk block is in ${wanted}`,
    why: "A block states its currency once, and all its amounts are compared in it.",
    fix: ({ wanted }: { readonly wanted: string }) =>
      `write the bound in ${wanted}, or declare the block \`in\` the other currency.`,
    example: {
      bad: guarded("limit order notional to 1_000 EUR"),
      good: guarded("limit order notional to 1_000 USDT"),
    },
  },
});
