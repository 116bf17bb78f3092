// Search of this site. It loads only the parts of the index that a query needs, each a file beside this one, and asks nobody else.
"use strict";
(() => {
  const form = document.getElementById("search");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const { root, language, none, one, some, broken } = form.dataset;
  const folder = `${root}search/${language}/`;
  const parts = {};
  const loading = {};
  // Every part of the index calls this with its name and what it holds.
  window.willay = (name, part) => { parts[name] = part; };

  const load = (name) => loading[name] ||= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = `${folder}${name}.js`;
    script.onload = () => done(parts[name]);
    script.onerror = () => fail(new Error(name));
    document.head.append(script);
  });

  // As the index folds: no accents, small letters, no apostrophes.
  const wordsOf = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/['’`]/g, "").match(/[\p{L}\p{N}]+/gu) || [];

  // Pages with a word in any of its forms, or, of the last word, with one that begins like it: page -> weight.
  async function pagesWith(word, isLast, meta) {
    const isPlain = /^[a-z0-9]/.test(word);
    const names = meta.parts.filter((name) => isPlain
      ? word.startsWith(name) || (isLast && word.length > 2 && name.startsWith(word))
      : name === "other");
    const keys = new Map();
    for (const part of await Promise.all(names.map((name) => load(`part-${name}`)))) {
      for (const key of Object.keys(part)) keys.set(key, part[key]);
    }
    // The longest stem of each language, for a form of one may be a stem of another.
    const stems = {};
    for (const key of keys.keys()) {
      const [form, tongue] = key.split(".");
      const ending = word.startsWith(form) ? word.slice(form.length) : undefined;
      if (form.length > (stems[tongue] || "").length && meta.endings[tongue].includes(ending)) stems[tongue] = form;
    }
    const found = new Map();
    for (const [key, pages] of keys) {
      const [form, tongue] = key.split(".");
      const isLike = isLast && word.length > 2 && form.startsWith(word);
      const share = form === word || form === stems[tongue] ? 1 : isLike ? 0.5 : 0;
      if (share === 0) continue;
      const rarity = Math.log(1 + meta.pages / (pages.length / 2));
      for (let at = 0; at < pages.length; at += 2) {
        const score = share * pages[at + 1] * rarity;
        found.set(pages[at], Math.max(score, found.get(pages[at]) || 0));
      }
    }
    return found;
  }

  async function search(text) {
    const meta = await load("meta");
    const words = [...new Set(wordsOf(text))];
    const lists = await Promise.all(words.map((word, at) => pagesWith(word, at === words.length - 1, meta)));
    const scores = new Map();
    for (const list of lists) {
      for (const [page, score] of list) {
        const [count, sum] = scores.get(page) || [0, 0];
        scores.set(page, [count + 1, sum + score]);
      }
    }
    // Pages with all words; where there is none, those with most.
    const most = Math.max(0, ...[...scores.values()].map(([count]) => count));
    const best = [...scores].filter(([, [count]]) => count === most)
      .sort(([one, [, left]], [other, [, right]]) => right - left || one - other);
    const shown = best.slice(0, 50);
    const chunks = await Promise.all(shown.map(([page]) => load(`pages-${Math.floor(page / meta.chunk)}`)));
    results.replaceChildren(...shown.map(([page], at) => item(chunks[at][page % meta.chunk])));
    status.textContent = best.length === 0 ? none : `${best.length} ${best.length === 1 ? one : some}`;
  }

  function item([path, title, kind, summary]) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = root + path;
    link.textContent = title;
    const nature = document.createElement("span");
    nature.className = "nature";
    nature.textContent = kind;
    const words = document.createElement("p");
    words.textContent = summary;
    entry.append(link, " ", nature, words);
    return entry;
  }

  form.hidden = false;
  const query = new URLSearchParams(window.location.search).get("q") || "";
  form.elements.q.value = query;
  if (query.trim() !== "") search(query).catch(() => { status.textContent = broken; });
})();
