//! `willay init`: a new workspace with one of everything, which builds at once.

use std::{fs, process::ExitCode};

use crate::{
    arguments,
    failure::{Cause, Failure},
    output::{program, say},
};

/// The files of a new workspace. `NAME` stands for the organisation.
const FILES: &[(&str, &str)] = &[
    ("willay.toml", include_str!("init/willay.toml")),
    ("documents/first-note.md", include_str!("init/first-note.md")),
    ("documents/first-note.md.toml", include_str!("init/first-note.md.toml")),
    ("lists/cases.csv", include_str!("init/cases.csv")),
    ("lists/cases.toml", include_str!("init/cases.toml")),
    ("figures/first.toml", include_str!("init/first.toml")),
    ("articles/first-article.en.md", include_str!("init/first-article.en.md")),
    ("articles/first-article.es.md", include_str!("init/first-article.es.md")),
    ("pages/about.en.md", include_str!("init/about.en.md")),
    ("pages/about.es.md", include_str!("init/about.es.md")),
];

/// Runs `willay init`.
pub(crate) fn run(options: &arguments::Init) -> Result<ExitCode, Failure> {
    let folder = &options.folder;
    let is_used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        let hint = "name a new folder; nothing was written";
        return Err(Failure::new(Cause::Usage, format!("{}: not empty", folder.display()), hint));
    }
    let name = options.name.replace(['"', '\\', '\n'], " ");
    for (path, text) in FILES {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failure::of_path(parent, &error))?;
        fs::write(&target, text.replace("NAME", &name)).map_err(|error| Failure::of_path(&target, &error))?;
    }
    say!("A workspace with one document, one list, two figures, one article and one page, in English and Spanish:");
    for (path, _) in FILES {
        say!("  {}", folder.join(path).display());
    }
    say!("\nNext   {} build {}", program(), folder.display());
    Ok(ExitCode::SUCCESS)
}
