// The page works without this file. With it, a browser that keeps rooms keeps the address that stays among them.
const stays = document.querySelector("[data-stays]"), toKeep = document.querySelector("[data-stays-keep]");
const ownAddress = { key: stays.dataset.key, address: stays.dataset.stays };
const showStays = () => { toKeep.hidden = myRooms.read().standing.some((one) => one.key === ownAddress.key); };
toKeep.querySelector("button").addEventListener("click", () => {
  myRooms.write(myRooms.merged(myRooms.read(), { rooms: [], standing: [ownAddress] }));
  showStays();
});
if (myRooms.read().rooms.length) myRooms.write(myRooms.merged(myRooms.read(), { rooms: [], standing: [ownAddress] }));
showStays();
for (const form of document.querySelectorAll("[data-gives-back]")) form.addEventListener("submit", () => {
  const found = myRooms.read();
  myRooms.write({ ...found, standing: found.standing.filter((one) => one.key !== ownAddress.key) });
});
