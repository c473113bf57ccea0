// The screen works without this file. With it: keys do what the remote's buttons do, when the remote opened this screen.
// The remote leaves its address to the tab that it opens; where that was opened before it could, it is asked for it.
const REMOTE = "totem remote";
const remoteOf = () => {
  let found = sessionStorage.getItem(REMOTE);
  try {
    found ??= window.opener?.sessionStorage.getItem(REMOTE);
  } catch {
    return null; // it shows another site by now
  }
  if (found) sessionStorage.setItem(REMOTE, found);
  return found;
};
const help = document.getElementById("help");
const opener = document.querySelector("[data-help]");
const live = document.getElementById("live");
// B and the full stop are what clickers send for a black screen.
const CUES = { b: () => ("dark" in stage().dataset ? "light" : "dark"), s: () => ("frozen" in stage().dataset ? "thaw" : "freeze"), 2: () => "timer", 3: () => "timer", 5: () => "timer", v: () => "voices" };
const stage = () => document.getElementById("stage");
const ACTIONS = { Enter: "next", ArrowRight: "next", PageDown: "next", Backspace: "back", ArrowLeft: "back", PageUp: "back", " ": "pause", h: "hide" };
let busy = false;

const press = async (action, more = {}) => {
  if (!remoteOf()) return explain();
  if (busy) return;
  busy = true;
  const { mark, hidden } = stage().dataset;
  const body = new URLSearchParams({ action, seen: mark, hidden: hidden === "yes" ? "no" : "yes", ...more });
  await fetch(remoteOf(), { method: "POST", body, redirect: "manual" }).catch(() => {});
  busy = false;
};

const enlarge = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});

const explain = () => {
  if (help.open) return help.close();
  help.querySelector("[data-keyless]").hidden = Boolean(remoteOf());
  document.activeElement.blur(); // or the button had the focus again once this closes, and its next Enter opened it
  help.showModal();
  document.getElementById("help-title").focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "?") return explain();
  if (help.open || (event.target.closest?.("button, a") && ["Enter", " "].includes(key))) return;
  if (key === "f") return enlarge();
  const cue = CUES[key === "." ? "b" : key];
  if (cue) return void press("cue", { cue: cue(), minutes: key });
  if (!ACTIONS[key]) return;
  event.preventDefault();
  press(ACTIONS[key]);
});

// A timer ends when the server's clock says so, whatever this one says.
const behind = Date.now() / 1000 - live.dataset.now;
const countDown = () => {
  const counting = document.querySelector(".counting");
  if (!counting) return;
  const { until, minutes } = counting.dataset;
  const left = Math.min(60 * minutes, Math.max(0, Math.ceil(until - (Date.now() / 1000 - behind))));
  const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const digits = counting.querySelector(".digits");
  if (digits.textContent !== shown) digits.textContent = shown;
  counting.querySelector(".left").style.transform = `scaleX(${left / 60 / minutes})`;
  counting.classList.toggle("up", !left);
};
setInterval(countDown, 250);
document.addEventListener("htmx:after:swap", countDown);
countDown();

// A number rises with its mask: it is written already, so whoever reads the page, or asked for less motion, has it at once.
const RISE = 900;
let risen = "";
const rise = () => {
  const still = !matchMedia("(prefers-reduced-motion: no-preference)").matches, groups = document.querySelectorAll(".entrance");
  const shown = [...groups].map((group) => group.textContent).join();
  if (shown === risen) return;
  risen = shown;
  if (still) return;
  for (const group of groups) {
    const [entrance] = group.getAnimations(), count = group.querySelector("text"), said = count.textContent, most = Number(said);
    if (!entrance || !(most > 1)) continue;
    const step = () => {
      const part = (entrance.currentTime - entrance.effect.getTiming().delay) / RISE;
      if (!count.isConnected || part >= 1 || entrance.playState === "finished") return void (count.textContent = said);
      count.textContent = Math.max(0, Math.round(most * (1 - (1 - Math.max(0, part)) ** 2)));
      requestAnimationFrame(step);
    };
    step();
  }
};
document.addEventListener("htmx:after:swap", rise);
rise();

opener.hidden = false;
opener.addEventListener("click", explain);
// The room is gone, or was emptied for another group: its address says which. One that was closed shows its end already.
live.addEventListener("over", () => setTimeout(() => document.querySelector("[data-over]") || location.reload(), 1500));
