() => {
  const GRIDS = ".matrix, nav, .tabs, .spine, .visually-hidden, .skip"; // grids and rows of links scroll sideways by nature
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const called = (element) => {
    const words = element.getAttribute("aria-label") || element.name || element.textContent;
    return `${element.tagName.toLowerCase()} “${words.trim().replace(/\s+/g, " ").slice(0, 50)}”`;
  };

  // The part of the window in which an element can be seen: what every box around it that cuts off leaves.
  const seenOf = (element) => {
    let [left, right] = [0, document.documentElement.clientWidth];
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX === "visible") continue;
      const edge = box.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
    }
    return [left, right];
  };

  const cut = [];
  const counted = "a, button, input:not([type=hidden]), select, textarea, summary, .num, dd, [data-label]";
  for (const element of document.querySelectorAll(`main :is(${counted})`)) {
    const box = element.getBoundingClientRect();
    if (!box.width || !isShown(element) || element.closest(GRIDS) || element.closest("svg")) continue;
    const [left, right] = seenOf(element);
    if (right - left <= 2) continue; // for screen readers alone
    if (box.left < left - 1 || box.right > right + 1) cut.push(`${called(element)} ${box.left | 0}–${box.right | 0}`);
  }

  // A word a letter below the other: a column too narrow for what stands in it.
  const squeezed = [];
  for (const element of document.querySelectorAll("main :is(td, dd, p, li, div, span, a)")) {
    const letter = parseFloat(getComputedStyle(element).fontSize);
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim());
    if (words.join("").length < 12 || !isShown(element) || element.closest("svg, .visually-hidden")) continue;
    const box = element.getBoundingClientRect();
    if (box.width && box.width < 2.5 * letter && box.height > 5 * letter) squeezed.push(called(element));
  }

  const small = new Set();
  const large = new Set();
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("script, style, option, .visually-hidden, .skip")) continue;
    if (!isShown(element)) continue;
    const drawing = element.closest("svg");
    const size = parseFloat(getComputedStyle(element).fontSize) * (drawing ? element.getScreenCTM().a : 1);
    texts += 1;
    if (size < 11.9) small.add(`${called(element)} ${size.toFixed(1)} px`);
    if (drawing && size > 14.5) large.add(`${called(element)} ${size.toFixed(1)} px`);
  }

  const page = document.documentElement;
  return {
    cut,
    squeezed,
    small: [...small],
    large: [...large],
    sideways: page.scrollWidth - page.clientWidth,
    base: parseFloat(getComputedStyle(document.body).fontSize),
    texts,
  };
}
