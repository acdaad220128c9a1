export { type LoadedModule, type Loader, load } from "./load.ts";
