import { isZoneName, parseHours, zoneNames, zoneOfHabit } from "../../stdlib/index.ts";
import { suggest } from "../bind/index.ts";
import { proposeReplace } from "../diagnostics/index.ts";
import { errorTyped } from "./build-typed.ts";
import type { Env } from "./context.ts";
import { describeType } from "./describe.ts";
import type { Typed, TypedNode } from "./typed.ts";

/** A text where a time zone or hours of trading are wanted; reports anything else. */
export function checkText(env: Env, place: string, meaning: "zone" | "hours", value: Typed): Typed {
  const node = unwrap(value.node);
  if (node.kind !== "string") {
    env.report("wrong-type", value.span, {
      place,
      wanted: meaning === "zone" ? 'a time zone such as `"America/New_York"`' : 'hours such as `"0930-1600"`',
      found: describeType(value.type),
      instead: undefined,
    });
    return errorTyped(value.span);
  }
  const isLegal = meaning === "zone" ? isZoneName(node.value) : parseHours(node.value) !== undefined;
  if (!isLegal && meaning === "zone") {
    reportZone(env, value, node.value);
  } else if (!isLegal) {
    env.report("malformed-hours", value.span, { text: node.value });
  }
  return isLegal ? { ...value, node } : errorTyped(value.span);
}

/** The text of a checked argument. */
export function textOfArgument({ node }: Typed): string {
  return node.kind === "string" ? node.value : "";
}

function reportZone(env: Env, value: Typed, name: string): void {
  const near = nearZones(name);
  env.report(
    "unknown-time-zone",
    value.span,
    { name, near },
    { fixes: near.slice(0, 1).map((zone) => proposeReplace(`write "${zone}"`, value.span, `"${zone}"`)) },
  );
}

/** At most three zones: the place behind an abbreviation, places spelled alike, and those with a part of that name. */
function nearZones(written: string): readonly string[] {
  const legal = zoneNames();
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");
  const own = plain(written);
  const ends = legal.filter(
    (name) => own.length > 2 && (plain(name) === own || plain(name.slice(name.lastIndexOf("/"))) === own),
  );
  const cities = new Map(legal.map((name) => [name.slice(name.lastIndexOf("/") + 1), name]));
  const city = suggest(written.slice(written.lastIndexOf("/") + 1), cities.keys());
  const found = [zoneOfHabit(written), ...ends, suggest(written, legal), cities.get(city ?? "")];
  return [...new Set(found.filter((name) => name !== undefined))].slice(0, 3);
}

function unwrap(node: TypedNode): TypedNode {
  return node.kind === "named" ? unwrap(node.value.node) : node;
}
