// Every page and the style sheet through the Nu Html Checker, which the W3C's validator runs: errors and warnings.

import { spawnSync } from "node:child_process";
import vnu from "vnu-jar";

/// To the checker a file is of no origin, so that nothing beside it is of its own. What the site itself holds is allowed by the policy.
const OWN = /Content Security Policy.*external (stylesheet|script) “(\.\/|(\.\.\/)+)[\w./-]+” blocked/;

/// To the checker every inline element `script` is a script. A block of data is none: the standard returns from "prepare the script
/// element" before it asks the policy (HTML, section 4.12.1.1), and accessibility.mjs looks at each page in a browser that holds to
/// the policy and tells what it blocks.
const isData = (message) =>
  /Inline script violates Content Security Policy/.test(message.message) &&
  /<script type="application\/ld\+json">[^<]*$/.test(message.extract ?? "");

export async function markup(site) {
  const looked = `${site.ending(".html").length} pages, ${site.ending(".css").length} style sheet`;
  return { name: "Nu Html Checker 26.9.27", looked, findings: complaints(site.folder) };
}

/// What the checker says of the files of a folder.
export function complaints(folder) {
  const run = spawnSync(
    "java",
    ["-Xss4m", "-jar", String(vnu.default ?? vnu), "--format", "json", "--also-check-css", "--skip-non-html", folder],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  let said;
  try {
    said = JSON.parse(run.stderr.slice(run.stderr.indexOf("{")));
  } catch (error) {
    throw new Error(`the Nu Html Checker says nothing that can be read: ${error.message}\n${run.stderr.slice(0, 2_000)}`);
  }
  return said.messages
    .filter((message) => message.type === "error" || message.type === "non-document-error" || message.subType === "warning")
    .filter((message) => !OWN.test(message.message) && !isData(message))
    .map((message) => ({
      page: decodeURI((message.url ?? "").replace(`file:${folder}/`, "").replace(`file://${folder}/`, "")),
      place: message.lastLine ? `${message.lastLine}:${message.lastColumn ?? 1}` : "",
      reason: `${message.message} ${message.extract ? JSON.stringify(message.extract) : ""}`,
    }));
}
