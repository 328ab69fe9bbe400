//! Links within Zulip: every form of `#narrow/…` that servers and people wrote.
//!
//! <https://zulip.com/help/link-to-a-message-or-conversation>; encoding as in the
//! web app's `internal_url.ts`: percent-encoded with `.` in place of `%`.

use url::Url;

use super::address::{Address, percent_decode};
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};

/// A place inside Zulip that a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InternalLink {
    /// Messages.
    Narrow(NarrowLink),
    /// The inbox.
    Inbox,
    /// Recent conversations.
    Recent,
    /// The combined feed.
    Feed,
    /// Drafts.
    Drafts,
    /// A person's profile.
    User(UserId),
    /// A channel's settings.
    ChannelSettings(ChannelRef),
    /// An uploaded file: its path below the organization's address.
    Upload(String),
    /// A page of the web app that has no like here: opened in a browser.
    Other,
}

/// The messages a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NarrowLink {
    /// What they have in common, in the order of the link.
    pub terms: Vec<LinkTerm>,
    /// Which of them to look at.
    pub anchor: Option<LinkAnchor>,
}

/// Where in a narrow a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkAnchor {
    /// This message, where it stands now.
    Near(MessageId),
    /// The conversation that this message is in now, wherever it was moved
    /// (feature level 271).
    With(MessageId),
}

/// One term of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTerm {
    /// Whether it was written with a `-`.
    pub negated: bool,
    /// What it says.
    pub operand: LinkOperand,
}

/// What a term of a link says.
///
/// <https://zulip.com/api/construct-narrow>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkOperand {
    /// `channel`, older `stream`.
    Channel(ChannelRef),
    /// `topic`, older `subject`. The empty name is a topic.
    Topic(TopicName),
    /// `dm`, older `pm-with`.
    Direct(Vec<UserRef>),
    /// `dm-including`, older `group-pm-with`.
    DirectIncluding(Vec<UserRef>),
    /// `sender` or `from`.
    Sender(UserRef),
    /// `is`: `mentioned`, `starred`, `dm`, `unread`, …
    Is(String),
    /// `has`: `link`, `image`, `attachment`, `reaction`.
    Has(String),
    /// `in`: `home` or `all`.
    In(String),
    /// `channels`, older `streams`: `public`, `web-public`.
    Channels(String),
    /// `id`.
    Id(MessageId),
    /// `search`.
    Search(String),
    /// An operator that is not known here: as it was written, decoded.
    Other {
        /// The operator.
        operator: String,
        /// Its operand.
        operand: String,
    },
}

/// How a link names a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRef {
    /// Its id, if the operand starts with a number. An old link to a channel
    /// whose name starts with a number looks the same: look for the id first.
    pub id: Option<ChannelId>,
    /// The whole operand, decoded; a `-` may stand for a space.
    pub name: String,
}

impl ChannelRef {
    fn parse(operand: &str) -> Self {
        Self {
            id: leading_id(operand).map(ChannelId),
            name: operand.to_owned(),
        }
    }

    /// Whether the operand, taken as a name alone, can mean the channel `name`.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.name == name || self.name.replace('-', " ") == name.replace('-', " ")
    }
}

/// How a link names a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRef {
    /// By id.
    Id(UserId),
    /// By address, in old links.
    Email(String),
    /// Oneself.
    Me,
}

impl UserRef {
    fn parse(operand: &str) -> Self {
        match leading_id(operand) {
            Some(id) => Self::Id(UserId(id)),
            None if operand == "me" => Self::Me,
            None => Self::Email(operand.to_owned()),
        }
    }

    fn parse_list(operand: &str) -> Vec<Self> {
        // `5,6-group`, `5-dm`, `5-Ada-Quill`: ids, and a name for people.
        let ids = operand.split_once('-').map_or(operand, |(ids, _)| ids);
        let ids: Option<Vec<_>> = ids
            .split(',')
            .map(|id| id.parse().ok().map(|id| Self::Id(UserId(id))))
            .collect();
        ids.unwrap_or_else(|| operand.split(',').map(Self::parse).collect())
    }
}

/// `9` of `9` and of `9-announce`.
fn leading_id(operand: &str) -> Option<u64> {
    operand.split('-').next()?.parse().ok()
}

/// What `address` leads to inside the organization at `realm`; `None` for other places.
#[must_use]
pub fn parse_internal(address: &Address, realm: Option<&Url>) -> Option<InternalLink> {
    let relative = within_realm(address.raw(), realm)?;
    let (path, fragment) = relative.split_once('#').unwrap_or((relative, ""));
    let path = path.trim_start_matches('/');
    if path.starts_with("user_uploads/") {
        return Some(InternalLink::Upload(format!("/{path}")));
    }
    if !path.is_empty() {
        return Some(InternalLink::Other);
    }
    Some(parse_fragment(fragment))
}

/// The part of an address below the organization's: from its first `/` or `#`.
fn within_realm<'a>(raw: &'a str, realm: Option<&Url>) -> Option<&'a str> {
    if raw.starts_with("//") {
        return None;
    }
    if raw.starts_with(['#', '/']) {
        return Some(raw);
    }
    let url = Url::parse(raw).ok()?;
    if url.origin() != realm?.origin() || !url.origin().is_tuple() {
        return None;
    }
    // What follows scheme, `//` and authority.
    let rest = raw.split_once("//")?.1;
    let at = rest.find(['/', '#', '?']).unwrap_or(rest.len());
    Some(&rest[at..])
}

fn parse_fragment(fragment: &str) -> InternalLink {
    let mut parts = fragment.split('/');
    match parts.next().unwrap_or_default() {
        "narrow" => parse_narrow(parts.collect()),
        "inbox" => InternalLink::Inbox,
        "recent" | "recent_topics" => InternalLink::Recent,
        "feed" | "all_messages" => InternalLink::Feed,
        "drafts" => InternalLink::Drafts,
        "user" => match parts.next().and_then(|id| id.parse().ok()) {
            Some(id) => InternalLink::User(UserId(id)),
            None => InternalLink::Other,
        },
        "channels" | "streams" => match parts.next().filter(|id| leading_id(id).is_some()) {
            Some(id) => InternalLink::ChannelSettings(ChannelRef::parse(&decode(id))),
            None => InternalLink::Other,
        },
        _ => InternalLink::Other,
    }
}

fn parse_narrow(parts: Vec<&str>) -> InternalLink {
    let mut link = NarrowLink::default();
    // `#narrow` and `#narrow/` alone are the feed.
    if parts.iter().all(|part| part.is_empty()) {
        return InternalLink::Feed;
    }
    for pair in parts.chunks(2) {
        let operator = decode(pair[0]);
        let Some(operand) = pair.get(1) else {
            // A slash at the end says nothing.
            if operator.is_empty() {
                continue;
            }
            return InternalLink::Other;
        };
        let (negated, operator) = match operator.strip_prefix('-') {
            Some(operator) => (true, operator),
            None => (false, &*operator),
        };
        let message = || decode(operand).parse().ok().map(MessageId);
        match operator {
            "near" => link.anchor = message().map(LinkAnchor::Near).or(link.anchor),
            "with" => link.anchor = message().map(LinkAnchor::With).or(link.anchor),
            _ => link.terms.push(LinkTerm {
                negated,
                operand: parse_operand(operator, operand),
            }),
        }
    }
    InternalLink::Narrow(link)
}

fn parse_operand(operator: &str, encoded: &str) -> LinkOperand {
    let operand = decode(encoded);
    match operator {
        "channel" | "stream" => LinkOperand::Channel(ChannelRef::parse(&operand)),
        "topic" | "subject" => LinkOperand::Topic(TopicName::new(&operand)),
        "dm" | "pm-with" => LinkOperand::Direct(UserRef::parse_list(&operand)),
        "dm-including" | "group-pm-with" => {
            LinkOperand::DirectIncluding(UserRef::parse_list(&operand))
        }
        "sender" | "from" => LinkOperand::Sender(UserRef::parse(&operand)),
        // Old links said private, newer ones dm.
        "is" if operand == "private" => LinkOperand::Is("dm".to_owned()),
        "is" => LinkOperand::Is(operand),
        "has" => LinkOperand::Has(operand),
        "in" => LinkOperand::In(operand),
        "channels" | "streams" => LinkOperand::Channels(operand),
        "search" => LinkOperand::Search(decode(&encoded.replace('+', " "))),
        "id" | "message_id" => match operand.parse() {
            Ok(id) => LinkOperand::Id(MessageId(id)),
            Err(_) => other(operator, operand),
        },
        _ => other(operator, operand),
    }
}

fn other(operator: &str, operand: String) -> LinkOperand {
    LinkOperand::Other {
        operator: operator.to_owned(),
        operand,
    }
}

/// Decodes a part of a fragment: `.` is `%`, then percent-decoding.
fn decode(part: &str) -> String {
    percent_decode(&part.replace('.', "%"))
}

/// The host or address that a link's text names though the link leads elsewhere:
/// what a person should be told before it is opened.
#[must_use]
pub fn misleads(text: &str, address: &Address, realm: Option<&Url>) -> Option<String> {
    if !text.contains(['.', '@']) {
        return None;
    }
    let target = address.resolve(realm)?;
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"'));
    let alone = text.split_whitespace().nth(1).is_none();
    words
        .filter_map(|word| {
            let word = word.trim_matches([',', '.', ';', ':', '!', '?', '\'']);
            named_host(word, alone)
        })
        .find(|host| !leads_to(&target, host))
}

/// The host that a word names: with a scheme or `www.` anywhere, a bare domain
/// or mail address only where it is the whole text.
fn named_host(word: &str, alone: bool) -> Option<String> {
    if word.contains("://") {
        return Url::parse(word).ok()?.host_str().map(bare);
    }
    let host = word.split(['/', '?', '#', ':']).next()?;
    let (_, host) = host.rsplit_once('@').unwrap_or(("", host));
    let (rest, top) = host.rsplit_once('.')?;
    let domain = !rest.is_empty()
        && (2..=24).contains(&top.chars().count())
        && top.chars().all(char::is_alphabetic)
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    (domain && (alone || host.starts_with("www."))).then(|| bare(host))
}

fn bare(host: &str) -> String {
    let host = host.to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

fn leads_to(target: &Url, host: &str) -> bool {
    if target.scheme() == "mailto" {
        let (_, domain) = target.path().rsplit_once('@').unwrap_or_default();
        return bare(domain) == *host;
    }
    // A file is often called by its name, and names of files look like domains.
    let file = target
        .path_segments()
        .and_then(|mut parts| parts.next_back())
        .is_some_and(|name| percent_decode(name).to_lowercase() == *host);
    let Some(real) = target.host_str().map(bare) else {
        return file;
    };
    let named = Url::parse(&format!("http://{host}")).ok();
    let named = named.as_ref().and_then(Url::host_str).map(bare);
    file || named.is_some_and(|named| named == real)
}

#[cfg(test)]
mod tests;
