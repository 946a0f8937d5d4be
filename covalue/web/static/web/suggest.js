// Suggestions under a field while one types: <input data-suggests="accounts"> asks /accounts/suggest/?q=…
const PAUSE_MS = 150;
let timer = null;

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-suggests]");
  if (!field) return;
  clearTimeout(timer);
  timer = setTimeout(() => fill(field), PAUSE_MS);
});

async function fill(field) {
  const list = listOf(field);
  const answer = await fetch(`/${field.dataset.suggests}/suggest/?q=${encodeURIComponent(field.value)}`);
  if (answer.ok) list.innerHTML = await answer.text();
}

function listOf(field) {
  if (!field.list) {
    const list = document.createElement("datalist");
    list.id = `${field.name}-suggestions`;
    field.after(list);
    field.setAttribute("list", list.id);
  }
  return field.list;
}
