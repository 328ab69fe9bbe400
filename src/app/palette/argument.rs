//! What commands take: one kind each, which proposes and which reads what is typed.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::routes::reactions::EmojiRef;
use crate::api::user::find_user;
use crate::app::complete::{Needle, Quality};
use crate::app::destination::NAMED;
use crate::app::settings::own::{self, OPTIONS, OptionId};
use crate::app::state::App;
use crate::app::written::{self, Written};
use crate::config::theme::BuiltIn;
use crate::text::when;

/// So many emoji and topics are proposed at most.
const MOST: usize = 40;

/// What a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A view: its name, a query as in the web's search box, a link.
    View,
    /// A day, in words.
    Day,
    /// A message, by its number.
    Message,
    /// A theme.
    Theme,
    /// A setting and its value.
    Setting,
    /// A status: words, perhaps after an emoji.
    Status,
    /// An emoji.
    Emoji,
    /// A topic: `channel > topic`.
    Topic,
    /// A channel.
    Channel,
    /// A name for something new.
    Name,
    /// Somebody.
    Person,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Where to go.
    View(Written),
    /// A day.
    Day(Date),
    /// A message.
    Message(MessageId),
    /// The name of a theme.
    Theme(String),
    /// A setting and its value.
    Setting(OptionId, String),
    /// The words of a status and its emoji.
    Status {
        /// The words.
        text: String,
        /// The emoji's name; empty for none.
        emoji: String,
    },
    /// An emoji.
    Emoji(EmojiRef),
    /// A topic.
    Topic(ChannelId, TopicName),
    /// A channel.
    Channel(ChannelId),
    /// A name for something new.
    Name(String),
    /// Somebody.
    Person(UserId),
}

/// Something that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What would be typed.
    pub text: String,
    /// What is said about it.
    pub more: String,
}

fn proposal(text: impl Into<String>, more: impl Into<String>) -> Proposal {
    Proposal {
        text: text.into(),
        more: more.into(),
    }
}

impl Argument {
    /// What it is, in as few words as stand behind a command's name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::View => "VIEW",
            Self::Day => "DAY",
            Self::Message => "NUMBER",
            Self::Theme => "THEME",
            Self::Setting => "NAME VALUE",
            Self::Status => "WORDS",
            Self::Emoji => "EMOJI",
            Self::Topic => "CHANNEL > TOPIC",
            Self::Channel => "CHANNEL",
            Self::Name => "NAME",
            Self::Person => "NAME",
        }
    }

    /// What could be typed for it, in a sentence.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::View => "A view, such as inbox; or channel:workshop topic:kiln; or a link.",
            Self::Day => "A day, such as yesterday, last friday, 3 dec or 2026-05-01.",
            Self::Message => "A message's number, as links have it behind near/.",
            Self::Theme => "A theme's name; `lazuli themes` shows them all.",
            Self::Setting => "A setting's name and its value, such as panes.text 80.",
            Self::Status => "A few words, perhaps after an :emoji:; nothing clears it.",
            Self::Emoji => "An emoji's name, such as tada.",
            Self::Person => "Somebody's name or e-mail address; a part of the name finds it.",
            Self::Topic => "A channel and a topic, such as workshop > kiln.",
            Self::Channel => "A channel's name, such as workshop.",
            Self::Name => "What it shall be called.",
        }
    }

    /// What may be meant, the likest first.
    #[must_use]
    pub fn propose(self, app: &App, typed: &str) -> Vec<Proposal> {
        match self {
            Self::View => views(app, typed),
            Self::Day => days(app, typed),
            Self::Message => match typed.trim().parse::<u64>() {
                Ok(_) => vec![proposal(typed.trim(), "go to this message")],
                Err(_) => Vec::new(),
            },
            Self::Theme => {
                let themes = BuiltIn::ALL.iter().map(|theme| theme.name());
                let like = like(typed, themes.map(|name| proposal(name, "")));
                like_or_typed(like, typed, "a theme of yours")
            }
            Self::Setting => settings(app, typed),
            Self::Status => statuses(app, typed),
            Self::Emoji => {
                let typed = typed.trim().trim_matches(':');
                let found = app.emoji().search(typed, MOST).into_iter();
                let row = |found: crate::model::emoji::EmojiMatch<'_>| {
                    let glyph = found.emoji.glyph.as_deref().unwrap_or_default();
                    proposal(found.name, glyph)
                };
                found.map(row).collect()
            }
            Self::Topic => topics(app, typed),
            Self::Channel => channels(app, typed),
            Self::Name => match typed.trim() {
                "" => Vec::new(),
                name => vec![proposal(name, "call it so")],
            },
            Self::Person => people(app, typed),
        }
    }

    /// What is meant by what is typed.
    ///
    /// # Errors
    /// A sentence with the way out, where it means nothing.
    pub fn read(self, app: &App, typed: &str) -> Result<Value, String> {
        let typed = typed.trim();
        match self {
            Self::View => written::read(typed).map(Value::View),
            Self::Day => day(app, typed).map(Value::Day),
            Self::Message => match typed.parse() {
                Ok(id) => Ok(Value::Message(MessageId(id))),
                Err(_) => Err(format!("“{typed}” is no message's number.")),
            },
            Self::Theme if typed.is_empty() => Err(self.hint().to_owned()),
            Self::Theme => Ok(Value::Theme(typed.to_owned())),
            Self::Setting => setting(app, typed),
            Self::Status => Ok(status(app, typed)),
            Self::Emoji => {
                let name = typed.trim_matches(':');
                let known = app.emoji().named(name);
                let known = known.ok_or_else(|| format!("There is no emoji called {name}."))?;
                let mut emoji = known.reference.clone();
                name.clone_into(&mut emoji.name);
                Ok(Value::Emoji(emoji))
            }
            Self::Topic => topic(app, typed),
            Self::Channel => {
                let organization = app.organization.as_deref();
                let name = typed.strip_prefix('#').unwrap_or(typed);
                let state = organization.and_then(|o| o.channels().by_name(name));
                let state = state.ok_or_else(|| format!("There is no channel called {name}."))?;
                Ok(Value::Channel(state.id()))
            }
            Self::Name => Ok(Value::Name(typed.to_owned())),
            Self::Person if typed.is_empty() => Err(self.hint().to_owned()),
            Self::Person => {
                let organization = app.organization.as_deref();
                let organization = organization.ok_or("Nothing is loaded yet.")?;
                match find_user(organization.users().all(), typed) {
                    Ok(user) => Ok(Value::Person(user.user_id)),
                    Err(why) => Err(format!("{why}.")),
                }
            }
        }
    }
}

fn channels(app: &App, typed: &str) -> Vec<Proposal> {
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let row = |state: &crate::model::ChannelState| {
        let more = match (state.channel.is_archived, state.is_subscribed()) {
            (true, _) => "archived",
            (false, true) => "yours",
            (false, false) => "not yours",
        };
        proposal(&*state.channel.name, more)
    };
    let typed = typed.trim();
    let typed = typed.strip_prefix('#').unwrap_or(typed);
    like(typed, organization.channels().iter().map(row))
}

/// Those that are like what is typed, the likest first.
fn like(typed: &str, all: impl IntoIterator<Item = Proposal>) -> Vec<Proposal> {
    let needle = Needle::new(typed.trim());
    let mut found: Vec<(Quality, Proposal)> = all
        .into_iter()
        .filter_map(|proposal| Some((needle.quality_of(&proposal.text)?, proposal)))
        .collect();
    found.sort_by_key(|(quality, _)| *quality);
    found.into_iter().map(|(_, proposal)| proposal).collect()
}

fn like_or_typed(found: Vec<Proposal>, typed: &str, more: &str) -> Vec<Proposal> {
    match found.is_empty() && !typed.trim().is_empty() {
        true => vec![proposal(typed.trim(), more)],
        false => found,
    }
}

fn views(app: &App, typed: &str) -> Vec<Proposal> {
    let named = NAMED.iter().map(|view| proposal(view.word, view.name));
    let found = like(typed, named);
    let Some(organization) = app.organization.as_deref() else {
        return found;
    };
    // The last term may be a channel that is being typed.
    if let Some((before, name)) = typed.rsplit_once("channel:") {
        let channels = organization.channels().iter();
        let names = channels.filter(|state| !state.channel.is_archived);
        let names = names.map(|state| proposal(&*state.channel.name, "channel"));
        let quoted = |name: &str| match name.contains(char::is_whitespace) {
            true => format!("{before}channel:\"{name}\""),
            false => format!("{before}channel:{name}"),
        };
        let like = like(name.trim_matches('"'), names).into_iter();
        let channels: Vec<Proposal> = like
            .take(MOST)
            .map(|channel| proposal(quoted(&channel.text), channel.more))
            .collect();
        if !channels.is_empty() {
            return channels;
        }
    }
    if !found.is_empty() || typed.trim().is_empty() {
        return found;
    }
    let more = match written::read(typed) {
        Ok(Written::Link(_)) => "open this link".to_owned(),
        Ok(Written::Named(_) | Written::Narrow(_)) => "open this".to_owned(),
        Err(why) => why,
    };
    vec![proposal(typed.trim(), more)]
}

fn today(app: &App) -> Option<Zoned> {
    let now = jiff::Timestamp::from_millisecond(app.now.0).ok()?;
    let zone = app.jumping.zone.clone().unwrap_or(TimeZone::UTC);
    Some(now.to_zoned(zone))
}

/// The day that words mean, seen from today: of those that come again the last one.
fn day(app: &App, words: &str) -> Result<Date, String> {
    let now = today(app).ok_or_else(|| "What day is it?".to_owned())?;
    if words.eq_ignore_ascii_case("today") {
        return Ok(now.date());
    }
    let moment = when::moment(words, &now).map_err(|why| why.to_string())?;
    if moment.date() <= now.date() {
        return Ok(moment.date());
    }
    // `friday` and `3 dec` are read as still to come; here nothing is.
    let last = when::moment(&format!("last {words}"), &now);
    let last = last
        .ok()
        .map(|at| at.date())
        .filter(|day| *day <= now.date());
    let year_before = moment.date().checked_sub(1.year()).ok();
    let year_before = year_before.filter(|day| {
        *day <= now.date() && when::moment(&format!("{words} {}", moment.year()), &now).is_ok()
    });
    let day = last.or(year_before);
    day.ok_or_else(|| format!("{} is still to come.", long(moment.date())))
}

/// A day as people read it.
pub(in crate::app) fn long(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

fn days(app: &App, typed: &str) -> Vec<Proposal> {
    let common = [
        "today",
        "yesterday",
        "last monday",
        "a week ago",
        "a month ago",
        "a year ago",
    ];
    let row = |words: &str| {
        let day = day(app, words).ok()?;
        Some(proposal(words, long(day)))
    };
    if typed.trim().is_empty() {
        return common.iter().filter_map(|words| row(words)).collect();
    }
    match day(app, typed.trim()) {
        Ok(day) => vec![proposal(typed.trim(), long(day))],
        Err(why) => {
            let mut rows = like(typed, common.iter().filter_map(|words| row(words)));
            rows.push(proposal(typed.trim(), why));
            rows
        }
    }
}

fn settings(app: &App, typed: &str) -> Vec<Proposal> {
    let typed = typed.trim_start();
    let Some((name, value)) = typed.split_once(char::is_whitespace) else {
        let all = OPTIONS.iter().enumerate().map(|(at, option)| {
            let now = app.own.typed(OptionId(at));
            proposal(format!("{} {now}", option.name), option.takes.as_str())
        });
        return like(typed.trim(), all);
    };
    let Some(id) = OptionId::named(name) else {
        // What is typed is never turned into something else.
        let why = format!("“{name}” is no option of lazuli's.");
        return vec![proposal(typed.trim(), why)];
    };
    let now = app.own.value(id);
    let row = |value: String, words: &str| {
        let here = if value == now { "; it is so now" } else { "" };
        let value = serde_json::from_str::<String>(&value).unwrap_or(value);
        proposal(format!("{} {value}", id.name()), format!("{words}{here}"))
    };
    let choices = app.own.choices(id).into_iter();
    let found: Vec<Proposal> = choices
        .filter(|choice| choice.trim_matches('"').starts_with(value.trim()))
        .map(|choice| row(choice, ""))
        .collect();
    if !found.is_empty() {
        return found;
    }
    match setting(app, typed.trim()) {
        Ok(Value::Setting(id, value)) => vec![row(value, id.option().map_or("", |o| &o.takes))],
        Ok(_) => Vec::new(),
        Err(why) => vec![proposal(typed.trim(), why)],
    }
}

fn setting(app: &App, typed: &str) -> Result<Value, String> {
    let (name, value) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let Some(id) = OptionId::named(name) else {
        return Err(format!("“{name}” is no option of lazuli's."));
    };
    let value = own::read(id, value);
    let mut settings = app.own.settings.clone();
    settings
        .change(id.name(), &value)
        .map_err(|why| format!("{why}."))?;
    Ok(Value::Setting(id, value))
}

fn statuses(app: &App, typed: &str) -> Vec<Proposal> {
    let typed = typed.trim();
    let mut rows = Vec::new();
    if !typed.is_empty() {
        rows.push(proposal(typed, "set it"));
    }
    let common = crate::app::status::common();
    rows.extend(like(
        typed,
        common.map(|(glyph, words)| proposal(words, glyph)),
    ));
    if typed.is_empty() && app.own_status().is_some() {
        rows.push(proposal("", "clear your status"));
    }
    rows
}

/// `:tada: on holiday`, or words alone; those of a common status bring its emoji.
fn status(app: &App, typed: &str) -> Value {
    let with_emoji = typed.strip_prefix(':').and_then(|rest| {
        let (name, words) = rest.split_once(':')?;
        app.emoji().named(name)?;
        Some((name.to_owned(), words.trim().to_owned()))
    });
    let (emoji, text) = with_emoji.unwrap_or_else(|| {
        let emoji = crate::app::status::emoji_of(app, typed).unwrap_or_default();
        (emoji, typed.to_owned())
    });
    Value::Status { text, emoji }
}

fn people(app: &App, typed: &str) -> Vec<Proposal> {
    use crate::app::members::naming::{role_name, written};
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let needle = crate::text::fold::fold(typed.trim());
    let users = organization.users().all().iter();
    let mut found: Vec<(bool, &crate::api::user::User)> = users
        .filter(|user| user.is_active)
        .filter_map(|user| {
            let name = crate::text::fold::fold(&user.full_name);
            let begins = name
                .split_whitespace()
                .any(|word| word.starts_with(&*needle));
            name.contains(&*needle).then_some((!begins, user))
        })
        .collect();
    let order = |a: &(bool, &crate::api::user::User), b: &(bool, &crate::api::user::User)| {
        (a.0, &a.1.full_name, a.1.user_id).cmp(&(b.0, &b.1.full_name, b.1.user_id))
    };
    if found.len() > MOST {
        found.select_nth_unstable_by(MOST, order);
        found.truncate(MOST);
    }
    found.sort_unstable_by(order);
    let row = |(_, user): (bool, &crate::api::user::User)| {
        let muted = organization.users().is_muted(user.user_id);
        let more = if muted {
            "muted by you"
        } else {
            role_name(user)
        };
        proposal(written(organization, user), more)
    };
    found.into_iter().map(row).collect()
}

fn topics(app: &App, typed: &str) -> Vec<Proposal> {
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let channels = organization.channels().iter();
    let channels = channels.filter(|state| !state.channel.is_archived);
    let Some((channel, topic)) = typed.split_once('>') else {
        let names = channels.map(|state| proposal(format!("{} > ", state.channel.name), "channel"));
        let mut found = like(typed, names);
        found.truncate(MOST);
        return found;
    };
    let Some(state) = organization.channels().by_name(channel.trim()) else {
        return Vec::new();
    };
    let name = &*state.channel.name;
    let topics = organization.topics(state.id()).into_iter();
    let topics = topics.map(|row| proposal(row.name.as_str(), ""));
    let found = like(topic.trim(), topics).into_iter().take(MOST);
    let found = found.map(|topic| proposal(format!("{name} > {}", topic.text), topic.more));
    let found: Vec<Proposal> = found.collect();
    let written = format!("{name} > {}", topic.trim());
    match found.is_empty() && !topic.trim().is_empty() {
        true => vec![proposal(written, "no topic of this name is known")],
        false => found,
    }
}

fn topic(app: &App, typed: &str) -> Result<Value, String> {
    let Some(organization) = app.organization.as_deref() else {
        return Err("Nothing is loaded yet.".to_owned());
    };
    let Some((channel, topic)) = typed.split_once('>') else {
        return Err("Write it like workshop > kiln.".to_owned());
    };
    let channel = channel.trim().trim_start_matches('#');
    match organization.channels().by_name(channel) {
        Some(state) => Ok(Value::Topic(state.id(), topic.trim().into())),
        None => Err(format!("There is no channel called {channel}.")),
    }
}
