//! Is everything that is published found by topic, place, proceeding, person and year, and is nobody named who may not be?

use crate::workspace::Workspace;

/// The text of a page without its tags.
fn text(html: &str) -> String {
    let words = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    words.collect::<Vec<_>>().concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_proceeding_is_counted_from_its_accused() {
    let workspace = Workspace::example().built();
    let page = workspace.read("site/archive/proceedings/accomarca.html");
    let words = text(&page);
    assert!(words.contains("27 accused: 10 convicted, 6 acquitted, 10 absconded, 1 deceased."), "{words}");
    assert!(words.contains("10 + 6 + 10 + 1 = 27"), "{words}");
    assert!(words.contains("it is not recorded (16)"), "whether they are final: {words}");
    // Each cell leads to the statement that says it.
    let outcome = page.split("href=\"").find(|href| href.contains("records/decision/accomarca-01-2016.html#s-"));
    let place = outcome.and_then(|href| href.split('"').next()?.split_once('#')).unwrap().1;
    assert!(workspace.read("site/records/decision/accomarca-01-2016.html").contains(&format!("id=\"{place}\"")));
    let spanish = text(&workspace.read("site/es/archive/proceedings/accomarca.html"));
    assert!(spanish.contains("27 acusados: condenado: 10, absuelto: 6, prófugo: 10, fallecido: 1."), "{spanish}");
    // An appeal that was announced is told; a decision on nobody in particular shows both sides.
    assert!(text(&workspace.read("site/archive/proceedings/baguazo.html")).contains("appeal announced (52)"));
    let shelved = text(&workspace.read("site/archive/proceedings/forced-sterilisation.html"));
    assert!(shelved.contains("Final / Can be appealed"), "{shelved}");
    assert!(text(&workspace.read("site/archive/proceedings/manta-first-trial.html")).contains("14 accused"));
}

#[test]
fn figures_records_and_articles_stand_on_their_shelves_and_lead_to_them() {
    let workspace = Workspace::example().built();
    for (shelf, words) in [
        ("archive/places/pe-aya.html", "People killed at Accomarca, Human Rights Watch"),
        ("archive/places/inei.051102.html", "Killings at Accomarca"),
        ("es/archive/places/pe.html", "El Perú en cifras"),
        ("archive/topics/women.html", "Peru in numbers"),
        ("es/archive/topics/women.html", "El Perú en cifras"),
        ("archive/2016.html", "Social conflicts, November 2016"),
        ("archive/1980-2000.html", "69,280"),
        ("archive/2026.html", "Peru in numbers"),
        ("archive/persons/quintino-cereceda.html", "Peru in numbers"),
    ] {
        assert!(text(&workspace.read(&format!("site/{shelf}"))).contains(words), "{shelf}: {words}");
    }
    for (page, shelf) in [
        ("articles/peru-in-numbers-2016.html", "archive/topics/women.html"),
        ("figures/accomarca-victims.html", "archive/places/inei.051102.html"),
        ("figures/accomarca-convicted.html", "archive/proceedings/accomarca.html"),
        ("records/event/accomarca-1985.html", "archive/1985.html"),
    ] {
        assert!(workspace.read(&format!("site/{page}")).contains(shelf), "{page}: {shelf}");
    }
}

#[test]
fn a_minor_has_no_page_under_a_name() {
    let page = "site/archive/persons/quintino-cereceda.html";
    let workspace = Workspace::example();
    workspace.edit("lists/persons.csv", "status,document", "status,age,document");
    workspace.edit("lists/persons.csv", "killed,amnesty", "killed,16,amnesty");
    workspace.edit("lists/persons.toml", "status = \"status\"", "status = \"status\"\nage = \"age\"");
    let workspace = workspace.built();
    assert!(!workspace.path(page).exists());
    for index in ["site/archive/persons.html", "site/archive/records/person/1.html", "site/archive/2016.html"] {
        assert!(!workspace.read(index).contains("Quintino Cereceda"), "{index}");
    }
}
