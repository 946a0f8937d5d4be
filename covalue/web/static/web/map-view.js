// What part of the map is seen: fit, zoom by wheel, buttons and two fingers, pan, and bringing a card into sight.
const CLOSEST = 2;
const READABLE = 0.4; // of their size letters can be read at
const COMFORTABLE = 0.75; // of it read well

export function view(picture, seen) {
  let box = numbers(picture.getAttribute("viewBox"));
  let frame = null;
  let told = 0;

  // Where the picture stands on the screen, measured once until that may have changed.
  const measured = () => (frame ??= picture.getBoundingClientRect());
  const scale = () => measured().width / box[2];

  function apply() {
    picture.setAttribute("viewBox", box.map((part) => part.toFixed(1)).join(" "));
    picture.classList.toggle("far", scale() < READABLE);
    told ||= requestAnimationFrame(tell);
  }

  function tell() {
    told = 0;
    seen({ left: box[0], top: box[1], right: box[0] + box[2], bottom: box[1] + box[3] }, scale() >= READABLE);
  }

  function at(event) {
    const { left, top, width, height } = measured();
    return { x: box[0] + ((event.clientX - left) / width) * box[2], y: box[1] + ((event.clientY - top) / height) * box[3] };
  }

  function fit() {
    const [left, top, width, height] = numbers(picture.dataset.box);
    const { width: across, height: down } = measured();
    if (!across || !width) return;
    const zoom = Math.min(across / width, down / Math.max(height, 1), 1.15);
    const shown = [across / zoom, down / zoom];
    box = [left + width / 2 - shown[0] / 2, height < shown[1] ? top + height / 2 - shown[1] / 2 : top, ...shown];
    apply();
  }

  function zoom(by, around = { x: box[0] + box[2] / 2, y: box[1] + box[3] / 2 }) {
    const held = Math.min(by, CLOSEST / scale());
    box = [around.x - (around.x - box[0]) / held, around.y - (around.y - box[1]) / held, box[2] / held, box[3] / held];
    apply();
  }

  function pan(x, y) {
    box = [box[0] - x / scale(), box[1] - y / scale(), box[2], box[3]];
    apply();
  }

  // A card into sight, and near enough to be read.
  function reveal({ x, y }, { width, height }) {
    if (scale() < READABLE) zoom((2 * READABLE) / scale(), { x: x + width / 2, y: y + height / 2 });
    const [left, top, shownAcross, shownDown] = box;
    box[0] = Math.min(Math.max(left, x + width + 20 - shownAcross), x - 20);
    box[1] = Math.min(Math.max(top, y + height + 20 - shownDown), y - 20);
    apply();
  }

  // At first all of it, or what lies around a card where all could not be read.
  function begin({ x, y }, { width, height }) {
    fit();
    if (scale() >= COMFORTABLE - 0.2) return;
    zoom(COMFORTABLE / scale());
    box[0] = x + width / 2 - box[2] / 2;
    box[1] = Math.max(numbers(picture.dataset.box)[1], y + height / 2 - box[3] / 2);
    apply();
  }

  // Two fingers: the map follows their middle and how far they are apart.
  const fingers = new Map();
  function pinched(event) {
    if (fingers.size !== 2 || !fingers.has(event.pointerId)) return;
    const before = between([...fingers.values()]);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = between([...fingers.values()]);
    pan(now.x - before.x, now.y - before.y);
    zoom(now.apart / Math.max(before.apart, 1), at({ clientX: now.x, clientY: now.y }));
  }

  const pinching = () => fingers.size > 1;
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  picture.addEventListener("pointermove", pinched);
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, (event) => fingers.delete(event.pointerId));

  function resized() {
    frame = null;
    fit();
  }

  picture.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.12 : 0.89, at(event));
    },
    { passive: false },
  );
  new ResizeObserver(() => (frame = null)).observe(picture);
  document.addEventListener("scroll", () => (frame = null), { passive: true, capture: true });
  addEventListener("resize", resized);
  document.addEventListener("fullscreenchange", resized);
  return { at, begin, fit, zoom, pan, reveal, tell, pinching };
}

function between([one, other]) {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart: Math.hypot(one.x - other.x, one.y - other.y) };
}

const numbers = (text) => text.trim().split(/\s+/).map(Number);
