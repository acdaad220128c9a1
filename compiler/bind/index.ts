export { bind } from "./bind.ts";
export { builtinNames, fieldNamed } from "./builtins.ts";
export type { Library } from "./library.ts";
export { isMarketFormal } from "./resolve-market.ts";
export { respell, suggest } from "./suggest.ts";
export {
  type Bindings,
  type BoundModule,
  type DerivedField,
  describeMeaning,
  isLocal,
  type LocalMeaning,
  type Meaning,
  type NamedDeclaration,
} from "./symbols.ts";
