/** Which top-level folder may import which others. The tests may import everything. */
const layers = {
  grammar: [],
  stdlib: [],
  compiler: ["grammar", "stdlib"],
  runtime: ["stdlib"],
  // Of the playground, what its pages may do: the server says so too.
  cli: ["compiler", "runtime", "stdlib", "playground"],
  // What the archive of an extension is made from; its bundles are made of files, and import nothing.
  editors: ["compiler"],
  // Of the grammar, the one that editors colour by.
  playground: ["grammar", "compiler", "runtime", "stdlib"],
};

/**
 * Modules through which a folder is entered, `index` unless stated. The compiler needs the standard library's
 * descriptors, types and scalar functions, but none of its kernels.
 */
const doors = {
  grammar: ["index", "generated/monarch"],
  stdlib: ["index", "descriptor", "series", "scalar"],
  // The part that loads a TypeScript compiler, for Node alone.
  compiler: ["index", "emit/project"],
  // Files and servers, for Node alone.
  runtime: ["index", "node/index"],
  playground: ["policy"],
};

/** Packages that only one place may load: they are large, or must stay out of what the browser loads. */
const confined = [{ package: "ts-morph", place: "^compiler/emit/" }];

/** Folders whose code runs in a browser too. Their generators are programs for Node. */
const portable = ["grammar", "compiler", "stdlib", "runtime", "playground"];

const folders = Object.keys(layers);
const anyOf = (names) => `^(?:${names.join("|")})/`;

const layerRules = Object.entries(layers).map(([folder, below]) => ({
  name: `layer-${folder}`,
  comment: `${folder} may import ${below.length === 0 ? "no other folder" : below.join(", ")}`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: { path: anyOf([...folders, "test"].filter((name) => name !== folder && !below.includes(name))) },
}));

const doorRules = folders.map((folder) => ({
  name: `door-${folder}`,
  comment: `other folders import ${folder} through ${(doors[folder] ?? ["index"]).join(", ")}`,
  severity: "error",
  from: { path: anyOf(folders), pathNot: `^${folder}/` },
  to: {
    path: `^${folder}/`,
    pathNot: `^${folder}/(?:${(doors[folder] ?? ["index"]).join("|")})\\.(?:ts|json)$`,
  },
}));

const confinedRules = confined.map(({ package: name, place }) => ({
  name: `confined-${name}`,
  comment: `${name} is imported at ${place} only`,
  severity: "error",
  from: { pathNot: [place, "^test/"] },
  to: { path: `^node_modules/${name}/` },
}));

export default {
  forbidden: [
    ...layerRules,
    ...doorRules,
    ...confinedRules,
    {
      name: "no-cycles",
      comment:
        "modules of two stages that need each other belong together; visitors within a stage may recurse",
      severity: "error",
      from: { path: "^([^/]+/[^/]+)/" },
      to: { circular: true, via: { pathNot: "^$1/" } },
    },
    {
      name: "no-node-in-the-browser",
      comment: "what the browser loads does without Node",
      severity: "error",
      from: {
        path: anyOf(portable),
        pathNot: ["/generate\\.ts$", "^runtime/node/", "^playground/vite\\.config\\.ts$"],
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-typescript-in-the-browser",
      comment: "a TypeScript compiler is large: only the check of generated modules loads one",
      severity: "error",
      from: { path: "^(?:compiler|runtime|stdlib)/index\\.ts$" },
      to: { path: "^node_modules/(?:ts-morph|typescript)/", reachable: true },
    },
    {
      name: "no-development-packages",
      comment: "what is shipped needs declared dependencies only",
      severity: "error",
      // The playground is shipped as a bundle.
      from: { path: anyOf(folders), pathNot: ["/generate\\.ts$", "^(editors|playground)/"] },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "unknown"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-unresolved",
      comment: "every import is found",
      severity: "error",
      from: {},
      // An editor gives its extensions this one.
      to: { couldNotResolve: true, pathNot: "^vscode$" },
    },
  ],
  options: {
    doNotFollow: { path: "^node_modules/" },
    exclude: { path: "^(dist|test/fixtures)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
