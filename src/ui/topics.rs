//! The pane of a channel's topics.

use ratatui::layout::Rect;

use crate::api::conversation::Conversation;
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::Role;

use super::canvas::Canvas;
use super::{list, names};

/// Draws the pane's rows.
pub fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(organization) = app.organization.as_deref() else {
        return;
    };
    let Some(channel) = app.topics_of else {
        list::empty(
            canvas,
            area,
            "No channel is selected. ← goes to the channels.",
        );
        return;
    };
    if app.topic_rows.is_empty() {
        let failed = app.topics_failed.contains_key(&channel);
        let sentence = if app.topics.filter.is_some() {
            &format!(
                "Nothing matches. {} shows all.",
                app.keymap.key_of("clear-filter")
            )
        } else if organization.recent_topics().is_complete(channel) {
            "No topics yet. ← goes to the channels."
        } else if failed {
            "The topics could not be loaded; they are asked for again."
        } else {
            "Loading topics…"
        };
        list::empty(canvas, area, sentence);
        return;
    }
    let open = app.open_conversation();
    for (i, row) in app
        .topic_rows
        .iter()
        .skip(app.topics.top)
        .take(usize::from(area.height))
        .enumerate()
    {
        let y = area.y + u16::try_from(i).unwrap_or(0);
        let topic = &row.topic;
        let mut end = area.right().saturating_sub(1);
        end = list::count(canvas, (end, y), topic.unread, topic.mentioned, topic.muted);
        if topic.followed && end > area.x + 8 {
            canvas.cell(end - 1, y, '+', Role::Dim);
            end -= 2;
        }
        let role = match (topic.muted || topic.name.is_resolved(), topic.unread > 0) {
            (false, true) => Role::Unread,
            (false, false) => Role::Text,
            (true, _) => Role::Dim,
        };
        canvas.text(
            (area.x + 2, y),
            end.saturating_sub(area.x + 2),
            &names::topic(organization, &topic.name),
            role,
        );
        let selected = app.topics.selected.as_ref() == Some(&row.key);
        let here = matches!(open, Some(Conversation::Topic { channel: c, topic: t })
            if *c == channel && *t == topic.name);
        list::mark(canvas, area, y, selected && app.focus == Pane::Topics, here);
    }
}
