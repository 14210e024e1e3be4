// Sorts the table when a heading is clicked, and filters the students by name or group. The page works without it.
"use strict";
const map = document.querySelector(".map");
const body = map.tBodies[0];
const rows = [...body.rows];

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const number = (text) => (/^\d/.test(text) ? Number.parseFloat(text.replace(",", ".")) : -1);

function order(index, button) {
  const falling = button.getAttribute("aria-pressed") === "true";
  for (const other of map.querySelectorAll("thead button")) other.removeAttribute("aria-pressed");
  button.setAttribute("aria-pressed", String(!falling));
  const text = (row) => row.cells[index].textContent.trim();
  const compare = index === 0
    ? (one, other) => text(one).localeCompare(text(other))
    : (one, other) => number(text(other)) - number(text(one)) || text(other).localeCompare(text(one));
  const sorted = [...rows].sort(compare);
  body.append(...(falling ? sorted.reverse() : sorted));
}

for (const heading of map.querySelectorAll("thead [data-column]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => order(Number(heading.dataset.column), button));
}

const box = document.querySelector("#filter");
box.hidden = false;
box.querySelector("input").addEventListener("input", (event) => {
  const wanted = plain(event.target.value.trim());
  for (const row of rows) row.hidden = !plain(row.cells[0].textContent).includes(wanted);
});
