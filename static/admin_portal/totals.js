// Follows the typing of a measure's yearly amounts: the sums of measure, task, programme and passport beside the form.
// The server prints the same table, so the form is right without this script.
"use strict";
{
  const table = document.querySelector("[data-totals]");
  if (table) {
    const plan = JSON.parse(table.dataset.totals);
    const inputs = () => [...document.querySelectorAll(".amounts-table input[data-year]")];
    const task = document.querySelector("select[name=task_row]");
    const verdict = document.querySelector(".totals-verdict");
    const over = document.querySelector("[data-over]");
    document.querySelector("[data-check]")?.remove(); // the panel follows the typing
    const format = new Intl.NumberFormat("uk-UA", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const years = Object.keys(plan.passport);

    // Kopiikas as whole numbers; null for nothing, NaN for what cannot be read. The server has the last word.
    const read = (text) => {
      const bare = text.replace(/[\s'’`]/g, "").replace(/(грн\.?|гривень|гривні|гривня|₴|uah)$/i, "");
      if (bare === "" || /^[-−–—]$/.test(bare)) return null;
      if (!/^\d[\d.,]*$/.test(bare)) return NaN;
      const point = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
      const whole = point < 0 ? bare : bare.slice(0, point);
      const decimals = point < 0 ? "" : bare.slice(point + 1);
      const groups = whole.split(/[.,]/);
      const wrong = groups.length > 1 && (groups[0].length > 3 || groups.slice(1).some((group) => group.length !== 3));
      if (wrong || decimals.length > 2) return NaN;
      return Number(groups.join("") + decimals.padEnd(2, "0"));
    };

    const show = (key, year, kopiikas) => {
      const cell = table.querySelector(`[data-sum="${key}"][data-year="${year}"]`);
      const text = format.format(kopiikas / 100).replace("-", "−"); // the minus that the server prints
      cell.textContent = kopiikas === null ? table.dataset.uncounted : text;
      if (key === "difference") cell.classList.toggle("over", kopiikas !== 0);
    };

    const update = () => {
      const own = Object.fromEntries(years.map((year) => [year, 0]));
      const unreadYears = new Set(); // without the amount that cannot be read a sum would pass for the whole
      for (const input of inputs()) {
        const amount = read(input.value);
        const unread = Number.isNaN(amount);
        input.classList.toggle("unread", unread);
        if (unread) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        if (unread) unreadYears.add(input.dataset.year);
        own[input.dataset.year] += unread || amount === null ? 0 : amount;
      }
      const inTask = plan.others[task ? task.value : ""] || {};
      const sums = { measure: 0, task: 0, plan: 0, passport: 0, difference: 0 };
      for (const year of years) {
        const elsewhere = Object.values(plan.others).reduce((sum, amounts) => sum + (amounts[year] || 0), 0);
        const row = {
          measure: own[year],
          task: (inTask[year] || 0) + own[year],
          plan: elsewhere + own[year],
          passport: plan.passport[year],
        };
        row.difference = row.plan - row.passport;
        for (const [key, amount] of Object.entries(row)) {
          show(key, year, key !== "passport" && unreadYears.has(year) ? null : amount);
          sums[key] += amount;
        }
      }
      for (const [key, amount] of Object.entries(sums)) {
        show(key, "total", key !== "passport" && unreadYears.size ? null : amount);
      }
      const surplus = years
        .map((year) => [year, table.querySelector(`[data-sum="difference"][data-year="${year}"]`)])
        .filter(([year, cell]) => cell.classList.contains("over") && !unreadYears.has(year) && !/^[−-]/.test(cell.textContent))
        .map(([year, cell]) => `${year} – ${cell.textContent} грн`);
      over.hidden = !surplus.length;
      over.textContent = over.dataset.over.replace("%(years)s", surplus.join("; "));
      const balanced = !table.querySelector('[data-sum="difference"].over');
      const words = balanced ? verdict.dataset.good : verdict.dataset.bad;
      if (verdict.textContent.trim() !== words) verdict.textContent = words;
      verdict.classList.toggle("good", balanced);
      verdict.classList.toggle("bad", !balanced);
    };

    document.querySelectorAll(".amounts").forEach((place) => place.addEventListener("input", update));
    // The chosen source has its cells at once, also one that was added by «+» a moment ago.
    const source = document.querySelector("select[name=source]");
    const cells = () => {
      const chosen = source.selectedOptions[0];
      if (!chosen?.value) return;
      const own = document.querySelector(`.amounts-table input[name^="amount_${CSS.escape(chosen.value)}_"]`);
      if (own) {
        const fold = own.closest("details");
        if (fold) fold.open = true;
        return;
      }
      const like = document.querySelector(".amounts-table tbody tr");
      if (!like?.querySelector("input")) return;
      const was = like.querySelector("th").textContent;
      const row = like.cloneNode(true);
      row.querySelector("th").textContent = chosen.textContent;
      row.querySelectorAll("td").forEach((cell) => cell.classList.remove("errors"));
      row.querySelectorAll("input").forEach((input) => {
        input.name = `amount_${chosen.value}_${input.dataset.year}`;
        input.id = `id_${input.name}`;
        input.value = "";
        input.setAttribute("aria-label", input.getAttribute("aria-label").replace(was, chosen.textContent));
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      });
      like.after(row);
    };
    if (source && window.django?.jQuery) window.django.jQuery(source).on("change", cells);
    if (task) task.addEventListener("change", update);
    update();
  }
}
