// Pages that follow a room. htmx's hx-sse reads the stream; this adds what it lacks: a first connection that failed is
// tried again, a stream that fails or falls silent gives way to polling until it is back, and nothing is shown twice.
//
//   <script src="…/vendor/htmx.js" defer>, <script src="…/vendor/hx-sse.js" defer>, <script src="…/seminar/live.js" defer>
//   <div id="live" data-live="(stream's address)" data-state="(state's address)"> what is morphed in place </div>
//
// data-live-event="turn": nothing is swapped, the element fires `turn` with the text as detail.data, and what is around it
// listens. data-live-now: the text that the page already shows; as long as the last that came is another one, it is fired
// again every few seconds.
// data-live-place: put in where a text that is made once for all pages leaves the site's address out.
// data-live-hidden: followed in a hidden tab too. `over` is fired when there is no room any more.
// The element has the attribute data-live-lost while neither stream nor polling answers; style sheets say so.
// data-live-awake: the display stays on. What has data-wakeless says that this browser cannot do it: over plain http
// none can, but on the machine itself.
//
// A browser keeps six connections to a site: of many tabs the last few have streams, the others poll.
const BEAT = 25000, POLL = 5000, LOOK = 1000, MOST = 4;
const followed = new WeakMap(), others = new Set(), tabs = new BroadcastChannel("totem live");
const me = (window.name ||= `totem ${Math.random()}`);
const all = () => document.querySelectorAll("[data-live]");
const placed = (element, text) => text.replaceAll("\ue000", element.dataset.livePlace ?? "");
const sleeps = (element) => document.hidden && !("liveHidden" in element.dataset);

const follow = (element) => {
  if (followed.has(element)) return;
  followed.set(element, { heard: Date.now(), asked: 0, cut: 0, failed: false, rests: others.size >= MOST, text: element.dataset.liveNow, etag: "" });
  const settings = {
    "hx-sse:connect": element.dataset.live,
    "hx-sse:close": "over",
    "hx-trigger": "load, again",
    "hx-sync": "this:drop",
    "hx-swap": "innerMorph",
    "hx-config": JSON.stringify({ sse: {
      reconnectMaxDelay: 8000, connectTimeout: 10000, pauseOnBackground: !("liveHidden" in element.dataset),
    } }),
  };
  for (const [name, value] of Object.entries(settings)) element.setAttribute(name, value);
  htmx.process(element, true);
};

const end = (element) => {
  delete element.dataset.live;
  delete element.dataset.liveLost;
  element._htmx?.sse?.reader?.cancel();
};

const show = (element, text) => {
  const room = followed.get(element), name = element.dataset.liveEvent;
  if (text === room.text) return;
  Object.assign(room, { text, told: Date.now() });
  if (name) htmx.trigger(element, name, { data: text });
  else htmx.swap({ sourceElement: element, target: element, swap: "innerMorph", text: placed(element, text) });
};

const poll = async (element) => {
  const room = followed.get(element);
  room.asked = Date.now();
  try {
    const signal = AbortSignal.timeout(2 * POLL);
    const response = await fetch(element.dataset.state, { headers: { "If-None-Match": room.etag }, signal });
    if (!element.isConnected || !element.dataset.live) return;
    // What else answers in a network (its own welcome page, a proxy) is not to be shown, nor believed.
    const isOurs = response.headers.has("Totem");
    if (isOurs && [404, 410].includes(response.status)) {
      const text = response.status === 410 && !element.dataset.liveEvent && await response.text();
      end(element);
      if (text) show(element, text);
      return void htmx.trigger(element, "over");
    }
    if (!isOurs || (!response.ok && response.status !== 304)) throw new Error(response.status);
    delete element.dataset.liveLost;
    if (response.status === 304) return;
    room.etag = response.headers.get("ETag") ?? "";
    show(element, await response.text());
  } catch {
    element.dataset.liveLost = "";
  }
};

// A page that still shows the turn of before did not hear, or what it asked for was lost on its way.
const tellAgain = (element, room, now) => {
  const { liveEvent, liveNow } = element.dataset;
  if (!liveEvent || room.text === liveNow || now - room.told < POLL || element.closest(".htmx-request")) return;
  room.told = now;
  htmx.trigger(element, liveEvent, { data: room.text });
};

const look = () => {
  for (const element of all()) {
    const room = followed.get(element), now = Date.now();
    if (!room || sleeps(element)) continue;
    tellAgain(element, room, now);
    const silent = now - room.heard > BEAT;
    if ((!silent && !room.failed && !room.rests) || now - room.asked < POLL) continue;
    poll(element);
    if (room.rests) continue;
    if (!element._htmx?.sse) htmx.trigger(element, "again", {}, false);
    // A stream that is silent may be held back on its way: another may pass.
    else if (silent && now - room.cut > BEAT) {
      room.cut = now;
      element._htmx.sse.reader?.cancel();
    }
  }
};

const on = (name, react) => document.addEventListener(name, (event) => {
  const room = followed.get(event.target);
  if (room) react(event, room, event.target);
});

on("htmx:sse:before:message", (event, room, element) => {
  const { message } = event.detail;
  Object.assign(room, { heard: Date.now(), failed: false });
  delete element.dataset.liveLost;
  if (message.event === "over") end(element);
  if (message.event !== (element.dataset.liveEvent ?? "")) return;
  if (message.data === room.text) event.preventDefault();
  Object.assign(room, { text: message.data, told: Date.now() });
  message.data = placed(element, message.data);
});
on("htmx:sse:before:connection", (event, room, element) => {
  // One that was opened and said nothing was no stream of ours: somebody answers in its place.
  if (room.opened > room.heard) room.failed = true;
  if (!element.dataset.live || room.rests) event.preventDefault();
});
on("htmx:sse:after:connection", (_, room) => { room.opened = Date.now(); });
for (const name of ["htmx:sse:error", "htmx:error"]) on(name, (_, room) => { room.failed = true; });
// An answer that is no stream (refused, broken, somebody's own error page) is not to replace what is shown.
on("htmx:before:response", (event, room) => { room.failed = true; event.preventDefault(); });

const rest = (element) => {
  const room = followed.get(element);
  if (!room) return;
  room.rests = true;
  element._htmx?.sse?.reader?.cancel();
};
const come = () => {
  others.clear();
  tabs.postMessage(me);
};
tabs.onmessage = ({ data }) => { if (data !== me && others.add(data).size >= MOST) all().forEach(rest); };

const stayAwake = () => { if (document.querySelector("[data-live-awake]")) navigator.wakeLock?.request("screen").catch(() => {}); };

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  come();
  stayAwake();
  for (const element of all()) if (followed.has(element)) {
    Object.assign(followed.get(element), { heard: Date.now(), rests: false });
    poll(element);
    if (!element._htmx?.sse) htmx.trigger(element, "again", {}, false);
  }
});
addEventListener("offline", () => all().forEach((element) => { element.dataset.liveLost = ""; }));
addEventListener("online", () => all().forEach((element) => followed.has(element) && poll(element)));
document.addEventListener("htmx:after:swap", () => all().forEach(follow));
setInterval(look, LOOK);
for (const hint of document.querySelectorAll("[data-wakeless]")) hint.hidden = "wakeLock" in navigator;
come();
stayAwake();
all().forEach(follow);
