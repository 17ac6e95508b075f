// Conveniences of the desk: every page works without them.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// `/` goes to the search field; j and k move through a list, Enter opens the row's first link.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const field = document.querySelector("[data-search]");
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  }
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
});

function move(step) {
  const links = [...document.querySelectorAll("table.list tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
}

// A box that ticks all boxes of its table.
document.addEventListener("change", (event) => {
  const form = event.target.dataset.tickAll && event.target.closest("form");
  if (!form) return;
  for (const box of form.querySelectorAll(`input[name="${event.target.dataset.tickAll}"]`)) box.checked = event.target.checked;
});

// A page of running work asks for itself again until the work is done.
const running = document.querySelector("[data-reload-after]");
if (running) setTimeout(() => window.location.reload(), Number(running.dataset.reloadAfter));

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.done ?? button.textContent;
  });
});
