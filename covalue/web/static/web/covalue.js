// The few things a page needs beyond HTML and htmx. Everything works without this file.
import "./toasts.js";
import "./keyboard.js";
import "./means.js";
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

// What one page alone needs is fetched there.
if (document.getElementById("sheet")) import("./sheet.js");
if (document.querySelector("[data-live]")) import("./together.js");
if (document.querySelector("[data-moves]")) import("./numbers.js");
