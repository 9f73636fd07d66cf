/* The plan grid: totals while typing, movement by keys, paste from a spreadsheet, undo before saving. The page is a complete
   form without it; what it adds up is added up again by the server. */

import { kopiikas, readAmount, writeAmount } from "./grid-amounts.js";
import { isBlock, layBlock, readBlock } from "./grid-paste.js";
import { History, Store } from "./grid-history.js";
import { Totals } from "./grid-totals.js";

const form = document.querySelector("form[data-grid]");
if (form && form.dataset.adopted === "no") start();

function start() {
  const words = JSON.parse(form.dataset.words);
  const say = (sentence, parts = {}) => sentence.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
  const part = (name) => document.querySelector(`[data-${name}]`);
  const lines = [...form.querySelectorAll("tr[data-measure]")].map(readLine);
  const inputs = lines.flatMap((line) => line.inputs);
  const fields = [...inputs, ...lines.map((line) => line.funding)];
  const byName = new Map(fields.map((field) => [field.name, field]));
  const lineOf = new Map(lines.flatMap((line) => [...line.inputs, line.funding].map((field) => [field, line])));
  const totals = new Totals(form, lines, words);
  const history = new History(apply);
  const store = new Store(`plan-grid:${form.dataset.grid}`);
  const lastFunding = new Map();
  let entered = ""; // what the focused field held when it was entered
  let editing = false; // inside the cell: arrows move the caret
  let saving = false;

  function readLine(row) {
    const funding = row.querySelector("select");
    return {
      row,
      funding,
      inputs: [...row.querySelectorAll("td.grid-cell input")],
      code: row.dataset.measure,
      number: row.dataset.number,
      task: row.closest("tbody").dataset.task,
      name: row.querySelector(".grid-name").textContent.trim().replace(/\s+/g, " "),
      kind: () => funding.value.split(":")[0],
      funded: () => row.querySelector("td.grid-cell")?.hidden === false,
    };
  }

  // What a field looks like --------------------------------------------------------------------

  function changed(field) {
    if (field.tagName === "SELECT") return field.value !== field.dataset.seen;
    const found = readAmount(field.value);
    return Boolean(found.problem) || found.amount !== kopiikas(field.dataset.seen);
  }

  function refresh(field, settled = true) {
    const cell = field.closest("td");
    const differs = changed(field);
    cell.classList.toggle("grid-changed", differs);
    cell.querySelector(".grid-before").textContent = differs ? say(words.before, { value: seenWords(field) }) : "";
    if (field.tagName === "SELECT") return refreshFunding(lineOf.get(field));
    const found = readAmount(field.value);
    cell.classList.toggle("grid-zero", found.amount === 0n);
    cell.querySelector(".grid-zero-word").hidden = found.amount !== 0n;
    if (settled || !found.problem) {
      cell.querySelector(".grid-problem").textContent = found.problem ? words.problems[found.problem] : "";
      if (found.problem) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    return undefined;
  }

  function seenWords(field) {
    if (field.tagName === "SELECT") {
      return [...field.options].find((option) => option.value === field.dataset.seen)?.text ?? field.dataset.seen;
    }
    const amount = kopiikas(field.dataset.seen);
    return amount === null ? "—" : writeAmount(amount, words);
  }

  function refreshFunding(line) {
    const holds = line.inputs.some((input) => input.value.trim() !== "");
    const open = line.kind() === "funded" || holds;
    line.row.querySelectorAll("td.grid-cell, td.grid-sum").forEach((cell) => (cell.hidden = !open));
    const note = line.row.querySelector(".grid-words");
    note.hidden = open;
    note.textContent = words.absences[line.kind()] ?? "";
    line.row.classList.toggle("grid-unfunded", !open);
    const problem = line.row.querySelector(".grid-funding .grid-problem");
    if (line.kind() === "funded" || !holds) problem.textContent = "";
    if (!problem.textContent) line.funding.removeAttribute("aria-invalid");
  }

  function refreshAll() {
    totals.refresh();
    const count = fields.filter(changed).length;
    part("count").textContent = count ? say(words.changed, { count }) : words.unchanged;
    part("undo").disabled = !history.canUndo;
    part("redo").disabled = !history.canRedo;
    store.keep(fields.filter(changed), history);
  }

  // Changes ------------------------------------------------------------------------------------

  /** Give fields their texts, as one step that can be undone: [{name, before, after}]. */
  function change(edits) {
    const real = edits.filter((edit) => edit.before !== edit.after);
    if (real.length) history.add(real);
    apply(real, "after");
  }

  function apply(edits, side) {
    edits.forEach(({ name, [side]: text }) => {
      const field = byName.get(name);
      if (!field) return;
      field.value = text;
      if (field === document.activeElement) entered = text;
      if (lastFunding.has(field)) lastFunding.set(field, text);
    });
    edits.forEach(({ name }) => byName.has(name) && refresh(byName.get(name)));
    refreshAll();
  }

  function written(text) {
    const found = readAmount(text);
    if (found.problem) return text;
    return found.amount === null ? "" : writeAmount(found.amount, words);
  }

  /** Accept what was typed into an amount: write it the portal's way and remember the step. */
  function settle(field) {
    editing = false;
    delete field.dataset.editing;
    const before = entered;
    const after = written(field.value);
    if (field.value === before && after === before) return;
    change([{ name: field.name, before, after }]);
    field.value = after;
    entered = after;
    refresh(field);
    refreshAll();
    if (before !== after) announce(field);
  }

  function announce(field) {
    const problem = field.closest("td").querySelector(".grid-problem").textContent;
    status(problem ? `${field.getAttribute("aria-label")}: ${problem}` : totals.sentence());
  }

  function status(sentence) {
    part("status").textContent = sentence;
  }

  function step(direction) {
    const active = document.activeElement;
    if (inputs.includes(active) && active.value !== entered) settle(active);
    const edits = direction === "undo" ? history.undo() : history.redo();
    if (!edits) return status(direction === "undo" ? words.nothing_to_undo : words.nothing_to_redo);
    const first = byName.get(edits[0].name);
    if (first && first.offsetParent) enter(first);
    const cells = edits.slice(0, 3).map((edit) => byName.get(edit.name)?.getAttribute("aria-label"));
    const more = edits.length > 3 ? "…" : "";
    status(`${say(direction === "undo" ? words.undone : words.redone, { cells: cells.join("; ") })}${more}. ${totals.sentence()}`);
    return undefined;
  }

  // Movement -----------------------------------------------------------------------------------

  function enter(field) {
    field.focus();
    if (field.select) field.select();
  }

  function neighbour(field, down, across) {
    const line = lineOf.get(field);
    const column = line.inputs.indexOf(field);
    if (across) return line.inputs[column + across] ?? (across < 0 ? line.funding : undefined);
    let at = lines.indexOf(line) + down;
    while (lines[at] && !lines[at].funded()) at += down;
    return lines[at]?.inputs[column];
  }

  function move(event, field, down, across) {
    event.preventDefault();
    settle(field);
    const next = neighbour(field, down, across);
    if (next) enter(next);
    else field.select();
  }

  function edge(field, last, whole) {
    const line = lineOf.get(field);
    const open = lines.filter((other) => other.funded());
    const target = whole ? open[last ? open.length - 1 : 0] : line;
    return target.inputs[last ? target.inputs.length - 1 : 0];
  }

  /** The sources of funding stand left of the amounts; a key moves among them and changes none. */
  function onSourceKey(event, field) {
    const line = lineOf.get(field);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (down) {
      event.preventDefault();
      lines[lines.indexOf(line) + down]?.funding.focus();
    } else if (event.key === "ArrowRight" && line.funded()) {
      event.preventDefault();
      enter(line.inputs[0]);
    } else if (event.key === "ArrowLeft") event.preventDefault();
    else if (event.key === "F2" || event.key === "Enter") {
      event.preventDefault();
      field.showPicker();
    }
  }

  function onKey(event) {
    const field = event.target;
    const command = event.ctrlKey || event.metaKey;
    // by the place of the key as well: on a Ukrainian keyboard Z is «я»
    if (command && (event.code === "KeyZ" || event.key === "z")) return act(event, event.shiftKey ? "redo" : "undo");
    if (command && (event.code === "KeyY" || event.key === "y")) return act(event, "redo");
    if (command && (event.code === "KeyS" || event.key === "s")) return save(event);
    if (lineOf.has(field) && field.tagName === "SELECT") return onSourceKey(event, field);
    if (!inputs.includes(field)) return undefined;
    return onCellKey(event, field, command);
  }

  function onCellKey(event, field, command) {
    if (event.key === "Enter") return move(event, field, event.shiftKey ? -1 : 1, 0);
    if (event.key === "F2") return toggleEditing(event, field);
    if (event.key === "Escape") return leaveAsItWas(event, field);
    if (editing || event.altKey || event.shiftKey) return undefined;
    const target = { Home: [false, command], End: [true, command] }[event.key];
    if (target) {
      event.preventDefault();
      settle(field);
      return enter(edge(field, ...target));
    }
    const arrow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    return arrow && !command ? move(event, field, ...arrow) : undefined;
  }

  function toggleEditing(event, field) {
    event.preventDefault();
    editing = !editing;
    if (!editing) {
      delete field.dataset.editing;
      return field.select();
    }
    field.dataset.editing = "yes";
    return field.setSelectionRange(field.value.length, field.value.length);
  }

  function leaveAsItWas(event, field) {
    event.preventDefault();
    editing = false;
    delete field.dataset.editing;
    field.value = entered;
    refresh(field);
    refreshAll();
    field.select();
  }

  function act(event, direction) {
    event.preventDefault();
    step(direction);
  }

  function save(event) {
    event.preventDefault();
    if (inputs.includes(document.activeElement)) settle(document.activeElement);
    form.requestSubmit(form.querySelector(".grid-save"));
  }

  // Paste --------------------------------------------------------------------------------------

  function onPaste(event) {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!inputs.includes(field) || !isBlock(text)) return;
    event.preventDefault();
    field.value = entered;
    const line = lineOf.get(field);
    const block = readBlock(text);
    const { placed, leftOut } = layBlock(block, lines, lines.indexOf(line), line.inputs.indexOf(field));
    change(placed.map(([input, value]) => ({ name: input.name, before: input.value, after: written(value) })));
    field.select();
    report(placed.length, leftOut);
  }

  function report(count, leftOut) {
    const note = part("note");
    const pasted = document.createElement("p");
    pasted.textContent = say(words.pasted, { count });
    note.replaceChildren(pasted);
    note.hidden = !leftOut.length;
    if (leftOut.length) {
      const heading = document.createElement("p");
      heading.textContent = words.left_out;
      const list = document.createElement("ul");
      list.append(...leftOut.map((item) => {
        const entry = document.createElement("li");
        entry.textContent = say(words[item.why], { value: `«${item.value}»`, measure: item.measure });
        return entry;
      }));
      note.append(heading, list);
    }
    status(`${note.textContent} ${totals.sentence()}`);
  }

  // Funding and choices between two versions ---------------------------------------------------

  function onFunding(field) {
    const line = lineOf.get(field);
    const edits = [{ name: field.name, before: lastFunding.get(field), after: field.value }];
    const filled = line.kind() === "funded" ? [] : line.inputs.filter((input) => input.value.trim() !== "");
    filled.forEach((input) => edits.push({ name: input.name, before: input.value, after: "" }));
    change(edits);
    const emptied = say(words.emptied, { measure: line.number, count: filled.length });
    status(filled.length ? `${emptied} ${totals.sentence()}` : totals.sentence());
  }

  const mine = new Map();
  function onChoice(radio) {
    const field = byName.get(radio.name.replace(/^choice:/, ""));
    if (!field) return;
    if (!mine.has(field)) mine.set(field, field.value);
    const theirs = field.tagName === "SELECT" ? field.dataset.seen : written((field.dataset.seen || "").replace(".", words.decimal));
    change([{ name: field.name, before: field.value, after: radio.value === "theirs" ? theirs : mine.get(field) }]);
    status(totals.sentence());
  }

  // Listening ----------------------------------------------------------------------------------

  function showPlace(field) {
    const line = lineOf.get(field);
    const here = part("here");
    const source = form.querySelector(`th.grid-source[data-source="${field.dataset.source}"]`)?.textContent ?? "";
    here.textContent = [line.name, source, field.dataset.year].filter(Boolean).join(" · ");
    here.hidden = false;
  }

  let stop; // the sheet is one stop of the Tab key: the cell that was left last
  function stopAt(field) {
    if (stop) stop.tabIndex = -1;
    stop = field;
    stop.tabIndex = 0;
  }

  form.addEventListener("focusin", ({ target }) => {
    if (!byName.has(target.name)) return;
    stopAt(target);
    entered = target.value;
    editing = false;
    showPlace(target);
    if (inputs.includes(target)) target.select();
  });
  form.addEventListener("focusout", ({ target }) => inputs.includes(target) && settle(target));
  form.addEventListener("pointerdown", ({ target }) => {
    if (inputs.includes(target) && target === document.activeElement) {
      editing = true;
      target.dataset.editing = "yes";
    } else if (inputs.includes(target)) {
      target.addEventListener("click", () => target.select(), { once: true });
    }
  });
  form.addEventListener("input", ({ target }) => {
    if (!inputs.includes(target)) return;
    refresh(target, false);
    refreshAll();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.tagName === "SELECT" && lineOf.has(target)) onFunding(target);
    if (target.type === "radio") onChoice(target);
  });
  document.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("submit", () => {
    saving = true;
    if (inputs.includes(document.activeElement)) settle(document.activeElement);
  });
  window.addEventListener("pageshow", () => (saving = false));
  window.addEventListener("beforeunload", (event) => {
    if (!saving && fields.some(changed)) event.preventDefault();
  });
  part("undo").addEventListener("click", () => step("undo"));
  part("redo").addEventListener("click", () => step("redo"));

  // The start ----------------------------------------------------------------------------------

  /** Offer what an earlier visit in this tab left unsaved; true while the person has not answered. */
  function offerToRestore() {
    const kept = store.read();
    if (form.dataset.unsaved === "yes") {
      if (kept) history.load(kept.steps, kept.at);
      return false;
    }
    const edits = Object.entries(kept?.cells ?? {})
      .filter(([name]) => byName.has(name))
      .map(([name, after]) => ({ name, before: byName.get(name).value, after }))
      .filter((edit) => edit.before !== edit.after);
    const close = () => (part("restore").hidden = true);
    part("restore").hidden = !edits.length;
    part("restore-yes").addEventListener("click", () => {
      change(edits);
      close();
      enter(byName.get(edits[0].name));
      status(words.restored);
    });
    part("restore-no").addEventListener("click", () => {
      close();
      refreshAll();
    });
    return edits.length > 0;
  }

  form.classList.add("grid-live");
  const frame = form.querySelector(".grid-frame");
  frame.querySelector("table").setAttribute("role", "grid");
  frame.removeAttribute("tabindex");
  fields.forEach((field) => (field.tabIndex = -1));
  stopAt(lines.find((line) => line.funded())?.inputs[0] ?? fields[0]);
  // on a phone the amounts come first; the sources are one pull away
  if (matchMedia("(max-width: 640px)").matches) frame.scrollLeft = form.querySelector("td.grid-funding").offsetWidth;
  form.querySelector(".grid-check").hidden = true;
  part("undo").hidden = part("redo").hidden = false;
  part("undo").disabled = part("redo").disabled = true;
  lines.forEach((line) => lastFunding.set(line.funding, line.funding.value));
  if (!offerToRestore()) refreshAll();
  part("attention")?.focus();
}
