// Runs all checks on a site, one line each, and fails where one of them finds something.

import process from "node:process";
import { Site } from "./pages.mjs";
import { accessibility } from "./accessibility.mjs";
import { markup } from "./markup.mjs";
import { atom, jsonFeeds, sitemap } from "./feeds.mjs";
import { report } from "./report.mjs";
import { weight } from "./weight.mjs";

/// `--all`: every page, not one of each type. `--example`: a page of every type has to be there.
const OPTIONS = ["--all", "--example"];

const [folder, ...options] = process.argv.slice(2);
if (!folder || options.some((option) => !OPTIONS.includes(option))) {
  console.error("usage: check.mjs SITE [--all] [--example]");
  process.exit(2);
}
const site = new Site(folder);
let failed = 0;
// Each gives what it looked at, in words, and findings: page, place, reason.
for (const check of [weight, jsonFeeds, sitemap, atom, markup, accessibility]) {
  failed += report(await check(site, { isWhole: options.includes("--all"), isExample: options.includes("--example") }));
}
process.exit(failed === 0 ? 0 : 1);
