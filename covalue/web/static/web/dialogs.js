// Buttons that open a dialog on the page, menus that stay within the window, fields that send themselves, and links that lead
// to a part of a page that is folded.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      show(dialog);
    }
  }
  if (event.target.matches("dialog")) event.target.close();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  const folded = event.target.closest("[data-folds]")?.closest("details");
  if (folded) {
    folded.open = false;
    folded.querySelector("summary").focus();
  }
  for (const menu of document.querySelectorAll(OPEN_MENUS)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A menu lies above everything, and above its button where there is no room below. Without this file it opens below.
const OPEN_MENUS = "details.drop[open]";
const GAP = 4;
const JUST_NOW = 600; // ms: the click of whoever came with the mouse does not close what it opened

function place(menu) {
  const panel = menu.querySelector(":scope > div");
  const button = menu.querySelector(":scope > summary").getBoundingClientRect();
  panel.classList.add("placed");
  const { width, height } = panel.getBoundingClientRect();
  const below = window.innerHeight - button.bottom - GAP;
  const top = height <= below || below >= button.top ? button.bottom + GAP : button.top - GAP - height;
  const left = menu.matches(".start") ? button.left : button.right - width;
  panel.style.top = `${Math.max(GAP, Math.min(top, window.innerHeight - height - GAP))}px`;
  panel.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
}

// Menus of pages open under the mouse, so that each page stays one click away.
for (const menu of document.querySelectorAll("details[data-hovers]")) {
  menu.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "mouse") return;
    document.querySelectorAll("details[data-hovers][open]").forEach((other) => (other.open = false));
    menu.open = true;
    menu.hovered = Date.now();
  });
  menu.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.querySelector("summary").addEventListener("click", (event) => {
    if (Date.now() - (menu.hovered ?? 0) < JUST_NOW) event.preventDefault();
  });
}

const placeAll = () => document.querySelectorAll(OPEN_MENUS).forEach(place);
document.addEventListener("toggle", placeAll, true);
document.addEventListener("scroll", placeAll, { capture: true, passive: true });
window.addEventListener("resize", placeAll);

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && (event.target.closest?.(OPEN_MENUS) ?? document.querySelector(OPEN_MENUS));
  if (!menu) return;
  event.preventDefault();
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

const FIELDS = "input:not([type=hidden]), select, textarea";

// A form is there to be filled in: its first field is where one types. While a page loads, the browser itself goes to the part
// its address names, and goes there last.
function begin(field) {
  field?.focus();
  if (document.readyState !== "complete") addEventListener("load", () => setTimeout(() => field?.focus()), { once: true });
}

function show(dialog) {
  dialog.showModal();
  begin(dialog.querySelector("[autofocus]") ?? dialog.querySelector(`form:not([method=dialog]) :is(${FIELDS})`));
}

function unfold() {
  const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (part instanceof HTMLDetailsElement) {
    part.open = true;
    part.scrollIntoView({ block: "nearest" });
    begin(part.querySelector(FIELDS));
  }
  if (part instanceof HTMLDialogElement && !part.open) show(part);
}

unfold();
addEventListener("hashchange", unfold);
