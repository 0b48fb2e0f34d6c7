"use strict";
const field = document.querySelector("input[type=search]");
const stacks = [...document.querySelectorAll("details")];
const found = document.querySelector("#found");

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const stack of stacks) {
    const text = stack.textContent.toLowerCase();
    const fits = words.every((word) => text.includes(word));
    stack.classList.toggle("hidden", !fits);
    shown += fits;
  }
  found.textContent = `${shown} of ${stacks.length} stacks`;
}

field.addEventListener("input", search);
field.form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
  if (event.target === field) {
    if (event.key === "Escape") {
      field.value = "";
      search();
      field.blur();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    field.focus();
  } else if (event.key === "e" || event.key === "c") {
    for (const stack of stacks) {
      stack.open = event.key === "e";
    }
  }
});
