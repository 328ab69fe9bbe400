//! `lazuli open`: the screen at a Zulip link, for other programs and the desktop.

use std::path::PathBuf;
use std::process::ExitCode;

use url::Url;

use crate::config::zuliprc::{self, Credentials};

use super::{connect, tui};

const EXAMPLES: &str = "\
Examples:
  lazuli open 'https://chat.example.com/#narrow/channel/4-workshop/topic/kiln/near/1234'
  lazuli open 'https://chat.example.com/#inbox' --explore

The account is the one whose organization the link is in: the zuliprc that is used without \
`open`, else another one in its usual places, or a file in lazuli's configuration folder whose \
name ends in `zuliprc`. It is a program of its own: one that runs already is left alone.";

/// Open the screen at a Zulip link
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "open")]
pub struct Args {
    /// A link to a message, a topic, a channel, a search or a view
    #[arg(value_name = "URL")]
    url: String,

    #[command(flatten)]
    tui: tui::Args,
}

/// Opens the screen with the account that the link is for.
pub fn run(args: Args) -> ExitCode {
    let Args { url, tui } = args;
    let link = match Url::parse(url.trim()) {
        Ok(link) if matches!(link.scheme(), "http" | "https") => link,
        Ok(_) | Err(_) => {
            return connect::misuse(
                &"a link begins with https://, as the web app's address bar shows it",
            );
        }
    };
    let tui = if tui.is_demo() {
        tui
    } else {
        match account(&tui, &link) {
            Ok(None) => tui,
            Ok(Some(file)) => tui.with_account(file),
            Err(why) => return connect::fail(&why),
        }
    };
    tui::run(tui.at(link.as_str()))
}

/// The zuliprc of the link's organization; `None` for the one that is used anyway.
fn account(tui: &tui::Args, link: &Url) -> Result<Option<PathBuf>, String> {
    let usual = tui.credentials();
    if let Ok(credentials) = &usual
        && is_in(credentials, link)
    {
        return Ok(None);
    }
    let others = zuliprc::all_files(&zuliprc::process_environment);
    let of_link = others.into_iter().find(|file| {
        let credentials = tui.credentials_of(file);
        credentials.is_ok_and(|credentials| is_in(&credentials, link))
    });
    match (of_link, usual) {
        (Some(file), _) => Ok(Some(file)),
        // What is wrong with the only file there is says more.
        (None, Err(why)) => Err(why.to_string()),
        (None, Ok(_)) => Err(format!(
            "no account is known for {}; name its zuliprc with --config-file",
            link.origin().ascii_serialization()
        )),
    }
}

/// Whether a link is into the organization of an account.
fn is_in(credentials: &Credentials, link: &Url) -> bool {
    credentials.site.origin() == link.origin()
        && link
            .path()
            .starts_with(credentials.site.path().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_in_an_organization_by_its_origin() {
        let credentials = |site: &str| Credentials::new("a@x", "k", site).unwrap();
        let link = Url::parse("https://chat.example.com/#narrow/channel/4").unwrap();
        assert!(is_in(&credentials("https://chat.example.com"), &link));
        assert!(is_in(&credentials("https://CHAT.example.com:443"), &link));
        for site in [
            "https://example.com",
            "http://chat.example.com",
            "https://chat.example.com.evil.example",
            "https://chat.example.com:8443",
            "https://chat.example.com/zulip",
        ] {
            assert!(!is_in(&credentials(site), &link), "{site}");
        }
    }
}
