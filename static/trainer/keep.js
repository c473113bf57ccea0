// The remote works without this file. With it: the room is kept in this browser's list, once its trainer has said so here.
const keeper = document.querySelector("[data-keep]");
const { key: keptKey, name: keptName, code: keptCode, opened: keptOpened, language: keptLanguage } = keeper.dataset;
const thisRoom = { key: keptKey, name: keptName, code: keptCode, opened: keptOpened, language: keptLanguage };
const isKept = () => myRooms.read().rooms.some((one) => one.key === keptKey);
const showKept = () => {
  keeper.querySelector("[data-kept-on]").hidden = !isKept();
  keeper.querySelector("[data-kept-off]").hidden = isKept();
  const [own] = myRooms.read().standing, form = keeper.querySelector("[data-take]");
  form.hidden = !own || own.address === keeper.dataset.standing;
  if (form.hidden) return;
  form.action = `/${document.documentElement.lang}/standing/${own.key}`;
  form.querySelector("[data-address]").textContent = `${own.address.slice(0, 4)} ${own.address.slice(4)}`;
};
keeper.querySelector("[data-keep-on]").addEventListener("click", () => {
  myRooms.write(myRooms.merged(myRooms.read(), { rooms: [thisRoom], standing: [] }));
  showKept();
});
keeper.querySelector("[data-keep-off]").addEventListener("click", () => {
  const found = myRooms.read();
  myRooms.write({ ...found, rooms: found.rooms.filter((one) => one.key !== keptKey) });
  sessionStorage.setItem("totem unkept", keptKey);
  showKept();
});
// Whoever keeps a list here keeps the next room too, unless they have just said no to it.
if (myRooms.read().rooms.length && sessionStorage.getItem("totem unkept") !== keptKey) {
  myRooms.write(myRooms.merged(myRooms.read(), { rooms: [thisRoom], standing: [] }));
}
showKept();
