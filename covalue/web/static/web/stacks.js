// On a phone a row of a table stands as a block (covalue.css); each of its values says which column it is of.
// Without this file the values stand there without their headings.
function name(table) {
  const row = table.tHead?.rows[table.tHead.rows.length - 1];
  if (!row || row.querySelector("[colspan]")) return;
  const headings = [...row.cells].map((cell) => cell.textContent.trim());
  for (const body of [...table.tBodies, table.tFoot].filter(Boolean)) {
    for (const line of body.rows) {
      if (line.cells.length !== headings.length) continue;
      [...line.cells].forEach((cell, place) => {
        if (place && headings[place] && !cell.dataset.label) cell.dataset.label = headings[place];
        cell.classList.toggle("blank", !cell.textContent.trim() && !cell.firstElementChild);
      });
    }
  }
}

function nameAll() {
  document.querySelectorAll("table.list").forEach(name);
}

nameAll();
document.addEventListener("htmx:afterSettle", nameAll);
