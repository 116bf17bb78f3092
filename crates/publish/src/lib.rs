//! Text whose numbers cannot let go of their evidence, and the site on which readers check them.
//!
//! Articles and standing pages are checked and rendered ([`article`]); who may be named is asked of the record ([`naming`]); the site is rendered whole into memory
//! ([`site`]); a published site is verified without the workspace ([`verify`]); the record goes out as tables and
//! statements that can be read again ([`dataset`]).

pub mod article;
pub mod chart;
pub mod dataset;
mod elements;
pub mod evidence;
pub mod manifest;
pub mod naming;
pub mod old;
mod parallel;
pub mod past;
pub mod site;
pub mod verify;

pub use article::{CheckedPage, Context, Head, Lint, PageSource};
pub use past::Past;
pub use site::{Edition, SiteSettings};
