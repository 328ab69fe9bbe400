//! Errands outside the program that are no requests to the server: the system's
//! opener, the clipboard, a command that a person configured. Nothing of this goes
//! through a shell.

use super::effect::Effect;
use super::sheet::Sheet;
use super::state::Turn;

/// Something to be done on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// Hand an address (http, https or mailto) to the system's opener.
    Open(String),
    /// Give a text to a program's standard input.
    Run {
        /// The program and its arguments.
        command: Vec<String>,
        /// What it gets.
        input: String,
        /// What it is for.
        purpose: Purpose,
    },
}

/// What a program is run for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// It puts the text on the clipboard; this is what the text is called.
    Copy(String),
    /// The person wants to see what it makes of the text.
    Pipe,
}

/// How an errand ended.
#[derive(Debug)]
pub enum Done {
    /// The opener took the address, or why it did not.
    Opened {
        /// The address.
        address: String,
        /// What went wrong, in words.
        result: Result<(), String>,
    },
    /// The program ended.
    Ran {
        /// The program's name.
        program: String,
        /// What it got, to be copied another way.
        input: String,
        /// What it was for.
        purpose: Purpose,
        /// What it wrote, or what went wrong, in words.
        result: Result<String, String>,
    },
    /// A hook, or what shows notifications, failed: why, in a sentence.
    Failed(String),
}

/// So many different failures are said at most.
const MOST_FAILURES: usize = 32;

/// How text gets to the clipboard.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Clipboard {
    /// By the terminal (OSC 52).
    #[default]
    Terminal,
    /// By a program that reads standard input.
    Program(Vec<String>),
}

/// What there is on this machine, found out at the start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Machine {
    /// Whether addresses can be opened: there is an opener and a screen for it.
    pub opener: bool,
    /// How text gets to the clipboard.
    pub clipboard: Clipboard,
    /// The command that writes the picture on the clipboard, where one is known.
    pub picture: Option<Vec<String>>,
    /// The command that code blocks can be handed to.
    pub pipe: Option<Vec<String>>,
    /// The person's editor and its arguments; empty where none is known.
    pub editor: Vec<String>,
}

impl Turn<'_> {
    /// Puts text on the clipboard and says so; `what` names it in a sentence.
    pub(super) fn copy(&mut self, text: String, what: &str) {
        if text.is_empty() {
            self.notice("There is nothing to copy.");
            return;
        }
        match self.app.machine.clipboard.clone() {
            Clipboard::Terminal => {
                self.effect(Effect::Copy(text));
                self.notice(&format!("Copied {what}."));
            }
            Clipboard::Program(command) => self.effect(Effect::Errand(Errand::Run {
                command,
                input: text,
                purpose: Purpose::Copy(what.to_owned()),
            })),
        }
    }

    /// Hands an address to the system's opener; copies it where there is none.
    pub(super) fn open_outside(&mut self, address: String) {
        if self.app.machine.opener {
            self.notice(&format!("Opening {address}"));
            self.effect(Effect::Errand(Errand::Open(address)));
        } else {
            let sentence = format!("Nothing here can open it; the address is copied: {address}");
            self.copy(address, "the address");
            self.notice(&sentence);
        }
    }

    /// An errand came to its end.
    pub(super) fn errand_done(&mut self, done: Done) {
        match done {
            Done::Failed(why) => {
                let failures = &mut self.app.failures;
                if failures.len() < MOST_FAILURES && failures.insert(why.clone()) {
                    self.complain(&why);
                }
            }
            Done::Opened { result: Ok(()), .. } => {}
            Done::Opened {
                address,
                result: Err(why),
            } => {
                self.copy(address, "the address");
                self.complain(&format!(
                    "It could not be opened ({why}); the address is copied."
                ));
            }
            Done::Ran {
                program,
                input,
                purpose: Purpose::Copy(what),
                result,
            } => match result {
                Ok(_) => self.notice(&format!("Copied {what}.")),
                Err(why) => {
                    self.effect(Effect::Copy(input));
                    self.complain(&format!(
                        "{program} failed ({why}); {what} went to the terminal's clipboard."
                    ));
                }
            },
            Done::Ran {
                program,
                purpose: Purpose::Pipe,
                result,
                ..
            } => match result {
                Ok(output) if output.trim().is_empty() => {
                    self.notice(&format!("{program} took the code and wrote nothing."));
                }
                Ok(output) => self.open_sheet(Sheet::output(&program, output)),
                Err(why) => self.complain(&format!("{program} failed: {why}.")),
            },
        }
    }
}
