// Loads the page anew when the preview shows another state. It asks only while the page is seen.
"use strict";
let seen = document.currentScript.dataset.seen;
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
      const asked = "/.preview/changes?seen=" + seen + "&page=" + location.pathname;
      const answer = await fetch(asked, { cache: "no-store" });
      if (!answer.ok) await pause();
      else {
        const [now, same] = (await answer.text()).trim().split(" ");
        if (now !== seen && !same) return location.reload();
        seen = now;
      }
    } catch {
      await pause();
    }
  }
})();
