// Sorts the table of jobs by any column, and filters it by text, state and configuration; without scripts it shows all rows.

const jobs = document.getElementById("jobs");
const filters = document.getElementById("job-filters");
const rows = [...jobs.tBodies[0].rows];
const words = new Intl.Collator("en", { numeric: true });

function keyOf(row, column) {
  const cell = row.cells[column];
  return "key" in cell.dataset ? Number(cell.dataset.key) : null;
}

function textOf(row, column) {
  return row.cells[column].textContent.trim();
}

function sortBy(column, descending) {
  const numbers = rows.some((row) => keyOf(row, column) !== null);
  const way = descending ? -1 : 1;
  const ordered = rows.map((row, place) => ({ row, place })).sort((one, other) => {
    if (!numbers || jobs.tHead.rows[0].cells[column].classList.contains("word")) {
      return way * words.compare(textOf(one.row, column), textOf(other.row, column)) || one.place - other.place;
    }
    const keys = [keyOf(one.row, column), keyOf(other.row, column)];
    if (keys.includes(null)) return (keys[0] === null) - (keys[1] === null) || one.place - other.place;
    return way * (keys[0] - keys[1]) || one.place - other.place;
  });
  jobs.tBodies[0].append(...ordered.map(({ row }) => row));
}

function onSort(heading) {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  for (const other of jobs.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  sortBy(heading.cellIndex, descending);
}

for (const heading of jobs.tHead.rows[0].cells) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => onSort(heading));
}

function filter() {
  const { text, state, configuration } = filters.elements;
  const wanted = text.value.trim().toLocaleLowerCase("en");
  for (const row of rows) {
    row.hidden =
      (wanted !== "" && !row.textContent.toLocaleLowerCase("en").includes(wanted)) ||
      (state.value !== "" && row.dataset.state !== state.value) ||
      (configuration !== undefined && configuration.value !== "" && row.dataset.configuration !== configuration.value);
  }
  const shown = rows.filter((row) => !row.hidden).length;
  filters.querySelector("[role=status]").textContent =
    `Showing ${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} jobs.`;
}

filters.hidden = false;
filter();
filters.addEventListener("input", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
