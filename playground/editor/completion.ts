import type { Completion, CompletionKind } from "ctk/compiler";
import { languages, type Range } from "monaco-editor/editor";
import type { Ask } from "./ask.ts";
import { rangeIn } from "./places.ts";

const { CompletionItemKind: Kind } = languages;

const kinds: Readonly<Record<CompletionKind, languages.CompletionItemKind>> = {
  keyword: Kind.Keyword,
  snippet: Kind.Snippet,
  market: Kind.Struct,
  route: Kind.Module,
  risk: Kind.Module,
  strategy: Kind.Class,
  universe: Kind.Struct,
  field: Kind.Field,
  fact: Kind.Property,
  parameter: Kind.TypeParameter,
  series: Kind.Variable,
  function: Kind.Function,
  argument: Kind.Property,
  type: Kind.TypeParameter,
  state: Kind.EnumMember,
  value: Kind.Value,
  text: Kind.Text,
};

/** Proposals of what the grammar and the units take at a place, and the call that is being written. */
export const registerCompletion = (ask: Ask): void => {
  languages.registerCompletionItemProvider("ctk", {
    triggerCharacters: [".", " ", "(", ","],
    provideCompletionItems: async (model, position, { triggerCharacter }) => {
      const offset = model.getOffsetAt(position);
      const { completion } = await ask(model, { kind: "completion", offset });
      // A space asks only where something has to follow: a finished statement is left in peace.
      if (completion === undefined || (triggerCharacter === " " && completion.mayEnd))
        return { suggestions: [] };
      const range = rangeIn(model, completion.range);
      return { suggestions: completion.items.map((item, index) => suggestionOf(item, index, range)) };
    },
  });
  languages.registerSignatureHelpProvider("ctk", {
    signatureHelpTriggerCharacters: ["(", ","],
    signatureHelpRetriggerCharacters: [")"],
    provideSignatureHelp: async (model, position) => {
      const { signature } = await ask(model, { kind: "signature", offset: model.getOffsetAt(position) });
      if (signature === undefined) return undefined;
      const { label, documentation, parameters, active } = signature;
      return {
        value: {
          activeSignature: 0,
          activeParameter: active ?? parameters.length,
          signatures: [
            {
              label,
              documentation: { value: documentation },
              parameters: parameters.map((parameter) => ({
                label: [parameter.label.start, parameter.label.end],
                documentation: { value: parameter.documentation },
              })),
            },
          ],
        },
        dispose: () => {},
      };
    },
  });
};

const suggestionOf = (item: Completion, index: number, range: Range): languages.CompletionItem => ({
  label: item.detail === "" ? item.label : { label: item.label, description: item.detail },
  kind: kinds[item.kind],
  insertText: item.insert,
  ...(item.isSnippet ? { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
  ...(item.documentation === "" ? {} : { documentation: { value: item.documentation } }),
  sortText: String(index).padStart(4, "0"),
  range,
});
