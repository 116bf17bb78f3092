//! Does a number by place stand on the boundaries that a workspace has, say what it shows and whose the borders are, and show no more than the
//! table beside it?

use std::fs;

use crate::workspace::{Workspace, differing, willay};

const MAPPING: &str = "title = \"Reports\"\nproducer = \"Us\"\nkind = \"event\"\nid = \"id\"\nnature = \"synthetic\"\n\
                       access = \"confidential\"\n[columns]\nplace = { property = \"place\", scheme = \"xx\" }\n";

/// A figure of counted or derived cases, by what makes it.
fn figure(id: &str, unit: &str, made: &str) -> String {
    format!(
        "[[figure]]\nid = \"{id}\"\ntitle = \"Of {id}\"\nunit = \"{unit}\"\nnoun = {{ en = \"{id} in all\", es = \"{id} en total\" }}\n\
         definition = \"All {id}.\"\ntopic = \"reports\"\n{made}\n\n"
    )
}

fn figures() -> String {
    let counted = |condition: &str| format!("members = \"SELECT id, place AS valley FROM event WHERE {condition}\"");
    figure("reports", "cases", &counted("place LIKE 'xx:%'"))
        + &figure("killings", "cases", &counted("id LIKE 'event/k-%'"))
        + &figure("share", "percent", "derive = { share = [\"killings\", \"reports\"] }")
}

const PACK: &str = "[boundaries.\"valleys.geojson\"]\nscheme = \"xx\"\ncode = \"id\"\nname = \"name\"\n\
                    label = { en = \"Valley\", es = \"Valle\" }\nattribution = \"Surveyors & Sons\"\nlicence = \"CC0-1.0\"\n";

/// Threats and killings by valley. Those of `c` are few, so one of the others is hidden with it.
const VALLEYS: [(&str, usize, usize); 4] = [("a", 30, 10), ("b", 20, 20), ("c", 1, 1), ("d", 6, 6)];

/// Six valleys in a row, each with a rugged border to the next.
fn boundaries() -> String {
    let border = |column: i32| {
        (0..=40).map(move |step: i32| {
            let rugged =
                if (1..40).contains(&step) && (1..6).contains(&column) { f64::from(step * 7 % 5) * 0.02 } else { 0.0 };
            [f64::from(column) + rugged - 70.0, f64::from(step) / 20.0 - 12.0]
        })
    };
    let features = (0..6).map(|column| {
        let mut ring: Vec<[f64; 2]> = border(column).collect();
        ring.extend(border(column + 1).rev());
        ring.push(ring[0]);
        let code = ["a", "b", "c", "d", "e", "f"][usize::try_from(column).unwrap()];
        serde_json::json!({ "type": "Feature", "properties": { "id": code, "name": format!("Valley {code}") },
                            "geometry": { "type": "Polygon", "coordinates": [ring] } })
    });
    serde_json::json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() }).to_string()
}

fn workspace(pack: &str) -> Workspace {
    let workspace = Workspace::fresh();
    let mut rows = String::from("id,place\n");
    for (valley, threats, killings) in VALLEYS {
        (0..threats).for_each(|number| rows += &format!("t-{valley}-{number},{valley}\n"));
        (0..killings).for_each(|number| rows += &format!("k-{valley}-{number},{valley}\n"));
    }
    fs::write(workspace.path("lists/reports.csv"), rows).unwrap();
    fs::write(workspace.path("lists/reports.toml"), MAPPING).unwrap();
    fs::write(workspace.path("figures/reports.toml"), figures()).unwrap();
    fs::create_dir(workspace.path("valleys")).unwrap();
    fs::write(workspace.path("valleys/pack.toml"), pack).unwrap();
    fs::write(workspace.path("valleys/valleys.geojson"), boundaries()).unwrap();
    workspace.edit("willay.toml", "[disclosure]", "packs = [\"valleys\"]\n\n[disclosure]");
    workspace
}

/// What the map of a page draws for an area of which something is said.
fn look<'a>(page: &'a str, said: &str) -> &'a str {
    let before = page.split(&format!("<title>{said}</title>")).next().filter(|before| before.len() < page.len());
    before
        .unwrap_or_else(|| panic!("nothing says '{said}' in {page}"))
        .rsplit("<path ")
        .next()
        .unwrap()
        .split(" d=")
        .next()
        .unwrap()
}

#[test]
fn counts_by_place_are_shaded_on_the_boundaries_and_hidden_ones_are_hatched() {
    let workspace = workspace(PACK).built();
    let page = workspace.read("site/figures/reports.html");
    for (said, drawn) in [
        ("Valley a: 40", "class=\"shade-4\""),
        ("Valley b: 40", "class=\"shade-4\""),
        ("Valley c: not shown", "fill=\"url(#hatch-by-valley)\""),
        ("Valley d: not shown", "fill=\"url(#hatch-by-valley)\""),
        ("Valley e: no number", "class=\"unknown\""),
        ("Valley f: no number", "class=\"unknown\""),
    ] {
        assert_eq!(look(&page, said), drawn, "{said}");
    }
    assert!(page.contains("Boundaries: Surveyors &amp; Sons, licence CC0-1.0"), "{page}");
    assert!(page.contains("counts, not rates") && page.contains("Valley</th>"), "{page}");
    // What the table hides is on the map neither as a number nor as nought.
    assert!(!page.contains("Valley c: 2") && !page.contains("Valley c: 0"));
    let map = &page[page.find("<svg").unwrap()..page.find("</svg>").unwrap()];
    assert!(map.len() < 16_000 && page.len() < 40_000, "{} and {} bytes", map.len(), page.len());
    let page = workspace.read("site/es/figures/reports.html");
    assert!(page.contains("Son cuentas, no tasas") && page.contains("Límites: Surveyors"), "{page}");
}

#[test]
fn a_share_of_two_breakdowns_is_a_map_of_shares() {
    let page = workspace(PACK).built().read("site/figures/share.html");
    assert_eq!(look(&page, "Valley a: 25%"), "class=\"shade-2\"");
    assert_eq!(look(&page, "Valley b: 50%"), "class=\"shade-3\"");
    assert!(page.contains("Shown: percentages") && !page.contains("not rates"), "{page}");
    assert!(!page.contains("Valley c: 50%"), "what is hidden in either is hidden here");
}

/// A map beside a table in bands or rounded shades what the table prints; hidden is only what is hidden there.
#[test]
fn bands_and_rounded_numbers_are_shaded_as_the_table_prints_them() {
    let drawn = |rule: &str, language: &str| {
        let workspace = workspace(PACK);
        let members = "members = \"SELECT id, place AS valley FROM event WHERE id LIKE 'event/t-%'\"";
        let threats = figure("told", "cases", &format!("{members}\n[figure.disclosure]\n{rule}"));
        fs::write(workspace.path("figures/reports.toml"), threats).unwrap();
        workspace.built().read(&format!("site/{language}figures/told.html"))
    };
    let page = drawn("bands = [5, 10, 25]", "es/");
    for (said, shade) in [
        ("Valley a: 25 o más", "class=\"shade-4\""),
        ("Valley b: 10 a 24", "class=\"shade-3\""),
        ("Valley c: menos de 5", "class=\"shade-1\""),
        ("Valley d: 5 a 9", "class=\"shade-2\""),
    ] {
        assert_eq!(look(&page, said), shade, "{said}");
    }
    assert!(page.contains("<h2>Por valle</h2>"), "by the label of the boundaries: {page}");
    assert!(!page.contains("no se muestra") && page.contains("Valley a (xx:a)</th>"), "{page}");
    let page = drawn("round = 5", "");
    assert_eq!(look(&page, "Valley a: about 30"), "class=\"shade-3\"");
    assert_eq!(look(&page, "Valley c: about 5"), "class=\"shade-1\"");
}

#[test]
fn the_same_workspace_gives_the_same_map() {
    let (one, other) = (workspace(PACK), workspace(PACK));
    fs::create_dir_all(other.path(".willay")).unwrap();
    let one = one.built();
    fs::copy(one.path(".willay/secret"), other.path(".willay/secret")).unwrap();
    assert_eq!(differing(&one.site(), &other.built().site()), Vec::<String>::new());
}

#[test]
fn a_pack_that_cannot_be_drawn_stops_the_build_with_its_feature() {
    let workspace = workspace(PACK);
    workspace.edit("valleys/valleys.geojson", "[-69.0,-12.0]", "[290.0,-12.0]");
    let ran = workspace.run("build");
    assert_eq!(ran.code, 3, "{}", ran.err);
    for part in ["valleys/valleys.geojson", "feature 1, geometry", "longitude 290", "expected: GeoJSON after RFC 7946"]
    {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(!workspace.path("site").exists());
}

#[test]
fn boundaries_for_looking_up_are_not_drawn_and_the_bars_stay() {
    let workspace =
        workspace("[boundaries.\"valleys.geojson\"]\nscheme = \"xx\"\ncode = \"id\"\nmap = false\n").built();
    let page = workspace.read("site/figures/reports.html");
    assert!(!page.contains("<path") && page.contains("class=\"bar\""), "{page}");
    assert_eq!(willay(&["verify", workspace.path("site").to_str().unwrap()]).code, 0);
}
