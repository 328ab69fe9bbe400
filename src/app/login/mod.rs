//! Signing in, while nobody is: where, how, and with what, one step after the other.
//!
//! Pure like all of this room. What is to be asked and opened goes out as an [`Order`]; what
//! comes back is [`News`]. The secrets of a sign-in in the browser never come here at all.

mod steps;

use std::fmt;

use url::Url;

use super::line_edit::LineEdit;
use super::state::Account;
use crate::signin::{Door, External, Method, Secret, UserNames};
use crate::text::SafeText;

/// Names a question, so that an answer that comes too late is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticket(pub u64);

/// Where one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Which organization?
    Address,
    /// Which way in?
    Method,
    /// The name and password.
    Password(UserNames),
    /// The address and API key.
    Key,
    /// A development server's account.
    Dev,
    /// The browser has it; its link is waited for.
    Browser(External),
    /// A zuliprc, named or pasted.
    Zuliprc,
}

/// Signing in, as far as it is.
#[derive(Debug, Clone)]
pub struct Login {
    /// Where one is.
    pub step: Step,
    /// The address as it is written.
    pub address: LineEdit,
    /// The organization, once it is found.
    pub door: Option<Door>,
    /// Which of its ways is selected.
    pub method: usize,
    /// Who signs in, as it is written.
    pub name: LineEdit,
    /// A password or key, as it is written.
    pub secret: SecretLine,
    /// Whether keys go to the secret, and not to the name.
    pub at_secret: bool,
    /// The accounts of a development server, once they are here.
    pub people: Vec<SafeText<'static>>,
    /// Which of them is selected.
    pub person: usize,
    /// The page for the browser, once there is one.
    pub page: Option<Page>,
    /// The link, as it is pasted.
    pub link: LineEdit,
    /// Where a zuliprc is, as it is written.
    pub path: LineEdit,
    /// What is being waited for.
    pub busy: Option<Busy>,
    /// Why it did not work, in a sentence.
    pub wrong: Option<SafeText<'static>>,
    /// The question that was asked last.
    pub ticket: Ticket,
}

/// What is being waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// Whether there is an organization.
    Looking,
    /// The accounts of a development server.
    Listing,
    /// The page for the browser.
    Opening,
    /// Whether one is let in.
    Entering,
}

impl Busy {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Looking => "Looking…",
            Self::Listing => "Asking who there is…",
            Self::Opening => "Opening the browser…",
            Self::Entering => "Signing in…",
        }
    }
}

/// A line that is typed and never shown, not by `Debug` either.
#[derive(Clone, Default)]
pub struct SecretLine(LineEdit);

impl fmt::Debug for SecretLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretLine(…)")
    }
}

impl SecretLine {
    /// How it is shown: a dot for each character, and the cursor's place among them.
    #[must_use]
    pub fn dots(&self) -> LineEdit {
        let dots = |text: &str| "•".repeat(crate::text::glyphs(text).count());
        let (before, after) = self.0.text().split_at(self.0.at());
        let mut line = LineEdit::new(&dots(before));
        let behind = dots(after);
        line.insert(&behind);
        for _ in 0..behind.chars().count() {
            line.left();
        }
        line
    }
}

/// The page at which a sign-in in the browser begins.
#[derive(Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address. Who has it, and the link at the end, has the key: it is shown to the person
    /// and to nobody else.
    pub address: SafeText<'static>,
    /// Whether a browser was opened with it.
    pub opened: bool,
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page {{ opened: {} }}", self.opened)
    }
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Ask what there is at an address.
    Look(Ticket, Url),
    /// Sign in with a name and a password.
    Password(Ticket, String, Secret),
    /// Sign in with an address and an API key.
    Key(Ticket, String, Secret),
    /// Ask for the accounts of a development server.
    DevAccounts(Ticket),
    /// Sign in as one of them.
    Dev(Ticket, String),
    /// Begin with an external method: make its page and open it, wait for the link.
    Browser(Ticket, External),
    /// Open its page again.
    Reopen,
    /// Sign in with the link at its end.
    Link(Ticket, Secret),
    /// Sign in with the text of a zuliprc.
    Zuliprc(Ticket, Secret),
    /// Sign in with a zuliprc file.
    ZuliprcFile(Ticket, String),
    /// Leave what is under way.
    Stop,
    /// Open the demo organization instead.
    Demo,
}

/// What comes back.
#[derive(Debug)]
pub enum News {
    /// There is an organization, or a sentence why not.
    Found(Ticket, Result<Box<Door>, String>),
    /// A development server's accounts.
    DevAccounts(Ticket, Result<Vec<String>, String>),
    /// The page for the browser.
    Page(Ticket, Result<Page, String>),
    /// One is in, or a sentence why not. A link that came by itself has the ticket of the
    /// order to wait for one.
    Entered(Ticket, Result<Box<Entered>, String>),
    /// The demo organization opens.
    Demo,
}

/// Somebody who is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Who and where.
    pub account: Account,
    /// What is said about it: where the key is.
    pub words: String,
}

impl Default for Login {
    fn default() -> Self {
        Self {
            step: Step::Address,
            address: LineEdit::default(),
            door: None,
            method: 0,
            name: LineEdit::default(),
            secret: SecretLine::default(),
            at_secret: false,
            people: Vec::new(),
            person: 0,
            page: None,
            link: LineEdit::default(),
            path: LineEdit::default(),
            busy: None,
            wrong: None,
            ticket: Ticket::default(),
        }
    }
}

impl Login {
    /// The line that is being typed, where one is.
    pub fn line_mut(&mut self) -> Option<&mut LineEdit> {
        match &self.step {
            Step::Address => Some(&mut self.address),
            Step::Method | Step::Dev => None,
            Step::Password(_) | Step::Key if self.at_secret => Some(&mut self.secret.0),
            Step::Password(_) | Step::Key => Some(&mut self.name),
            Step::Browser(_) => Some(&mut self.link),
            Step::Zuliprc => Some(&mut self.path),
        }
    }

    /// The ways that are offered.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        self.door.as_ref().map_or(&[], |door| &door.methods)
    }

    /// Whether there is a page to open or copy.
    #[must_use]
    pub fn has_page(&self) -> bool {
        matches!(self.step, Step::Browser(_)) && self.page.is_some()
    }
}
