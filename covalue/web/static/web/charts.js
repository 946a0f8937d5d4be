// What a mark of a chart stands for, shown on pointing, touching, and with the arrow keys. Without this file a mark has its
// <title>, and every chart its table.
const MARKS = ".chart :is(rect, circle, path):has(> title)";
const tip = document.createElement("div");
tip.className = "value-tip";
tip.setAttribute("role", "status");
tip.hidden = true;
document.body.append(tip);
let pointed = null;

function show(mark) {
  hide();
  pointed = mark;
  mark.classList.add("pointed");
  tip.textContent = mark.querySelector("title").textContent;
  tip.hidden = false;
  const box = mark.getBoundingClientRect();
  const left = box.left + box.width / 2 - tip.offsetWidth / 2;
  tip.hidden = false;
  const top = box.top > tip.offsetHeight + 8 ? box.top - tip.offsetHeight - 6 : box.bottom + 6;
  place(Math.max(4, Math.min(left, innerWidth - tip.offsetWidth - 4)), top);
}

function place(left, top) {
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

function hide() {
  pointed?.classList.remove("pointed");
  pointed = null;
  tip.hidden = true;
}

document.addEventListener("pointerover", (event) => {
  const mark = event.target.closest?.(MARKS);
  if (mark) show(mark);
  else if (!document.activeElement?.closest(".chart")) hide();
});

document.addEventListener("focusin", (event) => {
  const mark = event.target.closest?.(".chart a")?.querySelector(":scope > :has(> title)");
  if (mark) show(mark);
  else hide();
});

document.addEventListener("scroll", hide, { passive: true, capture: true });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const chart = event.target.closest?.(".chart[tabindex]");
  if (!step || !chart) return;
  event.preventDefault();
  const marks = [...chart.querySelectorAll(MARKS)];
  if (marks.length) show(marks[(marks.indexOf(pointed) + step + marks.length) % marks.length]);
});
