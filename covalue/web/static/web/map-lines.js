// Where lines run while a card is dragged: the same way `drawing.py` draws them.
const WIDTH = 184;
const HEIGHT = 68;
const GAP = 46;
const RAIL = 11;
const n = (value) => Math.round(value);

// `at` tells where the card of somebody stands.
export function redraw(lines, at) {
  for (const line of lines) {
    const { start, end, kind } = line.dataset;
    const [from, to] = [at(start), at(end)];
    if (from && to) line.setAttribute("d", kind === "reports" ? elbow(to, from, from.stacked) : curve(from, to));
  }
}

function elbow(over, under, stacked) {
  const x = over.x + WIDTH / 2;
  const y = over.y + HEIGHT;
  if (under.y < y + 8) return `M${n(x)} ${n(over.y + HEIGHT / 2)}L${n(under.x + WIDTH / 2)} ${n(under.y + HEIGHT / 2)}`;
  const bus = n(y + Math.min(GAP, under.y - y) / 2);
  const turn = under.turn ? `H${n(under.x + under.turn[0])}V${n(under.y + under.turn[1])}` : "";
  if (stacked) return `M${n(x)} ${n(y)}V${bus}${turn}H${n(under.x - RAIL)}V${n(under.y + HEIGHT / 2)}H${n(under.x)}`;
  return `M${n(x)} ${n(y)}V${bus}${turn}H${n(under.x + WIDTH / 2)}V${n(under.y)}`;
}

function curve(start, end) {
  const across = end.x - start.x;
  const down = end.y - start.y;
  if (Math.abs(across) < WIDTH * 0.75 && Math.abs(down) > HEIGHT) {
    const side = down > 0 ? 1 : -1;
    const [x, y] = [start.x + WIDTH * 0.7, start.y + (side > 0 ? HEIGHT : 0)];
    const [toX, toY] = [end.x + WIDTH * 0.7, end.y + (side > 0 ? 0 : HEIGHT)];
    const bend = Math.max(16, Math.abs(toY - y) / 2);
    return `M${n(x)} ${n(y)}C${n(x)} ${n(y + side * bend)} ${n(toX)} ${n(toY - side * bend)} ${n(toX)} ${n(toY)}`;
  }
  const side = across > 0 ? 1 : -1;
  const [x, y] = [start.x + (side > 0 ? WIDTH : 0), start.y + HEIGHT * 0.4];
  const [toX, toY] = [end.x + (side > 0 ? 0 : WIDTH), end.y + HEIGHT * 0.4];
  const bend = Math.max(14, Math.abs(toX - x) / 3);
  const lift = Math.abs(down) < HEIGHT ? 14 : 0;
  return `M${n(x)} ${n(y)}C${n(x + side * bend)} ${n(y - lift)} ${n(toX - side * bend)} ${n(toY - lift)} ${n(toX)} ${n(toY)}`;
}
