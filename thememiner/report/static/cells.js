// Heat maps of comparisons: each count opens the list of its units. Without scripts it is a plain number.

function unitItem(unit) {
  const { id, participant, speaker } = report.units;
  const words = element("p", textOf(unit), { className: "said", dir: "auto" });
  if (/[\u3400-\u9fff]/.test(words.textContent)) words.lang = "zh";
  const meta = element("span", element("bdi", participant[unit] ?? speaker[unit] ?? "participant not known"), {
    className: "meta",
  });
  const link = element("a", "in context", { href: `#U-${id[unit]}` });
  link.dataset.unit = id[unit];
  meta.append(" · ", element("bdi", documentOf(unit).name), " · ", link);
  const item = element("li", "");
  item.append(words, meta);
  return item;
}

function fillBehind(behind, button) {
  const { row, column, cell } = button.dataset;
  const units = report.cells[cell].map((id) => unitById.get(id));
  const all = Number(button.textContent.replaceAll(",", ""));
  const title = element("h5", element("bdi", row));
  title.append(" and ", element("bdi", column), `: ${button.textContent} ${all === 1 ? "unit" : "units"}`);
  const list = element("ol", "");
  list.append(...units.map(unitItem));
  const close = element("button", "Close", { type: "button" });
  close.addEventListener("click", () => {
    behind.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  });
  behind.replaceChildren(title, list);
  const more = all - units.length;
  if (more > 0) behind.append(element("p", `and ${more.toLocaleString("en")} more`, { className: "note" }));
  behind.append(close);
}

function openBehind(behind, button) {
  const pressed = behind.parentElement.querySelector(".matrix button[aria-expanded=true]");
  pressed?.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-expanded", "true");
  fillBehind(behind, button);
  behind.hidden = false;
  behind.focus({ preventScroll: true });
  behind.scrollIntoView({ block: "nearest" });
}

for (const table of document.querySelectorAll("#comparison .matrix")) {
  const behind = element("div", "", { className: "behind", hidden: true, tabIndex: -1 });
  behind.setAttribute("role", "region");
  behind.setAttribute("aria-label", "Units of a cell");
  table.closest(".scroll").after(behind);
  const columns = [...table.tHead.rows[0].cells].map((head) => head.textContent);
  for (const cell of table.querySelectorAll("td[data-cell]")) {
    const button = element("button", cell.textContent, { type: "button" });
    Object.assign(button.dataset, {
      cell: cell.dataset.cell,
      row: cell.parentElement.cells[0].textContent,
      column: columns[cell.cellIndex],
    });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `${cell.textContent} units: ${button.dataset.row} and ${button.dataset.column}`);
    button.addEventListener("click", () => openBehind(behind, button));
    cell.replaceChildren(button);
  }
}
