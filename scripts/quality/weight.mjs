// How heavy is an article for someone on a slow line: its page and the style sheet, not compressed.

const LARGEST_BYTES = 60_000;

export async function weight(site) {
  const bytes = (path) => Buffer.byteLength(site.text(path));
  const style = bytes("style.css");
  const articles = site.paths.filter((path) => /^(es\/)?articles\/[^/]+\.html$/.test(path));
  const heavy = articles.map((page) => ({ page, bytes: bytes(page) + style }));
  const heaviest = Math.max(0, ...heavy.map((article) => article.bytes));
  const findings = heavy
    .filter((article) => article.bytes >= LARGEST_BYTES)
    .map(({ page, bytes }) => ({ page, reason: `${bytes} bytes with its style; ${LARGEST_BYTES} at most` }));
  if (articles.length === 0) findings.push({ page: "articles/", reason: "no article to weigh" });
  return { name: "weight", looked: `${articles.length} articles, the heaviest ${heaviest} bytes with ${style} of style`, findings };
}
