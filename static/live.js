// Pages that follow a room. htmx's hx-sse reads the stream; this adds what it lacks: a first connection that failed is
// tried again, a stream that fails or falls silent gives way to polling until it is back, and nothing is shown twice.
//
//   <script src="…/vendor/htmx.js" defer>, <script src="…/vendor/hx-sse.js" defer>, <script src="…/live.js" defer>
//   <div id="live" data-live="(stream's address)" data-state="(state's address)"> what is morphed in place </div>
//
// data-live-event="turn": nothing is swapped, the element fires `turn` with the text as detail.data; others listen with
// data-hx-trigger="turn from:#live", outside of what they replace. data-live-now: the text that the page already shows.
// data-live-hidden: followed in a hidden tab too. `over` is fired when there is no room any more.
// The element has the attribute data-live-lost while neither stream nor polling answers.
const BEAT = 25000, POLL = 5000, LOOK = 1000;
const followed = new WeakMap();
const all = () => document.querySelectorAll("[data-live]");
const sleeps = (element) => document.hidden && !("liveHidden" in element.dataset);

const follow = (element) => {
  if (followed.has(element)) return;
  followed.set(element, { heard: Date.now(), asked: 0, cut: 0, failed: false, text: element.dataset.liveNow, etag: "" });
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
  room.text = text;
  if (name) htmx.trigger(element, name, { data: text });
  else htmx.swap({ sourceElement: element, target: element, swap: "innerMorph", text });
};

const poll = async (element) => {
  const room = followed.get(element);
  room.asked = Date.now();
  try {
    const signal = AbortSignal.timeout(2 * POLL);
    const response = await fetch(element.dataset.state, { headers: { "If-None-Match": room.etag }, signal });
    if (!element.isConnected || !element.dataset.live) return;
    if ([404, 410].includes(response.status)) {
      end(element);
      return void htmx.trigger(element, "over");
    }
    if (!response.ok && response.status !== 304) throw new Error(response.status);
    delete element.dataset.liveLost;
    if (response.status === 304) return;
    room.etag = response.headers.get("ETag") ?? "";
    show(element, await response.text());
  } catch {
    element.dataset.liveLost = "";
  }
};

const look = () => {
  for (const element of all()) {
    const room = followed.get(element), now = Date.now();
    if (!room || sleeps(element)) continue;
    const silent = now - room.heard > BEAT;
    if ((!silent && !room.failed) || now - room.asked < POLL) continue;
    poll(element);
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
  room.text = message.data;
});
on("htmx:sse:before:connection", (event, _, element) => { if (!element.dataset.live) event.preventDefault(); });
for (const name of ["htmx:sse:error", "htmx:error"]) on(name, (_, room) => { room.failed = true; });
// An answer that is no stream (refused, broken, somebody's own error page) is not to replace what is shown.
on("htmx:before:response", (event, room) => { room.failed = true; event.preventDefault(); });

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of all()) if (followed.has(element)) {
    followed.get(element).heard = Date.now();
    poll(element);
  }
});
document.addEventListener("htmx:after:swap", () => all().forEach(follow));
setInterval(look, LOOK);
all().forEach(follow);
