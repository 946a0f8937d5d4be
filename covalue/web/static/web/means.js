// A number that can be read in two ways: a click on one of them types it, in a way nobody misreads.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("button[data-means]");
  const field = choice && fieldOf(choice);
  if (!field) return;
  field.value = choice.value;
  field.removeAttribute("aria-invalid");
  field.focus();
  choice.closest(".error-text, .notice")?.remove();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

function fieldOf(choice) {
  const form = choice.closest("form");
  const name = CSS.escape(choice.dataset.means);
  return form?.querySelector(`[name="${name}"]:not([type=hidden])`);
}
