import { editor, languages } from "monaco-editor/editor";
// Parts that the registrations of their features leave out.
import "monaco-editor/editor/contrib/caretOperations/browser/caretOperations";
import "monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands";
import "monaco-editor/editor/contrib/semanticTokens/browser/documentSemanticTokens";
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codeAction/register";
import "monaco-editor/features/codelens/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/documentSymbols/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/format/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoSymbol/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/inlayHints/register";
import "monaco-editor/features/lineSelection/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/quickCommand/register";
import "monaco-editor/features/quickOutline/register";
import "monaco-editor/features/referenceSearch/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/semanticTokens/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/snippet/register";
import "monaco-editor/features/suggest/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import grammar from "../../grammar/generated/monarch.json";
import type { AppContext } from "../shell/context.ts";
import { registerProviders } from "./providers.ts";
import { editorThemes } from "./themes.ts";

let isSetUp = false;

/** Tells the editor of the language, its colours and its helpers; once. */
export const setUpMonaco = (context: AppContext): void => {
  if (isSetUp) return;
  isSetUp = true;
  Object.assign(globalThis, { MonacoEnvironment: { getWorker: () => new EditorWorker() } });
  languages.register({ id: "ctk", extensions: [".ctk"] });
  languages.setMonarchTokensProvider("ctk", monarchGrammar());
  languages.setLanguageConfiguration("ctk", {
    comments: { lineComment: "//" },
    brackets: [
      ["{", "}"],
      ["(", ")"],
      ["[", "]"],
    ],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "(", close: ")" },
      { open: "[", close: "]" },
      { open: '"', close: '"', notIn: ["string", "comment"] },
    ],
    onEnterRules: [
      {
        beforeText: /^\s*\/\/\/.*$/,
        action: { indentAction: languages.IndentAction.None, appendText: "/// " },
      },
    ],
  });
  for (const [name, theme] of Object.entries(editorThemes)) editor.defineTheme(name, theme);
  registerProviders(context);
};

/** The generated grammar is JSON, whose arrays have no lengths for the checker. */
const isGrammar = (value: object): value is languages.IMonarchLanguage => "tokenizer" in value;

const monarchGrammar = (): languages.IMonarchLanguage => {
  const { $comment: _, ...language } = grammar;
  return isGrammar(language) ? language : { tokenizer: {} };
};
