// A fact edited where it stands: the field has the focus, Enter saves, Escape gives it up, a choice saves itself.
document.body.addEventListener("htmx:afterSettle", () => {
  const form = document.querySelector("form[data-inline]:not([data-watched])");
  if (!form) return;
  form.dataset.watched = "yes";
  const field = form.querySelector("input:not([type=hidden]), select, textarea");
  const before = value(field);
  field.focus();
  field.select?.();
  let given = false; // the answer to giving up takes the focus away, which would give up once more
  const giveUp = () => {
    if (!given) form.querySelector("[data-cancels]").click();
    given = true;
  };
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") giveUp();
    if (event.key === "Enter" && event.target.tagName === "TEXTAREA" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  field.addEventListener("change", () => {
    if (field.tagName === "SELECT" || field.type === "checkbox") form.requestSubmit();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget) && value(field) === before) giveUp();
  });
});

function value(field) {
  return field.type === "checkbox" ? String(field.checked) : field.value;
}
