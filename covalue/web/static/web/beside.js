// A name that opens beside the page one is on; with a modifier key, or without this file, it is a plain link.
const beside = () => document.getElementById("beside");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-beside]");
  if (!link || !beside() || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  await htmx.ajax("GET", link.href, { target: "#beside", swap: "innerHTML" });
  if (!beside().open) beside().showModal();
});

// What is closed leaves nothing behind: its fields have the same ids as those of a table of contacts.
document.addEventListener("close", (event) => {
  if (event.target.id === "beside") event.target.replaceChildren();
}, true);
