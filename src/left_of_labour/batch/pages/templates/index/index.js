const filter = document.getElementById("filter");
const count = document.getElementById("count");
const cards = [...document.querySelectorAll(".card")];
const groups = [...document.querySelectorAll("section")];
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const texts = new Map(groups.flatMap((group) => {
  const question = group.querySelector("h2").textContent;
  return [...group.querySelectorAll(".card")].map((card) => [card, plain(question + " " + card.textContent)]);
}));

function show() {
  const words = plain(filter.value).split(/\s+/);
  for (const card of cards) card.hidden = !words.every((word) => texts.get(card).includes(word));
  for (const group of groups) group.hidden = !group.querySelector(".card:not([hidden])");
  const shown = cards.filter((card) => !card.hidden).length;
  count.textContent = shown === cards.length ? `${shown} reports` : `${shown} of ${cards.length} reports`;
}

filter.closest("[hidden]").hidden = false;
filter.addEventListener("input", show);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== filter) { event.preventDefault(); filter.focus(); }
  if (event.key === "Escape" && document.activeElement === filter) { filter.value = ""; show(); }
});

const age = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
for (const time of document.querySelectorAll("time")) {
  const minutes = (new Date(time.dateTime) - Date.now()) / 60000;
  const [unit, size] = [["day", 1440], ["hour", 60], ["minute", 1]].find(([, size]) => Math.abs(minutes) >= size) ?? ["minute", 1];
  time.title = time.textContent;
  time.textContent = age.format(Math.round(minutes / size), unit);
}
show();
