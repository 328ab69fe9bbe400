//! The composer below the messages: whom it is for, the text, what one should know.

use std::ops::Range;

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::api::ids::ChannelId;
use crate::app::composer::preview::Preview;
use crate::app::composer::recipient::{ChannelField, PeopleField, Recipient};
use crate::app::composer::wrap::shown;
use crate::app::composer::{Composer, Part};
use crate::app::line_edit::LineEdit;
use crate::app::state::App;
use crate::config::theme::{Rgb, Role};
use crate::content::{self, Emphasis, Paint};
use crate::model::Organization;
use crate::text::{SafeText, width};

use super::canvas::Canvas;
use super::{Ui, names};

/// Draws the composer. Gives where the cursor stands.
pub fn draw(app: &App, ui: &Ui, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let composer = app.composer.as_deref()?;
    let organization = app.organization.as_deref()?;
    let places = app.composer_places()?;
    if places.rule.height == 0 {
        return None;
    }
    let field = recipient(app, organization, composer, places.rule, canvas);
    if let Some(shown) = composer.preview() {
        preview(ui, organization, shown, places.text, canvas);
        return None;
    }
    text(composer, app.selected_text(composer), places.text, canvas);
    if composer.buffer.text().is_empty() {
        let words = match composer.part {
            Part::Text => "Write a message",
            Part::Channel | Part::Topic | Part::People => "The message",
        };
        let room = places.text.width.saturating_sub(1);
        canvas.word(
            (places.text.x + 1, places.text.y),
            room,
            words,
            Role::Placeholder,
        );
    }
    if let Some(note) = app.composer_note()
        && places.note.height > 0
    {
        let room = places
            .note
            .width
            .saturating_sub(places.text.x - places.note.x + 1);
        let role = if note.refused {
            Role::Error
        } else {
            Role::Warning
        };
        canvas.text((places.text.x, places.note.y), room, &note.text, role);
    }
    match composer.part {
        Part::Text => app.composer_cell(),
        Part::Channel | Part::Topic | Part::People => field,
    }
}

/// A pen that writes along the rule.
struct Pen<'a, 'b> {
    canvas: &'a mut Canvas<'b>,
    x: u16,
    end: u16,
    y: u16,
    cursor: Option<(u16, u16)>,
}

impl Pen<'_, '_> {
    fn left(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    fn word(&mut self, text: &SafeText<'_>, paint: impl Into<Paint>) {
        let room = self.left();
        self.x += self.canvas.text((self.x, self.y), room, text, paint);
    }

    /// A field: as it is typed where it has the keys, else its name.
    fn field(&mut self, line: &LineEdit, has_keys: bool, placeholder: &str, name: &SafeText<'_>) {
        if !has_keys {
            if name.is_empty() {
                self.word(&SafeText::line(placeholder), Role::Placeholder);
            } else {
                self.word(name, Paint::new(Role::Title).with(Emphasis::STRONG));
            }
            return;
        }
        let room = self.left().saturating_sub(2).min(40);
        let (shown, column) = line.window(usize::from(room));
        let from = self.x;
        if line.text().is_empty() {
            self.word(&SafeText::line(placeholder), Role::Placeholder);
        } else {
            let shown = SafeText::line(shown);
            self.word(&shown, Paint::new(Role::Input).with(Emphasis::UNDERLINE));
        }
        let column = u16::try_from(column).unwrap_or(0);
        self.cursor = Some((from + column, self.y));
        // The cell of the cursor behind the text.
        let end = from + column + 1;
        if self.x < end {
            self.canvas.cell(end - 1, self.y, ' ', Role::Text);
            self.x = end;
        }
    }
}

/// The rule with the recipient in it, and how much room is left for the text.
fn recipient(
    app: &App,
    organization: &Organization,
    composer: &Composer,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> Option<(u16, u16)> {
    canvas.rule(area.x, area.right(), area.y);
    let mut end = area.right().saturating_sub(1);
    if let Some(left) = app.length_left() {
        let role = if left < 0 { Role::Error } else { Role::Warning };
        let words = if left < 0 {
            format!(" {} too long ", -left)
        } else {
            format!(" {left} left ")
        };
        end -= canvas.right((end, area.y), area.width, &SafeText::line(words), role);
    }
    if composer.focused
        && composer.part == Part::Text
        && let Some(words) = app.vi_words()
    {
        let words = SafeText::line(format!(" {words} "));
        end -= canvas.right((end, area.y), area.width, &words, Role::Accent);
    }
    if let Some(words) = app.upload_words() {
        let words = SafeText::line(format!(" {words} "));
        let room = (area.width / 2).max(20);
        let words = words.truncate(usize::from(room));
        end -= canvas.right((end, area.y), room, &words, Role::Notice);
    }
    let role = if composer.focused {
        Role::Accent
    } else {
        Role::Title
    };
    let mut pen = Pen {
        canvas,
        x: area.x + 2,
        end: end.saturating_sub(1),
        y: area.y,
        cursor: None,
    };
    let word = match (&composer.editing, composer.preview()) {
        (_, Some(_)) => " preview, to ",
        (Some(_), None) => " editing in ",
        (None, None) => " to ",
    };
    pen.word(&SafeText::line(word), role);
    match &composer.to {
        Recipient::Channel(field) => channel(organization, composer, field, &mut pen),
        Recipient::People(field) => people(organization, composer, field, &mut pen),
    }
    pen.word(&SafeText::line(" "), Role::Text);
    pen.cursor
}

fn channel(
    organization: &Organization,
    composer: &Composer,
    field: &ChannelField,
    pen: &mut Pen<'_, '_>,
) {
    let typing = |part| composer.focused && composer.part == part;
    if let Some(id) = field.id {
        mark(organization, id, pen);
    }
    let name = match field.id {
        Some(id) => names::channel(organization, id).into_owned(),
        None => SafeText::line(field.name.text().to_owned()),
    };
    pen.field(&field.name, typing(Part::Channel), "channel", &name);
    pen.word(&SafeText::line(" › "), Role::Dim);
    let typed = field.topic_name(organization);
    let nameless = typed.as_str().is_empty();
    let topic = names::topic(organization, &typed).into_owned();
    let shown = if nameless {
        SafeText::EMPTY
    } else {
        topic.borrowed()
    };
    let placeholder = match composer.part {
        // Without a name is what it will be.
        Part::Text if nameless => topic.as_str(),
        Part::Text | Part::Channel | Part::Topic | Part::People => "topic",
    };
    pen.field(&field.topic, typing(Part::Topic), placeholder, &shown);
}

/// The channel's mark in its colour: who may read it.
fn mark(organization: &Organization, id: ChannelId, pen: &mut Pen<'_, '_>) {
    if pen.left() < 3 {
        return;
    }
    let mark = names::channel_mark(organization, id);
    pen.canvas.cell(pen.x, pen.y, mark, Role::ChannelMark);
    let color = organization.channels().get(id);
    let color = color.and_then(|state| Rgb::parse(&state.personal.color));
    if let Some(color) = color {
        let style = pen.canvas.theme.channel_mark(color);
        if let Some(cell) = pen.canvas.buf.cell_mut((pen.x, pen.y)) {
            cell.set_style(style);
        }
    }
    pen.x += 1;
    pen.word(&SafeText::line(" "), Role::Text);
}

fn people(
    organization: &Organization,
    composer: &Composer,
    field: &PeopleField,
    pen: &mut Pen<'_, '_>,
) {
    pen.word(&SafeText::line("@ "), Role::ChannelMark);
    let me = organization.me();
    for (number, user) in field.chosen.iter().enumerate() {
        if number > 0 {
            pen.word(&SafeText::line(", "), Role::Dim);
        }
        let name = names::person(organization, *user);
        pen.word(&name, Paint::new(Role::Title).with(Emphasis::STRONG));
        if *user == me {
            pen.word(&SafeText::line(" (you)"), Role::Dim);
        }
    }
    let typing = composer.focused && composer.part == Part::People;
    if typing || !field.line.text().is_empty() || field.chosen.is_empty() {
        if !field.chosen.is_empty() {
            pen.word(&SafeText::line(", "), Role::Dim);
        }
        let placeholder = if field.chosen.is_empty() {
            "people"
        } else {
            "and"
        };
        let name = SafeText::line(field.line.text().to_owned());
        pen.field(&field.line, typing, placeholder, &name);
    }
}

/// What it will look like, in place of the text.
fn preview(
    ui: &Ui,
    organization: &Organization,
    preview: &Preview,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let at = (area.x, area.y);
    match preview {
        Preview::Asked(_) => {
            canvas.word(at, area.width, "Asking the server…", Role::Dim);
        }
        Preview::Refused(why) => {
            canvas.text(at, area.width, &SafeText::line(why.as_str()), Role::Error);
        }
        Preview::Here { html, top } => {
            let document = content::parse(html);
            let rendered = ui.layouts.rendered(organization, &document, area.width);
            // In a wider window there are fewer rows than when it was scrolled.
            let lowest = rendered
                .lines
                .len()
                .saturating_sub(usize::from(area.height));
            let top = (*top).min(lowest);
            let lines = &rendered.lines[top..];
            let below = lines.len().saturating_sub(usize::from(area.height));
            for (line, y) in lines.iter().zip(area.y..area.bottom()) {
                canvas.line((area.x, y), area.width, line);
            }
            if area.height > 0 && (below > 0 || top > 0) {
                let words = match (top, below) {
                    (0, below) => format!(" {below} more below · ↑ ↓ "),
                    (above, 0) => format!(" {above} more above · ↑ ↓ "),
                    (above, below) => format!(" {above} above, {below} below · ↑ ↓ "),
                };
                let words = SafeText::line(words);
                let at = (area.right(), area.bottom() - 1);
                canvas.right(at, area.width, &words, Role::Dim);
            }
        }
    }
}

/// The rows of the text in sight.
fn text(composer: &Composer, selected: Option<Range<usize>>, area: Rect, canvas: &mut Canvas<'_>) {
    let text = composer.buffer.text();
    let rows = composer.rows().rows().iter().skip(composer.top());
    for (row, y) in rows.zip(area.y..area.bottom()) {
        let mut x = area.x;
        for (at, grapheme) in text[row.start..row.end].grapheme_indices(true) {
            let at = row.start + at;
            let shown = shown(grapheme);
            let cells = u16::try_from(width(&shown)).unwrap_or(1);
            if x + cells > area.right() {
                break;
            }
            let is_selected = selected.as_ref().is_some_and(|part| part.contains(&at));
            let role = if is_selected {
                Role::Selection
            } else {
                Role::Input
            };
            if is_selected {
                canvas.wash(Rect::new(x, y, cells, 1), Role::Selection);
            }
            canvas.text((x, y), cells, &SafeText::line(shown), role);
            x += cells;
        }
        // A line feed that is selected is seen, too.
        let feed = selected
            .as_ref()
            .is_some_and(|part| part.contains(&row.end));
        if feed && row.last && x < area.right() {
            canvas.wash(Rect::new(x, y, 1, 1), Role::Selection);
        }
    }
}
