import { editor, KeyCode, KeyMod, MarkerSeverity, Range } from "monaco-editor/editor";
import type { ShownDiagnostic } from "../language/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { setUpMonaco } from "./monaco.ts";

/** The text editor of the plan. */
export interface EditorView {
  /** Selects a stretch of the text and brings it into sight. */
  readonly reveal: (start: number, end: number) => void;
  readonly applyTheme: (theme: "light" | "dark") => void;
  readonly focus: () => void;
}

const OWNER = "ctk";

/** Puts an editor into a place and ties it to the store: edits go out, other texts and problems come in. */
export const createEditorView = (host: HTMLElement, context: AppContext): EditorView => {
  const { store, controller } = context;
  setUpMonaco(context);
  const model = editor.createModel(store.get().source.text, "ctk");
  const view = editor.create(host, {
    model,
    theme: themeName(store.get().theme),
    automaticLayout: true,
    fontSize: 13,
    lineHeight: 20,
    fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    glyphMargin: true,
    lineDecorationsWidth: 6,
    lineNumbersMinChars: 3,
    padding: { top: 10, bottom: 10 },
    renderLineHighlight: "line",
    overviewRulerBorder: false,
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    tabSize: 2,
    smoothScrolling: true,
    fixedOverflowWidgets: true,
    accessibilitySupport: "auto",
    ariaLabel: "Plan in the ctk language",
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    wordWrap: "off",
    quickSuggestions: { other: true, comments: false, strings: false },
    "semanticHighlighting.enabled": true,
  });

  model.onDidChangeContent(() => controller.edit(model.getValue()));
  store.watch(
    (state) => state.source,
    ({ text }) => replaceText(model, text),
  );
  store.watch(
    (state) => state.checked,
    (checked) => {
      if (checked !== undefined && checked.text === model.getValue()) {
        editor.setModelMarkers(
          model,
          OWNER,
          checked.diagnostics.map((item) => markerOf(model, item)),
        );
      }
    },
  );
  watchSeries(view, model, context);
  // The editor has another key for it on each system.
  editor.addKeybindingRule({
    keybinding: KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF,
    command: "editor.action.formatDocument",
    when: "editorTextFocus",
  });
  view.addAction({
    id: "ctk.run",
    label: "Run the backtest",
    keybindings: [KeyMod.CtrlCmd | KeyCode.Enter],
    run: () => controller.run(),
  });

  return {
    reveal: (start, end) => {
      const from = model.getPositionAt(start);
      const to = model.getPositionAt(end);
      view.setSelection(Range.fromPositions(from, to));
      view.revealRangeInCenterIfOutsideViewport(Range.fromPositions(from, to));
    },
    applyTheme: (theme) => editor.setTheme(themeName(theme)),
    focus: () => view.focus(),
  };
};

const themeName = (theme: "light" | "dark"): string => `ctk-${theme}`;

/** Replaces the text where it is another, so that one undo brings the old one back. */
const replaceText = (model: editor.ITextModel, text: string): void => {
  if (model.getValue() === text) return;
  model.pushStackElement();
  model.pushEditOperations(null, [{ range: model.getFullModelRange(), text }], () => null);
  model.pushStackElement();
};

const severities = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  hint: MarkerSeverity.Hint,
} as const;

const markerOf = (model: editor.ITextModel, item: ShownDiagnostic): editor.IMarkerData => {
  const from = model.getPositionAt(item.start);
  const to = model.getPositionAt(Math.max(item.end, item.start + 1));
  const parts = [item.message, item.why, item.help].filter((part) => part !== "");
  return {
    severity: severities[item.severity],
    code: item.code,
    message: parts.join("\n"),
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
};

/** A mark in the margin of each `let`: a click draws it in the chart, or ends that. */
const watchSeries = (
  view: editor.IStandaloneCodeEditor,
  model: editor.ITextModel,
  { store, controller }: AppContext,
): void => {
  const marks = view.createDecorationsCollection();
  let keys = new Map<number, string>();
  const draw = (): void => {
    const { checked, watched } = store.get();
    if (checked?.plan === undefined || checked.text !== model.getValue()) return;
    const lets = checked.plan.strategies.flatMap(({ id, lets: own }) =>
      own.map(({ name, start }) => ({
        key: `${id}.${name}`,
        name,
        line: model.getPositionAt(start).lineNumber,
      })),
    );
    keys = new Map(lets.map(({ key, line }) => [line, key]));
    marks.set(
      lets.map(({ key, name, line }) => {
        const isDrawn = watched.includes(key);
        return {
          range: new Range(line, 1, line, 1),
          options: {
            glyphMarginClassName: isDrawn ? "draw-mark drawn" : "draw-mark",
            glyphMarginHoverMessage: {
              value: isDrawn ? `Take ${name} off the chart` : `Draw ${name} in the chart`,
            },
          },
        };
      }),
    );
  };
  store.watch((state) => state.checked, draw);
  store.watch((state) => state.watched, draw);
  view.onMouseDown(({ target }) => {
    if (target.type !== editor.MouseTargetType.GUTTER_GLYPH_MARGIN) return;
    const key = keys.get(target.position.lineNumber);
    if (key !== undefined) controller.toggleWatch(key);
  });
};
