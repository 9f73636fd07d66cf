// Asks how far the work on an import is and moves the bar; when the work is over, the page itself says how it ended.
// Without this script the page refreshes by itself every three seconds.
const work = document.querySelector("[data-progress]");
const bar = work?.querySelector("progress");
const percent = work?.querySelector("[data-percent]");

const ask = async () => {
  try {
    const answer = await fetch(work.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return location.reload(); // logged out meanwhile
    const far = await answer.json();
    if (!far.running) return location.reload();
    if (far.total) {
      bar.value = far.percent;
      percent.textContent = `${far.percent} %`;
    }
  } catch {
    // the line is weak: the work goes on, the next question finds it
  }
  return setTimeout(ask, 1000);
};

if (work) setTimeout(ask, 500);
