// Sharing and copying, where the browser can. Without this file, links lead to the same addresses and fields hold them.
for (const sender of document.querySelectorAll("[data-share-title]")) {
  if (!navigator.share) continue;
  sender.hidden = false;
  sender.addEventListener("click", async (event) => {
    event.preventDefault();
    const { shareTitle: title, shareText: text } = sender.dataset;
    try {
      await navigator.share({ title, text, url: sender.href ?? sender.value });
    } catch (refusal) {
      if (refusal.name !== "AbortError" && sender.href) location.assign(sender.href);
    }
  });
}

for (const copier of document.querySelectorAll("[data-copy]")) {
  copier.hidden = false;
  copier.addEventListener("click", async () => {
    const field = document.querySelector(copier.dataset.copy);
    field.select();
    // Over plain http there is no clipboard: the old way copies what is selected.
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    if (copied || document.execCommand("copy")) copier.closest("section").querySelector("[role=status]").textContent = copier.dataset.copied;
  });
}

// On paper, a result says when it was printed: no date is kept with it.
for (const dated of document.querySelectorAll("[data-printed]")) {
  const day = dated.querySelector("span");
  addEventListener("beforeprint", () => {
    day.textContent = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    dated.hidden = false;
  });
  addEventListener("afterprint", () => { dated.hidden = true; });
}

// How long it took, once: known to this browser alone. After an hour it was no quiz any more.
const took = Number(sessionStorage.getItem("took"));
for (const told of document.querySelectorAll("[data-took]")) {
  sessionStorage.removeItem("took");
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("started ")) sessionStorage.removeItem(key);
  const seconds = Math.round(took / 1000), minutes = Math.floor(seconds / 60), rest = seconds % 60;
  told.hidden = !(seconds > 0 && minutes < 60);
  told.textContent = " " + told.dataset.took.replace("{}", minutes ? `${minutes}\u00a0min\u00a0${String(rest).padStart(2, "0")}` : `${rest}\u00a0s`);
}

// Whoever listens starts at the animal, where focus is nowhere yet.
if (document.querySelector(".arriving")) document.querySelector("h1")?.focus({ preventScroll: true });

for (const printer of document.querySelectorAll("[data-print]")) {
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}
