//! Lists of things of the server's: for scripts as they came, for people as a table.

use std::process::ExitCode;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{connect, output};

/// Reads what is shown of each object and keeps the object itself.
///
/// # Errors
/// The exit code, when one is not what the API promises; it has been said.
pub fn read<'a, T: Deserialize<'a>>(
    objects: &'a [Box<RawValue>],
) -> Result<Vec<(T, &'a RawValue)>, ExitCode> {
    let read = objects.iter().map(|raw| {
        let shown = serde_json::from_str(raw.get())?;
        Ok((shown, &**raw))
    });
    read.collect::<Result<_, serde_json::Error>>()
        .map_err(|error| {
            connect::fail(&format_args!(
                "The server's answer has an unknown shape: {error}"
            ))
        })
}

/// Whether one of the names holds what is looked for, in any case.
pub fn holds<'a>(wanted: Option<&str>, names: impl IntoIterator<Item = &'a String>) -> bool {
    wanted.is_none_or(|wanted| {
        let wanted = wanted.trim_start_matches(['#', '@']).to_lowercase();
        let mut names = names.into_iter();
        names.any(|name| name.to_lowercase().contains(&wanted))
    })
}

/// Prints the objects, one a line.
///
/// # Errors
/// See [`output::lines`].
pub fn print_json<T>(objects: &[(T, &RawValue)]) -> Result<(), ExitCode> {
    let lines = objects.iter().map(|(_, raw)| output::json_line(raw.get()));
    output::lines(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_with_their_mark() {
        let names = ["Workshop".to_owned(), "Чай".to_owned()];
        assert!(holds(None, &names));
        assert!(holds(Some("#workSHOP"), &names));
        assert!(holds(Some("чай"), &names));
        assert!(!holds(Some("kiln"), &names));
    }
}
