export {
  type BookBalance,
  type BookCapital,
  type BookDimension,
  type BookLine,
  type BookMarket,
  type BookOptions,
  type BookOwner,
  type BookPosition,
  InventoryBook,
  SHARED,
} from "./book.ts";
export type { Mark, Marks } from "./marks.ts";
