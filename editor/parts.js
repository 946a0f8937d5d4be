// What the plan's editor takes from others, bundled into one file when Covalue is installed: editor/build.py.
export * as Y from "yjs";
export { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
export { defaultKeymap } from "@codemirror/commands";
export { EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
export { Decoration, drawSelection, EditorView, keymap, layer, MatchDecorator, RectangleMarker, ViewPlugin, WidgetType } from "@codemirror/view";
