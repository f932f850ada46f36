/** "Select all" on the staff site's export page. */
const boxes = () => document.querySelectorAll(".selectable-field-export-row input[type=checkbox]:not([data-select-all])");

document.querySelector("[data-select-all]")?.addEventListener("change", (event) => {
  for (const box of boxes()) box.checked = event.target.checked;
});
