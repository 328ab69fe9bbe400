//! Everything about a message.

use crate::api::ids::{MessageId, UserId};
use crate::api::message::Message;
use crate::app::reacting;
use crate::app::sheet::Awaited;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::Line;
use crate::model::Organization;
use crate::text::SafeText;

use super::{GONE, WAIT, field, sentence};
use crate::ui::layouts::Layouts;
use crate::ui::{names, reactions};

pub(super) fn lines(
    layouts: &Layouts,
    app: &App,
    message: MessageId,
    readers: &Awaited<Vec<UserId>>,
    columns: u16,
) -> Vec<Line> {
    let Some((organization, message)) = app
        .organization
        .as_deref()
        .and_then(|organization| Some((organization, organization.message(message)?)))
    else {
        return sentence(GONE, Role::Notice, columns);
    };
    let mut lines = Vec::new();
    let mut put = |label: &str, value: &SafeText<'_>, role: Role| {
        lines.extend(field(label, value, role, columns));
    };
    let unfolded = app.opened.of(message.id).unfolded;
    let mut sender = names::sender_shown(organization, message, unfolded).into_string();
    for mark in names::sender_marks(organization, message) {
        sender.push_str("  ");
        sender.push_str(mark.as_str());
    }
    put("From", &SafeText::line(sender), Role::Sender);
    let place = names::conversation(organization, &message.conversation);
    put("In", &place, Role::Text);
    let times = layouts.times();
    let moment = |seconds| SafeText::line(times.moment(seconds));
    put("Sent", &moment(message.timestamp.0), Role::Text);
    if let Some(at) = message.last_edit {
        put("Edited", &moment(at.0), Role::Text);
    }
    if let Some(at) = message.last_moved {
        put("Moved", &moment(at.0), Role::Text);
    }
    if !message.client.is_empty() {
        put("Sent with", &SafeText::line(&*message.client), Role::Text);
    }
    if let Some(link) = app.link_to(message.id) {
        put("Link", &SafeText::line(link), Role::Link);
    }
    for link in &message.topic_links {
        let words = SafeText::line(format!("{} → {}", link.text, link.url));
        put("In topic", &words, Role::Link);
    }
    reaction_lines(app, organization, message, layouts, columns, &mut lines);
    lines.push(Line::new());
    lines.extend(reader_lines(organization, readers, columns));
    lines.push(Line::new());
    let edited = message.last_edit.is_some() || message.last_moved.is_some();
    let mut keys = Line::new();
    let key_of = |name| SafeText::line(app.keymap.key_of(name));
    let history = (key_of("history"), " history   ");
    let rest = [
        (key_of("source"), " Markdown   "),
        (key_of("sheet-copy"), " copy link"),
    ];
    for (key, name) in edited.then_some(history).into_iter().chain(rest) {
        keys.push(&key, Role::Key);
        keys.push(&name.into(), Role::Dim);
    }
    lines.push(keys);
    lines
}

fn reaction_lines(
    app: &App,
    organization: &Organization,
    message: &Message,
    layouts: &Layouts,
    columns: u16,
    lines: &mut Vec<Line>,
) {
    let shown = app.echo.reactions(message, organization.me());
    let groups = reacting::groups(&shown);
    if !groups.is_empty() {
        lines.push(Line::new());
    }
    for group in groups {
        let glyph = reactions::glyph(group.first, layouts.emoji());
        let name = format!(":{}:", group.first.emoji_name);
        let emoji = if glyph == name {
            name
        } else {
            format!("{glyph} {name}")
        };
        let mut line = Line::of(&SafeText::line(emoji), Role::Reaction);
        line.push(&"  ".into(), Role::Text);
        line.push(
            &SafeText::line(reactions::names_of(organization, &group.who)),
            Role::Text,
        );
        lines.extend(crate::content::wrap_line(&line, columns, 4));
    }
}

fn reader_lines(
    organization: &Organization,
    readers: &Awaited<Vec<UserId>>,
    columns: u16,
) -> Vec<Line> {
    let readers = match readers {
        Awaited::Asked(_) => return field("Read by", &WAIT.into(), Role::Notice, columns),
        Awaited::Refused(why) => {
            let why = SafeText::line(why.as_str());
            return field("Read by", &why, Role::Notice, columns);
        }
        Awaited::Here(readers) => readers,
    };
    let mut people: Vec<SafeText<'_>> = readers
        .iter()
        .map(|user| names::person_shown(organization, *user))
        .collect();
    people.sort_by_key(|name| name.as_str().to_lowercase());
    let words = match people.len() {
        0 => SafeText::line("nobody yet"),
        1 => SafeText::line(format!("{}", people[0])),
        count => SafeText::line(format!("{count} people: {}", SafeText::join(people, ", "))),
    };
    field("Read by", &words, Role::Text, columns)
}
