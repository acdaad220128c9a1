import type { RouteDeclaration } from "../ast/nodes.ts";
import { respell, suggest } from "../bind/index.ts";
import type { RouteIr } from "../ir/nodes.ts";
import type { Env } from "./context.ts";
import { settingValue } from "./settings.ts";

/** Order types and times in force that a route can allow. */
export const orderTypes = ["market", "limit", "stop", "stop_limit", "ioc", "fok", "post_only"] as const;

/** Checks a route's settings. */
export function checkRoute(env: Env, node: RouteDeclaration): RouteIr {
  const number = (
    key: "routeSlippage" | "routeLatency" | "routeBorrow" | "routeLeverage",
  ): number | undefined => {
    const setting = node.settings.find((item) => item.kind === key);
    switch (setting?.kind) {
      case "routeSlippage":
        return settingValue(env, setting.bound, "ratio", "`slippage`")?.value;
      case "routeLatency":
        return settingValue(env, setting.latency, "duration", "`latency`")?.value;
      case "routeBorrow":
        return settingValue(env, setting.rate, "ratio", "`borrow`")?.value;
      case "routeLeverage":
        return settingValue(env, setting.maximum, "number", "`max leverage`")?.value;
      default:
        return undefined;
    }
  };
  reportRepeated(env, node);
  const venue = node.settings.find((item) => item.kind === "routeVenue");
  const account = node.settings.find((item) => item.kind === "routeAccount");
  const fees = node.settings.find((item) => item.kind === "routeFees");
  if (account !== undefined && looksSecret(account.account.value)) {
    env.report("secret-in-file", account.account.span, {});
  }
  if (venue === undefined) {
    const head = { ...node.span, end: node.name.span.end };
    env.report("route-without-venue", head, { name: node.name.text });
  }
  return {
    name: node.name.text,
    doc: node.doc,
    venue: venue?.venue.text ?? "",
    account: account?.account.value,
    allow: allowed(env, node),
    slippage: number("routeSlippage"),
    makerFee:
      fees?.maker === undefined ? undefined : settingValue(env, fees.maker, "ratio", "`maker`")?.value,
    takerFee:
      fees?.taker === undefined ? undefined : settingValue(env, fees.taker, "ratio", "`taker`")?.value,
    feeCurrency: fees?.currency?.text,
    latencyMs: number("routeLatency"),
    borrowRate: number("routeBorrow"),
    leverageMax: number("routeLeverage"),
    isDefault: node.settings.some((item) => item.kind === "routeDefault"),
    span: node.span,
  };
}

/** Account names are words; keys are long and mixed. */
function looksSecret(account: string): boolean {
  return (
    account.length >= 24 && /^[\w+/=.:-]+$/.test(account) && /\d/.test(account) && /[A-Za-z]/.test(account)
  );
}

function allowed(env: Env, node: RouteDeclaration): readonly string[] | undefined {
  const settings = node.settings.filter((item) => item.kind === "routeAllow");
  if (settings.length === 0) {
    return undefined;
  }
  const names = settings.flatMap((item) => item.orderTypes);
  for (const name of names) {
    if (!orderTypes.some((type) => type === name.text)) {
      const suggestion = suggest(name.text, orderTypes);
      env.report(
        "unknown-order-type",
        name.span,
        { name: name.text, known: orderTypes, suggestion },
        {
          fixes: respell(`write \`${suggestion}\``, name.span, name.text, suggestion),
        },
      );
    }
  }
  const isKnown = names.every((name) => orderTypes.some((type) => type === name.text));
  return isKnown ? names.map((name) => name.text) : undefined;
}

function reportRepeated(env: Env, node: RouteDeclaration): void {
  const seen = new Set<string>();
  for (const setting of node.settings) {
    if (seen.has(setting.kind)) {
      env.report("setting-given-twice", setting.span, {
        setting: setting.kind.replace("route", "").toLowerCase(),
      });
    }
    seen.add(setting.kind);
  }
}

/** Reports more than one default route. */
export function checkDefaultRoutes(env: Env, routes: readonly RouteIr[]): void {
  const [first, second] = routes.filter((route) => route.isDefault);
  if (first !== undefined && second !== undefined) {
    env.report(
      "two-default-routes",
      { ...second.span, end: second.span.start + "route ".length + second.name.length },
      {
        first: first.name,
        second: second.name,
      },
    );
  }
}
