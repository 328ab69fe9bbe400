//! From one step to the next, and back.

use super::super::effect::Effect;
use super::super::errand::Clipboard;
use super::super::state::{App, Turn};
use super::{Busy, Login, News, Order, Step, Ticket};
use crate::signin::{Method, Secret, address};
use crate::text::SafeText;

impl App {
    /// Begins with signing in.
    pub fn ask_to_sign_in(&mut self) {
        self.login = Some(Box::default());
    }
}

impl Turn<'_> {
    fn login(&mut self) -> Option<&mut Login> {
        self.app.login.as_deref_mut()
    }

    /// Sends an order that has an answer, and waits for it.
    fn ask_login(&mut self, busy: Busy, order: impl FnOnce(Ticket) -> Order) {
        let Some(login) = self.login() else { return };
        login.ticket.0 += 1;
        login.busy = Some(busy);
        login.wrong = None;
        let order = order(login.ticket);
        self.effect(Effect::SignIn(order));
    }

    fn login_wrong(&mut self, sentence: &str) {
        if let Some(login) = self.login() {
            login.wrong = Some(SafeText::line(sentence.to_owned()));
        }
    }

    /// Goes on with what is typed or selected.
    pub fn login_next(&mut self) {
        let Some(login) = self.login() else { return };
        if login.busy.is_some() {
            return;
        }
        match login.step.clone() {
            Step::Address => match address(login.address.text()) {
                Ok(site) => self.ask_login(Busy::Looking, |ticket| Order::Look(ticket, site)),
                Err(why) => self.login_wrong(&why.to_string()),
            },
            Step::Method => self.login_by_method(),
            Step::Password(_) | Step::Key => self.login_with_name(),
            Step::Dev => {
                let person = login
                    .people
                    .get(login.person)
                    .map(|p| p.as_str().to_owned());
                if let Some(person) = person {
                    self.ask_login(Busy::Entering, |ticket| Order::Dev(ticket, person));
                }
            }
            Step::Browser(_) => {
                let link = login.link.text().trim().to_owned();
                if link.is_empty() {
                    self.login_wrong(
                        "Go on in the browser; then paste the link that begins with zulip://.",
                    );
                } else {
                    let link = Secret::new(link);
                    self.ask_login(Busy::Entering, |ticket| Order::Link(ticket, link));
                }
            }
            Step::Zuliprc => {
                let path = login.path.text().trim().to_owned();
                if path.is_empty() {
                    self.login_wrong("Write where the file is, or paste its text.");
                } else {
                    self.ask_login(Busy::Entering, |ticket| Order::ZuliprcFile(ticket, path));
                }
            }
        }
    }

    fn login_by_method(&mut self) {
        let Some(login) = self.login() else { return };
        let Some(method) = login.methods().get(login.method).cloned() else {
            return;
        };
        login.wrong = None;
        login.at_secret = false;
        login.step = match &method {
            Method::Password(names) => Step::Password(*names),
            Method::ApiKey => Step::Key,
            Method::Dev => Step::Dev,
            Method::Zuliprc => Step::Zuliprc,
            Method::External(external) => Step::Browser(external.clone()),
        };
        match method {
            Method::Dev => self.ask_login(Busy::Listing, Order::DevAccounts),
            Method::External(external) => {
                login.page = None;
                self.ask_login(Busy::Opening, |ticket| Order::Browser(ticket, external));
            }
            // Who wrote their name comes to the password.
            Method::Password(_) | Method::ApiKey => {
                login.at_secret = !login.name.text().trim().is_empty();
            }
            Method::Zuliprc => {}
        }
    }

    fn login_with_name(&mut self) {
        let Some(login) = self.login() else { return };
        let name = login.name.text().trim().to_owned();
        if name.is_empty() {
            login.at_secret = false;
            return self.login_wrong("Write who signs in.");
        }
        if !login.at_secret {
            login.at_secret = true;
            login.wrong = None;
            return;
        }
        let secret = Secret::new(login.secret.0.text());
        let with_key = login.step == Step::Key;
        if secret.reveal().trim().is_empty() {
            return self.login_wrong(if with_key {
                "Paste the key."
            } else {
                "Write the password."
            });
        }
        if with_key {
            self.ask_login(Busy::Entering, |ticket| Order::Key(ticket, name, secret));
        } else {
            self.ask_login(Busy::Entering, |ticket| {
                Order::Password(ticket, name, secret)
            });
        }
    }

    /// A step back; what is under way is left, what was typed stays.
    pub fn login_back(&mut self) {
        let Some(login) = self.login() else { return };
        let stop = login.busy.take().is_some() || matches!(login.step, Step::Browser(_));
        let waited = stop && login.step == Step::Address;
        login.ticket.0 += 1;
        login.wrong = None;
        match login.step {
            Step::Address if waited => {}
            Step::Address => {
                let quit = self.app.keymap.key_of("quit");
                self.notice(&format!("{quit} ends the program."));
            }
            Step::Method => login.step = Step::Address,
            Step::Password(_) | Step::Key if login.at_secret => login.at_secret = false,
            Step::Password(_) | Step::Key | Step::Dev | Step::Browser(_) | Step::Zuliprc => {
                login.secret = super::SecretLine::default();
                login.step = Step::Method;
            }
        }
        if stop {
            self.effect(Effect::SignIn(Order::Stop));
        }
    }

    /// The next or the previous way, account or field.
    pub fn login_step(&mut self, down: bool) {
        let Some(login) = self.login() else { return };
        let go = |at: usize, count: usize| match (down, count) {
            (_, 0) => 0,
            (true, _) => (at + 1).min(count - 1),
            (false, _) => at.saturating_sub(1),
        };
        match login.step {
            Step::Method => login.method = go(login.method, login.methods().len()),
            Step::Dev => login.person = go(login.person, login.people.len()),
            Step::Password(_) | Step::Key => login.at_secret = down,
            Step::Address | Step::Browser(_) | Step::Zuliprc => {}
        }
    }

    /// Typed or pasted text. Gives whether it is taken.
    pub(in crate::app) fn type_into_login(&mut self, text: &str) -> bool {
        let Some(login) = self.login() else {
            return false;
        };
        if login.busy.is_some() && login.step != Step::Address {
            return true;
        }
        match login.step {
            // The number before it.
            Step::Method => {
                let number = text.trim().parse::<usize>().ok();
                let at = number.and_then(|number| number.checked_sub(1));
                if let Some(at) = at.filter(|at| *at < login.methods().len()) {
                    login.method = at;
                    self.login_next();
                }
                return true;
            }
            // A whole file, as it is: its lines mean something.
            Step::Zuliprc if text.contains("[api]") || text.trim().contains('\n') => {
                let text = Secret::new(text);
                self.ask_login(Busy::Entering, |ticket| Order::Zuliprc(ticket, text));
                return true;
            }
            Step::Browser(_) if text.to_ascii_lowercase().contains("zulip://login?") => {
                login.link = super::LineEdit::default();
                let link = Secret::new(text);
                self.ask_login(Busy::Entering, |ticket| Order::Link(ticket, link));
                return true;
            }
            Step::Address
            | Step::Password(_)
            | Step::Key
            | Step::Dev
            | Step::Browser(_)
            | Step::Zuliprc => {}
        }
        if let Some(line) = login.line_mut() {
            line.insert(text);
        }
        self.login_edited();
        true
    }

    /// The line was edited: what was wrong may be right now.
    pub(in crate::app) fn login_edited(&mut self) {
        if let Some(login) = self.login() {
            login.wrong = None;
        }
    }

    /// The demo organization instead.
    pub fn login_demo(&mut self) {
        if let Some(login) = self.login() {
            login.ticket.0 += 1;
            login.busy = None;
            self.effect(Effect::SignIn(Order::Demo));
        }
    }

    /// The browser again.
    pub fn login_reopen(&mut self) {
        self.effect(Effect::SignIn(Order::Reopen));
        self.notice("The browser is asked once more.");
    }

    /// The page's address, for a browser elsewhere.
    pub fn login_copy(&mut self) {
        let page = self.login().and_then(|login| login.page.clone());
        let Some(page) = page else { return };
        // A program would be told by its input; the address is for the terminal's clipboard
        // where that is used, and for nobody's arguments.
        match &self.app.machine.clipboard {
            Clipboard::Terminal => self.effect(Effect::Copy(page.address.into_string())),
            Clipboard::Program(command) => {
                let command = command.clone();
                self.effect(Effect::Errand(super::super::errand::Errand::Run {
                    command,
                    input: page.address.into_string(),
                    purpose: super::super::errand::Purpose::Copy("The address".to_owned()),
                }));
            }
        }
        self.notice("The address is copied.");
    }

    /// What came back.
    pub(in crate::app) fn login_news(&mut self, news: News) {
        let Some(login) = self.login() else { return };
        let current = |ticket: Ticket| ticket == login.ticket;
        match news {
            News::Found(ticket, found) if current(ticket) => {
                login.busy = None;
                match found {
                    Ok(door) => {
                        let same = login.door.as_ref().is_some_and(|old| old.site == door.site);
                        if !same {
                            login.method = 0;
                        }
                        login.method = login.method.min(door.methods.len().saturating_sub(1));
                        login.door = Some(*door);
                        login.step = Step::Method;
                    }
                    Err(why) => self.login_wrong(&why),
                }
            }
            News::DevAccounts(ticket, people) if current(ticket) => {
                login.busy = None;
                match people {
                    Ok(people) => {
                        login.people = people.into_iter().map(SafeText::line).collect();
                        login.person = login.person.min(login.people.len().saturating_sub(1));
                    }
                    Err(why) => self.login_wrong(&why),
                }
            }
            News::Page(ticket, page) if current(ticket) => {
                login.busy = None;
                match page {
                    Ok(page) => login.page = Some(page),
                    Err(why) => self.login_wrong(&why),
                }
            }
            News::Entered(ticket, entered) => match entered {
                // Whoever is in is in, though one had gone on to something else meanwhile.
                Ok(entered) => {
                    self.app.login = None;
                    self.app.account = entered.account;
                    self.notice(&entered.words);
                }
                Err(why) if current(ticket) => {
                    login.busy = None;
                    if matches!(login.step, Step::Password(_)) {
                        login.at_secret = true;
                    }
                    self.login_wrong(&why);
                }
                Err(_) => {}
            },
            News::Demo => {
                self.app.login = None;
            }
            // Of a question that nobody asks any more.
            News::Found(..) | News::DevAccounts(..) | News::Page(..) => {}
        }
    }
}
