// The files of a site, and one page of every type in both languages.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/// How pages of a type are known: by their path below the language and, for figures, by the class that the page names.
const TYPES = [
  ["front page", /^index\.html$/],
  ["article", /^articles\/[^/]+\.html$/],
  ["standing page", /^pages\/[^/]+\.html$/],
  ["figures, index", /^figures\/index\.html$/],
  ["figure, observed", /^figures\/.+\.html$/, /class="class">(counted|contada)/],
  ["figure, observed with withheld", /^figures\/.+\.html$/, /class="withheld"/],
  ["figure, derived", /^figures\/.+\.html$/, /class="class">(derived|derivada)/],
  ["figure, estimated", /^figures\/.+\.html$/, /class="class">(estimated|estimada|lower bound|cota inferior)/],
  ["figure, refused by its model", /^figures\/.+\.html$/, /class="class">(refused|rechazada)/],
  ["figure, claimed", /^figures\/.+\.html$/, /class="class">(claimed|afirmada)/],
  ["figure, suppressed", /^figures\/.+\.html$/, /class="class">(suppressed|suprimida)/],
  ["proceeding", /^records\/proceeding\/[^/]+\.html$/],
  ["record", /^records\/(?!proceeding\/)[^/]+\/(?!index)[^/]+\.html$/],
  ["document", /^documents\/[^/]+\.html$/, /class="document/],
  ["list as a document", /^documents\/[^/]+\.html$/, /id="row-/],
  ["sources", /^documents\.html$/],
  ["articles, index", /^archive\/index\.html$/],
  ["archive of a year", /^archive\/\d{4}\.html$/],
  ["archive of a topic", /^archive\/topic[^/]*\/.+\.html$/],
  ["archive of a place", /^archive\/place[^/]*\/.+\.html$/],
  ["archive of a person", /^archive\/person[^/]*\/.+\.html$/],
  ["archive, others", /^archive\/.+\.html$/],
  ["archived articles of an earlier site", /^archived\/.+\.html$/],
  ["open data", /^data\.html$/],
  ["corrections", /^corrections\.html$/],
  ["search", /^search\.html$/],
  ["titles from A to Z", /^search\/.+\.html$/],
  ["page not found", /^404\.html$/],
];

/// Types that no page needs to have: an example has no earlier site, an edition no figure that its model refuses.
const MAY_BE_ABSENT = new Set(["archived articles of an earlier site", "figure, refused by its model", "page not found", "archive, others"]);

export class Site {
  constructor(folder) {
    this.folder = folder;
    this.paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
      .sort();
  }

  text(path) {
    return readFileSync(join(this.folder, path), "utf8");
  }

  ending(ending) {
    return this.paths.filter((path) => path.endsWith(ending));
  }

  /// Of each type and language the longest page: it has the most that can be wrong. With the types of which there is none.
  ofEachType() {
    const pages = new Map();
    const absent = [];
    const html = this.ending(".html").map((path) => ({ path, text: this.text(path) }));
    for (const [type, path, holding] of TYPES) {
      for (const language of ["en", "es"]) {
        const own = html.filter((page) => this.#isIn(page, language, path) && (!holding || holding.test(page.text)));
        own.sort((left, right) => right.text.length - left.text.length);
        if (own.length > 0) pages.set(own[0].path, `${type}, ${language}`);
        else if (!MAY_BE_ABSENT.has(type) && !(type.includes("document") && language === "es")) absent.push(`${type}, ${language}`);
      }
    }
    return { pages, absent };
  }

  #isIn({ path }, language, pattern) {
    const isSpanish = path.startsWith("es/");
    return isSpanish === (language === "es") && pattern.test(isSpanish ? path.slice(3) : path);
  }
}
