//! What became of each file, for a person to read on the terminal and to sort in a spreadsheet.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use publish::old::Reason;
use read::legacy::Dated;

use super::{folder::Folder, folder::Found, plan::Plan};
use record::counted;

use crate::{
    arguments,
    failure::{Cause, Failure},
    import::csv_cell,
    output::{program, say},
};

/// The reports in the workspace.
const FILES: &str = "legacy-report.csv";
const DUPLICATES: &str = "legacy-duplicates.csv";

/// Refused files that are shown one by one.
const SHOWN: usize = 10;

const COLUMNS: &str = "file,article,title,date,date_flag,date_stated,other_date,language,encoding,declared,repaired,broken,\
                       old_addresses,unresolvable,possible_copies,problem";

/// The reports with their places.
pub(super) fn files(
    found: &Folder,
    plan: &Plan,
    options: &arguments::Legacy,
) -> Result<Vec<(PathBuf, String)>, Failure> {
    let rows = options.report.clone().unwrap_or_else(|| options.workspace.join(FILES));
    if rows.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("csv")) {
        let message = format!("{}: not .csv", rows.display());
        return Err(Failure::new(Cause::Usage, message, "name the report so that it ends in .csv"));
    }
    let copies = rows.parent().unwrap_or(Path::new("")).join(DUPLICATES);
    Ok(vec![(rows, rows_of(found, plan)), (copies, copies_of(found, plan))])
}

fn line(cells: &[&str]) -> String {
    cells.iter().map(|cell| csv_cell(cell)).collect::<Vec<_>>().join(",") + "\n"
}

fn rows_of(found: &Folder, plan: &Plan) -> String {
    let mut rows: Vec<(&str, String)> =
        found.pages.iter().enumerate().map(|(at, page)| (page.file.as_str(), row(at, page, plan))).collect();
    for (file, reason) in &found.refused {
        let mut cells = [""; 16];
        (cells[0], cells[15]) = (file, reason);
        rows.push((file, line(&cells)));
    }
    rows.sort();
    format!("{COLUMNS}\n{}", rows.into_iter().map(|(_, row)| row).collect::<String>())
}

fn row(at: usize, found: &Found, plan: &Plan) -> String {
    let (date, flag, stated, other) = match &found.page.dated {
        Dated::Day { date, other } => (date.as_str(), "", "", other.as_deref().unwrap_or_default()),
        Dated::Unstated => ("", "unstated", "", ""),
        Dated::Flagged { flag, words } => ("", flag.name(), words.as_str(), ""),
    };
    let redirects = plan.redirects.redirect.iter().filter(|entry| entry.file == found.file);
    let addresses: Vec<&str> = redirects.map(|entry| entry.from.as_str()).collect();
    let unresolvable = plan.redirects.unresolvable.iter().filter(|entry| entry.file == found.file);
    let unresolvable: Vec<&str> = unresolvable.map(|entry| entry.from.as_str()).collect();
    let copies = plan.proposals.pairs.iter().filter_map(|pair| match pair.texts {
        (left, right) if left == at => Some(plan.slugs[right].as_str()),
        (left, right) if right == at => Some(plan.slugs[left].as_str()),
        _ => None,
    });
    let copies: Vec<&str> = copies.collect();
    let letters = &found.page.letters;
    let changed =
        if plan.changed.contains(&at) { "the file is not the one that was taken over; it was left alone" } else { "" };
    line(&[
        &found.file,
        &plan.slugs[at],
        &plan.titles[at],
        date,
        flag,
        stated,
        other,
        found.page.language.tag(),
        letters.encoding,
        letters.contradicted.as_deref().unwrap_or_default(),
        &letters.repaired.to_string(),
        &letters.broken.to_string(),
        &addresses.join(" "),
        &unresolvable.join(" "),
        &copies.join(" "),
        changed,
    ])
}

fn copies_of(found: &Folder, plan: &Plan) -> String {
    let mut out = "share,reason,left,left_file,left_title,right,right_file,right_title\n".to_owned();
    for pair in &plan.proposals.pairs {
        let (left, right) = pair.texts;
        let reason = if pair.is_same {
            "the same words in the same order".to_owned()
        } else {
            format!("{:.0} % of the runs of five words that either has are in both", 100.0 * pair.share)
        };
        out.push_str(&line(&[
            &format!("{:.3}", pair.share),
            &reason,
            &plan.slugs[left],
            &found.pages[left].file,
            &plan.titles[left],
            &plan.slugs[right],
            &found.pages[right].file,
            &plan.titles[right],
        ]));
    }
    out
}

/// What the summary tells.
pub(super) struct Told<'a> {
    pub(super) options: &'a arguments::Legacy,
    pub(super) found: &'a Folder,
    pub(super) plan: &'a Plan,
    pub(super) written: usize,
    pub(super) seconds: f64,
}

/// Prints the summary.
pub(super) fn print(told: &Told<'_>) {
    let Told { options, found, plan, written, seconds } = told;
    let pages = &found.pages;
    say!("{}", options.folder.display());
    say!("  pages      {:>6}  of which {} are new to the archive", pages.len(), plan.articles.len());
    let others: Vec<String> = found.others.iter().map(|(ending, count)| format!("{count} {ending}")).collect();
    if !others.is_empty() {
        say!("  passed over        {}: no pages", others.join(", "));
    }
    dates(pages);
    letters(pages);
    addresses(found, plan);
    let same = plan.proposals.pairs.iter().filter(|pair| pair.is_same).count();
    let alike = plan.proposals.pairs.len() - same;
    say!(
        "  copies     {:>6}  proposed: {same} with the same words, {alike} with most of them; none was merged",
        same + alike
    );
    if plan.proposals.left_out > 0 {
        say!("             {:>6}  pairs were not compared: too many pages begin alike", plan.proposals.left_out);
    }
    if !plan.changed.is_empty() {
        say!(
            "  changed    {:>6}  files since they were taken over; their articles were left alone",
            plan.changed.len()
        );
    }
    say!("  refused    {:>6}", found.refused.len());
    found.refused.iter().take(SHOWN).for_each(|(file, reason)| say!("                     {file}: {reason}"));
    if found.refused.len() > SHOWN {
        say!("                     and {} more; the report names all", found.refused.len() - SHOWN);
    }
    if options.dry_run {
        say!("\nDry run: nothing was written. ({seconds:.1} s)");
        return;
    }
    match written {
        0 => say!("\nNothing has changed since the last time: no byte was written. ({seconds:.1} s)"),
        _ => say!("\n{} written. ({seconds:.1} s)", counted(*written, ["file", "files"])),
    }
    let report = options.report.clone().unwrap_or_else(|| options.workspace.join(FILES));
    say!("Read   {}        what became of each file", report.display());
    say!("       {}        which may be one text twice", report.with_file_name(DUPLICATES).display());
    say!("Next   {} build {}", program(), options.workspace.display());
}

fn dates(pages: &[Found]) {
    let mut counts = std::collections::BTreeMap::new();
    for found in pages {
        if let Dated::Flagged { flag, .. } = &found.page.dated {
            *counts.entry(*flag).or_insert(0_usize) += 1;
        }
    }
    let dated = pages.iter().filter(|found| matches!(found.page.dated, Dated::Day { .. })).count();
    let flagged: usize = counts.values().sum();
    let words: Vec<String> = counts.iter().map(|(flag, count)| format!("{count} {}", flag.name())).collect();
    say!("  dated      {dated:>6}");
    say!(
        "  flagged    {flagged:>6}  dates that cannot be believed, left empty{}{}",
        if flagged > 0 { ": " } else { "" },
        words.join(", ")
    );
    say!("  undated    {:>6}  pages that state no date", pages.len() - dated - flagged);
}

fn letters(pages: &[Found]) {
    let count = |test: fn(&&Found) -> bool| pages.iter().filter(test).count();
    say!(
        "  letters    {:>6}  pages repaired that had been encoded twice",
        count(|found| found.page.letters.repaired > 0)
    );
    say!(
        "             {:>6}  pages with broken letters that nobody can repair for certain",
        count(|found| found.page.letters.broken > 0)
    );
    say!(
        "             {:>6}  pages whose declared encoding is not theirs",
        count(|found| found.page.letters.contradicted.is_some())
    );
}

fn addresses(found: &Folder, plan: &Plan) {
    let files: BTreeSet<&str> = found.pages.iter().map(|page| page.file.as_str()).collect();
    let redirects = plan.redirects.redirect.iter().filter(|entry| files.contains(entry.file.as_str())).count();
    let of = |reason: Reason| {
        plan.redirects
            .unresolvable
            .iter()
            .filter(|entry| entry.reason == reason && files.contains(entry.file.as_str()))
            .count()
    };
    say!("  addresses  {redirects:>6}  old addresses lead to their article");
    say!("             {:>6}  lead nowhere: they counted from the newest item", of(Reason::Offset));
    say!("             {:>6}  lead nowhere: several pages claim them", of(Reason::Contested));
}
