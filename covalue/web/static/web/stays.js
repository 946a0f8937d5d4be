// A form that is refused comes back as it was typed: it names its page, and the page holds what was refused and why.
const NO_FIELDS = ["hidden", "file", "password", "submit", "button"];

window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.elements._page) return;
  const page = document.createElement("input");
  Object.assign(page, { type: "hidden", name: "_page", value: location.pathname + location.search + location.hash });
  form.append(page);
});

const refused = document.getElementById("refused");
if (refused) bring(refused);

function bring(notice) {
  const { action, field } = notice.dataset;
  const values = [...notice.querySelector("template").content.querySelectorAll("input")].map((i) => [i.name, i.value]);
  const names = new Set(values.map(([name]) => name));
  const forms = [...document.querySelectorAll("form")].filter(
    (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname === action,
  );
  const form = forms.find((one) => fieldsOf(one).some((f) => names.has(f.name))) ?? forms.find((one) => fieldsOf(one).length);
  if (!form) return notice.focus();
  fillIn(form, values);
  for (let outer = form; outer; outer = outer.parentElement) {
    if (outer.matches("details")) outer.open = true;
    if (outer.matches("dialog") && !outer.open) outer.showModal();
  }
  const wrong = fieldsOf(form).find((f) => f.name === field);
  const box = wrong && boxOf(wrong);
  if (box) mark(wrong, box, notice);
  else form.prepend(notice);
  (wrong ?? notice).focus();
}

function fieldsOf(form) {
  return [...form.elements].filter((f) => f.name && (f.type === "file" || !NO_FIELDS.includes(f.type)));
}

function fillIn(form, values) {
  const left = new Map();
  for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of fieldsOf(form)) {
    const typed = left.get(field.name) ?? [];
    if (field.type === "file") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = typed.includes(field.value);
    else if (field.type === "select-multiple") for (const o of field.options) o.selected = typed.includes(o.value);
    else if (typed.length) field.value = typed.shift();
  }
}

// Where the reason stands: below its field; several boxes to tick without a group have it above them, in the form.
function boxOf(field) {
  const group = field.type === "checkbox" || field.type === "radio";
  return field.closest(".field") ?? (group ? null : field.parentElement);
}

function mark(field, box, notice) {
  const error = document.createElement("span");
  Object.assign(error, { className: "error-text", id: "refused-field" });
  error.append(...notice.querySelector("p").childNodes);
  error.setAttribute("role", "alert");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", error.id);
  box.append(error);
  notice.remove();
}
