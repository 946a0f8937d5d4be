// What part of the map is seen: fit, zoom by wheel and buttons, pan, and bringing a card into sight.
const CLOSEST = 2;

export function view(picture) {
  let box = numbers(picture.getAttribute("viewBox"));

  const apply = () => picture.setAttribute("viewBox", box.map((part) => part.toFixed(1)).join(" "));
  const scale = () => picture.clientWidth / box[2];

  function at(event) {
    const frame = picture.getBoundingClientRect();
    return {
      x: box[0] + ((event.clientX - frame.left) / frame.width) * box[2],
      y: box[1] + ((event.clientY - frame.top) / frame.height) * box[3],
    };
  }

  function fit() {
    const [left, top, width, height] = numbers(picture.dataset.box);
    const { clientWidth, clientHeight } = picture;
    if (!clientWidth || !width) return;
    const zoom = Math.min(clientWidth / width, clientHeight / Math.max(height, 1), 1.15);
    const seen = [clientWidth / zoom, clientHeight / zoom];
    box = [left + width / 2 - seen[0] / 2, height < seen[1] ? top + height / 2 - seen[1] / 2 : top, ...seen];
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

  function reveal({ x, y }, { width, height }) {
    const [left, top, seenWidth, seenHeight] = box;
    box[0] = Math.min(Math.max(left, x + width + 20 - seenWidth), x - 20);
    box[1] = Math.min(Math.max(top, y + height + 20 - seenHeight), y - 20);
    apply();
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
  addEventListener("resize", () => fit());
  document.addEventListener("fullscreenchange", () => fit());
  return { at, fit, zoom, pan, reveal };
}

const numbers = (text) => text.trim().split(/\s+/).map(Number);
