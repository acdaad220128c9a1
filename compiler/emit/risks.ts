import type { ForbidIr, LimitActionIr, LimitIr, RiskIr, ScalarIr } from "../ir/nodes.ts";
import { type ModuleContext, placeText, textAt } from "./context.ts";
import { type Doc, mark } from "./layout.ts";
import { literal, numeral, quote } from "./literals.ts";
import { scalarFunction } from "./scalars.ts";
import { array, object, type Property, present } from "./syntax.ts";

/** The properties of one risk block. */
export const riskProperties = (context: ModuleContext, risk: RiskIr): readonly Property[] => [
  { name: "id", value: quote(risk.name) },
  { name: "currency", value: quote(risk.currency) },
  {
    name: "limits",
    value: array(
      risk.limits.map((limit) => limitDoc(context, limit)),
      "objects",
    ),
  },
  {
    name: "forbids",
    value: array(
      risk.forbids.map((forbid) => forbidDoc(context, forbid)),
      "objects",
    ),
  },
];

/** Conditions over the account have no features and parameters to name. */
const noNames = {
  feature: String,
  param: String,
  capture: String,
  isTruth: (): boolean => false,
};

const riskFunction = (ir: ScalarIr): Doc => scalarFunction(ir, noNames, ["f"]);

const limitDoc = (context: ModuleContext, limit: LimitIr): Doc => [
  mark(limit.span),
  object(
    present(
      { name: "id", value: quote(limit.id) },
      { name: "subject", value: quote(limit.subject) },
      { name: "span", value: placeText(context, limit.span) },
      { name: "text", value: quote(textAt(context, limit.span)) },
      { name: "bound", value: riskFunction(limit.bound), span: limit.bound.span },
      { name: "unit", value: limit.unit === undefined ? undefined : quote(limit.unit) },
      { name: "asset", value: limit.asset === undefined ? undefined : quote(limit.asset) },
      { name: "windowMs", value: limit.windowMs === undefined ? undefined : numeral(limit.windowMs) },
      { name: "scope", value: limit.scope === undefined ? undefined : quote(limit.scope) },
      { name: "action", value: actionDoc(limit.action) },
    ),
    "lines",
  ),
];

const actionDoc = (action: LimitActionIr): Doc => {
  if (action.kind !== "halt") return quote(action.kind);
  const until = typeof action.until === "number" ? literal(action.until) : quote(action.until);
  return object([{ name: "haltUntil", value: until }]);
};

const forbidDoc = (context: ModuleContext, forbid: ForbidIr): Doc => [
  mark(forbid.span),
  object(
    present(
      { name: "id", value: quote(forbid.id) },
      { name: "what", value: quote(forbid.what) },
      { name: "span", value: placeText(context, forbid.span) },
      { name: "text", value: quote(textAt(context, forbid.span)) },
      { name: "condition", value: riskFunction(forbid.condition), span: forbid.condition.span },
      { name: "because", value: forbid.because === undefined ? undefined : quote(forbid.because) },
    ),
    "lines",
  ),
];
