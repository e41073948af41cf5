// Tables that are too wide show that they scroll sideways.

const watcher = new ResizeObserver((changes) => {
  for (const { target } of changes) target.classList.toggle("wide", target.scrollWidth > target.clientWidth);
});
for (const table of document.querySelectorAll(".scroll")) watcher.observe(table);
