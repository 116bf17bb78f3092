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
  ["figure, in bands", /^figures\/.+\.html$/, />(fewer than|menos de) \d/],
  ["figure, rounded", /^figures\/.+\.html$/, /<td class="number">(about|unos) \d/],
  ["figure, on a map of boundaries", /^figures\/.+\.html$/, /<g class="areas"/],
  ["figure, that moved", /^figures\/.+\.html$/, /<table class="history">(?:(?!<\/table>).)*<tr id="v(?:(?!<\/table>).)*<tr id="v/s],
  ["article, corrected or moved", /^articles\/[^/]+\.html$/, /class="corrections"/],
  ["proceeding", /^records\/proceeding\/[^/]+\.html$/],
  ["person", /^records\/person\/[^/]+\.html$/],
  ["record", /^records\/(?!proceeding\/|person\/)[^/]+\/(?!index)[^/]+\.html$/],
  ["document", /^documents\/[^/]+\.html$/, /class="document/],
  ["list as a document", /^documents\/[^/]+\.html$/, /id="row-/],
  ["sources", /^documents\.html$/],
  ["articles, index", /^archive\/index\.html$/],
  ["archive of a year", /^archive\/\d{4}\.html$/],
  ["archive of a topic", /^archive\/topic[^/]*\/.+\.html$/],
  ["archive of a place", /^archive\/place[^/]*\/.+\.html$/],
  ["archive of a person", /^archive\/person[^/]*\/.+\.html$/],
  ["archive, others", /^archive\/.+\.html$/],
  ["old site, index", /^archived\/index\.html$/],
  ["old site, year", /^archived\/\d{4}\.html$/],
  ["old site, without a date", /^archived\/undated\.html$/],
  ["old site, article", /^archived\/(?!index|undated|addresses|\d{4}\.)[^/]+\.html$/],
  ["old site, addresses", /^archived\/addresses\.html$/],
  ["old address, leads on", /\.html?$/, /<meta http-equiv="refresh"/],
  ["old address, of several", /index\.html$/, /<meta name="robots" content="noindex">(?!<meta http-equiv)/],
  ["open data", /^data\.html$/],
  ["corrections", /^corrections\.html$/],
  ["search", /^search\.html$/],
  ["titles from A to Z", /^search\/.+\.html$/],
  ["page not found", /^404\.html$/],
];

/// Types that no page needs to have: a site may have no earlier one, an edition no figure that its model refuses.
const MAY_BE_ABSENT = /^(old |figure, (refused|in bands|rounded|on a map|that moved)|article, corrected|page not found|archive, others)/;

/// Types of which there are none in Spanish: documents have one page for all languages, and an old address leads on whatever the language.
const ENGLISH_ONLY = /document|^old address/;

/// Types of which not even the whole example has a page.
const NOWHERE = /^(page not found|archive, others)/;

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

  /// Of each type and language the longest page: it has the most that can be wrong. With the types of which there is none; of the whole
  /// example, every type has to be there.
  ofEachType(isExample) {
    const mayBeAbsent = isExample ? NOWHERE : MAY_BE_ABSENT;
    const pages = new Map();
    const absent = [];
    const html = this.ending(".html").map((path) => ({ path, text: this.text(path) }));
    for (const [type, path, holding] of TYPES) {
      for (const language of ["en", "es"]) {
        const own = html.filter((page) => this.#isIn(page, language, path) && (!holding || holding.test(page.text)));
        own.sort((left, right) => right.text.length - left.text.length);
        if (own.length > 0) pages.set(own[0].path, `${type}, ${language}`);
        else if (!mayBeAbsent.test(type) && !(ENGLISH_ONLY.test(type) && language === "es")) absent.push(`${type}, ${language}`);
      }
    }
    return { pages, absent };
  }

  #isIn({ path }, language, pattern) {
    const isSpanish = path.startsWith("es/");
    return isSpanish === (language === "es") && pattern.test(isSpanish ? path.slice(3) : path);
  }
}
