// Loads the page anew when the preview shows another state. It asks only while the page is seen.
"use strict";
const seen = document.currentScript.dataset.seen;
const pause = () => new Promise((done) => setTimeout(done, 1000));
const isSeen = () =>
  new Promise((done) => {
    if (!document.hidden) return done();
    document.addEventListener("visibilitychange", () => done(isSeen()), { once: true });
  });
(async () => {
  for (;;) {
    await isSeen();
    try {
      const answer = await fetch("/.preview/changes?seen=" + seen, { cache: "no-store" });
      if (!answer.ok) await pause();
      else if ((await answer.text()).trim() !== seen) return location.reload();
    } catch {
      await pause();
    }
  }
})();
