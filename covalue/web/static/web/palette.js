// Ctrl K opens the palette from anywhere; arrows choose, Enter opens. Without this file “Search” is a page.
const palette = document.getElementById("palette");
const field = palette?.querySelector("input");
const PLACES = "[role=option]";
let asking = false;
let openWhenFound = false;

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || !palette) return;
  event.preventDefault();
  open();
});

document.addEventListener("click", (event) => {
  if (!palette || !event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open();
});

function open() {
  if (palette.open) return;
  palette.showModal();
  field.value = "";
  field.focus();
  htmx.trigger(field, "opened");
}

palette?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault(); // a search field would only be emptied
    palette.close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    move(step);
  }
  if (event.key === "Enter") {
    event.preventDefault();
    if (asking) openWhenFound = true;
    else chosen()?.click();
  }
});

// Enter right after typing means the first thing found for what was typed, not what stood there before.
field?.addEventListener("input", () => {
  asking = true;
  choose(null);
});

palette?.addEventListener("htmx:afterSettle", () => {
  if (document.getElementById("found").dataset.words !== field.value) return; // an answer to what was typed before
  asking = false;
  choose(palette.querySelector(PLACES));
  if (openWhenFound) chosen()?.click();
  openWhenFound = false;
});

function chosen() {
  return palette.querySelector(`${PLACES}[aria-selected=true]`);
}

function move(step) {
  const places = [...palette.querySelectorAll(PLACES)];
  if (places.length) choose(places[(places.indexOf(chosen()) + step + places.length) % places.length]);
}

function choose(place) {
  chosen()?.setAttribute("aria-selected", "false");
  place?.setAttribute("aria-selected", "true");
  place?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", place?.id ?? "");
}
