//! What do the other methods say of the same lists? On the one linkage that the record shows, beside each other.

use estimate::method::{Found, Method};

use super::{
    Answer, Beside,
    run::{Fit, Memo, Subject},
    sum,
    words::Why,
};

/// Every method that was asked for, each on all strata.
pub(super) fn of(subject: &Subject<'_>, memo: &mut Memo) -> Vec<Beside> {
    let lists = subject.lists.names.len();
    let usual = || Method::ALL.into_iter().filter(|method| method.takes(lists)).collect();
    let mut methods = subject.of.beside.clone().unwrap_or_else(usual);
    // Its own method stands among them, whatever was asked for.
    methods.push(subject.of.method);
    let is_wanted = |method: &Method| methods.contains(method);
    Method::ALL.into_iter().filter(is_wanted).map(|method| one(subject, method, memo)).collect()
}

fn one(subject: &Subject<'_>, method: Method, memo: &mut Memo) -> Beside {
    let fits = subject.fits(method, memo);
    let found: Vec<&Found> = fits.iter().filter_map(|fit| fit.found.as_ref().ok()).collect();
    let bounded: Vec<&Found> = found.iter().copied().filter(|found| found.high.is_finite()).collect();
    // A sum needs both ends of each; a single number may be shown without its upper end.
    let summed = if fits.len() > 1 { bounded } else { found };
    let sum = sum::of_one_linkage(&summed, &subject.plan());
    let is_lower_bound = sum::is_lower_bound(summed.iter().copied());
    let answer = match (sum.whole, fits.as_slice()) {
        (Ok(persons), _) => persons.answer(is_lower_bound),
        (Err(_), [Fit { found: Err(why), .. }]) => Answer::Refused { reason: why.text(subject.least) },
        (Err(why), _) => Answer::Refused { reason: why.text(subject.least) },
    };
    let strata_left_out = if fits.len() > 1 { fits.len() - summed.len() } else { 0 };
    Beside { method, strata_left_out, answer }
}

/// The figure's own number has an upper end, or it is refused.
pub(super) fn bounded(found: Found) -> Result<Found, Why> {
    if found.high.is_finite() { Ok(found) } else { Err(Why::NoUpperEnd) }
}
