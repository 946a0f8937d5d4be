// The numbers of a value case that are moved: slider and field are one number. The slider counts round steps, so that arrow
// keys move by one and page keys by ten; the field shows the number as the page's language writes it. What it comes to is
// asked by htmx at every step, one question at a time and then the latest; nothing is saved before the form is sent.
const numbers = document.getElementById("numbers");
if (numbers) {
  const sliders = [...numbers.querySelectorAll("[data-moves]")];
  const german = document.documentElement.lang === "de";
  const thousands = german ? "." : "\u202f";
  const point = german ? "," : ".";

  const written = (value, places) => {
    const [whole, fraction = ""] = Math.abs(value).toFixed(places).split(".");
    const kept = fraction.replace(/0+$/, "");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
    return (value < 0 ? "-" : "") + grouped + (kept ? point + (kept.length === 3 ? `${kept}0` : kept) : "");
  };
  const read = (text) => {
    const plain = text.replace(/[\s\u202f\u00a0]/g, "").replace("\u2212", "-");
    return Number(german ? plain.replaceAll(".", "").replace(",", ".") : plain.replaceAll(",", ""));
  };
  const says = (slider, text) => slider.setAttribute("aria-valuetext", `${text} ${slider.dataset.unit}`.trim());
  const standsAt = (slider) => {
    const { step, low, high } = slider.dataset;
    return Math.min(Math.max(slider.value * step, low), high);
  };

  for (const slider of sliders) slider.hidden = false;

  // Before htmx hears of it, so that it sends what was moved.
  numbers.addEventListener("input", ({ target }) => {
    if (target.dataset.moves) {
      const value = standsAt(target);
      const ends = value === Number(target.dataset.low) || value === Number(target.dataset.high);
      const text = written(value, ends ? 9 : Number(target.dataset.places));
      numbers.elements[target.dataset.moves].value = text;
      says(target, text);
    } else for (const slider of sliders) {
      if (slider.dataset.moves !== target.name) continue;
      const value = read(target.value);
      if (Number.isFinite(value)) slider.value = Math.round(value / slider.dataset.step);
      says(slider, target.value);
    }
  }, { capture: true });

  // Page keys move by a tenth of the way in every browser.
  numbers.addEventListener("keydown", (event) => {
    const way = { PageUp: 1, PageDown: -1 }[event.key];
    if (!event.target.dataset.moves || !way) return;
    event.preventDefault();
    const slider = event.target;
    slider.value = Number(slider.value) + way * Math.max(1, Math.round((slider.max - slider.min) / 10));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });

  numbers.addEventListener("reset", () => setTimeout(() => {
    for (const slider of sliders) says(slider, numbers.elements[slider.dataset.moves].value);
    numbers.dispatchEvent(new Event("input", { bubbles: true }));
  }));
}
