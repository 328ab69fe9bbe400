//! A channel: everything about it on one side, who is in it on the other.

use ratatui::layout::Rect;

use crate::api::channel::{ChannelPermission, Privacy, TopicsPolicy};
use crate::api::ids::MessageId;
use crate::api::settings::RealmTopicsPolicy;
use crate::app::channels::fields::privacy_in_words;
use crate::app::channels::sheet::{ChannelSheet, Tab};
use crate::app::sheet::Awaited;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{self, Line, Paint, Rendered, wrap_line};
use crate::model::{ChannelState, Organization};
use crate::text::{SafeText, truncate};
use crate::ui::canvas::Canvas;
use crate::ui::layouts::Layouts;
use crate::ui::{Ui, hyperlinks, list, names};

/// Cells for labels, left of what they name.
const LABEL: u16 = 18;
/// Descriptions are no messages: links in them go together under this id.
const DESCRIPTION: MessageId = MessageId(0);
/// What stands where an answer is waited for.
const WAIT: &str = "asking the server…";

/// Draws the sheet. Gives where its cursor stands.
pub fn draw(
    app: &App,
    ui: &mut Ui,
    screen: Rect,
    sheet: &ChannelSheet,
    canvas: &mut Canvas<'_>,
) -> Option<(u16, u16)> {
    let (columns, rows) = ChannelSheet::room((screen.width, screen.height));
    let organization = app.organization.as_deref()?;
    let title = names::channel(organization, sheet.channel);
    let inside = super::frame(screen, columns, rows + 1, title.as_str(), canvas);
    if inside.height < 2 {
        return None;
    }
    tabs(app, organization, sheet, inside, canvas);
    let body = Rect {
        y: inside.y + 1,
        height: inside.height - 1,
        ..inside
    };
    match sheet.tab {
        Tab::About => {
            let lines = lines(&mut ui.layouts, app, sheet, columns);
            let top = sheet.top.min(lines.len());
            let about = organization.channels().get(sheet.channel);
            let about = about.map(|state| described(&ui.layouts, organization, state, columns));
            let about = about.unwrap_or_default();
            for ((line, y), at) in lines.iter().skip(top).zip(body.y..body.bottom()).zip(top..) {
                canvas.line((body.x, y), body.width, line);
                if at >= about.lines.len() {
                    continue;
                }
                if ui.hyperlinks {
                    let realm = ui.layouts.realm();
                    hyperlinks::mark(line, &about, DESCRIPTION, realm, (body.x, y), canvas);
                }
                if let Some(columns) = sheet.target.and_then(|target| line.columns_of(target)) {
                    let selected = Rect {
                        x: body.x + columns.start,
                        y,
                        width: columns.end - columns.start,
                        height: 1,
                    };
                    canvas.wash(selected, Role::Hint);
                }
            }
            let below = lines.len().saturating_sub(top + usize::from(body.height));
            if below > 0 {
                let words = SafeText::line(format!(" {below} more below "));
                canvas.right((body.right(), body.bottom()), body.width, &words, Role::Dim);
            }
            None
        }
        Tab::Subscribers => people(app, organization, sheet, body, canvas),
    }
}

/// Both sides by their names, the one that is shown marked, and the key to the other.
fn tabs(
    app: &App,
    organization: &Organization,
    sheet: &ChannelSheet,
    inside: Rect,
    canvas: &mut Canvas<'_>,
) {
    let state = organization.channels().get(sheet.channel);
    let count = match (
        &sheet.members,
        state.and_then(ChannelState::subscriber_count),
    ) {
        (Awaited::Here(()), _) => format!("{} in it", sheet.count),
        (_, Some(count)) => format!("{count} in it"),
        (_, None) => "who is in it".to_owned(),
    };
    let paint = |tab| match sheet.tab == tab {
        true => Role::Accent,
        false => Role::Dim,
    };
    let mut line = Line::of(&SafeText::line("about it"), paint(Tab::About));
    line.push(&SafeText::line("   "), Role::Text);
    line.push(&SafeText::line(count), paint(Tab::Subscribers));
    line.push(&SafeText::line("   "), Role::Text);
    line.push(&SafeText::line(app.keymap.key_of("channel-tab")), Role::Key);
    canvas.line((inside.x, inside.y), inside.width, &line);
}

fn people(
    app: &App,
    organization: &Organization,
    sheet: &ChannelSheet,
    body: Rect,
    canvas: &mut Canvas<'_>,
) -> Option<(u16, u16)> {
    let height = ChannelSheet::list_rows(app.size);
    let note = match &sheet.members {
        Awaited::Refused(why) => Some(format!("It is not known who is in it: {why}.")),
        Awaited::Asked(_) => Some(if sheet.rows.is_empty() {
            "Asking the server…".to_owned()
        } else {
            "Asking the server for all of them…".to_owned()
        }),
        Awaited::Here(()) => None,
    };
    let (mut y, filter) = (body.y, sheet.people.filter.as_ref());
    let mut cursor = None;
    match (filter, note) {
        (Some(filter), _) => {
            let words = SafeText::line(format!("filter: {}", filter.text));
            let taken = canvas.text((body.x, y), body.width, &words, Role::Input);
            cursor = filter.typing.then_some((body.x + taken, y));
        }
        (None, Some(note)) => {
            canvas.text((body.x, y), body.width, &SafeText::line(note), Role::Notice);
        }
        (None, None) => {}
    }
    y += 1;
    if sheet.rows.is_empty() && matches!(sheet.members, Awaited::Here(())) {
        let key = |name| app.keymap.key_of(name);
        let words = match sheet.count {
            0 => format!(
                "Nobody is in this channel. {} adds people.",
                key("add-people")
            ),
            _ => format!(
                "Nobody is called so. {} shows all again.",
                key("clear-filter")
            ),
        };
        canvas.text(
            (body.x, y),
            body.width,
            &SafeText::line(words),
            Role::Notice,
        );
        return cursor;
    }
    let rows = sheet.rows.iter().skip(sheet.people.top).take(height);
    for (row, y) in rows.zip(y..body.bottom()) {
        let user = row.0;
        let known = organization.users().get(user);
        if known.is_some_and(|user| user.is_bot) {
            canvas.cell(body.x + 2, y, '▪', Role::Dim);
        } else {
            let state = organization.presence().state(user, app.now);
            let (sign, role) = list::presence(state);
            canvas.cell(body.x + 2, y, sign, role);
        }
        let mut name = names::person_shown(organization, user).into_string();
        if user == organization.me() {
            name.push_str(" (you)");
        }
        let x = body.x + 4;
        let room = body.right().saturating_sub(x);
        let taken = canvas.text((x, y), room / 2, &SafeText::line(name), Role::Text);
        if let Some(email) = known.and_then(|user| user.delivery_email.as_deref()) {
            let x = x + taken.max(28) + 2;
            let room = body.right().saturating_sub(x);
            canvas.text((x, y), room, &SafeText::line(email), Role::Dim);
        }
        let selected = sheet.people.selected == Some(user);
        list::mark(canvas, body, y, selected, false);
    }
    cursor
}

/// Everything about a channel, in lines of so many cells.
#[must_use]
pub fn lines(layouts: &mut Layouts, app: &App, sheet: &ChannelSheet, columns: u16) -> Vec<Line> {
    let known = app
        .organization
        .as_deref()
        .and_then(|organization| Some((organization, organization.channels().get(sheet.channel)?)));
    let Some((organization, state)) = known else {
        let words = "This channel is not there any more, or you may not see it any more.";
        return wrap_line(&Line::of(&SafeText::line(words), Role::Notice), columns, 0);
    };
    let channel = &state.channel;
    let mut lines = described(layouts, organization, state, columns).lines;
    lines.push(Line::new());
    let mut put = |label: &str, value: String, role: Role| {
        lines.extend(field(label, &SafeText::line(value), role, columns));
    };
    put("You", yours(state), Role::Text);
    if channel.is_archived {
        let words = "It can be read, and nobody writes to it any more.";
        put("Archived", words.to_owned(), Role::Notice);
    }
    put(
        "Who can see it",
        privacy_in_words(Privacy::of(channel)).to_owned(),
        Role::Text,
    );
    for (permission, label) in [
        (ChannelPermission::SendMessage, "May write"),
        (ChannelPermission::CreateTopic, "May begin topics"),
        (ChannelPermission::Subscribe, "May join"),
        (ChannelPermission::AddSubscribers, "May add people"),
        (ChannelPermission::RemoveSubscribers, "May take out"),
        (ChannelPermission::Administer, "May change it"),
        (ChannelPermission::ResolveTopics, "May resolve"),
        (ChannelPermission::MoveWithin, "May move within"),
        (ChannelPermission::MoveOut, "May move out"),
        (ChannelPermission::DeleteAny, "May delete any"),
        (ChannelPermission::DeleteOwn, "May delete own"),
    ] {
        // Everybody joins a public one.
        if permission == ChannelPermission::Subscribe && !channel.invite_only {
            continue;
        }
        if let Some(who) = organization.who_in_channel(state, &permission) {
            put(label, who, Role::Text);
        }
    }
    let topics = match &channel.topics_policy {
        TopicsPolicy::Inherit => match &organization.realm().settings.topics_policy {
            Some(RealmTopicsPolicy::AllowEmpty) => {
                Some("a name or none, as all of the organization")
            }
            Some(RealmTopicsPolicy::DisableEmpty) => {
                Some("each needs a name, as all of the organization")
            }
            Some(RealmTopicsPolicy::Unknown(_)) | None => None,
        },
        TopicsPolicy::AllowEmpty => Some("a name or none"),
        TopicsPolicy::DisableEmpty => Some("each needs a name"),
        TopicsPolicy::EmptyOnly => Some("there is one, without a name"),
        TopicsPolicy::Unknown(_) => None,
    };
    if let Some(words) = topics {
        put("Topics", words.to_owned(), Role::Text);
    }
    if organization.realm().default_channels.contains(&state.id()) {
        put("Newcomers", "are subscribed to it".to_owned(), Role::Text);
    }
    let (email, role) = match &sheet.email {
        Awaited::Asked(_) => (WAIT.to_owned(), Role::Notice),
        Awaited::Here(email) => (email.clone(), Role::Link),
        Awaited::Refused(why) => (format!("none: {why}"), Role::Notice),
    };
    put("E-mail", email, role);
    let mut folders = organization.channels().folders().iter();
    let folder = folders.find(|folder| Some(folder.id) == channel.folder);
    let folder = folder.map_or("none", |folder| &folder.name);
    put("Folder", folder.to_owned(), Role::Text);
    put("Made", made(layouts, organization, state), Role::Text);
    put("Kept", kept(organization, state), Role::Text);
    let traffic = match channel.weekly_traffic {
        None => "new: not known yet".to_owned(),
        Some(1) => "one message".to_owned(),
        Some(count) => format!("{count} messages"),
    };
    put("A week", traffic, Role::Text);
    if state.is_subscribed() {
        let side = &state.personal;
        put("Colour", side.color.to_string(), Role::Text);
        put("Notifications", notifications(state), Role::Text);
    }
    lines.push(Line::new());
    lines.extend(keys(app, columns));
    lines
}

/// The description, laid out.
fn described(
    layouts: &Layouts,
    organization: &Organization,
    state: &ChannelState,
    columns: u16,
) -> Rendered {
    if state.channel.description.trim().is_empty() {
        let words = SafeText::line("It has no description.");
        return Rendered {
            lines: vec![Line::of(&words, Role::Dim)],
            ..Rendered::default()
        };
    }
    let document = content::parse(&state.channel.rendered_description);
    layouts.rendered(organization, &document, columns)
}

fn yours(state: &ChannelState) -> String {
    if !state.is_subscribed() {
        return "are not subscribed".to_owned();
    }
    let mut words = vec!["are subscribed"];
    if state.personal.is_muted {
        words.push("muted it");
    }
    if state.personal.pin_to_top {
        words.push("pinned it to the top");
    }
    words.join(", ")
}

fn made(layouts: &Layouts, organization: &Organization, state: &ChannelState) -> String {
    let by = match state.channel.creator_id {
        Some(user) if user == organization.me() => "you".to_owned(),
        Some(user) => names::person_shown(organization, user).into_string(),
        None => "nobody knows whom".to_owned(),
    };
    match state.channel.date_created {
        Some(at) => format!("{} by {by}", layouts.times().moment(at.0)),
        None => format!("by {by}"),
    }
}

/// For how long messages are kept.
fn kept(organization: &Organization, state: &ChannelState) -> String {
    let days = |days: i64| match days {
        1 => "for one day".to_owned(),
        days if days < 0 => "for ever".to_owned(),
        days => format!("for {days} days"),
    };
    match state.channel.message_retention_days {
        Some(count) => days(count),
        None => {
            let general = organization.realm().settings.message_retention_days;
            format!(
                "{}, as all of the organization",
                days(general.unwrap_or(-1))
            )
        }
    }
}

/// What one's settings for the channel say, and where they say nothing, the general ones.
fn notifications(state: &ChannelState) -> String {
    let side = &state.personal;
    let parts = [
        ("on screen", side.desktop_notifications),
        ("by sound", side.audible_notifications),
        ("on the phone", side.push_notifications),
        ("by e-mail", side.email_notifications),
        ("of @all", side.wildcard_mentions_notify),
    ];
    let set: Vec<String> = parts
        .iter()
        .filter_map(|(words, on)| match on {
            Some(true) => Some((*words).to_owned()),
            Some(false) => Some(format!("not {words}")),
            None => None,
        })
        .collect();
    match set.len() {
        0 => "as your settings say".to_owned(),
        5 => set.join(", "),
        _ => format!("{}; else as your settings say", set.join(", ")),
    }
}

/// What can be done, with its keys.
fn keys(app: &App, columns: u16) -> Vec<Line> {
    let mut line = Line::new();
    for (command, words) in [
        ("channel-view", "messages"),
        ("toggle-subscription", "subscribe or leave"),
        ("channel-options", "your settings"),
        ("mute-channel", "mute"),
        ("pin-channel", "pin"),
        ("edit-channel", "edit"),
        ("channel-permissions", "who may"),
        ("add-people", "add people"),
        ("archive-channel", "archive or not"),
        ("channel-email", "copy e-mail"),
        ("channel-link", "open link"),
        ("channel-next-link", "next link"),
    ] {
        let found = crate::app::command::all().find(|c| c.name == command);
        if found.is_some_and(|c| (c.available)(app)) {
            line.push(&SafeText::line(app.keymap.key_of(command)), Role::Key);
            // A key stays with its words.
            let words = words.replace(' ', "\u{a0}");
            line.push(&SafeText::line(format!("\u{a0}{words}   ")), Role::Dim);
        }
    }
    wrap_line(&line, columns, 0)
}

/// A label and what it names, wrapped.
fn field(label: &str, value: &SafeText<'_>, paint: impl Into<Paint>, columns: u16) -> Vec<Line> {
    let mut line = Line::new();
    let label = SafeText::line(truncate(label, usize::from(LABEL) - 1));
    line.push(&label.pad_end(usize::from(LABEL)), Role::Dim);
    line.push(value, paint);
    wrap_line(&line, columns, LABEL)
}
