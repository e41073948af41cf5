"use strict";

// A meaning unit in context: the turns around it, in a panel next to the page.

const report = JSON.parse(document.getElementById("report-data").textContent);
const NEIGHBOURS = 2; // turns on either side
const REACH = 1500; // characters on either side

const panel = document.getElementById("context");
const unitById = new Map(report.units.id.map((id, unit) => [id, unit]));
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });
let opener = null;

// Positions count code points, but strings in JavaScript count UTF-16 code units.
function between(piece, start, end) {
  piece.points ??= Array.from(piece.text);
  return piece.points.slice(Math.max(start - piece.start, 0), Math.max(end - piece.start, 0)).join("");
}

function endOf(piece) {
  piece.points ??= Array.from(piece.text);
  return piece.start + piece.points.length;
}

function documentOf(unit) {
  return report.documents[report.units.document[unit]];
}

function textOf(unit) {
  const [start, end] = [report.units.start[unit], report.units.end[unit]];
  const pieces = documentOf(unit).pieces.filter((piece) => piece.start < end && endOf(piece) > start);
  return pieces.map((piece) => between(piece, start, end)).join("");
}

function turnsAround(unit) {
  const [start, end] = [report.units.start[unit], report.units.end[unit]];
  const pieces = documentOf(unit).pieces;
  const holder = pieces.find((piece) => piece.start <= start && start < endOf(piece)) ?? { turn: 0 };
  return pieces.filter(
    (piece) =>
      Math.abs(piece.turn - holder.turn) <= NEIGHBOURS && endOf(piece) > start - REACH && piece.start < end + REACH,
  );
}

function element(name, text, properties = {}) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(text);
  return node;
}

function ordinal(number) {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" }[ordinals.select(number)];
  return number.toLocaleString("en") + ending;
}

function turnItem(piece, unit) {
  const [start, end] = [report.units.start[unit], report.units.end[unit]];
  const from = Math.max(piece.start, start - REACH);
  const to = Math.min(endOf(piece), end + REACH);
  const words = element("p", "", { dir: "auto" });
  if (/[\u3400-\u9fff]/.test(piece.text)) words.lang = "zh";
  words.append(from > piece.start || !piece.opens ? "… " : "", between(piece, from, start));
  if (start < to && end > from) words.append(element("mark", between(piece, start, end)));
  words.append(between(piece, Math.max(end, from), to), to < endOf(piece) || !piece.closes ? " …" : "");
  const item = element("li", "", { className: piece.role });
  const meta = element("span", element("bdi", piece.speaker || piece.role), { className: "meta" });
  meta.append(` · ${ordinal(piece.turn)} turn`);
  item.append(meta, words);
  return item;
}

function themeLink(id) {
  return element("a", element("bdi", `${id} ${report.themes[id] ?? ""}`), { href: `#${id}` });
}

function themeLine(unit) {
  const id = report.units.subtheme[unit] ?? report.units.theme[unit];
  const fate = report.units.kept[unit] ? "Unassigned" : "Set aside";
  if (id === null) return [`${fate}${report.units.reason[unit] ? `: ${report.units.reason[unit]}` : ""}`];
  const second = report.units.second[unit];
  return second === null ? [themeLink(id)] : [themeLink(id), " and ", themeLink(second)];
}

function showContext(unit) {
  const { participant, speaker, start, end, time } = report.units;
  const person = element("bdi", participant[unit] ?? speaker[unit] ?? "participant not known");
  const where = ` · position ${start[unit]}–${end[unit]}${time[unit] === null ? "" : ` · ${time[unit]}`}`;
  const place = document.getElementById("context-place");
  place.replaceChildren(person, " · ", element("bdi", documentOf(unit).name), where);
  document.getElementById("context-theme").replaceChildren(...themeLine(unit));
  document.getElementById("context-turns").replaceChildren(
    ...turnsAround(unit).map((piece) => turnItem(piece, unit)),
  );
  if (!panel.open) panel.show();
  panel.scrollTop = 0;
  panel.querySelector("mark")?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function hideContext() {
  panel.close();
  opener?.focus({ preventScroll: true });
  opener = null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-unit]");
  const unit = unitById.get(link?.dataset.unit);
  if (unit === undefined) return;
  event.preventDefault();
  opener = link;
  showContext(unit);
});
document.getElementById("context-close").addEventListener("click", hideContext);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel.open) hideContext();
});
