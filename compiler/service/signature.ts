import { tokenize } from "../../grammar/index.ts";
import { textOf } from "../source/index.ts";
import { docText } from "./doc-text.ts";
import { targetOf } from "./entities.ts";
import {
  type Callable,
  type CallParameter,
  callableOf,
  libraryFunctions,
  parameterLabel,
} from "./functions.ts";
import type { TextRange } from "./places.ts";
import { fileNames, strategyBehind } from "./scopes.ts";
import { calleeEndingAt, openCall } from "./wanted.ts";
import type { Analysis } from "./workspace.ts";

/** How something is called, while its arguments are written. */
export interface SignatureHelp {
  /** `rsi(x, length: bars = 14)`. */
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly {
    /** Where the parameter stands in the label. */
    readonly label: TextRange;
    readonly documentation: string;
  }[];
  /** The parameter that is being written; beyond the last one there is none. */
  readonly active: number | undefined;
}

/** Tokens before the offset that a call is looked for in. */
const reach = 400;

/** The call around an offset with its parameters, their units and defaults. */
export function signatureAt(analysis: Analysis, offset: number): SignatureHelp | undefined {
  const before = tokenize(analysis.text.slice(0, Math.max(0, offset))).tokens.slice(-reach);
  const call = openCall(before);
  if (call === undefined) {
    return undefined;
  }
  const name = calleeEndingAt(before, call.callee);
  const callable = callableNamed(analysis, name);
  if (callable === undefined) {
    return undefined;
  }
  const named = callable.parameters.findIndex((parameter) => parameter.name === argumentName(before));
  const position = named >= 0 ? named : call.argument;
  return {
    ...labelled(callable),
    documentation: callable.doc,
    active: position < callable.parameters.length ? position : undefined,
  };
}

/** The name before the `=` of the argument that is being written. */
function argumentName(tokens: readonly { readonly image: string }[]): string | undefined {
  let depth = 0;
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const image = tokens[index]?.image ?? "";
    if (image === ")" || image === "]") {
      depth += 1;
    } else if (image === "(" || image === "[") {
      depth -= 1;
    }
    if (depth < 0 || (depth === 0 && image === ",")) {
      return undefined;
    }
    if (depth === 0 && image === "=") {
      return tokens[index - 1]?.image;
    }
  }
  return undefined;
}

function labelled({ name, parameters }: Callable): Pick<SignatureHelp, "label" | "parameters"> {
  let label = `${name}(`;
  const places: { label: TextRange; documentation: string }[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const text = parameterLabel(parameter);
    const start = label.length + (index === 0 ? 0 : 2);
    label = `${label}${index === 0 ? "" : ", "}${text}`;
    places.push({ label: { start, end: start + text.length }, documentation: parameter.doc });
  }
  return { label: `${label})`, parameters: places };
}

/** A function, an indicator or a strategy by the name that it is called by in a file. */
function callableNamed(analysis: Analysis, name: string): Callable | undefined {
  const entity = fileNames(analysis.compilation, analysis.source.id).get(name);
  const target = entity === undefined ? undefined : targetOf(entity);
  if (target?.kind !== "declaration") {
    return libraryFunctions().get(name);
  }
  const { declaration } = target;
  const file = analysis.compilation.sources[declaration.span.source];
  const text = (span: typeof declaration.span): string => (file === undefined ? "" : textOf(file, span));
  if (declaration.kind === "fn" || declaration.kind === "indicator") {
    return { ...callableOf(declaration, text), name };
  }
  const strategy = strategyBehind(entity);
  return strategy === undefined
    ? undefined
    : {
        name,
        doc: docText(strategy),
        result: undefined,
        fields: [],
        notes: [],
        range: undefined,
        parameters: strategy.statements.flatMap((item): readonly CallParameter[] =>
          item.kind === "param"
            ? [
                {
                  name: item.name.text,
                  unit: item.type?.text ?? "",
                  default: text(item.default.span),
                  doc: docText(item),
                  spec: undefined,
                },
              ]
            : [],
        ),
      };
}
