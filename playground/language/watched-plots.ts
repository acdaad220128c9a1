import type { Compilation } from "ctk/compiler";

/**
 * The text of a plan with `plot NAME` at the end of each strategy for the watched series that it does not plot itself;
 * undefined where there is none. `watched` names them as `Strategy.name`.
 */
export const withPlots = (
  text: string,
  { plan }: Pick<Compilation, "plan">,
  watched: readonly string[],
): string | undefined => {
  const additions = (plan?.strategies ?? []).flatMap(({ id, source, span, features, plots }) => {
    if (source !== 0) return [];
    const names = features.flatMap(({ name, id: feature }) =>
      name !== undefined &&
      watched.includes(`${id}.${name}`) &&
      !plots.some((plot) => plot.feature === feature && plot.title === name)
        ? [name]
        : [],
    );
    const brace = text.lastIndexOf("}", span.end - 1);
    return names.length === 0 || brace < span.start ? [] : [{ at: brace, names }];
  });
  if (additions.length === 0) return undefined;
  return additions
    .toSorted((a, b) => b.at - a.at)
    .reduce(
      (changed, { at, names }) =>
        `${changed.slice(0, at)}\n${names.map((name) => `plot ${name}`).join("\n")}\n${changed.slice(at)}`,
      text,
    );
};
