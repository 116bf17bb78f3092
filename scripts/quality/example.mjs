// Adds to a copy of the example what it lacks, so that every type of page is there to be looked at: numbers that are hidden, banded or
// refused, maps, an old site, corrections and a figure that moved. Made up from end to end.
//
//   example.mjs prepare WORKSPACE OLD-SITE    before the first build, and before `willay legacy OLD-SITE`
//   example.mjs move WORKSPACE                between the first build and the second

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/// Reports by valley. Those of `c` are few, and of `e` and `f` there are none.
const VALLEYS = { a: 40, b: 25, c: 2, d: 12 };

function edit(file, from, to) {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`);
  writeFileSync(file, text.replace(from, to));
}

/// Six valleys in a row, each with a rugged border to the next.
function boundaries() {
  const border = (column) =>
    Array.from({ length: 41 }, (_, step) => {
      const isInner = step > 0 && step < 40 && column > 0 && column < 6;
      return [column - 70 + (isInner ? ((step * 7) % 5) * 0.02 : 0), step / 20 - 12];
    });
  const features = ["a", "b", "c", "d", "e", "f"].map((id, column) => {
    const ring = [...border(column), ...border(column + 1).reverse()];
    return { type: "Feature", properties: { id, name: `Valle ${id}` }, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}

function reports() {
  const rows = Object.entries(VALLEYS).flatMap(([valley, count]) =>
    Array.from({ length: count }, (_, at) => `${at % 3 === 0 ? "k" : "t"}-${valley}-${at},${valley}`),
  );
  return `id,place\n${rows.join("\n")}\n`;
}

const MAPPING = `title = { en = "Reports by valley", es = "Denuncias por valle" }
producer = "Nobody"
kind = "event"
id = "id"
nature = "synthetic"
access = "confidential"
[columns]
place = { property = "place", scheme = "xx" }
`;

const PACK = `[boundaries."valleys.geojson"]
scheme = "xx"
code = "id"
name = "name"
label = { en = "Valley", es = "Valle" }
attribution = "Surveyors & Sons"
licence = "CC0-1.0"
`;

/// An old site: two languages, dates that can be believed and one that cannot, letters that are lost, an address that meant another
/// article each day.
function oldSite(folder) {
  const body = (title, date, text) => `<html><head><title>The Old Bulletin</title></head><body><h1>${title}</h1><p>${date}</p>\n${text}</body></html>`;
  const english = ["<p>The neighbours met at the bridge and agreed on four rules for the boats that cross the lake.</p>", "<p>The teacher counted 31 chairs and lent nine of them to the clinic of the village.</p>"].join("\n");
  const spanish = ["<p>Los vecinos se reunieron en el puente y acordaron cuatro reglas para las lanchas que cruzan el lago.</p>", "<p>La maestra contó 31 sillas y prestó nueve a la posta del pueblo.</p>"].join("\n");
  const pages = {
    "article-1.html": body("The boats of the lake", "12 March 2004", english),
    "article-2.html": body("A garden behind the school, and what an uncommonly long title that hardly fits on a telephone does to its page", "3 May 2004", english.replace("boats", "carts")),
    "article-3.html": body("Las lanchas del lago", "12 de marzo de 2005", spanish),
    "article-4.html": body("El huerto detrás de la escuela", "3 de mayo de 2005", spanish.replace("lanchas", "carretas")),
    "article-5.html": body("A day that never was", "31 December 1969", english.replace("four", "five")),
    "article-6.html": body("Un día que nunca fue", "31 de diciembre de 1969", `${spanish.replace("cuatro", "cinco")}<p>Se perdi\uFFFD una letra.</p>`),
    "news.php?id=7": body("The road to the mill", "9 July 2006", english.replace("lake", "mill pond")),
    "news.php?id=8": body("El camino al molino", "9 de julio de 2006", spanish.replace("lago", "estanque")),
    "news.php?position=40.html": body("The market on Sunday", "1 October 2007", english.replace("bridge", "market")),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, html] of Object.entries(pages)) writeFileSync(join(folder, name), html);
}

function prepare(workspace, old) {
  const at = (path) => join(workspace, path);
  cpSync(join(here, "figures.toml"), at("figures/quality.toml"));
  writeFileSync(at("lists/quality-reports.csv"), reports());
  writeFileSync(at("lists/quality-reports.toml"), MAPPING);
  mkdirSync(at("valleys"));
  writeFileSync(at("valleys/pack.toml"), PACK);
  writeFileSync(at("valleys/valleys.geojson"), boundaries());
  edit(at("willay.toml"), "\n[description]", 'packs = ["valleys"]\n\n[description]');
  oldSite(old);
}

/// One verdict read again; the English article is corrected by its editor, the Spanish one says of itself that a number moved.
function move(workspace) {
  const at = (path) => join(workspace, path);
  edit(at("lists/decisions-manta.csv"), "manta-10,manta,convicted", "manta-10,manta,acquitted");
  const correction = (keys) => `\n[[correction]]\ndate = "2026-11-25"\n${keys}\n+++\n`;
  const article = (language) => at(`articles/peru-in-numbers-2016.${language}.md`);
  edit(article("en"), "\n+++\n", correction('figure = "manta-convicted-2024"\nwas = 10\nis = 9\nwhy = "One of the accused was acquitted: we had misread the judgement."'));
  edit(article("es"), "\n+++\n", correction('was = "los vecinos"\nis = "las organizaciones"\nwhy = "Así firmaron el acuerdo."'));
}

const [step, ...folders] = process.argv.slice(2);
const steps = { prepare, move };
if (!steps[step] || folders.length !== steps[step].length) {
  console.error("usage: example.mjs prepare WORKSPACE OLD-SITE | move WORKSPACE");
  process.exit(2);
}
steps[step](...folders);
