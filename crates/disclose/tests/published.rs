//! Whole published sets against a stranger, and small tables beside tau-Argus.

#[cfg(test)]
mod published {
    use std::collections::BTreeSet;

    use disclose::{Attack, CellId, Finding, Protected, Seen, System, Wanted};

    mod linked_tables;
    mod tauargus;

    /// What a stranger sees where some cells are hidden.
    fn seen(system: &System, hidden: &BTreeSet<CellId>) -> Attack {
        let what = |id: CellId| {
            let cell = system.cell(id);
            let (least, most) = match cell.printed {
                Some(printed) if !hidden.contains(&id) => (printed.least, Some(printed.most)),
                Some(_) | None => (cell.least, cell.most),
            };
            Seen { name: cell.name.clone(), least, most }
        };
        let relations = system.relations().iter();
        let relations = relations.map(|relation| relation.iter().map(|(cell, times)| (cell.place(), *times)).collect());
        Attack { seen: system.ids().map(what).collect(), relations: relations.collect() }
    }

    /// What must stay in doubt.
    fn wanted(protected: &[Protected]) -> Vec<Wanted> {
        let wanted =
            |one: &Protected| Wanted { place: one.cell.place(), least: one.least, most: one.most, slides: one.slides };
        protected.iter().map(wanted).collect()
    }

    fn breaches(findings: &[Finding]) -> usize {
        findings.iter().filter(|finding| finding.is_breach()).count()
    }
}
