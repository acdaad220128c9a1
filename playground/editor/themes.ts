import type { editor } from "monaco-editor/editor";

type Rule = editor.ITokenThemeRule;

const rules = (colours: {
  readonly keyword: string;
  readonly clause: string;
  readonly type: string;
  readonly number: string;
  readonly text: string;
  readonly comment: string;
  readonly call: string;
  readonly plain: string;
}): Rule[] => [
  { token: "", foreground: colours.plain },
  { token: "keyword", foreground: colours.keyword },
  { token: "keyword.declaration", foreground: colours.keyword },
  { token: "keyword.clause", foreground: colours.clause },
  { token: "keyword.operator", foreground: colours.clause },
  { token: "type", foreground: colours.type },
  { token: "number", foreground: colours.number },
  { token: "string", foreground: colours.text },
  { token: "comment", foreground: colours.comment },
  { token: "comment.doc", foreground: colours.comment },
  { token: "function", foreground: colours.call },
  { token: "constant", foreground: colours.number },
  { token: "class", foreground: colours.type },
  { token: "struct", foreground: colours.type },
  { token: "namespace", foreground: colours.type },
  { token: "parameter", foreground: colours.type },
  { token: "variable", foreground: colours.plain },
  { token: "property", foreground: colours.plain },
  { token: "enumMember", foreground: colours.number },
  { token: "event", foreground: colours.clause },
];

/** The editor's colours: those of the page, with a quiet hue for each kind of word. */
export const editorThemes: Readonly<Record<string, editor.IStandaloneThemeData>> = {
  "ctk-light": {
    base: "vs",
    inherit: true,
    rules: rules({
      keyword: "7a3e9d",
      clause: "2f6f8f",
      type: "8a5a00",
      number: "1c6b48",
      text: "a1423b",
      comment: "6b7480",
      call: "1f4fb8",
      plain: "1d2129",
    }),
    colors: {
      "editor.background": "#ffffff",
      "editorLineNumber.foreground": "#9aa1ab",
      "editorLineNumber.activeForeground": "#4b5563",
      "editor.lineHighlightBackground": "#f5f6f8",
      "editor.lineHighlightBorder": "#00000000",
      "editorWidget.background": "#ffffff",
      "editorWidget.border": "#d7dbe0",
      "editorInlayHint.foreground": "#6b7480",
      "editorInlayHint.background": "#f0f2f5",
    },
  },
  "ctk-dark": {
    base: "vs-dark",
    inherit: true,
    rules: rules({
      keyword: "c9a0ff",
      clause: "7fc4e0",
      type: "e6bd6b",
      number: "7fd1a4",
      text: "f0a199",
      comment: "8a939f",
      call: "8fb4ff",
      plain: "e4e7eb",
    }),
    colors: {
      "editor.background": "#16191d",
      "editorLineNumber.foreground": "#66707c",
      "editorLineNumber.activeForeground": "#b4bcc6",
      "editor.lineHighlightBackground": "#1e2227",
      "editor.lineHighlightBorder": "#00000000",
      "editorWidget.background": "#1b1f24",
      "editorWidget.border": "#333a43",
      "editorInlayHint.foreground": "#98a2ae",
      "editorInlayHint.background": "#22272d",
    },
  },
};
