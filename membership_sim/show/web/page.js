"use strict";
// Makes the controls above each table of entries work. All that they hide and show is in the page without this script.
for (const form of document.querySelectorAll("form.controls")) {
  const table = form.parentElement.querySelector("table.entries");
  const rows = [...table.tBodies[0].rows];
  const kinds = [...form.querySelectorAll("input[type=checkbox]")];
  const shown = form.querySelector("output");

  const filter = () => {
    const wanted = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
    for (const row of rows) row.hidden = !wanted.has(row.dataset.kind);
    const filtered = wanted.size < kinds.length;
    const part = rows.filter((row) => !row.hidden).length;
    table.classList.toggle("filtered", filtered);
    shown.value = filtered ? shown.dataset.template.replace("{part}", part).replace("{whole}", rows.length) : "";
  };

  // The first entry on or after a day, or else the last one, gets the focus, so that a reader goes on from there.
  const jump = (day) => {
    const seen = rows.filter((row) => !row.hidden);
    const row = seen.find((one) => one.querySelector("time").dateTime >= day) || seen.at(-1);
    if (!row) return;
    const summary = row.querySelector("summary");
    summary.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  };

  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") filter();
  });
  form.addEventListener("click", (event) => {
    const { open } = event.target.dataset;
    if (open) for (const row of rows) row.querySelector("details").open = open === "true";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    jump(form.querySelector("input[type=date]").value);
  });
  form.hidden = false;
  filter(); // a browser may bring back what was chosen before
}
