// Small comforts of the letter's page; it is whole without them.

// A second tap while the first answer is still on its way sends nothing.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});

// Back from the next page, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

document.querySelector("[data-focus]")?.focus();

// A badge can be handed to whoever drives or waits at the door, where the browser shares pictures.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.canShare) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const picture = await (await fetch(button.dataset.share)).blob();
    const file = new File([picture], button.dataset.name, { type: picture.type });
    if (!navigator.canShare({ files: [file] })) return;
    try {
      await navigator.share({ files: [file], title: button.dataset.title });
    } catch (refused) {
      if (refused.name !== "AbortError") throw refused;
    }
  });
}
