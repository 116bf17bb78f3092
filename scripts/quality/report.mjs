// One line for each check, and below it what it found.

/// So many findings of a check are printed; the rest are counted.
const PRINTED = 40;

/// Prints what a check looked at, in words, and its findings: page, place, reason. Gives how many there are.
export function report({ name, looked, findings }) {
  console.log(`${findings.length === 0 ? "ok    " : "FAILED"} ${name}: ${looked}${findings.length ? `; ${findings.length} found` : ""}`);
  for (const { page, place, reason } of findings.slice(0, PRINTED)) {
    console.log(`         ${page}${place ? ` at ${place}` : ""}: ${reason}`);
  }
  if (findings.length > PRINTED) console.log(`         and ${findings.length - PRINTED} more`);
  return findings.length;
}
