// The numbers of a value case that are moved: slider and field are one number. What it comes to is asked by htmx at every
// step, one question at a time and then the latest; nothing is saved before the form is sent.
const numbers = document.getElementById("numbers");
if (numbers) {
  const sliders = [...numbers.querySelectorAll("[data-moves]")];
  for (const slider of sliders) slider.hidden = false;

  // Before htmx hears of it, so that it sends what was moved.
  numbers.addEventListener("input", ({ target }) => {
    if (target.dataset.moves) numbers.elements[target.dataset.moves].value = target.value;
    else for (const slider of sliders) if (slider.dataset.moves === target.name) slider.value = target.value;
  }, { capture: true });

  numbers.addEventListener("reset", () => setTimeout(() => numbers.dispatchEvent(new Event("input", { bubbles: true }))));
}
