// The menu's open group closes when the person goes elsewhere; what a wide screen shows open is folded on a phone.
// Without this script groups and folds open and close by themselves.
"use strict";
{
  if (matchMedia("(max-width: 640px)").matches) {
    document.querySelectorAll("details.folds-on-phone").forEach((fold) => { if (!location.hash || !fold.querySelector(location.hash)) fold.open = false; });
  }
  if (matchMedia("(max-width: 1024px)").matches) {
    document.querySelectorAll("#changelist > .filters").forEach((fold) => { fold.open = false; });
  }
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
