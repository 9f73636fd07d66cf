// Asks the server for the limit of the money while a form is filled in. Without this script the panel's button does it.
"use strict";
{
  const available = document.querySelector("[data-available]");
  if (available) {
    const form = available.closest("form");
    const lines = available.querySelector("[data-available-lines]");
    let waiting = 0;
    let asked = "";

    const values = () => {
      const found = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && !/^(csrfmiddlewaretoken|_|confirmed)/.test(name)) found.append(name, value);
      }
      return found.toString();
    };

    const ask = async () => {
      const question = values();
      if (question === asked) return;
      asked = question;
      try {
        const answer = await fetch(`${available.dataset.available}?${question}`, { credentials: "same-origin" });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const text = await answer.text();
        if (question === asked) lines.innerHTML = text;
      } catch {
        asked = ""; // the next change asks again; saving checks the limit in any case
      }
    };

    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    };

    available.querySelector("[name=_check]").remove();
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    asked = values();
    window.addEventListener("focus", soon); // the calendar of Django fills the date without an event
  }
}
