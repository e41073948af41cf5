// Filter for unassigned units: those near one sub-theme. Without scripts all of them are shown.

const triage = document.getElementById("triage-filters");

function narrow() {
  const wanted = triage.elements.near.value;
  const units = [...document.querySelectorAll(".triage li[data-near]")];
  for (const unit of units) unit.hidden = wanted !== "" && `=${unit.dataset.near}` !== wanted;
  for (const group of document.querySelectorAll(".triage")) {
    const some = group.querySelector("li[data-near]:not([hidden])") !== null;
    group.hidden = !some;
    if (some && wanted !== "") group.querySelector("details").open = true;
  }
  const shown = units.filter((unit) => !unit.hidden).length;
  triage.querySelector("[role=status]").textContent =
    `Showing ${shown.toLocaleString("en")} of ${units.length.toLocaleString("en")} listed units.`;
}

if (triage !== null) {
  triage.hidden = false;
  narrow();
  triage.addEventListener("input", narrow);
  triage.addEventListener("submit", (event) => event.preventDefault());
}
