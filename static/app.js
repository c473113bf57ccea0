// The quiz works without this file. With it: focus follows the question, digits answer, what is answered by finger or
// digit goes on by itself, both moves of a scene are picked on one page, Back keeps every answer, and what the network
// loses is sent again.
const PATIENCE = 15000;
const lost = document.getElementById("lost");
// Nothing of one person is kept on a tablet that many share.
const session = document.querySelector("script[data-restart]") ? { getItem: () => null, setItem() {}, removeItem() {} } : sessionStorage;
const key = () => "totem " + location.pathname.split("/").slice(2).join("/");

const remember = () => {
  const token = document.querySelector("#step input[name=s]")?.value;
  if (token) session.setItem(key(), token);
};

const arrive = () => {
  remember();
  begin();
  document.querySelector("#step h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
  for (const link of document.querySelectorAll(".masthead nav a"))
    link.href = location.pathname.replace(/^\/\w+/, "/" + link.lang) + location.search;
};

document.addEventListener("htmx:after:swap", () => setTimeout(arrive));

// Until this time is over, the network is back, the person asks, or another answer is given instead.
const pause = (time, signal) => new Promise((over) => {
  setTimeout(over, time);
  addEventListener("online", over, { once: true });
  lost.querySelector("button").addEventListener("click", over, { once: true });
  signal.addEventListener("abort", over, { once: true });
});

// A step holds the whole sheet, and a sheet is counted once: whatever is sent again adds nothing. A finish that the site
// refuses to count for now has a page of its own, with a choice.
const persistent = ({ sourceElement }) => async (action, request) => {
  for (let time = 1000; ; time = Math.min(2 * time, PATIENCE)) {
    if (request.form) request.body = new URLSearchParams(new FormData(request.form, request.submitter));
    const response = await Promise.race([fetch(action, request).catch(() => {}), pause(PATIENCE, request.signal)]);
    if (request.signal.aborted || !sourceElement.isConnected) throw new DOMException("", "AbortError");
    const refused = response?.status === 503 && request.submitter?.name === "finish";
    lost.hidden = Boolean(refused || (response && ![502, 503, 504].includes(response.status)));
    if (lost.hidden) return response;
    await pause(time, request.signal);
  }
};

// Streams look after themselves (live.js).
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  clearTimeout(turn);
  if (!("live" in ctx.sourceElement.dataset)) ctx.fetch = persistent(ctx);
});

// An earlier address holds an earlier sheet: show its question with the latest answers.
document.addEventListener("htmx:before:history:restore", (event) => {
  const address = new URL(event.detail.path, location.href);
  const latest = session.getItem(key());
  if (!latest || !address.searchParams.has("q")) return;
  event.preventDefault();
  address.searchParams.set("s", latest);
  history.replaceState({ htmx: true }, "", address);
  htmx.ajax("GET", address.pathname + address.search, { target: "#step", swap: "outerHTML" });
});

// From the first answer to the last: told on the result, in this browser alone, and as whole minutes if they are counted.
// A sheet without an answer begins anew; one that was begun elsewhere, or taken up from another, has no known beginning.
const started = () => "started " + key();
const isFirst = () => document.querySelector("#step input[name=q][value='1']");
let fresh = false;
const begin = () => {
  for (const hint of document.querySelectorAll("[data-alone]")) hint.hidden = false;
  fresh = Boolean(isFirst()) && !document.querySelector("#step :checked");
  if (fresh) session.removeItem(started());
};

document.addEventListener("submit", (event) => {
  const now = Date.now();
  if (fresh && !session.getItem(started())) session.setItem(started(), now);
  if (event.submitter?.name !== "finish") {
    const began = session.getItem(started());
    if (began) session.setItem("took", now - began);
    else session.removeItem("took");
    return;
  }
  session.removeItem(key());
  if (!session.getItem(started())) return session.removeItem("took");
  const took = session.getItem("took");
  if (!took || event.submitter.value !== "count") return;
  const minutes = Object.assign(document.createElement("input"), { type: "hidden", name: "minutes" });
  minutes.value = Math.min(Math.max(Math.round(took / 60000), 1), 20);
  event.target.append(minutes);
}, { capture: true });

// A screen goes on by itself once every side is answered by finger or digit; arrows only look around.
const MOMENT = 350;
let touched = false, turn;
addEventListener("pointerdown", () => { touched = true; });
addEventListener("keydown", () => { touched = false; });
const onceAnswered = (form) => {
  clearTimeout(turn);
  const sides = [...form.querySelectorAll(".side")];
  if (sides.every((one) => one.querySelector(":checked")))
    turn = setTimeout(() => form.isConnected && form.requestSubmit(form.querySelector(".go button")), MOMENT);
};
document.addEventListener("click", (event) => {
  if (touched && event.target.matches(".side input")) onceAnswered(event.target.form);
});

// The first move is pinned, and frees itself when it is tapped again; the last one is picked among those that are left.
const pin = (form, pinned) => {
  const ask = form.querySelector(".ask");
  for (const button of form.querySelectorAll(".moves button")) {
    button.dataset.value ??= button.value;
    const first = button === pinned;
    button.name = !pinned || first ? "c" : "l";
    button.value = first ? "free" : button.dataset.value;
    button.className = first ? "first" : "";
    if (first) button.setAttribute("aria-pressed", "true"); else button.removeAttribute("aria-pressed");
  }
  form.querySelector("input[name=c]")?.remove();
  if (pinned) {
    const first = Object.assign(document.createElement("input"), { type: "hidden", name: "c" });
    first.value = pinned.dataset.value;
    form.append(first);
  }
  form.querySelector(".unsure").hidden = !pinned;
  htmx.trigger(form, "htmx:abort"); // what waits for the network was picked before
  ask.textContent = pinned ? ask.dataset.last : ask.dataset.first;
  ask.focus({ preventScroll: true });
};
document.addEventListener("click", (event) => {
  const button = event.target.closest(".moves button");
  const form = button?.form;
  if (!form?.querySelector(".ask") || button.name !== "c") return;
  event.preventDefault();
  pin(form, button.value === "free" ? null : button);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key)) return;
  const moves = [...document.querySelectorAll(".moves button:not(.first), .unsure:not([hidden]) button, .enter button")];
  if (moves.length) return void moves[event.key - 1]?.click();
  const sides = [...document.querySelectorAll(".side")];
  const side = document.activeElement.closest?.(".side") ?? sides.find((one) => !one.querySelector(":checked")) ?? sides[0];
  const radio = side?.querySelector(`input[value="${event.key}"]`);
  if (!radio) return;
  radio.checked = true;
  const next = sides.find((one) => !one.querySelector(":checked"));
  (next?.querySelector("input") ?? document.querySelector(".go button")).focus();
  onceAnswered(radio.form);
});

remember();
begin();
