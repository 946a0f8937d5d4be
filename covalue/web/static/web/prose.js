// Text that is read, and written where it stands: a click, Enter or E opens it, Escape puts back what was there before.
//
// <div data-reads>…</div> <form data-autosave hidden> <textarea name="text"> <a data-cancels> </form>, side by side.
// Without this file “Edit” is a link to the page with the form open. autosave.js saves, and tells what the text looks like.
const shownBefore = new WeakMap();
const reading = (form) => form.parentElement.querySelector("[data-reads]");

function open(form) {
  if (!form.hidden && form.dataset.before !== undefined) return;
  const text = form.elements.text;
  form.dataset.before = text.defaultValue;
  shownBefore.set(form, reading(form).innerHTML);
  form.hidden = false;
  reading(form).hidden = true;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  form.dispatchEvent(new CustomEvent("prose:opened", { bubbles: true }));
}

function close(form) {
  form.elements.text.defaultValue = form.elements.text.value;
  delete form.dataset.before;
  form.hidden = true;
  const read = reading(form);
  read.hidden = false;
  read.focus();
  form.dispatchEvent(new CustomEvent("prose:closed", { bubbles: true }));
}

function cancel(form) {
  if (form.classList.contains("is-shared")) {
    close(form); // what several write is stored as they type
    return;
  }
  const text = form.elements.text;
  const changed = text.value !== form.dataset.before;
  text.value = form.dataset.before ?? text.defaultValue;
  if (changed) text.dispatchEvent(new Event("input", { bubbles: true }));
  reading(form).innerHTML = shownBefore.get(form);
  close(form);
}

const formOf = (read) => read.parentElement.querySelector("form[data-autosave]");
const isWriting = (form) => form?.matches("form[data-autosave]") && reading(form);

document.addEventListener("click", (event) => {
  const edit = event.target.closest("[data-writes]");
  const read = event.target.closest("[data-reads]");
  const stop = event.target.closest("form[data-autosave] [data-cancels]");
  if (edit) {
    event.preventDefault();
    open(document.querySelector(`#${edit.dataset.writes} form[data-autosave]`));
  } else if (read && !event.target.closest("a") && getSelection().isCollapsed) open(formOf(read));
  else if (stop && isWriting(stop.closest("form"))) {
    event.preventDefault();
    cancel(stop.closest("form"));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("[data-reads]") && ["Enter", "e", "E"].includes(event.key)) {
    event.preventDefault();
    open(formOf(event.target));
  }
  const form = event.target.closest("form[data-autosave]");
  if (event.key === "Escape" && isWriting(form)) {
    event.stopPropagation();
    cancel(form);
  }
});

document.addEventListener("autosave:saved", (event) => {
  if (isWriting(event.target)) reading(event.target).innerHTML = event.detail.html;
});
document.addEventListener("autosave:done", (event) => {
  if (isWriting(event.target)) close(event.target);
});

// What was not saved the last time was restored: it is open, so that one sees it.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (isWriting(form) && (form.elements.text.value !== form.elements.text.defaultValue || !form.hidden)) open(form);
}
