// The menu's open group closes when the person goes elsewhere. Without this script groups open and close by themselves.
"use strict";
{
  const groups = [...document.querySelectorAll(".menu-group")];
  const close = (except) => groups.forEach((group) => { if (group !== except) group.open = false; });
  groups.forEach((group) => group.addEventListener("toggle", () => { if (group.open) close(group); }));
  document.addEventListener("click", (event) => close(event.target.closest(".menu-group")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = groups.find((group) => group.open) || document.querySelector("#menu-toggle[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}
