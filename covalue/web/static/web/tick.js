// An action ticked is shown as done at once; if the server refuses or is out of reach, it is shown as it was.
// What went wrong is told by toasts.js, that it was not saved by this.
import { toast } from "./toasts.js";

const waiting = new Set();

function turn(form) {
  form.querySelector(".tick").classList.toggle("done");
  form.parentElement.querySelector("a")?.classList.toggle("struck");
}

function formOf(event) {
  const form = event.detail.elt;
  return form instanceof HTMLFormElement && form.querySelector(".tick") ? form : null;
}

document.body.addEventListener("htmx:beforeSend", (event) => {
  const form = formOf(event);
  if (!form) return;
  waiting.add(form);
  turn(form);
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(failure, (event) => {
    const form = formOf(event);
    if (!form || !waiting.delete(form)) return;
    turn(form);
    if (failure !== "htmx:responseError") toast("No connection. The tick was not saved.", { error: true });
  });
}

document.body.addEventListener("htmx:afterSwap", () => {
  for (const form of waiting) if (!form.isConnected) waiting.delete(form);
});
