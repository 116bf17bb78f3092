//! Who could be recognised by a published number? Disclosure control over a whole set of linked counts.
//!
//! A published count is a [`Cell`]; what anyone may know of the cells beside their values (margins, places within places,
//! sums, a later version beside an earlier one) are relations of one [`System`]. A rule says which cells are too small to be
//! printed ([`rule`]); [`protect()`] hides others at least cost until nobody can work the small ones out; [`attack`] is the
//! stranger who tries, by code of its own, from nothing but what is printed. Bands and rounding ([`coarse`]) print less
//! instead of nothing.
//!
//! Pure: no file, no clock, no chance. Linear and integer programs are solved by `microlp`, each within a number of nodes and
//! not of seconds, so that the same cells are hidden on every machine.
//!
//! Sources: Hundepool & others 2012, *Statistical Disclosure Control* (Wiley), chapter 4; Fischetti & Salazar 2000, *Management
//! Science* 46:1008-1026 (cuts); Kelly, Golden & Assad 1992, *Networks* 22:397-417 (one program for each cell); Castro 2012,
//! *European Journal of Operational Research* 216:257-269 (review).

pub mod attack;
pub mod coarse;
pub mod protect;
pub mod rule;
mod solver;
pub mod system;

pub use attack::{Attack, Finding, Seen, Wanted};
pub use coarse::Coarse;
pub use protect::{Impossible, Protection, protect};
pub use rule::{Rule, Sensitivity};
pub use system::{Cell, CellId, Printed, Protected, System};
