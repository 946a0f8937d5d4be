// Work moved along the timeline by dragging, or by Alt and the arrow keys. Without this file its page has the day to type.
const NEAR = 4; // pixels a hand may shake without moving anything
const WEEK = 5;

let carried = null; // the bar in hand: where it was taken, by how many days it is moved
let frame = 0;

const bar = (id) => document.getElementById(`work-${id}`);
const daysOf = (work) => Number(work.dataset.days);
const startOf = (work) => Number(work.dataset.start);
const pixels = () => Number(document.getElementById("timeline").dataset.pixels);

// What waits for a bar, in the order in which it has to move, and the lines at all of them.
function downstream(id) {
  const after = new Map();
  const before = new Map();
  for (const tie of document.querySelectorAll("#timeline .tie")) {
    const link = { tie, from: tie.dataset.before, to: tie.dataset.after, lag: Number(tie.dataset.lag) };
    (after.get(link.from) ?? after.set(link.from, []).get(link.from)).push(link);
    (before.get(link.to) ?? before.set(link.to, []).get(link.to)).push(link);
  }
  const order = [];
  const seen = new Set();
  const visit = (one) => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const link of after.get(one) ?? []) visit(link.to);
    order.unshift(one);
  };
  visit(id);
  const rows = new Map(order.map((one) => [one, { work: bar(one), from: startOf(bar(one)), y: bar(one).transform.baseVal[0].matrix.f }]));
  const ties = new Set(order.flatMap((one) => [...(after.get(one) ?? []), ...(before.get(one) ?? [])]));
  return { order, rows, before, ties };
}

function take(work, x) {
  return { work, x, days: 0, scale: pixels(), ...downstream(work.dataset.work) };
}

// As the server reckons it: later pushes who waits as far as it has to, earlier brings nobody along.
function starts({ order, rows, before, days, work }) {
  const moved = new Map([[work.dataset.work, startOf(work) + days]]);
  const end = (id) => (moved.get(id) ?? startOf(bar(id))) + daysOf(bar(id));
  for (const id of order.slice(1)) {
    const row = rows.get(id).work;
    if (!row.dataset.shift) continue;
    const needed = Math.max(...before.get(id).map((link) => end(link.from) + link.lag));
    if (needed > startOf(row)) moved.set(id, needed);
  }
  return moved;
}

function draw() {
  frame = 0;
  if (!carried) return;
  const { rows, scale, ties } = carried;
  const moved = starts(carried);
  const at = (id) => moved.get(id) ?? startOf(bar(id));
  for (const [id, row] of rows) row.work.setAttribute("transform", `translate(${at(id) * scale} ${row.y})`);
  for (const { tie, from, to } of ties) {
    const out = (at(from) + daysOf(bar(from))) * scale;
    const [, y1, y2] = tie.getAttribute("d").match(/^M\S+ ([^H]+)H[^V]+V([^H]+)H/);
    tie.setAttribute("d", `M${out} ${y1}H${out + 5}V${y2}H${Math.max(at(to) * scale, out + 5)}`);
  }
}

function shift(days) {
  if (days === carried.days) return;
  carried.days = days;
  carried.work.classList.add("carried");
  frame ||= requestAnimationFrame(draw);
}

async function drop() {
  const { work, days } = carried;
  const id = work.id;
  work.classList.remove("carried");
  if (days) await htmx.ajax("POST", work.dataset.shift, { values: { days }, target: "#timeline", swap: "outerHTML" }).catch(() => {});
  if (work.isConnected) {
    // refused: everything goes back to where it was
    carried.days = 0;
    draw();
  }
  carried = null;
  document.getElementById(id)?.focus();
}

document.addEventListener("pointerdown", (event) => {
  const work = event.target.closest?.("#timeline [data-shift]");
  if (!work || event.button || carried) return;
  carried = take(work, event.clientX);
  work.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (!carried || carried.keys) return;
  const by = event.clientX - carried.x;
  if (Math.abs(by) >= NEAR || carried.days) shift(Math.round(by / carried.scale));
});
document.addEventListener("pointerup", () => {
  if (!carried || carried.keys) return;
  if (!carried.days && !carried.work.classList.contains("carried")) {
    window.location.href = carried.work.dataset.opens;
    return;
  }
  drop();
});
document.addEventListener("pointercancel", () => carried && cancel());

function cancel() {
  carried.days = 0;
  draw();
  carried.work.classList.remove("carried");
  carried = null;
}

document.addEventListener("click", (event) => {
  const work = event.target.closest?.("#timeline .work:not([data-shift])");
  if (work) window.location.href = work.dataset.opens;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && carried) return cancel();
  const work = event.target.closest?.("#timeline .work");
  if (!work) return;
  if (event.key === "Enter") window.location.href = work.dataset.opens;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!event.altKey || !step || !work.dataset.shift) return;
  event.preventDefault();
  carried ??= { ...take(work, 0), keys: true };
  shift(carried.days + step * (event.shiftKey ? WEEK : 1));
});
document.addEventListener("keyup", (event) => {
  if (event.key === "Alt" && carried?.keys) drop();
});
