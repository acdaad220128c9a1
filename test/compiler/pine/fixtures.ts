import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../fixtures/pine", import.meta.url));

/** A script with what its translation must be. */
export interface PineFixture {
  readonly name: string;
  readonly script: string;
  /** A file beside the script. */
  readonly file: (name: string) => string;
}

export const pineFixtures: readonly PineFixture[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({
    name,
    script: readFileSync(`${folder}/${name}/input.pine`, "utf8"),
    file: (file) => `${folder}/${name}/${file}`,
  }));

/** The script of a fixture. */
export const scriptOf = (name: string): string => {
  const found = pineFixtures.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.script;
};
