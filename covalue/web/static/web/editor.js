// The editor in which several write: CodeMirror on a shared text, with the others' places in it.
//
// It stands in a shadow tree, whose styles need no <style> element (the policy of our pages allows none).
import { Decoration, defaultKeymap, EditorState, EditorView, keymap, StateEffect, ViewPlugin, WidgetType, Y, yCollab, yUndoManagerKeymap } from "./editor/parts.js";

const COLOURS = 6;
const moved = StateEffect.define();

const LOOK = EditorView.theme({
  "&": { border: "1px solid var(--line)", borderRadius: "var(--radius-s)", background: "var(--surface)", color: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--brand)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--font)", fontSize: "var(--text-l)", lineHeight: "1.6", overflowX: "hidden" },
  ".cm-content": { minHeight: "9lh", padding: "20px 12px 10px", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0" },
  ".place": { position: "relative", borderInlineStart: "2px solid var(--hers)", marginInlineStart: "-1px", marginInlineEnd: "-1px" },
  ".place span": {
    position: "absolute", insetBlockEnd: "100%", insetInlineStart: "-2px", padding: "0 5px", borderRadius: "4px 4px 4px 0",
    background: "var(--hers)", color: "var(--surface)", font: "600 11px/16px var(--font)", whiteSpace: "nowrap", userSelect: "none",
    pointerEvents: "none", zIndex: "1",
  },
  ".marked": { background: "color-mix(in srgb, var(--hers) 22%, transparent)" },
  ...Object.fromEntries(
    ["--brand", "--accent-1", "--accent-2", "--accent-3", "--accent-4", "--accent-5"].map((token, at) => [
      `.hers-${at}`, { "--hers": `var(${token}, var(--ink-2))` },
    ]),
  ),
});

class Name extends WidgetType {
  constructor(name, colour) {
    super();
    Object.assign(this, { name, colour });
  }

  eq(other) {
    return other.name === this.name && other.colour === this.colour;
  }

  toDOM() {
    const place = document.createElement("span");
    place.className = `place hers-${this.colour}`;
    place.append(Object.assign(document.createElement("span"), { textContent: this.name }));
    return place;
  }

  ignoreEvent() {
    return true;
  }
}

// The others' places and selections, found again in the text after each change.
const others = (text) =>
  ViewPlugin.fromClass(
    class {
      constructor() {
        this.decorations = this.find();
      }

      update(update) {
        const came = update.transactions.some((one) => one.effects.some((effect) => effect.is(moved)));
        if (came || update.docChanged) this.decorations = this.find();
      }

      find() {
        const found = [];
        for (const { name, user, at } of text.writers.values()) {
          const [anchor, head] = [at && text.index(at.anchor), at && text.index(at.head)];
          if (anchor === null || head === null || anchor === undefined) continue;
          const colour = user % COLOURS;
          const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
          if (from < to) found.push(Decoration.mark({ class: `marked hers-${colour}` }).range(from, to));
          found.push(Decoration.widget({ widget: new Name(name, colour), side: 1 }).range(head));
        }
        return Decoration.set(found, true);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );

export class Editor {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.state = form.querySelector(".saving");
    this.host = document.createElement("div");
    this.host.className = "together";
    this.root = this.host.attachShadow({ mode: "open" });
    // What is typed here is text to nobody outside; Escape and commands are theirs.
    this.host.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    });
  }

  show(text) {
    this.text = text;
    this.say("saving", this.form.dataset.saving);
  }

  begun() {
    if (this.view) return;
    this.form.classList.add("is-shared");
    this.field.before(this.host);
    this.field.hidden = true;
    this.view = new EditorView({ state: this.made(), root: this.root, parent: this.root });
    this.view.dispatch({ selection: { anchor: this.view.state.doc.length } });
    if (!this.form.hidden) this.view.focus();
  }

  made() {
    const { text } = this.text;
    const label = { "aria-label": this.field.getAttribute("aria-label"), spellcheck: "true", autocapitalize: "sentences" };
    return EditorState.create({
      doc: text.toString(),
      extensions: [
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(label),
        yCollab(text, null, { undoManager: new Y.UndoManager(text) }),
        others(this.text),
        LOOK,
        EditorView.updateListener.of((update) => this.updated(update)),
      ],
    });
  }

  updated(update) {
    if (update.docChanged) this.text.retry();
    if (!update.selectionSet && !update.docChanged && !update.focusChanged) return;
    const { anchor, head } = update.state.selection.main;
    if (this.view?.hasFocus) this.text.place(anchor, head);
  }

  moved() {
    this.view?.dispatch({ effects: moved.of(null) });
  }

  // The text was made anew; `mine` is what was written here and not stored.
  renewed(mine) {
    this.view?.setState(this.made());
    if (!mine) return;
    this.field.value = mine;
    this.field.hidden = false;
    this.say("failed", this.form.dataset.renewed);
  }

  refused(sentence, barred) {
    this.barred = barred;
    this.say("failed", sentence);
    if (barred && this.view) this.view.contentDOM.contentEditable = "false";
    else if (barred) this.hide();
  }

  said(kind) {
    if (this.state.dataset.state === "failed" && (kind === "lost" || this.barred)) return;
    this.say(kind === "lost" ? "waiting" : kind, this.form.dataset[kind]);
  }

  say(kind, words) {
    this.state.dataset.state = kind;
    this.state.textContent = words ?? "";
  }

  hide() {
    this.view?.destroy();
    this.view = null;
    this.host.remove();
    this.field.hidden = false;
    this.form.classList.remove("is-shared");
  }
}
