// Conveniences of the release editor. Without this file every one of them can be done by the form itself.

const form = document.getElementById("release-text");

if (form) {
  const blocks = document.getElementById("blocks");
  const parts = () => [...blocks.querySelectorAll("[data-block]")];
  const named = (part, name) => part.querySelector(`[name$="-${name}"]`);

  // Only the fields of a block's kind are shown.
  const fit = (part) => {
    const kind = named(part, "kind").value;
    for (const extra of ["quotation", "picture"]) {
      const details = part.querySelector(`.for-${extra}`);
      details.hidden = kind !== extra;
      details.open = kind === extra;
    }
  };

  const grow = (area) => {
    area.style.setProperty("height", "auto");
    area.style.setProperty("height", `${area.scrollHeight + 2}px`);
  };

  const renumber = () => parts().forEach((part, at) => {
    named(part, "order").value = (at + 1) * 10;
  });

  const swap = (part, by) => {
    const all = parts();
    const to = all.indexOf(part) + by;
    if (to < 0 || to >= all.length) return;
    if (by < 0) all[to].before(part);
    else all[to].after(part);
    renumber();
    changed = true;
  };

  const arrow = (part, sign, by, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet small";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => {
      swap(part, by);
      button.focus();
    });
    return button;
  };

  let changed = false;
  for (const part of parts()) {
    fit(part);
    named(part, "kind").addEventListener("change", () => fit(part));
    const moves = document.createElement("div");
    moves.className = "moves";
    moves.append(arrow(part, "↑", -1, form.dataset.up), arrow(part, "↓", 1, form.dataset.down));
    part.querySelector(".block-head").append(moves);
    const area = named(part, "text");
    grow(area);
    area.addEventListener("input", () => grow(area));
  }

  const counter = document.createElement("output");
  const headline = form.querySelector("[name=headline]");
  counter.className = "help";
  headline.after(counter);
  const count = () => { counter.textContent = `${[...headline.value].length} / 70`; };
  headline.addEventListener("input", count);
  count();

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
