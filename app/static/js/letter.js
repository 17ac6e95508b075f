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

async function share(what) {
  try {
    await navigator.share(what);
  } catch (refused) {
    if (refused.name !== "AbortError") throw refused;
  }
}

// A badge can be handed to whoever drives or waits at the door, where the browser shares pictures.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.canShare) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const picture = await (await fetch(button.dataset.share)).blob();
    const file = new File([picture], button.dataset.name, { type: picture.type });
    if (!navigator.canShare({ files: [file] })) return;
    await share({ files: [file], title: button.dataset.title });
  });
}

// The driver's slip goes as text: each label with what stands under it.
for (const button of document.querySelectorAll("[data-share-text]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const labels = [...document.querySelectorAll(`#${button.dataset.shareText} dt`)];
    const lines = labels.map((label) => `${label.innerText}: ${label.nextElementSibling.innerText}`);
    return share({ text: lines.join("\n") });
  });
}
