// The remote works without this file. With it: the screen that it opens obeys its own keyboard, the time on a beat ticks,
// and a second tap that comes too fast is no tap.
const remote = document.querySelector("[data-remote]");
const unheard = document.getElementById("lost");
const skew = Date.now() / 1000 - remote.dataset.now;
const FAST = 400;
let pressed = -FAST;

// A tab that is opened from here takes this along.
sessionStorage.setItem("totem remote", remote.dataset.remote);

const tick = () => {
  const clock = document.getElementById("clock");
  if (!clock) return;
  const passed = Math.max(0, Math.round(Date.now() / 1000 - skew - clock.dataset.since));
  clock.textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
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
