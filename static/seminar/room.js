// In a room: whoever scans the code again goes on where they were; once the room is over, to their result, for thirty days
// or until they have it forgotten here. Their result shows the way back while the room goes on, in this browser alone: its
// address holds no sheet. Somebody else on the same phone leaves nothing on it but in the tabs that they have open. All works
// without this file: a result opens in a tab of its own.
const KEPT = "totem room", LENT = "totem lent", DAYS = 30 * 24 * 3600 * 1000;
const form = document.querySelector("[data-room]");
const token = (address) => address?.split("/result/")[1];
const memory = () => sessionStorage.getItem(LENT) ? sessionStorage : localStorage;

const kept = () => {
  const [room, address, until, result] = JSON.parse(memory().getItem(KEPT)) ?? [];
  if (room && !(until > Date.now())) memory().removeItem(KEPT);
  return until > Date.now() ? { room, address, result } : {};
};

const keep = () => {
  const step = document.getElementById("step");
  const [, , page, room] = location.pathname.split("/");
  if (!step || !["quiz", "room"].includes(page)) return;
  const result = step.querySelector("a[href*='/result/']")?.getAttribute("href");
  const address = ("over" in step.dataset && result) || (location.search && location.pathname + location.search);
  if (address) memory().setItem(KEPT, JSON.stringify([room, address, Date.now() + DAYS, token(result)]));
};

// An address that no longer opens is forgotten.
const goOn = async () => {
  const { room, address } = kept();
  if (room !== form.dataset.room) return;
  const answer = await fetch(address);
  if (answer.status < 500 && !answer.ok) return localStorage.removeItem(KEPT);
  if (!answer.ok) return;
  const back = document.getElementById("back");
  if (!back) return location.replace(address);
  back.hidden = false;
  back.querySelector("a").href = address;
  back.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(KEPT);
    back.hidden = true;
  });
};

// Above a result that was opened here, from a room that goes on. The turn's last word says whether a vote is open.
const comeBack = async () => {
  const { room, address, result } = kept();
  const sheet = address?.split("?")[1];  // none, once the room is over: what is kept then is the result
  if (!sheet || !result || result !== token(location.pathname)) return;
  const answer = await fetch(`/${location.pathname.split("/")[1]}/room/${room}/bar?${sheet}`);
  if (!answer.ok || !answer.headers.has("Totem")) return;
  document.getElementById("main").prepend(document.createRange().createContextualFragment(await answer.text()));
  const bar = document.getElementById("room-bar");
  bar.addEventListener("turn", ({ detail }) => bar.toggleAttribute("data-vote", detail.data.endsWith(" True")));
  bar.addEventListener("over", () => { bar.hidden = true; });
};

// What is shown again from the browser's memory may be an earlier turn.
addEventListener("pageshow", (event) => { if (event.persisted && !form) location.reload(); });
document.addEventListener("htmx:after:swap", () => setTimeout(keep));
const lent = document.querySelector("[data-lent]");
if (form || lent) for (const name of [LENT, KEPT]) sessionStorage.removeItem(name);
if (lent) sessionStorage.setItem(LENT, "yes");
form ? goOn() : token(location.pathname) ? comeBack() : keep();
// A phone that waited for the end of a rehearsal, and asked for its page again just before it.
document.querySelector("[data-enters]")?.requestSubmit();
