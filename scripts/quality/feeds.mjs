// Feeds and sitemap against their formats: Atom (RFC 4287) by the grammar beside this file, JSON Feed 1.1 and the sitemap protocol 0.9
// by their schemas. That every address in them is one of the site's own pages is checked besides.

import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import vnu from "vnu-jar";
import { validateXML } from "xmllint-wasm";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/// The Nu Html Checker carries Jing, which reads the compact syntax of RELAX NG.
const JING = "nu.validator.vendor.thaiopensource.relaxng.util.Driver";

export async function atom(site) {
  const feeds = site.ending(".xml").filter((path) => site.text(path).includes("http://www.w3.org/2005/Atom"));
  const findings = feeds.length === 0 ? [{ page: site.folder, reason: "no feed to look at" }] : [];
  for (let at = 0; at < feeds.length; at += 500) {
    const files = feeds.slice(at, at + 500).map((path) => join(site.folder, path));
    const run = spawnSync("java", ["-cp", String(vnu.default ?? vnu), JING, "-c", join(here, "atom.rnc"), ...files], { encoding: "utf8", maxBuffer: 1 << 28 });
    const lines = `${run.stdout}${run.stderr}`.split("\n").filter(Boolean);
    if (run.status !== 0 && lines.length === 0) lines.push(`Jing ended with ${run.status}`);
    findings.push(...lines.map((line) => ({ page: line.replace(`${site.folder}/`, ""), reason: "not as RFC 4287 has it" })));
  }
  for (const path of feeds) {
    const ids = [...site.text(path).matchAll(/<entry>.*?<id>(.*?)<\/id>.*?<\/entry>/gs)].map((found) => found[1]);
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
      findings.push({ page: path, place: id, reason: "two entries with one id" });
    }
  }
  return { name: "Atom, RFC 4287", looked: `${feeds.length} feeds`, findings };
}

export async function jsonFeeds(site) {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  const isValid = ajv.compile(require("jsonfeed-schema"));
  const feeds = site.ending(".json").filter((path) => site.text(path).includes("https://jsonfeed.org/version/"));
  const findings = feeds.length === 0 ? [{ page: site.folder, reason: "no feed to look at" }] : [];
  for (const page of feeds) {
    if (!isValid(JSON.parse(site.text(page)))) {
      findings.push(...isValid.errors.map((error) => ({ page, place: error.instancePath, reason: error.message })));
    }
  }
  return { name: "JSON Feed 1.1", looked: `${feeds.length} feeds`, findings };
}

/// The protocol's schema lets other namespaces in if their schema is known: XHTML's link, with which translations are named.
const TRANSLATIONS = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xhtml">
  <xsd:element name="link"><xsd:complexType>
    <xsd:attribute name="rel" type="xsd:string" fixed="alternate" use="required"/>
    <xsd:attribute name="hreflang" type="xsd:language" use="required"/>
    <xsd:attribute name="href" type="xsd:anyURI" use="required"/>
  </xsd:complexType></xsd:element>
</xsd:schema>`;

const BOTH = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <xsd:import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="sitemap.xsd"/>
  <xsd:import namespace="http://www.w3.org/1999/xhtml" schemaLocation="translations.xsd"/>
</xsd:schema>`;

export async function sitemap(site) {
  const folder = join(here, "node_modules", "sitemap", "schema");
  const text = site.text("sitemap.xml");
  const { errors } = await validateXML({
    xml: [{ fileName: "sitemap.xml", contents: text }],
    schema: [{ fileName: "both.xsd", contents: BOTH }],
    preload: [
      { fileName: "sitemap.xsd", contents: readFileSync(join(folder, "sitemap.xsd"), "utf8") },
      { fileName: "translations.xsd", contents: TRANSLATIONS },
    ],
  });
  const findings = errors.map((error) => ({ page: "sitemap.xml", place: String(error.loc?.lineNumber ?? ""), reason: error.message }));
  const addresses = [...text.matchAll(/(?:<loc>|href=")([^<"]+)/g)].map((found) => found[1]);
  const fronts = addresses.filter((address) => address.endsWith("/index.html")).sort((left, right) => left.length - right.length);
  const base = fronts[0]?.slice(0, -"index.html".length) ?? "";
  const known = new Set(site.paths);
  for (const address of new Set(addresses)) {
    if (!known.has(decodeURI(address.slice(base.length)))) findings.push({ page: "sitemap.xml", place: address, reason: "no such page" });
  }
  return { name: "sitemap, protocol 0.9", looked: `${addresses.length} addresses`, findings };
}
