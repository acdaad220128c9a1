export { bind } from "./bind.ts";
export { builtinNames, fieldNamed, slotFields } from "./builtins.ts";
export type { Library } from "./library.ts";
export { respell, suggest } from "./suggest.ts";
export {
  type Bindings,
  type BoundModule,
  type DerivedField,
  declarationSpan,
  describeMeaning,
  type Meaning,
  type NamedDeclaration,
} from "./symbols.ts";
