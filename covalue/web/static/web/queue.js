// My day by keyboard: j and k move from item to item, Enter opens one, s puts it off. e ticks it, which u (toasts.js) undoes; where
// that cannot be undone, e goes to the button that says what would happen, and Enter does it.
const queue = () => document.querySelector("[data-queue]");
const items = () => [...(queue()?.querySelectorAll("[data-item]") ?? [])];
let place = -1;

function chosen() {
  const all = items();
  const focused = all.findIndex((item) => item.contains(document.activeElement));
  if (focused >= 0) place = focused;
  return all[place];
}

function choose(index) {
  const all = items();
  if (!all.length) return;
  place = Math.max(0, Math.min(index, all.length - 1));
  all[place].querySelector("[data-open]").focus();
  all[place].scrollIntoView({ block: "nearest" });
}

function act(item) {
  const button = item.querySelector("[data-act] button") ?? item.querySelector("[data-done]");
  if (button?.matches(".tick, [data-done]")) button.click();
  else if (button) button.focus();
  else item.querySelector("[data-open]").click();
}

function putOff(item) {
  const menu = item.querySelector("details");
  menu.open = true;
  menu.querySelector("button").focus();
}

document.addEventListener("keydown", (event) => {
  if (!queue() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const item = chosen();
  if (event.key === "Escape" && item) item.querySelector("details").open = false;
  if (event.key === "j") choose(item ? place + 1 : 0);
  else if (event.key === "k") choose(item ? place - 1 : 0);
  else if (event.key === "e" && item) act(item);
  else if (event.key === "s" && item) putOff(item);
  else return;
  event.preventDefault();
});

// What was done or put off is no item any more: the next one takes its place.
document.addEventListener("htmx:afterSettle", () => {
  for (const number of queue()?.querySelectorAll("[data-waiting]") ?? []) {
    number.textContent = number.closest("section").querySelectorAll("[data-item]").length;
  }
  if (queue() && place >= 0 && !document.activeElement?.closest("[data-item]")) choose(place);
});
