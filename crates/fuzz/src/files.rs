//! Files that are not tables: records in XML, geometry, mappings, packs.

use read::{Mapping, PackFile, geojson, load_pack, read_esf_xml};
use record::Access;

use crate::tables::{SCHEMA, Said};

pub(crate) fn esf_xml(bytes: &[u8]) -> String {
    let mut said = Said::default();
    match read_esf_xml(("e.xml", bytes), &SCHEMA, Access::Internal, &mut said) {
        Ok(()) => said.words(),
        Err(stop) => format!("stopped: {stop:?}"),
    }
}

/// What is read is written, and read again the same.
pub(crate) fn geojson(bytes: &[u8]) -> String {
    let (features, problems) = geojson::read_features(bytes);
    for feature in &features {
        let again = geojson::read_geometry(&geojson::write_geometry(&feature.geometry));
        assert_eq!(again.as_ref(), Ok(&feature.geometry), "a geometry that does not come back");
    }
    let read = if features.is_empty() { "refused" } else { "read" };
    format!(
        "{read} {} {:?}",
        features.len().min(4),
        problems.iter().take(4).map(|problem| &problem.reason).collect::<Vec<_>>()
    )
}

pub(crate) fn mapping(bytes: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else { return "not UTF-8".to_owned() };
    match Mapping::parse("m.toml", text) {
        Ok(mapping) => format!("read {} {:?}", mapping.columns.len().min(8), mapping.description().access),
        Err(problems) => format!("refused {problems:?}"),
    }
}

/// Files of a pack, parted by lines `== NAME`.
pub(crate) fn pack(bytes: &[u8]) -> String {
    let mut schema = SCHEMA.clone();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match (line.strip_prefix(b"== "), files.last_mut()) {
            (Some(name), _) => files.push((String::from_utf8_lossy(name).trim().to_owned(), Vec::new())),
            (None, Some((_, content))) => content.extend(line),
            (None, None) => files.push(("terms.csv".to_owned(), line.to_vec())),
        }
    }
    let files: Vec<PackFile<'_>> = files.iter().map(|(name, bytes)| PackFile { name, bytes }).collect();
    let problems = load_pack(&mut schema, &files);
    let read = if schema == *SCHEMA { "refused" } else { "read" };
    format!("{read} {:?}", problems.iter().take(6).map(ToString::to_string).collect::<Vec<_>>())
}
