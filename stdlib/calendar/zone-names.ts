/**
 * Names of time zones. A zone has the name of its place in the IANA database (`America/New_York`), or is `UTC`.
 * Abbreviations are no zones: New York is on EST for five months of the year, and CET is not Paris in summer.
 */

/** Places that engines list under an older spelling, which they also accept under today's. */
const RESPELLED: ReadonlyMap<string, string> = new Map([
  ["Africa/Asmera", "Africa/Asmara"],
  ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["America/Catamarca", "America/Argentina/Catamarca"],
  ["America/Coral_Harbour", "America/Atikokan"],
  ["America/Cordoba", "America/Argentina/Cordoba"],
  ["America/Godthab", "America/Nuuk"],
  ["America/Indianapolis", "America/Indiana/Indianapolis"],
  ["America/Jujuy", "America/Argentina/Jujuy"],
  ["America/Louisville", "America/Kentucky/Louisville"],
  ["America/Mendoza", "America/Argentina/Mendoza"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Asia/Katmandu", "Asia/Kathmandu"],
  ["Asia/Rangoon", "Asia/Yangon"],
  ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
  ["Atlantic/Faeroe", "Atlantic/Faroe"],
  ["Europe/Kiev", "Europe/Kyiv"],
  ["Pacific/Enderbury", "Pacific/Kanton"],
  ["Pacific/Ponape", "Pacific/Pohnpei"],
  ["Pacific/Truk", "Pacific/Chuuk"],
]);

/** Abbreviations and exchanges that traders write, and the place that keeps their time. */
const HABITS: ReadonlyMap<string, string> = new Map([
  ["est", "America/New_York"],
  ["edt", "America/New_York"],
  ["et", "America/New_York"],
  ["est5edt", "America/New_York"],
  ["new york", "America/New_York"],
  ["nyse", "America/New_York"],
  ["nasdaq", "America/New_York"],
  ["cst", "America/Chicago"],
  ["cdt", "America/Chicago"],
  ["ct", "America/Chicago"],
  ["cst6cdt", "America/Chicago"],
  ["cme", "America/Chicago"],
  ["mst", "America/Denver"],
  ["mdt", "America/Denver"],
  ["pst", "America/Los_Angeles"],
  ["pdt", "America/Los_Angeles"],
  ["pt", "America/Los_Angeles"],
  ["pst8pdt", "America/Los_Angeles"],
  ["gmt", "UTC"],
  ["z", "UTC"],
  ["utc+0", "UTC"],
  ["bst", "Europe/London"],
  ["lse", "Europe/London"],
  ["cet", "Europe/Berlin"],
  ["cest", "Europe/Berlin"],
  ["xetra", "Europe/Berlin"],
  ["msk", "Europe/Moscow"],
  ["ist", "Asia/Kolkata"],
  ["jst", "Asia/Tokyo"],
  ["kst", "Asia/Seoul"],
  ["hkt", "Asia/Hong_Kong"],
  ["sgt", "Asia/Singapore"],
  ["aest", "Australia/Sydney"],
  ["aedt", "Australia/Sydney"],
]);

let listed: readonly string[] | undefined;

/** The zones that the engine lists, by today's spelling, and `UTC`; others of the database are legal too. */
export const zoneNames = (): readonly string[] => {
  listed ??= ["UTC", ...Intl.supportedValuesOf("timeZone").map((name) => RESPELLED.get(name) ?? name)]
    .filter((name) => name === "UTC" || name.includes("/"))
    .sort();
  return listed;
};

const PLACE = /^[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z0-9_+-]*)+$/;

/** Whether `name` is a zone: `UTC`, or a place of the IANA database in its own spelling. */
export const isZoneName = (name: string): boolean => {
  if (name === "UTC") return true;
  if (!PLACE.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
  } catch {
    return false;
  }
  const lower = name.toLowerCase();
  return zoneNames().every((known) => known === name || known.toLowerCase() !== lower);
};

/** The zone whose time an abbreviation or an exchange keeps: `EST` is the time of New York. */
export const zoneOfHabit = (written: string): string | undefined => HABITS.get(written.toLowerCase());
