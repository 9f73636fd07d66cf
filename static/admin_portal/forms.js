// Two things that a form of the staff cannot do by itself; without this script it is a plain form.
//
// What was typed outlives the session. A form that was sent stays in this tab's own storage until the next page shows
// that it was answered. If the log-in stood there instead, or a form that had expired, whoever typed finds it filled in
// after logging in; anybody else, and a person who logs out, leaves nothing of it. Passwords and files are never kept.
//
// A record added by «+» is offered at once in every list of its kind on the page.
"use strict";
{
  const KEY = "typed";
  const script = document.currentScript.dataset;
  const read = () => {
    try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; }
  };
  const keep = (draft) => {
    try { sessionStorage.setItem(KEY, JSON.stringify(draft)); } catch { /* too long for the storage: nothing is kept */ }
  };
  const forget = () => sessionStorage.removeItem(KEY);
  const pageOf = (address) => {
    const url = new URL(address, location.href);
    return url.pathname + url.search;
  };
  const isOwn = (field) => field.name && !["password", "file", "submit", "button"].includes(field.type)
    && !/^(csrfmiddlewaretoken|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*-id)$/.test(field.name);
  const valueOf = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    return field.type === "select-multiple" ? [...field.selectedOptions].map((option) => option.value) : field.value;
  };
  const notice = (words, link) => {
    const place = document.createElement("div");
    place.className = "notice warn";
    place.setAttribute("role", "status");
    place.append(words);
    if (link) {
      const way = document.createElement("a");
      way.href = link;
      way.textContent = script.back;
      place.append(" ", way);
    }
    (document.querySelector("#content h1") || document.querySelector("#content").firstChild).after(place);
  };

  const restore = (form, values) => {
    for (const [name, of] of values) {
      const row = /^(.+)-\d+-/.exec(name); // a row that was added to a table of the form
      const add = row && document.querySelector(`#${CSS.escape(row[1])}-group .add-row a`);
      while (add && ![...form.elements].some((field) => field.name === name)) {
        const before = form.elements.length;
        add.click();
        if (form.elements.length === before) break;
      }
      for (const field of [...form.elements].filter((each) => each.name === name && isOwn(each))) {
        const value = field.type === "radio" || field.type === "checkbox" ? of[field.value] : of.value;
        if (value === undefined || valueOf(field) === value) continue;
        if (typeof value === "boolean") field.checked = value;
        else if (Array.isArray(value)) [...field.options].forEach((option) => { option.selected = value.includes(option.value); });
        else field.value = value;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
  };

  const draft = read();
  if ("interrupted" in script) { // the log-in, or the page of a form that has expired
    if (draft) keep({ ...draft, interrupted: true });
  } else {
    if (draft && !(draft.interrupted && draft.person === script.person)) forget();
    else if (draft) {
      const forms = [...document.querySelectorAll("#content form")].filter((form) => form.method === "post");
      const form = pageOf(location.href) === draft.page && forms[draft.number];
      if (form) {
        const ready = window.django?.jQuery ?? ((work) => addEventListener("load", work)); // Django adds its buttons then
        ready(() => { restore(form, draft.values); notice(script.restored); });
        forget();
      } else notice(script.waiting, draft.page);
    }
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (!form.closest("#content")) { forget(); return; } // who logs out leaves nothing behind
      if (form.method !== "post") return;
      const forms = [...document.querySelectorAll("#content form")].filter((each) => each.method === "post");
      const values = new Map();
      for (const field of [...form.elements].filter(isOwn)) {
        const of = values.get(field.name) || {};
        of[field.type === "radio" || field.type === "checkbox" ? field.value : "value"] = valueOf(field);
        values.set(field.name, of);
      }
      keep({ person: script.person, page: pageOf(form.action), number: forms.indexOf(form), values: [...values] });
    });
  }

  if (window.django?.jQuery) {
    window.django.jQuery(document).on("change", ".related-widget-wrapper select", ({ target }) => {
      const chosen = target.selectedOptions[0];
      const kind = target.closest("[data-model-ref]")?.dataset.modelRef;
      if (!chosen || !kind) return;
      for (const other of document.querySelectorAll(`[data-model-ref="${CSS.escape(kind)}"] select`)) {
        const known = [...other.options].some((option) => option.value === chosen.value);
        if (!known) other.add(new Option(chosen.textContent, chosen.value));
      }
    });
  }
}
