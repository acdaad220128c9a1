import type { FillsIr, MarketIr, RouteIr, RunIr, SessionIr } from "../ir/nodes.ts";
import type { ModuleContext } from "./context.ts";
import { type Doc, mark } from "./layout.ts";
import { literal, numeral, quote } from "./literals.ts";
import { paramKeys } from "./strategy-names.ts";
import { array, object, type Property, present } from "./syntax.ts";

/** The properties of one market. */
export const marketProperties = ({ symbol, venue }: MarketIr): readonly Property[] => [
  { name: "symbol", value: quote(symbol) },
  { name: "venue", value: quote(venue) },
];

/** The properties of one route. */
export const routeProperties = (route: RouteIr): readonly Property[] => {
  const number = (name: string, value: number | undefined) => ({
    name,
    value: value === undefined ? undefined : numeral(value),
  });
  return present(
    { name: "id", value: quote(route.name) },
    { name: "venue", value: quote(route.venue) },
    { name: "account", value: route.account === undefined ? undefined : quote(route.account) },
    { name: "allow", value: route.allow && array(route.allow.map(quote)) },
    number("slippage", route.slippage),
    number("makerFee", route.makerFee),
    number("takerFee", route.takerFee),
    { name: "feeCurrency", value: route.feeCurrency === undefined ? undefined : quote(route.feeCurrency) },
    number("latencyMs", route.latencyMs),
    number("borrowRate", route.borrowRate),
    number("leverageMax", route.leverageMax),
    { name: "isDefault", value: route.isDefault ? "true" : undefined },
  );
};

/** The properties of one session. */
export const sessionProperties = (context: ModuleContext, session: SessionIr): readonly Property[] => {
  const { plan, identifierOf } = context;
  const { name, capital, runs, guard, fills } = session;
  return present(
    { name: "id", value: quote(name) },
    { name: "capital", value: quote(decimalText(capital.amount)) },
    { name: "currency", value: quote(capital.currency) },
    {
      name: "runs",
      value: array(
        runs.map((run) => runDoc(context, run)),
        "objects",
      ),
    },
    { name: "routes", value: array(plan.routes.map((route) => identifierOf("route", route.name))) },
    { name: "guard", value: guard === undefined ? undefined : identifierOf("risk", guard) },
    {
      name: "fills",
      value: fills && object(fillProperties(fills)),
    },
  );
};

/** The properties of a fill policy with its options. */
export const fillProperties = (fills: FillsIr): readonly Property[] => {
  const { policy, atClose, touch, participation, path, detailMs, ticks } = fills;
  return present(
    { name: "policy", value: quote(policy) },
    { name: "atClose", value: literal(atClose) },
    { name: "touch", value: literal(touch) },
    { name: "participation", value: participation === undefined ? undefined : numeral(participation) },
    { name: "path", value: path === undefined ? undefined : quote(path) },
    { name: "detailMs", value: detailMs === undefined ? undefined : numeral(detailMs) },
    { name: "ticks", value: ticks === undefined ? undefined : quote(ticks) },
  );
};

const runDoc = ({ plan, identifierOf }: ModuleContext, run: RunIr): Doc => {
  const strategy = plan.strategies.find(({ id }) => id === run.strategy);
  const keys = strategy === undefined ? undefined : paramKeys(strategy);
  const params = Object.entries(run.arguments).map(([name, value]) => ({
    name: keys?.get(name) ?? name,
    value: literal(value),
  }));
  const properties = present(
    { name: "id", value: quote(run.id) },
    { name: "strategy", value: identifierOf("strategy", run.strategy) },
    { name: "params", value: object(params) },
    { name: "markets", value: array(run.markets.map((market) => identifierOf("market", market))) },
    { name: "budget", value: run.budget === undefined ? undefined : numeral(run.budget) },
    { name: "route", value: run.route === undefined ? undefined : quote(run.route) },
  );
  return [mark(run.span), object(properties)];
};

/** A number as a decimal string without an exponent. */
const decimalText = (value: number): string =>
  String(value).includes("e")
    ? value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 })
    : String(value);
