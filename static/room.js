// In a room: whoever scans the code again goes on where they were, until the room is over. All works without this file.
const KEPT = "totem room";
const form = document.querySelector("[data-room]");

const keep = () => {
  const step = document.getElementById("step");
  const [, , page, room] = location.pathname.split("/");
  if (!step || !["quiz", "room"].includes(page)) return;
  if ("over" in step.dataset) localStorage.removeItem(KEPT);
  else if (location.search) localStorage.setItem(KEPT, JSON.stringify([room, location.pathname + location.search]));
};

// An address that no longer opens is forgotten.
const goOn = async () => {
  const [room, address] = JSON.parse(localStorage.getItem(KEPT)) ?? [];
  if (room !== form.dataset.room) return;
  const answer = await fetch(address);
  if (answer.ok) location.replace(address);
  else if (answer.status < 500) localStorage.removeItem(KEPT);
};

// What is shown again from the browser's memory may be an earlier turn.
addEventListener("pageshow", (event) => { if (event.persisted && !form) location.reload(); });
document.addEventListener("htmx:after:swap", () => setTimeout(keep));
form ? goOn() : keep();
