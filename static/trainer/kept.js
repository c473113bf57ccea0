// My rooms, as this browser keeps them: localStorage, "totem rooms". Nothing of it is sent but keys, to ask how rooms stand.
//   { version: 1, rooms: [{ key, name, code, opened, language }], standing: [{ key, address }] }
const MY_ROOMS = "totem rooms";
const isKey = (key) => /^[A-Za-z0-9_-]{20,64}$/.test(key);
const asText = (text, most) => (typeof text === "string" ? text.slice(0, most) : "");
const asRoom = (one) => ({
  key: one.key, name: asText(one.name, 60), code: /^[2-9A-Z]{7}$/.test(one.code) ? one.code : "",
  opened: /^\d{4}-\d\d-\d\d$/.test(one.opened) ? one.opened : "", language: one.language === "en" ? "en" : "fr",
});
const asList = (found, clean) => (Array.isArray(found) ? found.filter((one) => one && isKey(one.key)).map(clean) : []);
// Whatever a file or an older page holds: what is not of this shape is left out.
const asKept = (found) => ({
  version: 1,
  rooms: asList(found?.rooms, asRoom),
  standing: asList(found?.standing, (one) => ({ key: one.key, address: /^[2-9][2-9A-Z]{7}$/.test(one.address) ? one.address : "" })).filter((one) => one.address),
});
const myRooms = {
  read() {
    try {
      return asKept(JSON.parse(localStorage.getItem(MY_ROOMS)));
    } catch {
      return asKept(null);
    }
  },
  write(found) {
    try {
      if (found.rooms.length || found.standing.length) localStorage.setItem(MY_ROOMS, JSON.stringify(found));
      else localStorage.removeItem(MY_ROOMS);
      return true;
    } catch {
      return false; // full, or refused in a private window
    }
  },
  // Each once; what is newer says how it is called. Newest first.
  merged(...lists) {
    const of = (name) => [...new Map(lists.flatMap((list) => list[name]).map((one) => [one.key, one])).values()];
    return { version: 1, rooms: of("rooms").sort((a, b) => b.opened.localeCompare(a.opened)), standing: of("standing") };
  },
};
