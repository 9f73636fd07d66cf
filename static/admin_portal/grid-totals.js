/* The totals of the sheet and what they differ by from the passport, while somebody types. */

import { readAmount, writeAmount } from "./grid-amounts.js";

const MARKS = { over: "▲", under: "▼", equal: "✓", unread: "?" };
// which reason names a sum of cells without amounts: the order of the server's arithmetic
const REASONS = ["amount_not_stated", "not_foreseen", "not_required"];

/** Why an empty cell is empty; a sum that is not stated is that of the source which the measure names. */
function reasonOf(line, input) {
  const [kind, source] = line.funding.value.split(":");
  return kind === "not_required" || source === input.dataset.source ? kind.replace(/^funded$/, "not_foreseen") : "not_foreseen";
}

export class Totals {
  constructor(form, lines, words) {
    this.form = form;
    this.words = words;
    this.lines = lines;
    this.passport = Object.fromEntries(
      Object.entries(JSON.parse(form.dataset.passport)).map(([year, amount]) => [year, BigInt(amount)]),
    );
    this.sums = [...form.querySelectorAll("[data-sum]")].map((cell) => ({ cell, parts: this.partsOf(cell.dataset) }));
    this.differences = [...form.querySelectorAll("[data-difference]")].map((cell) => {
      const year = cell.dataset.difference === "0" ? "" : cell.dataset.difference;
      return { cell, year, parts: this.partsOf({ sum: "plan", source: "", year }) };
    });
  }

  /** The inputs that a computed cell adds up, each with its line. */
  partsOf({ sum, of, source, year }) {
    return this.lines
      .filter((line) => sum === "plan" || (sum === "task" ? line.task : line.code) === of)
      .flatMap((line) => line.inputs.map((input) => ({ line, input })))
      .filter(({ input }) => (!source || input.dataset.source === source) && (!year || input.dataset.year === year));
  }

  /** What the parts come to: an amount in kopiikas, or the reason why there is none; unread where a part cannot be read. */
  add(parts) {
    let amount = null;
    let unread = false;
    const reasons = new Set();
    parts.forEach(({ line, input }) => {
      const found = readAmount(input.value);
      if (found.amount !== null && found.amount !== undefined) amount = (amount ?? 0n) + found.amount;
      else if (found.problem) unread = true;
      else reasons.add(reasonOf(line, input));
    });
    return { amount, unread, reason: REASONS.find((reason) => reasons.has(reason)) ?? "not_foreseen" };
  }

  refresh() {
    this.sums.forEach(({ cell, parts }) => {
      const { amount, unread, reason } = this.add(parts);
      const words = amount === null ? this.words.absences[reason] : writeAmount(amount, this.words);
      const text = unread ? this.words.uncounted : words;
      if (cell.textContent !== text) cell.textContent = text;
      cell.classList.toggle("grid-absent", unread || amount === null);
    });
    const years = this.differences.map((difference) => this.refreshDifference(difference)).filter((one) => one.year);
    this.unbalanced = years.filter((one) => one.sign !== "equal");
    this.refreshBalance();
  }

  promised(year) {
    if (year) return this.passport[year] ?? 0n;
    return Object.values(this.passport).reduce((sum, amount) => sum + amount, 0n);
  }

  refreshDifference({ cell, year, parts }) {
    const { amount: sum, unread } = this.add(parts);
    const amount = (sum ?? 0n) - this.promised(year);
    const found = amount > 0n ? "over" : amount < 0n ? "under" : "equal";
    const sign = unread ? "unread" : found;
    const text = unread ? this.words.uncounted : writeAmount(amount, this.words, true);
    cell.classList.remove("grid-over", "grid-under", "grid-equal", "grid-unread");
    cell.classList.add(`grid-${sign}`);
    cell.querySelector(".grid-mark").textContent = MARKS[sign];
    cell.querySelector(".grid-value").textContent = text;
    cell.querySelector("small").textContent = this.words.difference[sign];
    return { year, sign, text };
  }

  says({ year, sign, text }) {
    const parts = { year, amount: text, words: this.words.difference[sign] };
    return this.words.unbalanced.replace(/\{(\w+)\}/g, (_whole, name) => parts[name]);
  }

  refreshBalance() {
    const balance = this.form.querySelector("[data-balance]");
    const marked = (sign, sentence) => {
      const whole = document.createElement("span");
      const mark = document.createElement("span");
      whole.className = `grid-${sign}`;
      mark.setAttribute("aria-hidden", "true");
      mark.textContent = MARKS[sign];
      whole.append(mark, ` ${sentence}`);
      return whole;
    };
    const found = this.unbalanced.map((one) => marked(one.sign, this.says(one)));
    balance.replaceChildren(...(found.length ? found : [marked("equal", this.words.balanced)]));
  }

  /** The state of the plan in a sentence for those who do not see the table. */
  sentence() {
    const { amount, unread } = this.add(this.partsOf({ sum: "plan", source: "", year: "" }));
    const plan = unread ? this.words.uncounted : writeAmount(amount ?? 0n, this.words);
    const total = this.words.total.replace("{amount}", plan);
    const balance = this.unbalanced.length ? this.unbalanced.map((one) => this.says(one)).join("; ") : this.words.balanced;
    return `${balance}; ${total}`;
  }
}
