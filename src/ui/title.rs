//! The titles of the panes.

use crate::api::ids::ChannelId;
use crate::app::panes::{Geometry, Pane};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{self, Emphasis, LayoutContext, Line, Paint};
use crate::model::{Organization, View};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::{names, topic_line};

/// Said above counts that are not the whole truth: the server tells of the newest 50,000
/// unread messages alone.
const OLDER_UNREAD: [&str; 2] = ["+ older unread", "+ older"];

/// Draws the title of a pane.
pub fn draw(app: &App, geometry: &Geometry, pane: Pane, canvas: &mut Canvas<'_>) {
    let area = geometry.pane(pane);
    if geometry.title_rows == 0 || area.width < 3 {
        return;
    }
    let role = if app.focus == pane && app.layers.is_empty() {
        Role::Accent
    } else {
        Role::Title
    };
    let (at, limit) = ((area.x + 1, area.y), area.width - 2);
    let picker = match pane {
        Pane::Channels => app.side.filter.as_ref(),
        Pane::Topics => app.topics.filter.as_ref(),
        Pane::People => app.people.filter.as_ref(),
        Pane::Messages => app.settings_filter(),
    };
    if let Some(filter) = picker {
        let mut line = Line::new();
        line.push(&SafeText::line("filter: "), Role::Dim);
        line.push(&SafeText::line(&*filter.text), Role::Input);
        if filter.typing {
            line.push(&SafeText::line("▏"), Paint::new(Role::Accent));
        }
        canvas.parts(at, limit, &line);
        return;
    }
    match pane {
        Pane::Messages => messages(app, at, limit, role, canvas),
        Pane::Channels => {
            let text = match app.organization.as_deref() {
                Some(organization) => SafeText::line(&*organization.realm().settings.name),
                None => app.account.site.borrowed(),
            };
            let taken = canvas.text(at, limit, &text, role);
            let counts_all = app
                .organization
                .as_deref()
                .is_none_or(|organization| !organization.unreads().old_missing());
            let room = limit.saturating_sub(taken + 1);
            let fits = |words: &&str| usize::from(room) >= words.len();
            if let Some(words) = OLDER_UNREAD.into_iter().find(fits).filter(|_| !counts_all) {
                let older = SafeText::line(words);
                canvas.right((at.0 + limit, at.1), room, &older, Role::Dim);
            }
        }
        Pane::Topics => {
            let text = match (app.organization.as_deref(), app.topics_of) {
                (Some(organization), Some(id)) => names::channel(organization, id),
                _ => SafeText::line("Topics"),
            };
            canvas.text(at, limit, &text, role);
        }
        Pane::People => {
            canvas.word(at, limit, "People", role);
        }
    }
}

/// What a channel is about, in one line without markup.
fn description(organization: &Organization, channel: Option<ChannelId>) -> String {
    let Some(state) = channel.and_then(|id| organization.channels().get(id)) else {
        return String::new();
    };
    let document = content::parse(&state.channel.rendered_description);
    let rendered = content::layout(&document, &LayoutContext::of_width(u16::MAX));
    let words: Vec<&str> = rendered.lines.iter().map(Line::text).collect();
    words.join(" ")
}

fn messages(app: &App, at: (u16, u16), limit: u16, role: Role, canvas: &mut Canvas<'_>) {
    if let Some(page) = app.views.page() {
        return super::pages::title(app, page, at, limit, role, canvas);
    }
    let (Some(organization), Some(visit)) = (app.organization.as_deref(), app.views.current())
    else {
        canvas.word(at, limit, "lazuli", role);
        return;
    };
    let paint = Paint::new(role).with(Emphasis::STRONG);
    // Where one is among the results is kept in sight, however long the words are.
    let count = app.search_count().map_or(0, |count| count.words().len());
    let whole = limit;
    let limit = match u16::try_from(count) {
        Ok(count) if count > 0 => limit.saturating_sub(count + 4),
        Ok(_) | Err(_) => limit,
    };
    let taken = match &visit.view {
        View::Conversation(_) => {
            let line = topic_line::title(app, paint, limit).unwrap_or_default();
            canvas.parts(at, limit, &line);
            line.width()
        }
        view @ (View::Combined
        | View::Mentions
        | View::Starred
        | View::AllDms
        | View::Search(_)
        | View::Channel(_)) => canvas.text(at, limit, &names::view(organization, view), paint),
    };
    let about = match &visit.view {
        View::Combined => "Everything in places that are not muted".to_owned(),
        View::Mentions => "Messages that mention you".to_owned(),
        View::Starred => "Messages you starred".to_owned(),
        View::AllDms => "Everything between you and others".to_owned(),
        View::Search(_) => match app.search_count() {
            Some(count) => count.words(),
            None => String::new(),
        },
        View::Channel(id) => description(organization, Some(*id)),
        View::Conversation(c) => description(organization, c.channel()),
    };
    let limit = whole;
    let room = limit.saturating_sub(taken + 4);
    if room > 12 || (count > 0 && usize::from(room) >= count) {
        canvas.right(
            (at.0 + limit, at.1),
            room,
            &SafeText::line(about),
            Role::Dim,
        );
    }
}
