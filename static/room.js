// In a room: whoever scans the code again goes on where they were; once the room is over, to their result, for thirty days
// or until they have it forgotten here. Somebody else on the same phone leaves nothing on it. All works without this file.
const KEPT = "totem room", LENT = "totem lent", DAYS = 30 * 24 * 3600 * 1000;
const form = document.querySelector("[data-room]");
const bar = document.getElementById("room-bar");

const kept = () => {
  const [room, address, until] = JSON.parse(localStorage.getItem(KEPT)) ?? [];
  if (room && !(until > Date.now())) localStorage.removeItem(KEPT);
  return until > Date.now() ? { room, address } : {};
};

const keep = () => {
  const step = document.getElementById("step");
  const [, , page, room] = location.pathname.split("/");
  if (!step || !["quiz", "room"].includes(page) || sessionStorage.getItem(LENT)) return;
  const result = "over" in step.dataset && step.querySelector("a[href*='/result/']")?.getAttribute("href");
  const address = result || (location.search && location.pathname + location.search);
  if (address) localStorage.setItem(KEPT, JSON.stringify([room, address, Date.now() + DAYS]));
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

// The turn's last word says whether a vote is open (Stage.turn).
bar?.addEventListener("turn", ({ detail }) => bar.toggleAttribute("data-vote", detail.data.endsWith(" True")));
bar?.addEventListener("over", () => {
  bar.hidden = true;
  history.replaceState(null, "", location.pathname);
});

// What is shown again from the browser's memory may be an earlier turn.
addEventListener("pageshow", (event) => { if (event.persisted && !form) location.reload(); });
document.addEventListener("htmx:after:swap", () => setTimeout(keep));
if (document.querySelector("[data-lent]")) sessionStorage.setItem(LENT, "yes");
else if (form) sessionStorage.removeItem(LENT);
form ? goOn() : keep();
// A phone that waited for the end of a rehearsal, and asked for its page again just before it.
document.querySelector("[data-enters]")?.requestSubmit();
