// Targets placed on the grid by dragging, or by Alt and the arrow keys. Without this file each has its menu.
const SCALE = [1, 2, 3, 4, 5];

async function place(target, impact, fit) {
  const { id } = target;
  await htmx.ajax("POST", target.dataset.target, { values: { impact, fit }, target: "#priorities", swap: "outerHTML" });
  document.getElementById(id)?.focus();
}

let carried = null;
document.addEventListener("dragstart", (event) => (carried = event.target.closest?.("[data-target]")));
document.addEventListener("dragend", () => (carried = null));
document.addEventListener("dragover", (event) => {
  if (carried && event.target.closest?.("[data-impact]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const cell = event.target.closest?.("[data-impact]");
  if (!carried || !cell) return;
  event.preventDefault();
  place(carried, cell.dataset.impact, cell.dataset.fit);
});

document.addEventListener("keydown", (event) => {
  const target = event.target.closest?.("[data-target]");
  const step = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!target || event.target !== target || !event.altKey || !step) return;
  event.preventDefault();
  const cell = target.closest("[data-impact]");
  const [impact, fit] = [cell.dataset.impact, cell.dataset.fit].map((told, axis) => (told ? Number(told) + step[axis] : 3));
  if (SCALE.includes(impact) && SCALE.includes(fit)) place(target, impact, fit);
});
