// A tablet that people share at a counter: left alone, it asks, and then begins anew for the next person; and no page of
// before keeps anything of the last one.
const { restart, seconds } = document.currentScript.dataset;
const STILL = 20;
const anew = () => location.replace(restart);
const still = document.getElementById("still");
let alone;

const ask = (left) => {
  still.hidden = false;
  still.querySelector("span").textContent = left;
  alone = left ? setTimeout(ask, 1000, left - 1) : anew();
};

const touch = () => {
  clearTimeout(alone);
  if (still) still.hidden = true;
  alone = still ? setTimeout(ask, 1000 * seconds, STILL) : setTimeout(anew, 1000 * seconds);
};

for (const sign of still ? ["pointerdown", "keydown", "input", "scroll"] : []) addEventListener(sign, touch, { passive: true });
addEventListener("pagehide", () => document.querySelector("main").replaceChildren());
addEventListener("pageshow", (event) => event.persisted && anew());
touch();
