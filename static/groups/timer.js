// The time that groups have left, on the screen. Without this file it says how many minutes there are. This machine's own
// clock may be wrong: what the site answers says how much.
let ahead = 0, asked = false;

const askTheTime = async () => {
  const { state } = document.getElementById("live").dataset;
  if (asked || !state) return;
  asked = true;
  const answer = await fetch(state).catch(() => null);
  const there = Date.parse(answer?.headers.get("Date"));
  if (there) ahead = Date.now() - there;
};

const count = () => {
  const timer = document.querySelector("[data-timer]");
  if (!timer) return;
  askTheTime();
  const left = Math.round(timer.dataset.timer - (Date.now() - ahead) / 1000);
  const text = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : timer.dataset.over;
  if (timer.firstElementChild.textContent !== text) timer.firstElementChild.textContent = text;
  timer.classList.toggle("is-over", left <= 0);
};

setInterval(count, 250);
document.addEventListener("htmx:after:swap", count);
count();
