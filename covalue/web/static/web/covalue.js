// The few things a page needs beyond HTML and htmx. Everything works without this file.
import "./sheet.js";
import "./toasts.js";
import "./keyboard.js";
import "./autosave.js";
import "./beside.js";
import "./charts.js";
import "./dialogs.js";
import "./draft.js";
import "./inline.js";
import "./palette.js";
import "./prose.js";
import "./queue.js";
import "./scroll.js";
import "./stacks.js";
import "./stays.js";
import "./suggest.js";
import "./tick.js";
