// A long form that is left half written keeps what was typed in this browser until it is sent.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const fields = () => [...form.elements].filter((f) => f.name && f.type !== "hidden" && f.type !== "file");
  const refused = form.querySelector("[role=alert]");
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !refused) {
    for (const field of fields()) {
      const value = kept[`${field.name}:${field.type === "checkbox" ? field.value : ""}`];
      if (value === undefined) continue;
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
  }
  form.addEventListener("input", () => {
    const values = fields().map((f) =>
      f.type === "checkbox" ? [`${f.name}:${f.value}`, f.checked] : [`${f.name}:`, f.value],
    );
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(values)));
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
}
