//! Signing in with an external method: the browser is sent to its page, and the link at its
//! end comes back by paste, or from the desktop's handler.

use std::process::ExitCode;

use crate::cli::chosen::Chosen;
use crate::cli::connect::{self, fail};
use crate::cli::errands::{Errands, machine};
use crate::config::paths::Paths;
use crate::log;
use crate::session::doorstep::Doorstep;
use crate::session::login_link::Waiting;
use crate::session::signing_in::{SignedIn, Way};
use crate::signin::{External, Otp};

use super::{Args, ask, unattended};

/// Signs in with it. The inner error is a sentence.
pub(super) async fn sign_in(
    args: &Args,
    way: &Way,
    external: &External,
    paths: &Paths,
) -> Result<Result<SignedIn, String>, ExitCode> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| fail(&error))?;
    let otp = Otp::new(random);
    log::conceal(&otp.reveal());
    let Some(page) = otp.page(&way.door.site, &external.login_url) else {
        return Ok(Err(format!(
            "{} names a page of another site for {}: choose another way.",
            crate::signin::shown(&way.door.site),
            external.shown.as_str()
        )));
    };
    let waiting = Waiting::open(paths);
    if !ask::somebody() && waiting.is_err() {
        return Err(unattended());
    }
    let chosen = Chosen::load(paths);
    let commands = &chosen.settings.commands;
    let machine = machine(commands, |name| std::env::var(name).ok());
    let mut doorstep = None;
    if machine.opener
        && !args.no_browser
        && let Ok(step) = Doorstep::open().await
        && let Ok(address) = step.address()
        && Errands::open_with(&commands.open, &address).is_ok()
    {
        ask::say("Your browser opens. On another machine, open this address instead:");
        doorstep = Some(step);
    } else {
        ask::say("Open this address in a browser, on any machine:");
    }
    ask::say("");
    ask::say(page.as_str());
    ask::say("");
    ask::say(
        "At the end the browser wants to open a link that begins with zulip://. If nothing happens \
         here then, copy the link and paste it.",
    );
    let lead = async {
        if let Some(step) = doorstep {
            step.lead_to(&page).await;
        }
        std::future::pending::<()>().await
    };
    tokio::pin!(lead);
    loop {
        let typed = async {
            match ask::somebody() {
                true => ask::line("The link:").await,
                false => std::future::pending().await,
            }
        };
        tokio::pin!(typed);
        let outcome = loop {
            tokio::select! {
                () = &mut lead => {}
                handed = next(waiting.as_ref().ok()) => {
                    let outcome = way.by_link(&otp, &handed.link).await;
                    let told = outcome.as_ref().map(greeting).map_err(Clone::clone);
                    handed.answer(told).await;
                    match outcome {
                        Ok(signed_in) => {
                            ask::say("");
                            return Ok(Ok(signed_in));
                        }
                        // A link for somebody else: the paste may still come.
                        Err(why) => ask::say(&why),
                    }
                }
                line = &mut typed => {
                    let line = line.ok_or(ExitCode::from(connect::FAILED))?;
                    break way.by_link(&otp, &line).await;
                }
            }
        };
        match outcome {
            Ok(signed_in) => return Ok(Ok(signed_in)),
            Err(why) => ask::say(&why),
        }
    }
}

async fn next(waiting: Option<&Waiting>) -> crate::session::login_link::Handed {
    match waiting {
        Some(waiting) => waiting.next().await,
        None => std::future::pending().await,
    }
}

/// What `lazuli open-login` says then.
fn greeting(signed_in: &SignedIn) -> String {
    format!(
        "Signed in to {} as {}: go on in lazuli.",
        signed_in.way.door.name.as_str(),
        signed_in.email
    )
}
