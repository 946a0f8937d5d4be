// Buttons that open a dialog on the page, menus that close when one clicks elsewhere, fields that send themselves, and
// links that lead to a part of a page that is folded.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (event.target.matches("dialog")) event.target.close();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

function unfold() {
  const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (part instanceof HTMLDetailsElement) {
    part.open = true;
    part.scrollIntoView();
    part.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
}

unfold();
addEventListener("hashchange", unfold);
