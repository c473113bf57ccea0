// My rooms: drawn from what this browser keeps. The site is asked by keys how they stand, so many at once.
const mine = document.getElementById("my-rooms"), inMine = (name) => mine.querySelector(`[data-${name}]`);
const wordOf = (name) => inMine("words").content.querySelector(`[data-word=${name}]`).textContent;
const spoken = document.documentElement.lang, standing = new Map();
const dayOf = (day) => (day ? new Date(`${day}T12:00`).toLocaleDateString(spoken, { dateStyle: "long" }) : "");

const roomCard = (one) => {
  const card = inMine("room").content.cloneNode(true), at = (name) => card.querySelector(`[data-${name}]`);
  const told = standing.get(one.key), state = told?.state ?? "";
  at("name").textContent = told?.name || one.name || wordOf("nameless");
  at("state").textContent = state && wordOf(state);
  at("state").className = `state ${state}`;
  at("opened").textContent = dayOf(told?.opened || one.opened);
  at("code").textContent = one.code && `· ${one.code.slice(0, 3)} ${one.code.slice(3)}`;
  at("remote").href = `/${spoken}/remote/${one.key}`;
  at("recap").href = told?.recap || "";
  at("remote").hidden = state === "gone";
  at("recap").hidden = !told?.recap;
  at("forget").addEventListener("click", () => {
    const found = myRooms.read();
    myRooms.write({ ...found, rooms: found.rooms.filter((other) => other.key !== one.key) });
    draw();
  });
  return card;
};

const addressCard = (one) => {
  const card = inMine("address").content.cloneNode(true), at = (name) => card.querySelector(`[data-${name}]`);
  at("name").textContent = `${location.host}/j · ${one.address.slice(0, 4)} ${one.address.slice(4)}`;
  at("open").href = `/${spoken}/seminar?standing=${one.key}`;
  at("manage").href = `/${spoken}/standing/${one.key}`;
  return card;
};

const draw = () => {
  const { rooms, standing: addresses } = myRooms.read();
  inMine("rooms").replaceChildren(...rooms.map(roomCard));
  inMine("standing").replaceChildren(...addresses.map(addressCard));
  inMine("empty").hidden = rooms.length > 0;
};

const askAbout = async () => {
  const keys = myRooms.read().rooms.map((one) => one.key), most = Number(mine.dataset.most);
  try {
    for (let at = 0; at < keys.length; at += most) {
      const some = keys.slice(at, at + most);
      const body = new URLSearchParams(some.map((key) => ["key", key]));
      const answer = await fetch(location.pathname, { method: "POST", body });
      if (!answer.ok || !answer.headers.has("Totem")) throw new Error(answer.status);
      (await answer.json()).forEach((told, place) => standing.set(some[place], told));
    }
    inMine("unheard").hidden = true;
  } catch {
    inMine("unheard").hidden = false;
  }
  draw();
};

inMine("save").addEventListener("click", () => {
  const file = new Blob([JSON.stringify(myRooms.read(), null, 1)], { type: "application/json" });
  const saved = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `totem-${new Date().toISOString().slice(0, 10)}.json` });
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 1000);
});
inMine("load").addEventListener("change", async ({ target }) => {
  let said = "unread";
  try {
    const found = asKept(JSON.parse(await target.files[0].text()));
    if (found.rooms.length || found.standing.length) said = myRooms.write(myRooms.merged(found, myRooms.read())) ? "taken" : "full";
  } catch { /* said below */ }
  inMine("said").textContent = wordOf(said);
  target.value = "";
  askAbout();
});
inMine("forget-all").addEventListener("click", () => {
  if (!confirm(wordOf("confirm"))) return;
  myRooms.write(asKept(null));
  draw();
});
for (const one of mine.querySelectorAll("[data-scripted]")) one.hidden = false;
addEventListener("storage", draw);
draw();
askAbout();
