export type { Finding } from "./draft.ts";
export {
  isMarketSymbol,
  type PineOptions,
  type PineTranslation,
  pineClock,
  translatePine,
} from "./translate.ts";
