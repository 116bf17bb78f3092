// One page of every type in both languages through axe-core in headless Chromium, in light and in dark and on a phone: WCAG 2.2 A
// and AA, and the best practices.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const KINDS = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json" };

/// A desk in light and in dark, and a phone, where tables scroll.
const VIEWS = [
  { name: "light", colorScheme: "light", width: 1280, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 900 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
];

export const NAME = "axe-core 4.14.1";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function launch() {
  const tried = [];
  for (const executablePath of [process.env.CHROMIUM, ...PROGRAMS].filter(Boolean)) {
    try {
      return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    } catch (error) {
      tried.push(`${executablePath}: ${error.message.split("\n")[0]}`);
    }
  }
  throw new Error(`no Chromium that starts:\n${tried.join("\n")}`);
}

/// The site at an address of this machine, as readers have it: the search page's script needs one.
export function serve(folder) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    // Browsers ask for a picture of the site of their own accord; it has none.
    if (path === "/favicon.ico") return response.writeHead(204).end();
    try {
      const bytes = readFileSync(join(folder, path));
      response.writeHead(200, { "content-type": KINDS[extname(path)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function look(browser, address, { colorScheme, width, height }) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height } });
  try {
    const page = await context.newPage();
    const mistakes = [];
    // That a page is one of those that say that there is none is no mistake.
    const isItself = (message) => message.location().url === address && message.text().includes("404");
    page.on("console", (message) => message.type() === "error" && !isItself(message) && mistakes.push(message.text()));
    page.on("pageerror", (error) => mistakes.push(error.message));
    // A page at an old address leads on at once; it is looked at where it stands.
    await page.route(
      (url) => url.href !== address,
      (route) => (route.request().isNavigationRequest() ? route.fulfill({ status: 204 }) : route.continue()),
    );
    await page.goto(address, { waitUntil: "load", timeout: 120_000 });
    // No page may be wider than its window: what is wide scrolls in a frame of its own.
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) mistakes.push(`the page is ${wide} pixels wider than its window`);
    // What is folded is looked at too.
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    await page.evaluate(`${axe}; undefined`);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return { violations, mistakes };
  } finally {
    await context.close();
  }
}

export async function accessibility(site, { isWhole, isExample }) {
  const { pages, absent } = site.ofEachType(isExample);
  if (isWhole) for (const path of site.ending(".html")) if (!pages.has(path)) pages.set(path, "page");
  const findings = absent.map((type) => ({ page: site.folder, reason: `no page of this type to look at: ${type}` }));
  const server = await serve(site.folder);
  try {
    findings.push(...(await lookAtAll(`http://127.0.0.1:${server.address().port}`, pages)));
  } finally {
    server.close();
  }
  return { name: NAME, looked: `${pages.size} pages, each light, dark and on a phone`, findings };
}

/// What axe finds on pages of a server, which are told by their path and by what they are.
export async function lookAtAll(server, pages) {
  const findings = [];
  const browser = await launch();
  try {
    for (const [path, type] of pages) {
      for (const view of VIEWS) {
        const page = `${path} (${type}, ${view.name})`;
        const { violations, mistakes } = await look(browser, `${server}/${path}`, view);
        for (const reason of mistakes) findings.push({ page, reason });
        for (const violation of violations) {
          for (const node of violation.nodes) {
            const why = [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
            findings.push({ page, place: node.target.flat().join(" "), reason: `${violation.id}: ${violation.help}. ${why} ${node.html.slice(0, 160)}` });
          }
        }
      }
    }
  } finally {
    await browser.close();
  }
  return findings;
}
