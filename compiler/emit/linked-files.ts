/** A generated module with its source map beside it. */
export interface LinkedFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a module: its text, which names the map, and the map. */
export const linkedFiles = (file: {
  readonly path: string;
  readonly text: string;
  readonly map: string;
}): readonly LinkedFile[] => {
  const mapPath = `${file.path}.map`;
  const name = encodeURIComponent(mapPath.split(/[\\/]/).at(-1) ?? mapPath);
  return [
    { path: file.path, text: `${file.text}//# sourceMappingURL=${name}\n` },
    { path: mapPath, text: file.map },
  ];
};
