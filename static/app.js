// The quiz works without this file. With it: focus follows the question, digits answer, Back keeps every answer, and
// what the network loses is sent again.
const PATIENCE = 15000;
const lost = document.getElementById("lost");
const key = () => "totem " + location.pathname.split("/").slice(2).join("/");

const remember = () => {
  const token = document.querySelector("#step input[name=s]")?.value;
  if (token) sessionStorage.setItem(key(), token);
};

const arrive = () => {
  remember();
  document.querySelector("#step h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
  for (const link of document.querySelectorAll(".masthead nav a"))
    link.href = "/" + link.lang + location.pathname.slice(3) + location.search;
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
  if (!("live" in ctx.sourceElement.dataset)) ctx.fetch = persistent(ctx);
});

// An earlier address holds an earlier sheet: show its question with the latest answers.
document.addEventListener("htmx:before:history:restore", (event) => {
  const address = new URL(event.detail.path, location.href);
  const latest = sessionStorage.getItem(key());
  if (!latest || !address.searchParams.has("q")) return;
  event.preventDefault();
  address.searchParams.set("s", latest);
  history.replaceState({ htmx: true }, "", address);
  htmx.ajax("GET", address.pathname + address.search, { target: "#step", swap: "outerHTML" });
});

document.addEventListener("submit", (event) => {
  if (event.submitter?.name === "finish") sessionStorage.removeItem(key());
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key)) return;
  const moves = document.querySelectorAll(".moves button");
  if (moves.length) return void moves[event.key - 1]?.click();
  const sides = [...document.querySelectorAll(".side")];
  const side = document.activeElement.closest?.(".side") ?? sides.find((one) => !one.querySelector(":checked")) ?? sides[0];
  const radio = side?.querySelector(`input[value="${event.key}"]`);
  if (!radio) return;
  radio.checked = true;
  const next = sides.find((one) => !one.querySelector(":checked"));
  (next?.querySelector("input") ?? document.querySelector(".go button")).focus();
});

remember();
