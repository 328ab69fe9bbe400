//! `lazuli open`: the screen at a Zulip link, for other programs and the desktop.

use std::path::PathBuf;
use std::process::ExitCode;

use url::Url;

use crate::accounts::{Known, Registry};
use crate::config::paths::Paths;
use crate::config::zuliprc;

use super::{connect, tui};

const EXAMPLES: &str = "\
Examples:
  lazuli open 'https://chat.example.com/#narrow/channel/4-workshop/topic/kiln/near/1234'
  lazuli open 'https://chat.example.com/#inbox' --explore

The account is the one whose organization the link is in: the one that is used without `open`, \
else one that you signed in to, else a zuliprc in another of its usual places, or a file in \
lazuli's configuration folder whose name ends in `zuliprc`. It is a program of its own: one that runs already is left alone.";

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
        match whose(&tui, &link) {
            Ok(Whose::Usual) => tui,
            Ok(Whose::Known(known)) => tui.with_known(&known),
            Ok(Whose::Zuliprc(file)) => tui.with_zuliprc(file),
            Err(why) => return connect::fail(&why),
        }
    };
    tui::run(tui.at(link.as_str()))
}

/// Whose account a link is for.
enum Whose {
    /// The one that is used anyway.
    Usual,
    /// One that one signed in to.
    Known(Box<Known>),
    /// One of another zuliprc.
    Zuliprc(PathBuf),
}

fn whose(tui: &tui::Args, link: &Url) -> Result<Whose, String> {
    let usual = tui.account();
    if let Ok(found) = &usual
        && is_in(found.site(), link)
    {
        return Ok(Whose::Usual);
    }
    // What is wrong with the list is said where the usual account is looked for.
    let registry = Paths::from_env().ok().and_then(|p| Registry::load(&p).ok());
    let registry = registry.unwrap_or_default();
    if let Some(known) = registry.all().iter().find(|k| is_in(&k.site, link)) {
        return Ok(Whose::Known(Box::new(known.clone())));
    }
    let of_link = zuliprc::all_files(&zuliprc::process_environment)
        .into_iter()
        .filter_map(zuliprc::glance_at)
        .find(|glance| is_in(&glance.site, link));
    match (of_link, usual) {
        (Some(glance), _) => Ok(Whose::Zuliprc(glance.path)),
        // What is wrong with the only file there is says more.
        (None, Err(why)) => Err(why.to_string()),
        (None, Ok(_)) => Err(format!(
            "no account is known for {}; sign in with `lazuli login`, or name its zuliprc with \
             --config-file",
            link.origin().ascii_serialization()
        )),
    }
}

/// Whether a link is into an organization.
fn is_in(site: &Url, link: &Url) -> bool {
    site.origin() == link.origin() && link.path().starts_with(site.path().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_in_an_organization_by_its_origin() {
        let site = |site: &str| Url::parse(site).unwrap();
        let link = Url::parse("https://chat.example.com/#narrow/channel/4").unwrap();
        assert!(is_in(&site("https://chat.example.com"), &link));
        assert!(is_in(&site("https://CHAT.example.com:443"), &link));
        for other in [
            "https://example.com",
            "http://chat.example.com",
            "https://chat.example.com.evil.example",
            "https://chat.example.com:8443",
            "https://chat.example.com/zulip",
        ] {
            assert!(!is_in(&site(other), &link), "{other}");
        }
    }
}
