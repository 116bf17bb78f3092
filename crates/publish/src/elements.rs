//! Elements that pages of all kinds hold: dates, and tables that may be wider than a phone.

use maud::{Markup, html};
use record::{Edtf, Language};

/// A date in these words. HTML knows days, months and years (HTML Living Standard, section 4.5.14); what is a period, open or
/// uncertain stands there as words alone, so that no program reads more into it.
pub(crate) fn date(date: &Edtf, words: &str) -> Markup {
    html! { @if is_known_to_html(date.as_str()) { time datetime=(date.as_str()) { (words) } } @else { span.time { (words) } } }
}

/// What a table that scrolls sideways is called, for those who cannot see that it does. The element that scrolls takes the focus,
/// so that the keys move it.
pub(crate) fn scrolls(language: Language) -> &'static str {
    match language {
        Language::En => "Table; scrolls sideways where it is wider than the page",
        Language::Es => "Tabla; se desplaza hacia los lados donde es más ancha que la página",
    }
}

/// True of `2016`, `2016-08`, `2016-08-31`.
fn is_known_to_html(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let are_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    are_digits && date != "0000" && matches!(lengths[..], [4] | [4, 2] | [4, 2, 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_months_and_years_are_dates_of_html() {
        for known in ["2016", "2016-08", "2016-08-31"] {
            let element = date(&known.parse().unwrap(), "then").into_string();
            assert_eq!(element, format!("<time datetime=\"{known}\">then</time>"));
        }
        for unknown in ["1984/1995", "2016-06~", "2002~/2016", "198X", "2016-08-31/2016-09-01"] {
            assert_eq!(date(&unknown.parse().unwrap(), "then").into_string(), "<span class=\"time\">then</span>");
        }
    }
}
