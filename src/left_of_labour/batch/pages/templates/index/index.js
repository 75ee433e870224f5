// Filter for reports and rows, and columns that sort: without a script everything is there, in order.
{
  const search = document.querySelector(".filter");
  const input = document.getElementById("filter");
  const count = document.getElementById("count");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const things = [...document.querySelectorAll(".card, .records tbody tr")];
  const group = (thing) => thing.closest("section").querySelector(".group")?.textContent ?? "";
  const texts = new Map(things.map((thing) => [thing, plain(`${group(thing)} ${thing.textContent}`)]));

  const total = document.querySelectorAll(".card").length;

  const apply = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [thing, text] of texts) {
      thing.hidden = !words.every((word) => text.includes(word));
      shown += !thing.hidden && thing.matches(".card");
    }
    for (const section of document.querySelectorAll("#reports section")) {
      section.hidden = !section.querySelector(".card:not([hidden])");
    }
    count.textContent = shown === total ? `${total} reports` : `${shown} of ${total} reports`;
  };
  const table = document.querySelector(".records");
  (table ?? document.getElementById("all").nextElementSibling)?.before(search);
  search.hidden = false;
  input.addEventListener("input", apply);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); }
    if (event.key === "Escape" && document.activeElement === input) { input.value = ""; apply(); }
  });
  if (input.value) apply();

  const age = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const time of document.querySelectorAll("time")) {
    const minutes = (new Date(time.dateTime) - Date.now()) / 60000;
    const [unit, size] = [["day", 1440], ["hour", 60], ["minute", 1]].find(([, size]) => Math.abs(minutes) >= size) ?? ["minute", 1];
    time.title = time.textContent;
    time.textContent = age.format(Math.round(minutes / size), unit);
  }

  const months = "January February March April May June July August September October November December".split(" ");
  const key = (cell) => {
    const text = cell.textContent.trim();
    const date = /^(\d+) (\w+) (\d{4})$/.exec(text);
    if (date) return +date[3] * 10000 + (months.indexOf(date[2]) + 1) * 100 + +date[1];
    const number = Number(text.replace(/,/g, "").replace("−", "-"));
    return text === "–" ? null : Number.isNaN(number) ? plain(text) : number;
  };
  for (const head of table?.querySelectorAll("thead th") ?? []) {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending";
      for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const at = [...head.parentNode.children].indexOf(head);
      const body = table.querySelector("tbody");
      const rows = [...body.rows].map((row) => [key(row.cells[at]), row]);
      const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0) * (up ? 1 : -1);
      rows.sort(([a], [b]) => (a === null) - (b === null) || (a === null ? 0 : order(a, b)));
      body.append(...rows.map(([, row]) => row));
    });
  }
}
