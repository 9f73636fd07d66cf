/* The form of a proposal: what was typed stays in this browser until it is sent, over a broken line and a closed
   window; and the small sum by which the portal knows that a browser sent it. Without this script the form works too. */
"use strict";

(() => {
  const form = document.getElementById("proposal-form");
  const sent = document.querySelector("[data-sent]");
  const KEPT_DAYS = 14;

  const storage = (name) => {
    try {
      const found = window[name];
      found.setItem("proposal-test", "1");
      found.removeItem("proposal-test");
      return found;
    } catch {
      return null; // storing is forbidden in this browser: the form works without it
    }
  };
  const local = storage("localStorage");
  const session = storage("sessionStorage");

  if (sent) {
    for (const place of [local, session]) place?.removeItem(`proposal-${sent.dataset.sent}`);
    return;
  }
  if (!form) return;

  const key = `proposal-${form.dataset.consultation}`;
  const said = document.getElementById("proposal-kept");
  const keeps = (field) => field.name && !["hidden", "file", "submit"].includes(field.type) && !("not" in field.dataset);
  const fields = [...form.elements].filter(keeps);
  // the text stays for two weeks; who wrote it only as long as this window is open: the computer may be a library's
  const places = () => [
    [local, fields.filter((field) => "text" in field.dataset)],
    [session, fields.filter((field) => !("text" in field.dataset))],
  ];

  const keep = () => {
    for (const [place, own] of places()) {
      const typed = own.filter((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value));
      try {
        if (typed.length) place?.setItem(key, JSON.stringify({ at: Date.now(), typed: typed.map((field) => [field.name, field.value]) }));
        else place?.removeItem(key);
      } catch {
        // full: what is typed stands in the page itself
      }
    }
    if (local && said) said.hidden = false;
  };

  const bring = () => {
    let brought = false;
    for (const [place, own] of places()) {
      let kept = null;
      try {
        kept = JSON.parse(place?.getItem(key) ?? "null");
      } catch {
        kept = null;
      }
      if (!kept || Date.now() - kept.at > KEPT_DAYS * 86400000) continue;
      for (const [name, value] of kept.typed) {
        for (const field of own.filter((each) => each.name === name)) {
          if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === value;
          else if (!field.value || "stands" in form.dataset) field.value = value;
          brought = true;
        }
      }
    }
    if (brought && said) said.hidden = false;
  };

  const forget = () => {
    for (const place of [local, session]) place?.removeItem(key);
    form.reset();
    if (said) said.hidden = true;
  };

  const mixed = (number) => {
    let bits = number ^ (number >>> 16);
    bits = Math.imul(bits, 0x85ebca6b);
    bits ^= bits >>> 13;
    bits = Math.imul(bits, 0xc2b2ae35);
    return (bits ^ (bits >>> 16)) >>> 0;
  };
  const answer = (seed) => {
    let number = 0;
    while (mixed((seed + Math.imul(number, 0x9e3779b1)) | 0) & 0x7fff) number += 1;
    return number;
  };

  bring();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  document.getElementById("proposal-forget")?.addEventListener("click", forget);
  form.elements.found.value = String(answer(Number(form.dataset.seed) | 0));
  // a page that comes back out of the browser's memory has a mark that was used: it is asked for anew
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
