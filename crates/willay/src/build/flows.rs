//! Registers that do not add up: stocks whose flows leave a number unaccounted for, or ask for a stock that nobody noted.
//!
//! Neither stops a build, for it is the register that fails and not the workspace; its page and the summary say so.

use figure::{
    Figure,
    flow::{Balance, Before, balance},
};
use record::short_numeral;

use crate::language::{spoken, words};

/// Each stock that does not add up, in words for the editor.
pub(super) fn failing(figures: &[Figure]) -> Vec<String> {
    figures.iter().filter_map(|stock| in_words(stock, &balance(figures, stock)?)).collect()
}

fn in_words(stock: &Figure, balance: &Balance<'_>) -> Option<String> {
    let number = |value: f64| short_numeral(value, spoken());
    let reason = match &balance.before {
        Before::Known { unaccounted, .. } if *unaccounted == 0.0 => return None,
        Before::Known { figure, unaccounted } => {
            let (id, has) = (figure.id(), figure.printed().map(number).unwrap_or_default());
            let left = number(unaccounted.abs());
            words!(
                "it does not add up: '{id}' has {has}, so that {left} are unaccounted for",
                "no cuadra: «{id}» tiene {has}, de modo que {left} quedan sin explicar"
            )
        }
        Before::Missing { last: Some(last) } => words!(
            "no figure of that time is known, it is missing; the last one before is '{}'", last.id();
            "falta: no se conoce una cifra de ese tiempo; la última anterior es «{}»", last.id()
        ),
        Before::Missing { last: None } => {
            words!("no figure of that time is known, it is missing", "falta: no se conoce una cifra de ese tiempo")
        }
    };
    let (id, must, sum) = (stock.id(), number(balance.must_have_been), sum(stock, balance));
    Some(words!(
        "'{id}': before it there must have been {must} ({sum}); {reason}",
        "«{id}»: antes tiene que haber habido {must} ({sum}); {reason}"
    ))
}

/// The stock less what came in and more what went out, as anyone can add it up.
fn sum(stock: &Figure, balance: &Balance<'_>) -> String {
    let number = |value: f64| short_numeral(value, spoken());
    let term = |sign: &str, (flow, value): &(&Figure, f64)| {
        format!(" {sign} {} {}", number(*value), flow.definition.noun.get(spoken()))
    };
    let came = balance.into.iter().map(|flow| term("-", flow));
    let went = balance.out_of.iter().map(|flow| term("+", flow));
    let all: String = came.chain(went).collect();
    format!("{}{all}", stock.printed().map(number).unwrap_or_default())
}
