// Asks how far a piece of background work is and moves the bar; when the work is over or something else is to be said
// of it, the page itself says so.
// Without this script the page refreshes by itself every three seconds.
const work = document.querySelector("[data-progress]");
const bar = work?.querySelector("progress");
const percent = work?.querySelector("[data-percent]");
const sentence = work?.querySelector("[data-sentence]");
const standing = (far) => [far.state, far.is_stopping, far.is_nobody_there].join();

const ask = async () => {
  try {
    const answer = await fetch(work.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return location.reload(); // logged out meanwhile
    const far = await answer.json();
    if (!far.running || standing(far) !== work.dataset.standing) return location.reload();
    sentence.textContent = far.sentence;
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
