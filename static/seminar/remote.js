// The remote works without this file. With it: the screen that it opens obeys its own keyboard, the time on a beat ticks,
// and a second tap that comes too fast is no tap.
const remote = document.querySelector("[data-remote]");
const unheard = document.getElementById("lost");
const skew = Date.now() / 1000 - remote.dataset.now;
const FAST = 400;
let pressed = -FAST;

// A tab that is opened from here takes this along.
sessionStorage.setItem("totem remote", remote.dataset.remote);

const spelled = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const say = (from, name, text) => from.querySelectorAll(`[data-${name}]`).forEach((one) => { one.textContent = text; });

// The whole of the script and a timer, both by the server's clock, so that two remotes say the same.
const tickBeside = (now) => {
  const slot = document.getElementById("slot"), countdown = document.getElementById("countdown");
  if (countdown) countdown.textContent = spelled(Math.max(0, Math.ceil(countdown.dataset.until - now)));
  if (!slot) return;
  const passed = Math.max(0, Math.floor(now - slot.dataset.started)), rest = 60 * slot.dataset.slot - passed;
  say(slot, "passed", spelled(passed));
  say(slot, "rest", spelled(Math.max(0, rest)));
  say(slot, "over", spelled(Math.max(0, -rest)));
  slot.querySelector(".in-time").hidden = rest < 0;
  slot.querySelector(".too-late").hidden = rest >= 0;
};

const tick = () => {
  tickBeside(Date.now() / 1000 - skew);
  const clock = document.getElementById("clock");
  if (!clock) return;
  const passed = Math.max(0, Math.round(Date.now() / 1000 - skew - clock.dataset.since));
  clock.textContent = spelled(passed);
};

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-hx-post] button")) return;
  if (event.timeStamp - pressed < FAST) return void event.preventDefault();
  pressed = event.timeStamp;
  if (event.target.id !== "hide") scrollTo(0, 0);
}, true);

// What people unfolded stays so while the room moves.
htmx.config.morphIgnore.push("open");
document.addEventListener("htmx:before:request", () => { unheard.hidden = true; });
document.addEventListener("htmx:before:response", (event) => {
  if (event.target.matches?.("form") && event.detail.ctx.response.raw.status >= 500) {
    unheard.hidden = false;
    event.preventDefault();
  }
});
document.addEventListener("htmx:error", (event) => { if (event.target.matches?.("form")) unheard.hidden = false; });
document.addEventListener("htmx:after:swap", tick);
document.addEventListener("over", () => document.getElementById("over-title") || location.reload());
setInterval(tick, 1000);
tick();
