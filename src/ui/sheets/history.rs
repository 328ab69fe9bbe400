//! What a message was before: each version with what changed, word by word.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use crate::api::routes::history::Version;
use crate::app::naming;
use crate::app::sheet::Awaited;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Emphasis, Line, Paint, wrap_line};
use crate::model::Organization;
use crate::text::SafeText;

use super::{WAIT, sentence};
use crate::ui::layouts::Layouts;
use crate::ui::names;

pub(super) fn lines(
    layouts: &Layouts,
    app: &App,
    versions: &Awaited<Vec<Version>>,
    columns: u16,
) -> Vec<Line> {
    let versions = match versions {
        Awaited::Asked(_) => return sentence(WAIT, Role::Notice, columns),
        Awaited::Refused(why) => return sentence(why, Role::Error, columns),
        Awaited::Here(versions) => versions,
    };
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    // The newest stands first: it is what one asks about.
    for (number, version) in versions.iter().enumerate().rev() {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        lines.extend(head(layouts, organization, number, version, columns));
        lines.extend(moves(organization, version, columns));
        let text = match (&version.prev_content, &version.content) {
            (Some(before), Some(now)) => word_diff(before, now),
            // What it was at first; moves changed nothing.
            (None, Some(now)) if number == 0 => plain(now),
            _ => Vec::new(),
        };
        let wrapped = text.iter().flat_map(|line| wrap_line(line, columns, 2));
        lines.extend(wrapped);
    }
    lines
}

/// Who did what, and when.
fn head(
    layouts: &Layouts,
    organization: &Organization,
    number: usize,
    version: &Version,
    columns: u16,
) -> Vec<Line> {
    let moved = version.prev_topic.is_some() || version.prev_stream.is_some();
    let did = match (number, version.prev_content.is_some(), moved) {
        (0, _, _) => "Sent",
        (_, true, true) => "Edited and moved",
        (_, false, true) => "Moved",
        (_, _, false) => "Edited",
    };
    let mut line = Line::of(&did.into(), Role::Title);
    if let Some(user) = version.user_id {
        line.push(&" by ".into(), Role::Dim);
        line.push(&names::person_shown(organization, user), Role::Sender);
    }
    let when = layouts.times().moment(version.timestamp.0);
    line.push(&SafeText::line(format!("  {when}")), Role::Time);
    wrap_line(&line, columns, 2)
}

fn moves(organization: &Organization, version: &Version, columns: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut put = |what: &str, from: String, to: String| {
        let mut line = Line::of(&SafeText::line(format!("{what} ")), Role::Dim);
        line.push(&SafeText::line(from), REMOVED);
        line.push(&" → ".into(), Role::Dim);
        line.push(&SafeText::line(to), ADDED);
        lines.extend(wrap_line(&line, columns, 2));
    };
    if let Some(before) = version.prev_stream {
        let now = version
            .stream
            .map_or("another channel", |id| naming::channel(organization, id));
        let before = naming::channel(organization, before);
        put("Channel", before.to_owned(), now.to_owned());
    }
    if let Some(before) = &version.prev_topic {
        let now = version
            .topic
            .as_ref()
            .map_or("", |topic| naming::topic(organization, topic));
        let before = naming::topic(organization, before);
        put("Topic", before.to_owned(), now.to_owned());
    }
    lines
}

/// What is gone: struck through, so that it is told without colour too.
const REMOVED: Paint = Paint {
    role: Role::CodeDeleted,
    emphasis: Emphasis::STRIKE,
};
/// What is new: underlined.
const ADDED: Paint = Paint {
    role: Role::CodeInserted,
    emphasis: Emphasis::UNDERLINE,
};

/// How long the smallest difference is looked for. After that, a coarser one serves.
const PATIENCE: Duration = Duration::from_millis(5);

/// The text after a change, with what went in its place.
fn word_diff(before: &str, now: &str) -> Vec<Line> {
    let (before, now) = (SafeText::block(before), SafeText::block(now));
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_unicode_words(before.as_str(), now.as_str());
    let mut lines = vec![Line::new()];
    for change in diff.iter_all_changes() {
        let paint = match change.tag() {
            ChangeTag::Equal => Paint::TEXT,
            ChangeTag::Delete => REMOVED,
            ChangeTag::Insert => ADDED,
        };
        for (number, part) in change.value().split('\n').enumerate() {
            if number > 0 {
                lines.push(Line::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(&SafeText::block(part), paint);
            }
        }
    }
    lines
}

fn plain(text: &str) -> Vec<Line> {
    SafeText::block(text)
        .as_str()
        .split('\n')
        .map(|line| Line::of(&SafeText::line(line), Role::Text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, now: &str) -> String {
        let mut told = String::new();
        for line in word_diff(before, now) {
            for piece in line.pieces() {
                match piece.paint {
                    REMOVED => told.push_str(&format!("[-{}-]", piece.text)),
                    ADDED => told.push_str(&format!("[+{}+]", piece.text)),
                    _ => told.push_str(piece.text),
                }
            }
            told.push('\n');
        }
        told
    }

    #[test]
    fn changes_are_told_word_by_word() {
        let diff = told("first firing tonight", "first firing **tomorrow** night");
        assert_eq!(diff, "first firing [-tonight-][+**tomorrow** night+]\n");
        assert_eq!(told("a\nb", "a\nb\nc"), "a\nb\n[+c+]\n");
        assert_eq!(told("same", "same"), "same\n");
        let hostile = told("x", "x\u{1b}[2J\u{202e}y");
        assert!(!hostile.contains(['\u{1b}', '\u{202e}']), "{hostile:?}");
    }
}
