/** What a name stands for where the grammar takes one. */
export type NameSlot =
  /** A new name, which nobody can propose. */
  | "new"
  | "value"
  | "field"
  | "argument"
  | "market"
  /** A market that the strategy sees. */
  | "slot"
  /** A market that a run can bind. */
  | "runMarket"
  | "universe"
  | "route"
  | "risk"
  | "strategy"
  | "combo"
  | "machineState"
  | "imported"
  | "venue"
  | "currency"
  | "orderType"
  | "limitSubject"
  | "type"
  | "formalType"
  | "fillPath"
  | "zone";

/** By the rule of the grammar that takes the name, and which of its names it is, as the grammar numbers them. */
export const nameSlots: Readonly<Record<string, NameSlot>> = {
  "importName:0": "imported",
  "importName:2": "new",
  "marketDeclaration:0": "new",
  "marketDeclaration:2": "venue",
  "universeDeclaration:0": "new",
  "universeDeclaration:2": "market",
  "universeDeclaration:3": "venue",
  "routeDeclaration:0": "new",
  "venueSetting:0": "venue",
  "allowedOrder:0": "orderType",
  "riskDeclaration:0": "new",
  "riskDeclaration:2": "currency",
  "limitRule:0": "limitSubject",
  "functionDeclaration:0": "new",
  "indicatorDeclaration:0": "new",
  "formal:0": "new",
  "formal:2": "formalType",
  "recordField:0": "new",
  "stateStatement:0": "new",
  "strategyDeclaration:0": "new",
  "strategyDeclaration:2": "route",
  "tradedMarkets:0": "new",
  "tradedMarkets:2": "universe",
  "tradedMarkets:3": "market",
  "paramStatement:0": "new",
  "paramStatement:2": "type",
  "letStatement:0": "new",
  "captureClause:0": "new",
  "enterRule:0": "slot",
  "addRule:0": "slot",
  "exitRule:0": "slot",
  "viaClause:0": "route",
  "comboStatement:0": "new",
  "comboStatement:2": "combo",
  "legStatement:0": "slot",
  "holdItem:0": "value",
  "holdItem:2": "slot",
  "rankedHolding:0": "value",
  "rankedHolding:2": "universe",
  "wholeHolding:0": "universe",
  "machineStatement:0": "new",
  "machineState:0": "new",
  "transition:0": "machineState",
  "zone:0": "zone",
  "zone:2": "zone",
  "sessionDeclaration:0": "new",
  "runSetting:0": "strategy",
  "runSetting:2": "runMarket",
  "runSetting:3": "route",
  "guardSetting:0": "risk",
  "fillsSetting:0": "fillPath",
  "scenarioDeclaration:0": "strategy",
  "holding:0": "slot",
  "candlesStatement:0": "slot",
  "expectedIntent:0": "slot",
  "expectedRefusal:0": "slot",
  "expectedBlock:0": "slot",
  "expectedPosition:0": "slot",
  "expectedPosition:2": "slot",
  "checkDeclaration:0": "strategy",
  "checkPart:0": "slot",
  "argument:0": "argument",
  "primary:0": "value",
  "conversionPostfix:0": "currency",
  "conversionPostfix:2": "slot",
  "fieldPostfix:0": "field",
};
