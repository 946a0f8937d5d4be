// The cards of a large map come without their texts: whoever is in sight, and near enough to be read, gets theirs.
export function faces(people) {
  let texts = JSON.parse(document.getElementById("map-faces")?.textContent ?? "{}");
  let dressed = new Set();

  function undress(who) {
    const card = people.get(who)?.card;
    while (card?.childElementCount > 1) card.lastChild.remove();
  }

  // Those whose card touches this part of the map.
  function within({ left, top, right, bottom }, { width, height }) {
    const found = new Set();
    for (const [who, { x, y }] of people)
      if (x < right && x + width > left && y < bottom && y + height > top && texts[who]) found.add(who);
    return found;
  }

  function show(part, size) {
    const now = part ? within(part, size) : new Set();
    for (const who of dressed) if (!now.has(who)) undress(who);
    for (const who of now) if (!dressed.has(who)) people.get(who).card.insertAdjacentHTML("beforeend", texts[who]);
    dressed = now;
  }

  return { show, learn: (told) => (texts = told) };
}
