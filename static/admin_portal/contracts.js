// Forms of contracts while they are filled in: sums of lines, the money that is left, what an act would take, questions
// about publications, areas. The server says all of it as well, so the pages work without this script.
"use strict";
{
  const later = (action, delay = 250) => {
    let waiting = 0;
    return (...given) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => action(...given), delay);
    };
  };
  const money = new Intl.NumberFormat("uk-UA", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const number = (text) => Number(text.replace(/\s/g, "").replace(",", ".")) || 0;

  // The page of a contract: amounts of its lines, and the panel of money.
  const lines = document.querySelector("#lines-group");
  const sums = () => {
    for (const row of lines.querySelectorAll("tr.form-row:not(.empty-form)")) {
      const [quantity, price] = ["quantity", "unit_price"].map((name) => row.querySelector(`[name$="-${name}"]`));
      const cell = row.querySelector(".field-sum [data-sum]") ?? row.querySelector(".field-sum p");
      if (quantity && price && cell) {
        const amount = number(quantity.value) * number(price.value);
        cell.textContent = amount ? money.format(Math.round(amount * 100 + 1e-7) / 100) : "—";
      }
    }
  };
  if (lines) {
    lines.addEventListener("input", sums);
    sums();
  }

  const panel = document.querySelector("[data-ask]");
  if (panel) {
    const form = panel.closest("form");
    const answer = panel.querySelector("[data-ask-answer]");
    const wanted = /^(contract|measure|customer|cpv|procurement|date_from)$|^(lines|line_changes|added_lines|commitments)-(TOTAL_FORMS|\d+-(line|year|source|amount|quantity|unit_price|DELETE))$/;
    let asked = "";
    const question = () => {
      const found = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (wanted.test(name)) found.append(name, value);
      return found.toString();
    };
    // what the server says of a row stands beside what is typed into it; a row of which it says nothing shows a dash
    const beside = () => {
      const said = new Map([...answer.querySelectorAll("[data-beside]")].map((one) => [one.dataset.beside, one.dataset]));
      for (const row of form.querySelectorAll("tr.form-row:not(.empty-form)")) {
        const { sum = "—", left = "", over } = said.get(row.id) ?? {};
        const [ofSum, ofLeft] = ["[data-sum]", "[data-left]"].map((part) => row.querySelector(part));
        if (ofSum) ofSum.textContent = sum;
        if (ofLeft) {
          ofLeft.textContent = left || (ofSum ? "" : "—");
          ofLeft.classList.toggle("over", over !== undefined);
        }
      }
    };
    const ask = later(async () => {
      const now = question();
      if (now === asked) return;
      asked = now;
      try {
        const response = await fetch(`${panel.dataset.ask}?${now}`, { credentials: "same-origin" });
        if (!response.ok || response.redirected) throw new Error(response.status);
        const text = await response.text();
        if (now !== asked) return;
        answer.innerHTML = text;
        beside();
      } catch {
        asked = ""; // the next change asks again
      }
    });
    panel.querySelector("[name=_check]").remove();
    form.addEventListener("input", ask);
    form.addEventListener("change", ask);
    asked = question();
    if (!answer.querySelector("[data-beside]")) {
      asked = ""; // a form that begins with rows nobody has sent yet
      ask();
    }
  }

  // The page of a new act: what its period proposes.
  const proposal = document.querySelector("[data-proposal]");
  if (proposal) {
    const form = proposal.closest("form");
    const answer = proposal.querySelector("[data-proposal-answer]");
    let asked = "";
    const question = () =>
      ["period_start", "period_end"].map((name) => `${name}=${encodeURIComponent(form.elements[name].value)}`).join("&");
    const ask = later(async () => {
      const now = question();
      if (now === asked) return;
      asked = now;
      try {
        const response = await fetch(`${proposal.dataset.proposal}&${now}`, { credentials: "same-origin" });
        if (!response.ok || response.redirected) throw new Error(response.status);
        const text = await response.text();
        if (now === asked) answer.innerHTML = text;
      } catch {
        asked = "";
      }
    });
    proposal.querySelector("[name=_check]").remove();
    asked = question();
    form.addEventListener("input", ask);
    form.addEventListener("change", ask);
    window.addEventListener("focus", ask);
    form.addEventListener("focusin", ask); // the calendar of Django fills a date without an event
  }

  // Publications: the area from columns and height, and questions while a headline is typed.
  const area = (scope, field) => {
    const outlet = field("outlet")?.selectedOptions[0];
    const width = number(outlet?.dataset.width || "");
    const [columns, height, size] = [field("columns"), field("height"), field("quantity")];
    if (!columns || !height || !size) return;
    const found = number(columns.value) * width * number(height.value);
    if (found) {
      size.value = String(Math.round(found * 1000) / 1000).replace(".", ",");
      size.dataset.computed = "1";
    } else if (size.dataset.computed) {
      delete size.dataset.computed;
      size.value = "";
    }
  };
  const questionsOf = async (address, field, pk) => {
    const values = Object.fromEntries(["outlet", "date", "headline", "link"].map((name) => [name, field(name)?.value || ""]));
    if (!values.headline.trim()) return [];
    try {
      const response = await fetch(`${address}?${new URLSearchParams({ ...values, pk })}`, { credentials: "same-origin" });
      return response.ok && !response.redirected ? (await response.json()).questions : [];
    } catch {
      return [];
    }
  };

  const single = document.querySelector("div[data-questions]");
  if (single) {
    const form = single.closest("form");
    const field = (name) => form.elements[name];
    const ask = later(async () => {
      single.textContent = (await questionsOf(single.dataset.questions, field, single.dataset.pk)).join(" ");
    }, 400);
    form.addEventListener("input", (event) => {
      if (/^(columns|height|outlet)$/.test(event.target.name)) area(form, field);
      if (/^(headline|link|date|outlet)$/.test(event.target.name)) ask();
    });
  }

  const sheet = document.querySelector("form.quick");
  if (sheet) {
    const body = sheet.querySelector("tbody");
    const total = sheet.querySelector("[name$=TOTAL_FORMS]");
    const rows = () => [...body.querySelectorAll("tr[data-row]")];
    const fieldOf = (row) => (name) => row.querySelector(`[name$="-${name}"]`);
    const nameOf = (input) => input.name.replace(/^rows-\d+-/, "");
    const untouched = (row) => !fieldOf(row)("headline").value.trim();

    const addRow = () => {
      const last = rows().at(-1);
      const place = rows().length;
      const [row, question] = [last, last.nextElementSibling].map((one) => one.cloneNode(true));
      for (const input of row.querySelectorAll("[name]")) {
        const name = nameOf(input);
        input.name = input.name.replace(/^rows-\d+-/, `rows-${place}-`);
        if (input.id) input.id = input.id.replace(/rows-\d+-/, `rows-${place}-`);
        delete input.dataset.computed;
        const above = fieldOf(last)(name);
        input.value = /^(outlet|date|kind)$/.test(name) ? above.value : "";
      }
      for (const errors of row.querySelectorAll(".errorlist")) errors.remove();
      question.hidden = true;
      question.querySelector("[data-question-words]").textContent = "";
      question.querySelector("label")?.remove();
      body.append(row, question);
      total.value = place + 1;
      return row;
    };

    const follow = (row) => {
      // outlet, date and topic of the rows below that nobody has begun follow this one
      const all = rows();
      for (const below of all.slice(all.indexOf(row) + 1)) {
        if (!untouched(below)) break;
        for (const name of ["outlet", "date", "kind"]) fieldOf(below)(name).value = fieldOf(row)(name).value;
      }
    };

    const ask = later(async (row) => {
      const question = row.nextElementSibling;
      const found = await questionsOf(sheet.dataset.questions, fieldOf(row), "");
      question.querySelector("[data-question-words]").textContent = found.join(" ");
      question.hidden = !found.length;
    }, 400);

    sheet.addEventListener("input", (event) => {
      const row = event.target.closest("tr[data-row]");
      if (!row) return;
      const name = nameOf(event.target);
      if (/^(outlet|date|kind)$/.test(name)) follow(row);
      if (/^(columns|height|outlet)$/.test(name)) area(row, fieldOf(row));
      if (/^(headline|link|date|outlet)$/.test(name)) ask(row);
    });

    sheet.addEventListener("keydown", (event) => {
      const row = event.target.closest("tr[data-row]");
      if (!row) return;
      const name = nameOf(event.target);
      const all = rows();
      const place = all.indexOf(row);
      if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && event.target.tagName !== "SELECT") {
        event.preventDefault();
        const next = all[place + 1] || addRow();
        follow(row);
        fieldOf(next)("headline").focus();
      } else if (event.key.toLowerCase() === "d" && event.ctrlKey && place > 0) {
        event.preventDefault();
        event.target.value = fieldOf(all[place - 1])(name).value;
        event.target.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
}
