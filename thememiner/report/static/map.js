// The map of units, and the filters over it.

const map = document.getElementById("map");
const filters = document.getElementById("map-filters");

// A filter compares an equals sign and the value, so that an unknown value differs from no filter.
const facts = {
  theme: (unit) => [report.units.theme[unit], report.units.subtheme[unit] ?? report.units.theme[unit]],
  participant: (unit) => [report.units.participant[unit]],
  document: (unit) => [documentOf(unit).name],
};

function passes(unit) {
  const words = filters.elements.words.value.trim().toLowerCase();
  const chosen = Object.entries(facts).every(([name, values]) => {
    const wanted = filters.elements[name].value;
    return wanted === "" || values(unit).some((value) => wanted === `=${value ?? ""}`);
  });
  return chosen && (words === "" || textOf(unit).toLowerCase().includes(words));
}

function filtered(trace) {
  const kept = trace.customdata.flatMap((unit, index) => (passes(unit) ? [index] : []));
  const columns = ["x", "y", "hovertext", "customdata"];
  return { ...trace, ...Object.fromEntries(columns.map((name) => [name, kept.map((index) => trace[name][index])])) };
}

function draw() {
  const { data, layout, config } = report.figure;
  const traces = data.map(filtered);
  const shown = traces.flatMap((trace) => trace.customdata);
  const people = new Set(shown.map((unit) => report.units.participant[unit]).filter((name) => name !== null));
  const [units, all, who] = [shown.length, report.points, people.size].map((count) => count.toLocaleString("en"));
  document.getElementById("map-count").textContent =
    `Showing ${units} of ${all} units, from ${who} ${people.size === 1 ? "participant" : "participants"}.`;
  for (const button of document.querySelectorAll("button[data-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.theme === filters.elements.theme.value));
  }
  const named = new Set(traces.filter((trace) => trace.x.length > 0).map((trace) => trace.name));
  const annotations = layout.annotations.filter((label) => named.has(label.name));
  const narrow = window.matchMedia("(max-width: 40rem)").matches;
  return Plotly.react(map, traces, { ...layout, annotations, dragmode: narrow ? false : "zoom" }, config);
}

if (map !== null) {
  draw();
  map.on("plotly_click", (event) => showContext(event.points[0].customdata));
  let waiting = 0;
  filters.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 150);
  });
  filters.addEventListener("reset", () => setTimeout(draw));
  filters.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector(".key").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-theme]");
    if (button === null) return;
    const pressed = button.getAttribute("aria-pressed") === "true";
    filters.elements.theme.value = pressed ? "" : button.dataset.theme;
    draw();
  });
}
