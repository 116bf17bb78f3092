// What the program shows to those who work with it, and publishes nowhere: the preview with its own pages, before and after a mistake, and
// the report of `willay check`. By the same tools as the site.
//
//   own.mjs WILLAY WORKSPACE    writes a mistake into an article of the workspace

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { lookAtAll, NAME, serve } from "./accessibility.mjs";
import { complaints } from "./markup.mjs";
import { report } from "./report.mjs";

const [willay, workspace] = process.argv.slice(2);
if (!workspace) {
  console.error("usage: own.mjs WILLAY WORKSPACE");
  process.exit(2);
}
const ARTICLE = "articles/peru-in-numbers-2016.en.md";
const SECONDS = 60;

/// The preview and its address.
async function preview() {
  const child = spawn(willay, ["serve", "--preview", workspace], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const address = await until(() => said.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0], () => `the preview gives no address: ${said}`);
  return { child, address };
}

/// What a question gives as soon as it gives something.
async function until(ask, complain) {
  for (let tried = 0; tried < SECONDS * 5; tried += 1) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(complain());
}

const text = async (address) => (await fetch(address)).text();

/// Pages of a server through both tools.
async function check(what, server, pages) {
  const folder = mkdtempSync(join(tmpdir(), "willay-own-"));
  try {
    for (const [at, path] of [...pages.keys()].entries()) writeFileSync(join(folder, `${at}.html`), await text(`${server}/${path}`));
    const names = [...pages.values()];
    const markup = complaints(folder).map((finding) => ({ ...finding, page: names[Number.parseInt(finding.page, 10)] ?? finding.page }));
    const count = `${pages.size} pages`;
    return (
      report({ name: `Nu Html Checker, ${what}`, looked: count, findings: markup }) +
      report({ name: `${NAME}, ${what}`, looked: `${count}, each light, dark and on a phone`, findings: await lookAtAll(server, pages) })
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function checkPreview() {
  const { child, address } = await preview();
  try {
    const errors = `${address}/.preview/errors`;
    await until(async () => (await text(errors)).includes("All is well"), () => "the preview does not get ready");
    const own = [[".preview/errors", "errors"], ["no-such-page.html", "no such page"], ["figures/quality-reports.html", "figure"]];
    const named = (when) => new Map(own.map(([path, name]) => [path, `${name}, ${when}`]));
    const well = await check("preview", address, named("all is well"));
    appendFileSync(join(workspace, ARTICLE), "\nThere were 4321 dead in an unusually-long-word-that-nobody-would-ever-write-but-that-has-to-break.\n");
    await until(async () => (await text(errors)).includes("cannot be built"), () => "the preview tells no mistake");
    return well + (await check("preview with a mistake", address, named("with a mistake")));
  } finally {
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
  }
}

async function checkReport() {
  const folder = mkdtempSync(join(tmpdir(), "willay-own-"));
  try {
    let failed = 0;
    for (const language of ["en", "es"]) {
      const out = join(folder, language);
      const articles = ["en", "es/"].map((part) => join(workspace, "site", part === "en" ? "" : part, "articles/peru-in-numbers-2016.html"));
      const ran = spawnSync(willay, ["check", ...articles, "--workspace", workspace, "--language", language, "--html", out], { encoding: "utf8" });
      if (ran.status > 1) throw new Error(ran.stderr);
      const server = await serve(out);
      const pages = new Map(["index.html", "1-peru-in-numbers-2016.html"].map((page) => [page, page]));
      failed += await check(`report of check, ${language}`, `http://127.0.0.1:${server.address().port}`, pages);
      server.close();
    }
    return failed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exit((await checkReport()) + (await checkPreview()) === 0 ? 0 : 1);
