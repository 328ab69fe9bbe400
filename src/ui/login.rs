//! Signing in: one calm step at a time.

use ratatui::layout::Rect;

use crate::app::line_edit::LineEdit;
use crate::app::login::{Login, Step};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Line, wrap_line};
use crate::signin::address::is_open;
use crate::signin::shown;
use crate::text::SafeText;

use super::canvas::Canvas;

/// Cells of the text.
const WIDTH: u16 = 64;
/// Fewer rows than this, and there is no room for air.
const ROOMY: u16 = 18;

/// Draws it. Gives where the cursor stands.
pub fn draw(app: &App, login: &Login, area: Rect, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let width = WIDTH.min(area.width.saturating_sub(4));
    if width < 8 || area.height == 0 {
        return None;
    }
    let roomy = area.height >= ROOMY;
    let mut page = Sheet {
        x: area.x + (area.width - width) / 2,
        y: area.y + if roomy { area.height / 6 } else { 0 },
        end: area.bottom(),
        width,
        roomy,
        cursor: None,
        canvas,
    };
    page.head(login);
    match &login.step {
        Step::Address => page.address(app, login),
        Step::Method => page.methods(login),
        Step::Password(names) => {
            page.name_and_secret(login, names.label(), "Password");
        }
        Step::Key => {
            page.words(
                "The key is in Zulip's web app, under Personal settings > Account & privacy.",
                Role::Dim,
            );
            page.air();
            page.name_and_secret(login, "E-mail", "API key");
        }
        Step::Dev => page.people(login),
        Step::Browser(external) => page.browser(login, external.shown.as_str()),
        Step::Zuliprc => {
            page.words(
                "Write where the zuliprc file is, or paste its text.",
                Role::Text,
            );
            page.air();
            page.field("", &login.path, "~/zuliprc", true);
        }
    }
    page.outcome(login);
    page.cursor
}

/// A column of text that is filled from the top.
struct Sheet<'a, 'b> {
    x: u16,
    y: u16,
    end: u16,
    width: u16,
    roomy: bool,
    cursor: Option<(u16, u16)>,
    canvas: &'a mut Canvas<'b>,
}

impl Sheet<'_, '_> {
    fn left(&self) -> u16 {
        self.end.saturating_sub(self.y)
    }

    /// A row without text, where there is room for air.
    fn air(&mut self) {
        if self.roomy {
            self.y += 1;
        }
    }

    fn line(&mut self, line: &Line) {
        if self.left() > 0 {
            self.canvas.line((self.x, self.y), self.width, line);
        }
        self.y += 1;
    }

    /// Words, wrapped, in at most so many rows.
    fn some_words(&mut self, words: &SafeText<'_>, role: Role, most: usize) {
        let lines = wrap_line(&Line::of(words, role), self.width, 0);
        for line in lines.iter().take(most) {
            self.line(line);
        }
    }

    fn words(&mut self, words: &str, role: Role) {
        self.some_words(&SafeText::line(words), role, usize::MAX);
    }

    /// Who is asked: the program, or the organization once it is known.
    fn head(&mut self, login: &Login) {
        let door = login.door.as_ref().filter(|_| login.step != Step::Address);
        let Some(door) = door else {
            self.words("lazuli", Role::Title);
            self.air();
            return;
        };
        let icon = SafeText::line(format!(" {} ", door.initials().as_str()));
        let taken = self
            .canvas
            .text((self.x, self.y), self.width, &icon, Role::Selection);
        let room = self.width.saturating_sub(taken + 1);
        self.canvas
            .text((self.x + taken + 1, self.y), room, &door.name, Role::Title);
        self.y += 1;
        let version = door.version.as_str();
        self.words(
            &format!("{} · Zulip {version}", shown(&door.site)),
            Role::Dim,
        );
        if self.roomy && login.step == Step::Method && !door.description.is_empty() {
            self.some_words(&door.description, Role::Text, 3);
        }
        if is_open(&door.site) {
            self.words(
                "No https: what is sent there can be read on the way, a password too.",
                Role::Warning,
            );
        }
        self.air();
    }

    fn address(&mut self, app: &App, login: &Login) {
        self.words("Which Zulip organization do you want to open?", Role::Text);
        if self.roomy {
            self.words(
                "Write its address, as a browser shows it while Zulip is open.",
                Role::Dim,
            );
        }
        self.air();
        self.field("", &login.address, "chat.example.com", true);
        // What went wrong comes first, where there is little room.
        if self.roomy || login.wrong.is_none() {
            let rows = u16::from(self.roomy);
            let key = app.keymap.key_of("login-demo");
            let words = format!("No account? {key} opens a demo organization.");
            let keep = self.y;
            self.y = keep + 3 + 2 * rows;
            if self.left() > 0 {
                self.words(&words, Role::Dim);
            }
            self.y = keep;
        }
    }

    fn methods(&mut self, login: &Login) {
        self.words("How do you sign in?", Role::Text);
        self.air();
        let labels: Vec<SafeText<'_>> = login.methods().iter().map(|m| m.label()).collect();
        self.list(&labels, login.method, true);
    }

    fn people(&mut self, login: &Login) {
        self.words("Who are you here?", Role::Text);
        self.air();
        self.list(&login.people, login.person, false);
    }

    /// Rows to choose from; the selected one is always in sight, and two rows stay for what
    /// went wrong.
    fn list(&mut self, rows: &[SafeText<'_>], selected: usize, numbered: bool) {
        let room = usize::from(self.left().saturating_sub(2)).max(1);
        let from = (selected + 1).saturating_sub(room).min(rows.len());
        for (at, row) in rows.iter().enumerate().skip(from).take(room) {
            let here = at == selected;
            if here {
                self.canvas.cell(self.x, self.y, '▌', Role::Accent);
            }
            let number = match at + 1 {
                number @ 1..=9 if numbered => format!("{number}  "),
                _ if numbered => "   ".to_owned(),
                _ => String::new(),
            };
            let x = self.x + 2;
            let taken = self
                .canvas
                .word((x, self.y), self.width - 2, &number, Role::Key);
            let role = if here { Role::Unread } else { Role::Text };
            let room = (self.width - 2).saturating_sub(taken);
            self.canvas.text((x + taken, self.y), room, row, role);
            self.y += 1;
        }
    }

    fn name_and_secret(&mut self, login: &Login, name: &str, secret: &str) {
        self.field(name, &login.name, "", !login.at_secret);
        self.field(secret, &login.secret.dots(), "", login.at_secret);
    }

    /// A field with its name before it, and the cursor in it if it is `here`.
    fn field(&mut self, name: &str, line: &LineEdit, placeholder: &str, here: bool) {
        if self.left() == 0 {
            return;
        }
        if here {
            self.canvas.cell(self.x, self.y, '▌', Role::Accent);
        }
        let mut x = self.x + 2;
        if !name.is_empty() {
            let role = if here { Role::Accent } else { Role::Dim };
            let label = if self.width < 50 { 10 } else { 21 };
            self.canvas.word((x, self.y), label - 1, name, role);
            x += label;
        }
        let room = (self.x + self.width).saturating_sub(x);
        let (shown, column) = line.window(usize::from(room));
        if line.text().is_empty() {
            self.canvas
                .word((x, self.y), room, placeholder, Role::Placeholder);
        } else {
            let shown = Line::of(&SafeText::line(shown), Role::Input);
            self.canvas.line((x, self.y), room, &shown);
        }
        if here {
            self.cursor = Some((x + u16::try_from(column).unwrap_or(0), self.y));
        }
        self.y += 1;
    }

    fn browser(&mut self, login: &Login, name: &str) {
        let Some(page) = &login.page else { return };
        self.words(
            &if page.opened {
                format!("Go on with {name} in your browser. On another machine, open:")
            } else {
                format!("To go on with {name}, open this in a browser, on any machine:")
            },
            Role::Text,
        );
        self.air();
        // Whole, so that it can be marked and copied: it has no spaces to break at.
        let mut rest = page.address.as_str();
        while !rest.is_empty() {
            let (row, more) = crate::text::split_at_width(rest, usize::from(self.width));
            let (row, more) = if row.is_empty() {
                (rest, "")
            } else {
                (row, more)
            };
            self.line(&Line::of(&SafeText::line(row), Role::Link));
            rest = more;
        }
        self.air();
        self.words(
            if self.roomy {
                "If nothing happens here at its end, paste the link that begins with zulip://."
            } else {
                "At its end, paste the link:"
            },
            Role::Text,
        );
        self.air();
        self.field("", &login.link, "zulip://login?…", true);
    }

    /// What is going on, or went wrong.
    fn outcome(&mut self, login: &Login) {
        self.air();
        if let Some(busy) = login.busy {
            self.words(busy.words(), Role::Notice);
        } else if let Some(wrong) = &login.wrong {
            let lines = wrap_line(&Line::of(wrong, Role::Error), self.width, 0);
            let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
            // It is read before anything else: where there is no room it covers what is above.
            let y = self.y.min(self.end.saturating_sub(rows));
            if y < self.y {
                let covered = Rect::new(self.x, y, self.width, rows.min(self.end - y));
                self.canvas.clear(covered);
            }
            self.y = y;
            for line in &lines {
                self.line(line);
            }
        }
    }
}
