// Filters for the disagreements: by code, participant and document. Without scripts all of them are shown.

const disagreements = document.getElementById("disagreement-filters");

function narrowDisagreements() {
  const entries = [...document.querySelectorAll(".disputes > li")];
  for (const entry of entries) {
    entry.hidden = ["code", "person", "document"].some((name) => {
      const wanted = disagreements.elements[name].value;
      return wanted !== "" && !entry.dataset[name].split(" ").includes(wanted);
    });
  }
  const shown = entries.filter((entry) => !entry.hidden).length;
  disagreements.querySelector("[role=status]").textContent = `Showing ${shown} of ${entries.length} listed units.`;
}

if (disagreements !== null) {
  disagreements.hidden = false;
  narrowDisagreements();
  disagreements.addEventListener("input", narrowDisagreements);
  disagreements.addEventListener("submit", (event) => event.preventDefault());
}
