// Opportunities moved to another stage by dragging, or by Alt and the arrow keys. Without this file each has its menu.
async function move(card, lane) {
  const { id } = card;
  const { move: address, of } = card.dataset;
  if (card.closest("[data-stage]") === lane) return;
  const values = { stage: lane.dataset.stage, of };
  await htmx.ajax("POST", address, { values, target: "#opportunities", swap: "outerHTML" });
  document.getElementById(id)?.focus();
}

let carried = null;
document.addEventListener("dragstart", (event) => (carried = event.target.closest?.("[data-move]")));
document.addEventListener("dragend", () => {
  carried = null;
  document.querySelector(".lane.over")?.classList.remove("over");
});
document.addEventListener("dragover", (event) => {
  const lane = event.target.closest?.("[data-stage]");
  if (!carried || !lane) return;
  event.preventDefault();
  document.querySelector(".lane.over")?.classList.remove("over");
  lane.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const lane = event.target.closest?.("[data-stage]");
  if (!carried || !lane) return;
  event.preventDefault();
  move(carried, lane);
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-move]");
  if (!card || event.target !== card) return;
  if (event.key === "Enter") window.location.href = card.dataset.opensAt;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  const lanes = [...document.querySelectorAll("[data-stage]")];
  const lane = lanes[lanes.indexOf(card.closest("[data-stage]")) + step];
  if (lane) move(card, lane);
});
