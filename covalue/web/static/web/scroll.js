// A table wider than its place can be moved by the arrow keys: it takes the focus, but only while there is more to see.
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));

function reach(place) {
  if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
  else place.removeAttribute("tabindex");
}

function watch(within) {
  for (const place of within.querySelectorAll(".scroll")) sizes.observe(place);
}

watch(document);
document.body.addEventListener("htmx:load", (event) => watch(event.detail.elt));

// A row of tabs wider than the screen begins where one is.
for (const tab of document.querySelectorAll(".account-tabs .current, .tabs [aria-current]")) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
