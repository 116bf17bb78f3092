//! `willay explain`: why a page is refused, code by code.

use std::process::ExitCode;

use publish::article::{codes, manual};

use crate::{
    arguments,
    failure::{Cause, Failure},
    language::{spoken, words},
    output::say,
};

/// Runs `willay explain`.
pub(crate) fn run(options: &arguments::Explain) -> Result<ExitCode, Failure> {
    let language = spoken();
    if options.manual {
        say!("{}", manual().trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let codes = codes();
    let Some(wanted) = &options.code else {
        for code in &codes {
            say!("{}  {}", code.code, code.title.get(language));
        }
        return Ok(ExitCode::SUCCESS);
    };
    let found = codes.iter().find(|code| code.code.eq_ignore_ascii_case(wanted)).ok_or_else(|| {
        let names: Vec<&str> = codes.iter().map(|code| code.code.as_str()).collect();
        let names = names.join(", ");
        Failure::new(
            Cause::Usage,
            words!("there is no code '{wanted}'", "no hay un código «{wanted}»"),
            words!("write one of: {names}", "escriba uno de estos: {names}"),
        )
    })?;
    say!("{}", found.page(language).trim_end());
    Ok(ExitCode::SUCCESS)
}
