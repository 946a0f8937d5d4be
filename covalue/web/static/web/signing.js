// Nothing is signed unseen: the button waits until every amount and assumption of the document was on the screen.
// Without this file the page has the same order: what is signed stands above the button, and the server checks the answer.
import "./means.js";

const form = document.querySelector("form.signing");
const button = form?.querySelector("[data-sign]");
if (button) {
  const hint = form.querySelector("[data-unseen]");
  const remark = form.querySelector("[name=remark]");
  const unseen = new Set(form.querySelectorAll(".document .figures > div, .document tbody tr, [data-signed] tbody tr"));
  const watch = new IntersectionObserver(seen, { threshold: 0.5 });

  for (const part of unseen) watch.observe(part);
  hint.querySelector("button").addEventListener("click", () => {
    const [next] = unseen;
    if (!next) return;
    next.scrollIntoView({ block: "center" });
    next.tabIndex = -1; // the button hides once all is seen: focus goes with what is shown, not to the page
    next.focus({ preventScroll: true });
  });
  form.addEventListener("change", () => {
    remark.required = form.elements.answer.value !== "" && form.elements.answer.value !== "agree";
  });
  show();

  function seen(entries) {
    for (const entry of entries) {
      const tall = entry.intersectionRect.height > window.innerHeight / 2;
      if (!entry.isIntersecting || (entry.intersectionRatio < 0.5 && !tall)) continue;
      unseen.delete(entry.target);
      watch.unobserve(entry.target);
    }
    show();
  }

  function show() {
    button.disabled = unseen.size > 0;
    hint.hidden = unseen.size === 0;
  }
}
