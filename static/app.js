// The quiz works without this file. With it: focus follows the question, digits answer, Back keeps every answer.
const main = document.getElementById("main");
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

if (document.getElementById("step")) remember();
