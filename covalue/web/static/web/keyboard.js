// One key where nothing is being typed: ? lists them, g d / g p / g a go somewhere, / searches in the list.
const PLACES = { d: "/", p: "/portfolio/", a: "/accounts/" };
let waiting = false;

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, [contenteditable]")) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (waiting && PLACES[event.key]) window.location.assign(PLACES[event.key]);
  waiting = event.key === "g";
  if (event.key === "?") document.getElementById("keys")?.showModal();
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});
