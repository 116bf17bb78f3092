#!/usr/bin/env python3
"""Writes a workspace whose site has about PAGES pages, on events that never happened.

usage: make.py PAGES SEED FOLDER

Of the pages two fifths are articles of some 6 kB in two languages, each with a dozen bound numbers; two fifths are
records, a sixth figures, the rest documents and archives. The same seed gives the same bytes.
"""

import json
import random
import sys
from pathlib import Path

CLAIMS_PER_DOCUMENT = 2
PLACES = ["amazonas", "ayacucho", "cusco", "huanuco", "junin", "lima", "loreto", "pasco", "piura", "puno"]
YEARS = list(range(1996, 2026))
TYPES = ["clash", "massacre", "protest"]
NUMBERS_PER_ARTICLE = 12
PARAGRAPHS = 6

EN = {
    "who": ["The office", "A local newspaper", "The parish", "A committee of relatives", "The regional ombudsman", "A lawyer of the families"],
    "did": ["keeps a register of", "has written for years about", "holds an archive on", "asked again for news of", "published a note on", "still receives letters about"],
    "what": ["what happened in the villages along the river", "the road to the mine and those who live beside it",
             "families who left the valley and came back", "the land that the community claims", "the school and the health post",
             "people who were taken from their homes", "meetings that ended in disorder"],
    "link": ["Nobody in the capital answered", "The archive names its sources", "Each entry says who spoke and when", "The list is not complete",
             "Whoever reads it should know how it was made", "What it leaves out is written at its end"],
    "count": "The register of the office has {{ %s }} %s.",
}
ES = {
    "who": ["La oficina", "Un diario local", "La parroquia", "Un comité de familiares", "La defensoría regional", "La abogada de las familias"],
    "did": ["lleva un registro de", "escribe desde hace años sobre", "guarda un archivo sobre", "pidió de nuevo noticias de", "publicó una nota sobre", "recibe todavía cartas sobre"],
    "what": ["lo que ocurrió en los pueblos junto al río", "la carretera de la mina y quienes viven al lado",
             "las familias que dejaron el valle y volvieron", "la tierra que reclama la comunidad", "la escuela y la posta médica",
             "las personas sacadas de sus casas", "las reuniones que terminaron en desorden"],
    "link": ["Nadie respondió en la capital", "El archivo nombra sus fuentes", "Cada asiento dice quién habló y cuándo", "La lista no está completa",
             "Quien la lea debe saber cómo se hizo", "Lo que deja fuera está escrito al final"],
    "count": "El registro de la oficina tiene {{ %s }} %s.",
}


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def paragraph(words: dict, chance: random.Random) -> str:
    """Some 700 characters without a number."""
    sentences = []
    for _ in range(7):
        pick = {key: chance.choice(words[key]) for key in ("who", "did", "what", "link")}
        sentences.append(f"{pick['who']} {pick['did']} {pick['what']}. {pick['link']}.")
    return " ".join(sentences)


def sidecar(title: str, title_es: str, nature: str = "synthetic") -> str:
    return (f'title = {{ en = "{title}", es = "{title_es}" }}\nproducer = "bench/site/make.py"\nlanguage = "en"\n'
            f'published = "2026"\nlicence = "CC0-1.0"\nnature = "{nature}"\naccess = "public"\n')


def figure(name: str, en: str, es: str, period: str, way: str) -> str:
    return f"""[[figure]]
id = "{name}"
title = {{ en = "{en[0].upper() + en[1:]}", es = "{es[0].upper() + es[1:]}" }}
unit = "events"
noun = {{ en = "{en}", es = "{es}" }}
keywords = {{ en = ["register", "office"], es = ["registro", "oficina"] }}
population = {{ en = "Synthetic {en}", es = "{es} sintéticos" }}
period = "{period}"
register = {{ en = "A register that a program made", es = "Un registro que hizo un programa" }}
definition = {{ en = "Each {en} once. Nothing of it happened.", es = "Cada uno una vez. Nada de ello ocurrió." }}
topic = "synthetic"
is_synthetic = true
{way}
"""


def documents(folder: Path, count: int, chance: random.Random) -> list[tuple[str, str, str, str]]:
    """Writes documents; gives the claims in them as (id, noun, Spanish noun, figure)."""
    claims = []
    for number in range(count):
        name = f"note-{number:05}"
        text = [f"# Note {number}"]
        for part in range(CLAIMS_PER_DOCUMENT):
            value = chance.randrange(11, 4000)
            year = chance.choice(YEARS)
            exact = f"{value} entries on the village {number}-{part}"
            text += [paragraph(EN, chance), f"In {year} the book of the parish had {exact}.", paragraph(EN, chance)]
            claim = (f'[figure.claim]\nvalue = {value}\nqualifier = "exact"\nby = "A parish"\ndate = "{year}-12-31"\n'
                     f'document = "documents/{name}.md"\nexact = "{exact}"')
            identity = f"claim-{number:05}-{part}"
            noun, noun_es = f"entries of book {number:05} part {part}", f"asientos del libro {number:05} parte {part}"
            claims.append((identity, "entries", "asientos", figure(identity, noun, noun_es, str(year), claim)))
        write(folder / "documents" / f"{name}.md", "\n\n".join(text) + "\n")
        write(folder / "documents" / f"{name}.md.toml", sidecar(f"Note {number}", f"Nota {number}"))
    return claims


def records(folder: Path, count: int, sources: int, chance: random.Random) -> list[tuple[str, str, str, str]]:
    """Writes a list of events; gives the figures that count them."""
    rows = ["id,title,date,place,type,document,quote"]
    for number in range(count):
        place, year = chance.choice(PLACES), chance.choice(YEARS)
        note = chance.randrange(sources)
        rows.append(f"e-{number:06},Event {number} near {place},{year}-{chance.randrange(1, 13):02},synthetic:{place},"
                    f"{chance.choice(TYPES)},note-{note:05}.md,Note {note}")
    write(folder / "lists" / "events.csv", "\n".join(rows) + "\n")
    write(folder / "lists" / "events.toml", sidecar("Events that never happened", "Sucesos que nunca ocurrieron").replace('access = "public"\n', "") +
          'kind = "event"\nid = "id"\naccess = "public"\ndocument_column = "document"\nquote = "quote"\n\n'
          '[columns]\ntitle = "title"\ndate = "date"\nplace = { property = "place", scheme = "synthetic" }\ntype = "type"\n')
    counted = []
    for place in PLACES:
        for year in YEARS[:max(1, min(len(YEARS), count // 200))]:
            query = f"members = \"SELECT id FROM event WHERE place = 'synthetic:{place}' AND date LIKE '{year}-%'\"\n" \
                    '[figure.disclosure]\nwaived = "nothing of it happened"'
            identity = f"events-{place}-{year}"
            noun, noun_es = f"events near {place}", f"sucesos cerca de {place}"
            counted.append((identity, "events", "sucesos", figure(identity, noun, noun_es, str(year), query)))
    return counted


def article(words: dict, title: str, day: str, figures: list[tuple[str, str]], chance: random.Random) -> str:
    text = [f'+++\ntitle = "{title}"\ndate = "{day}"\nsummary = "{chance.choice(words["link"])}."\ntopics = ["synthetic"]\n+++']
    per_part = -(-len(figures) // PARAGRAPHS)
    for part in range(PARAGRAPHS):
        text.append(f"## {chance.choice(words['what']).capitalize()}")
        text.append(paragraph(words, chance))
        for identity, noun in figures[part * per_part:(part + 1) * per_part]:
            text.append(words["count"] % (identity, noun))
    return "\n\n".join(text) + "\n"


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    pages, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    chance = random.Random(seed)
    for name in ("documents", "lists", "figures", "articles", "pages"):
        (folder / name).mkdir(parents=True)
    count, sources = max(1, pages // 5), max(1, pages // 25)
    write(folder / "willay.toml", 'name = { en = "A synthetic site", es = "Un sitio sintético" }\n'
          'description = { en = "Nothing on it happened.", es = "Nada de lo que dice ocurrió." }\nlanguages = ["en", "es"]\n'
          'origin = "example.org/synthetic"\nbase_url = "https://example.org/synthetic/"\nlicence = "CC0-1.0"\nactor = "bench"\n')
    figures = documents(folder, sources, chance) + records(folder, count, sources, chance)
    part = 500
    for at in range(0, len(figures), part):
        write(folder / "figures" / f"part-{at // part:04}.toml", "\n".join(text for *_, text in figures[at:at + part]))
    for number in range(count):
        bound = chance.sample(figures, min(NUMBERS_PER_ARTICLE, len(figures)))
        day = f"{chance.choice(YEARS)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        for language, words, place in (("en", EN, 1), ("es", ES, 2)):
            title = f"{'News of the valley' if language == 'en' else 'Noticias del valle'} {chance.choice(PLACES)} {number:06}"
            text = article(words, title.replace(f" {number:06}", ""), day, [(one[0], one[place]) for one in bound], chance)
            write(folder / "articles" / f"news-{number:06}.{language}.md", text)
    for language, title in (("en", "About"), ("es", "Acerca de")):
        words = EN if language == "en" else ES
        write(folder / "pages" / f"about.{language}.md",
              f'+++\ntitle = "{title}"\nsummary = "{words["link"][3]}."\norder = 1\n+++\n\n{paragraph(words, chance)}\n')
    print(json.dumps({"articles": 2 * count, "records": count, "documents": sources, "figures": len(figures)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
