//! The page of people.

use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use crate::api::user::{Role as Rank, User};
use crate::app::members::HEAD;
use crate::app::members::people::{PeopleKind, Person};
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::model::{Organization, PresenceState};
use crate::text::SafeText;
use crate::ui::canvas::Canvas;
use crate::ui::pages::WIDEST;
use crate::ui::times::Times;
use crate::ui::{Ui, list, names};

/// Cells for when somebody was seen: `yesterday`, `20 Nov 2025`.
const SEEN: u16 = 13;
/// Cells for the time where they are: `12:04 PM +1d`.
const THERE: u16 = 11;
/// Cells for a role: `administrator`.
const ROLE: u16 = 15;

/// What stands beside the title.
#[must_use]
pub fn about(app: &App) -> String {
    let page = &app.members.people;
    let of = match page.kind {
        PeopleKind::Active => ("person", "people"),
        PeopleKind::Guests => ("guest", "guests"),
        PeopleKind::Bots => ("bot", "bots"),
        PeopleKind::Deactivated => ("deactivated", "deactivated"),
        PeopleKind::Muted => ("muted", "muted"),
    };
    super::counted((page.rows.len(), page.all), of)
}

/// Draws the rows that are in sight.
pub fn draw(app: &App, organization: &Organization, ui: &Ui, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    if usize::from(area.height) <= HEAD {
        return;
    }
    let page = &app.members.people;
    let columns = Columns::of(area);
    let kinds = PeopleKind::ALL.map(|kind| {
        let (command, words) = kind.named();
        (command, words, kind == page.kind)
    });
    let limit = area.width.saturating_sub(4);
    super::kinds(app, &kinds, (area.x + 3, area.y), limit, canvas);
    let second = (area.x + 3, area.y + 1);
    if !super::filter(app, page.picker.filter.as_ref(), second, limit, canvas) {
        columns.head(second.1, canvas);
    }
    let head = HEAD as u16;
    let body = Rect {
        y: area.y + head,
        height: area.height - head,
        ..area
    };
    if page.rows.is_empty() {
        let (sentence, hint) = nobody(app);
        return super::empty(body, &sentence, &hint, canvas);
    }
    let focused = app.focus == Pane::Messages;
    let rows = page.rows.iter().skip(page.picker.top);
    for (y, row) in (body.y..body.bottom()).zip(rows) {
        if let Some(user) = organization.users().get(row.user) {
            columns.row(app, organization, ui, (row, user), y, canvas);
        }
        let selected = page.picker.selected == Some(row.user);
        list::mark(canvas, body, y, selected && focused, false);
    }
}

/// Why nobody is listed, and what to press.
fn nobody(app: &App) -> (String, String) {
    let page = &app.members.people;
    let key = |name: &str| app.keymap.key_of(name);
    let all = format!("{} shows everybody", key("people-active"));
    if page.all > 0 {
        // While letters are typed, the keys of the page are letters too.
        let hint = match page.picker.typing() {
            true => format!("{} empties the filter", key("clear-filter")),
            false => format!("{} empties the filter, {all}", key("show-all")),
        };
        return ("Nobody is called that.".to_owned(), hint);
    }
    let sentence = match page.kind {
        PeopleKind::Active => "You see nobody here.",
        PeopleKind::Guests => "There are no guests.",
        PeopleKind::Bots => "There are no bots.",
        PeopleKind::Deactivated => "No account is deactivated.",
        PeopleKind::Muted => "You muted nobody.",
    };
    let hint = match page.kind {
        PeopleKind::Active => format!("{} goes back", key("back")),
        PeopleKind::Muted => format!("{} mutes who is selected, {all}", key("mute-person")),
        PeopleKind::Guests | PeopleKind::Bots | PeopleKind::Deactivated => all,
    };
    (sentence.to_owned(), hint)
}

/// Where the columns begin, and how wide each is; those without room have none.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: (u16, u16),
    role: (u16, u16),
    status: (u16, u16),
    there: (u16, u16),
    seen: (u16, u16),
}

impl Columns {
    fn of(area: Rect) -> Self {
        let left = area.x + 5;
        let mut end = area.right().saturating_sub(1);
        let mut take = |width: u16, least: u16| {
            if area.width < least {
                return (end, 0);
            }
            end = end.saturating_sub(width);
            (end, width)
        };
        let seen = take(SEEN, 40);
        let there = take(THERE, 70);
        let room = end.saturating_sub(left);
        let role = if area.width >= 90 { ROLE } else { 0 };
        let name = match room.saturating_sub(role) {
            // A status of a few letters says nothing.
            room if room < 30 => room,
            room => room * 3 / 5,
        };
        let status = left + name + role;
        Self {
            name: (left, name),
            role: (left + name, role),
            status: (status, end.saturating_sub(status)),
            there,
            seen,
        }
    }

    fn head(&self, y: u16, canvas: &mut Canvas<'_>) {
        for ((x, width), words) in [
            (self.name, "name"),
            (self.role, "role"),
            (self.status, "status"),
        ] {
            canvas.word((x, y), width.saturating_sub(1), words, Role::Dim);
        }
        for ((x, width), words) in [(self.there, "their time"), (self.seen, "seen")] {
            if width > 0 {
                canvas.right((x + width, y), width, &SafeText::line(words), Role::Dim);
            }
        }
    }

    fn row(
        &self,
        app: &App,
        organization: &Organization,
        ui: &Ui,
        (row, user): (&Person, &User),
        y: u16,
        canvas: &mut Canvas<'_>,
    ) {
        let is_me = user.user_id == organization.me();
        let (sign, role) = match (user.is_bot, user.is_active) {
            (_, false) => ('–', Role::Dim),
            (true, true) => ('▪', Role::Dim),
            (false, true) => list::presence(row.presence),
        };
        canvas.cell(self.name.0 - 2, y, sign, role);
        let here = row.presence != PresenceState::Offline || user.is_bot;
        let role = if here && user.is_active {
            Role::Text
        } else {
            Role::Dim
        };
        let name = names::person(organization, user.user_id);
        let marks = marks(organization, user, is_me, self.role.1 == 0);
        let marked = u16::try_from(marks.width()).unwrap_or(0);
        let room = self.name.1.saturating_sub(1);
        let shown = room.saturating_sub(if marked > 0 { marked + 1 } else { 0 });
        let taken = canvas.text((self.name.0, y), shown.max(8).min(room), &name, role);
        if marked > 0 {
            let left = room.saturating_sub(taken + 1);
            canvas.text((self.name.0 + taken + 1, y), left, &marks, Role::Dim);
        }
        if self.role.1 > 0 {
            let words = crate::app::members::naming::role_name(user);
            let limit = self.role.1.saturating_sub(1);
            canvas.word((self.role.0, y), limit, words, Role::Dim);
        }
        let status = names::status(organization, user.user_id);
        let limit = self.status.1.saturating_sub(1);
        canvas.text((self.status.0, y), limit, &status, Role::Text);
        if user.is_bot || !user.is_active {
            return;
        }
        if self.there.1 > 0
            && let Some(time) = there(ui, &user.timezone, app.now.seconds().0)
        {
            let (x, width) = self.there;
            canvas.right((x + width, y), width, &SafeText::line(time), Role::Dim);
        }
        let invisible = is_me && !organization.personal().settings.presence_enabled;
        let seen = match row.presence {
            _ if invisible => "invisible".to_owned(),
            PresenceState::Active => "now".to_owned(),
            PresenceState::Idle => "idle".to_owned(),
            PresenceState::Offline => match organization.presence().last_seen(user.user_id) {
                Some(at) => {
                    let now = organization.presence().clock(app.now);
                    ui.layouts.times().ago(at.0, now)
                }
                None => String::new(),
            },
        };
        let (x, width) = self.seen;
        canvas.right((x + width, y), width, &SafeText::line(seen), Role::Dim);
    }
}

/// The time where somebody is, with how many days that is away from today: `01:10 +1d`. Today's
/// have as many blanks, so that clocks stand below each other and stay there at midnight.
fn there(ui: &Ui, zone: &str, now: i64) -> Option<String> {
    let own = ui.layouts.times();
    let mut times = Times::new(TimeZone::get(zone).ok()?);
    times.twenty_four = own.twenty_four;
    let days = (times.day(now) - own.day(now)).get_days();
    let clock = times.clock(now);
    Some(match days {
        0 => format!("{clock}    "),
        days => format!("{clock} {days:+}d"),
    })
}

/// What stands behind a name.
fn marks(
    organization: &Organization,
    user: &User,
    is_me: bool,
    with_role: bool,
) -> SafeText<'static> {
    let mut marks = Vec::new();
    if is_me {
        marks.push("you");
    }
    if with_role {
        match user.role {
            _ if user.is_bot => {}
            Rank::Guest => marks.push("guest"),
            Rank::Owner | Rank::Admin => marks.push("admin"),
            Rank::Moderator | Rank::Member | Rank::Unknown(_) => {}
        }
    }
    if organization.users().is_muted(user.user_id) {
        marks.push("muted");
    }
    match marks.is_empty() {
        true => SafeText::EMPTY,
        false => SafeText::line(format!("({})", marks.join(", "))),
    }
}
