//! Messages laid out, kept for as long as nothing they depend on changes.

mod measuring;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use url::Url;

use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, GroupId, MessageId, UserId};
use crate::api::message::Message;
use crate::app::measure::{Fold, Scene};
use crate::app::naming;
use crate::app::outgoing::Words;
use crate::app::state::App;
use crate::content::{
    self, Bidi, CodeOverflow, EmojiStyle, Hours, LayoutContext, Line, Names, Rendered,
};
use crate::model::{Organization, View};
use crate::text::SafeText;

use super::gallery::Gallery;
use super::names;
use super::outgoing;
use super::popups;
use super::reactions;
use super::sheets::Sheets;
use super::times::Times;
use super::widgets::{self, Button, Laid};
use crate::config::theme::Role;

/// So many messages stay laid out: several screens of the largest terminals.
const MOST_KEPT: usize = 2048;

/// The layout cache, and what is the same for all messages.
#[derive(Debug)]
pub struct Layouts {
    /// The pictures at hand.
    pub gallery: Gallery,
    /// The sheet that is open.
    pub(super) sheets: Sheets,
    /// The widget that is open.
    pub(super) popup: Option<popups::widget::Kept>,
    bodies: LruCache<MessageId, Kept>,
    times: Times,
    emoji: EmojiStyle,
    bidi: Bidi,
    /// Whether marks tell what colours cannot.
    marks: bool,
    realm: Option<Url>,
    realm_text: String,
    alert_words: Vec<String>,
    /// Changes with the alert words.
    epoch: u64,
}

/// A body that was laid out, and of what.
#[derive(Debug)]
struct Kept {
    stamp: u64,
    /// Held so that no other text can come to lie where this one lies: the stamp has its
    /// address.
    _content: Arc<str>,
    body: Arc<Body>,
}
/// Messages of fewer rows are not folded, however low the pane.
const LEAST_FOLDED: usize = 20;
/// A message is not folded for the sake of so few rows.
const SPARED: usize = 6;

/// A message's body laid out.
#[derive(Debug)]
pub struct Body {
    /// Its content, as far as it is shown.
    pub rendered: Arc<Rendered>,
    /// What stands below it: what is folded away, reactions.
    pub below: Vec<Line>,
    /// What can be clicked besides its targets.
    pub buttons: Vec<Button>,
    /// Whether it is folded.
    pub fold: Fold,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            rendered: Arc::default(),
            below: Vec::new(),
            buttons: Vec::new(),
            fold: Fold::Plain,
        }
    }
}

impl Body {
    /// Its lines, from the top.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.rendered.lines.iter().chain(&self.below)
    }

    fn rows(&self) -> u16 {
        let rows = self.rendered.lines.len() + self.below.len();
        u16::try_from(rows).unwrap_or(u16::MAX).max(1)
    }
}

impl Layouts {
    /// Nothing laid out yet.
    #[must_use]
    pub fn new(times: Times, emoji: EmojiStyle, marks: bool) -> Self {
        Self {
            gallery: Gallery::default(),
            sheets: Sheets::default(),
            popup: None,
            bodies: LruCache::new(NonZeroUsize::new(MOST_KEPT).expect("not zero")),
            times,
            emoji,
            bidi: Bidi::Terminal,
            marks,
            realm: None,
            realm_text: String::new(),
            alert_words: Vec::new(),
            epoch: 0,
        }
    }

    /// The same, with text that runs to the left put in order by `bidi`.
    #[must_use]
    pub fn ordered_by(self, bidi: Bidi) -> Self {
        Self { bidi, ..self }
    }

    /// Nothing laid out, for another account, with everything that is a matter of the person's
    /// taste alone. Pictures are held for one account at a time: that bounds them for all.
    #[must_use]
    pub fn emptied(&self) -> Self {
        let mut empty = Self::new(self.times.clone(), self.emoji, self.marks).ordered_by(self.bidi);
        empty.gallery = self.gallery.emptied();
        empty
    }

    /// Takes over everything that is a matter of the person's taste alone; what is laid out is
    /// laid out anew.
    pub fn change(&mut self, other: &Self) {
        (self.emoji, self.bidi, self.marks) = (other.emoji, other.bidi, other.marks);
        self.gallery.set_external(other.gallery.external());
        self.bodies.clear();
        self.sheets = Sheets::default();
        self.popup = None;
        self.epoch += 1;
    }

    /// Who puts text that runs to the left in order.
    #[must_use]
    pub fn bidi(&self) -> Bidi {
        self.bidi
    }

    /// Lines whose pieces stand in columns, as they are to be drawn.
    fn in_order(&self, lines: Vec<Line>) -> Vec<Line> {
        match self.bidi {
            Bidi::Terminal => lines,
            Bidi::Reorder => lines.into_iter().map(content::pieces_in_order).collect(),
        }
    }

    /// Times as the person reads them.
    #[must_use]
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// The organization's address.
    #[must_use]
    pub fn realm(&self) -> Option<&Url> {
        self.realm.as_ref()
    }

    /// How emoji are shown.
    #[must_use]
    pub fn emoji(&self) -> EmojiStyle {
        self.emoji
    }

    /// Takes over from the state what all layouts depend on.
    pub fn sync(&mut self, app: &App) {
        self.gallery.set_realm(app.own_url().as_ref());
        if let Some(organization) = app.organization.as_deref() {
            self.adopt(organization);
        }
    }

    fn adopt(&mut self, organization: &Organization) {
        self.times.twenty_four = organization.personal().settings.twenty_four_hour_time;
        let url = &*organization.realm().settings.url;
        if *self.realm_text != *url {
            url.clone_into(&mut self.realm_text);
            self.realm = Url::parse(url).ok();
        }
        let words = &organization.personal().alert_words;
        if !self
            .alert_words
            .iter()
            .map(String::as_str)
            .eq(words.iter().map(|w| &**w))
        {
            self.alert_words = words.iter().map(|w| w.to_string()).collect();
            self.epoch += 1;
        }
    }

    /// A message's body for a scene.
    pub fn body(&mut self, scene: &Scene<'_>, index: usize) -> Arc<Body> {
        let Some(message) = scene.message(index) else {
            return Arc::default();
        };
        let id = message.id;
        let words = scene.outgoing(index).map(|tail| &tail.words);
        let stamp = self.stamp(scene, message, words);
        if let Some(kept) = self.bodies.get(&id)
            && kept.stamp == stamp
        {
            return Arc::clone(&kept.body);
        }
        let body = Arc::new(self.lay_out(scene, message, words));
        let kept = Kept {
            stamp,
            _content: Arc::clone(&message.content),
            body: Arc::clone(&body),
        };
        self.bodies.put(id, kept);
        body
    }

    /// Everything that decides how a message's body looks, as one number.
    fn stamp(&self, scene: &Scene<'_>, message: &Message, words: Option<&Words>) -> u64 {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        message.content.as_ptr().hash(&mut hasher);
        message.content.len().hash(&mut hasher);
        if let Some(hit) = scene.hits.get(&message.id) {
            hit.content.as_ptr().hash(&mut hasher);
        }
        if let View::Search(narrow) = scene.view {
            narrow
                .search_words()
                .for_each(|word| word.hash(&mut hasher));
        }
        message.flags.hash(&mut hasher);
        message.is_me_message.hash(&mut hasher);
        for reaction in &message.reactions {
            reaction.emoji_code.hash(&mut hasher);
            reaction.user_id.hash(&mut hasher);
        }
        message.submessages.len().hash(&mut hasher);
        scene.echo.stamp(message.id).hash(&mut hasher);
        let settings = &scene.organization.personal().settings;
        settings.display_emoji_reaction_users.hash(&mut hasher);
        scene.columns.hash(&mut hasher);
        self.times.twenty_four.hash(&mut hasher);
        self.epoch.hash(&mut hasher);
        if message.content.contains("<img") {
            self.gallery.epoch().hash(&mut hasher);
        }
        scene.names.hash(&mut hasher);
        scene.opened.hash_of(message.id, &mut hasher);
        scene.rows.hash(&mut hasher);
        let users = scene.organization.users();
        users.is_muted(message.sender_id).hash(&mut hasher);
        hasher.finish()
    }

    /// Calls `f` with everything that a message is laid out for.
    pub(super) fn with_context<T>(
        &self,
        scene: &Scene<'_>,
        message: &Message,
        f: impl FnOnce(&LayoutContext<'_>) -> T,
    ) -> T {
        let known = Known(scene.organization);
        let sender = names::sender(scene.organization, message);
        let opened = scene.opened.of(message.id);
        // The server marks what it found; in what came since, the words themselves are looked for.
        let words: Vec<String> = match scene.view {
            View::Search(narrow) if !scene.hits.contains_key(&message.id) => {
                narrow.search_words().map(str::to_owned).collect()
            }
            View::Search(_)
            | View::Combined
            | View::Mentions
            | View::Starred
            | View::AllDms
            | View::Channel(_)
            | View::Conversation(_) => Vec::new(),
        };
        f(&LayoutContext {
            width: scene.columns.max(1),
            names: &known,
            time_zone: self.times.zone(),
            hours: if self.times.twenty_four {
                Hours::TwentyFour
            } else {
                Hours::Twelve
            },
            open_spoilers: &opened.spoilers,
            emoji: self.emoji,
            previews: !message.flags.contains(&MessageFlag::HideLinkPreviews),
            alert_words: if message.flags.contains(&MessageFlag::HasAlertWord) {
                &self.alert_words
            } else {
                &[]
            },
            search_words: &words,
            me_sender: message.is_me_message.then_some(&sender),
            realm: self.realm.as_ref(),
            code: CodeOverflow::Wrap,
            bidi: self.bidi,
            scrolled: &opened.code,
            marks: self.marks,
            pictures: Some(&self.gallery),
        })
    }

    /// A document laid out that is no message yet.
    #[must_use]
    pub fn rendered(
        &self,
        organization: &Organization,
        document: &content::Document,
        width: u16,
    ) -> Rendered {
        let known = Known(organization);
        let context = LayoutContext {
            names: &known,
            time_zone: self.times.zone(),
            emoji: self.emoji,
            realm: self.realm.as_ref(),
            bidi: self.bidi,
            marks: self.marks,
            ..LayoutContext::of_width(width.max(1))
        };
        content::layout(document, &context)
    }

    fn lay_out(&self, scene: &Scene<'_>, message: &Message, words: Option<&Words>) -> Body {
        let organization = scene.organization;
        let unfolded = scene.opened.of(message.id).unfolded;
        let hidden = if organization.users().is_muted(message.sender_id) {
            Some("You muted who sent this")
        } else if message.flags.contains(&MessageFlag::Collapsed) {
            Some("You folded this message")
        } else {
            None
        };
        if let Some(why) = hidden.filter(|_| !unfolded) {
            return Body {
                below: vec![note(&format!("▸ {why}"), "shows it", scene)],
                fold: Fold::Folded,
                ..Body::default()
            };
        }
        if scene.echo.is_going(message.id) {
            let words = SafeText::line("Being deleted…");
            return Body {
                below: vec![Line::of(&words, Role::Notice)],
                ..Body::default()
            };
        }
        // A widget stands in the place of the words it was made with.
        let widget = scene.echo.widget(message, organization.me());
        let (mut rendered, mut buttons) = match widget {
            Some(widget) => {
                let Laid { lines, buttons } =
                    widgets::lay_out(organization, &widget, scene.columns);
                let rendered = Rendered {
                    lines: self.in_order(lines),
                    ..Rendered::default()
                };
                (rendered, buttons)
            }
            None => {
                let hit = scene.hits.get(&message.id);
                let document = content::parse(hit.map_or(&message.content, |hit| &hit.content));
                let rendered = self.with_context(scene, message, |context| {
                    content::layout(&document, context)
                });
                (rendered, Vec::new())
            }
        };
        let room = usize::from(scene.rows).max(LEAST_FOLDED);
        let tall = rendered.lines.len() > room + SPARED && buttons.is_empty();
        let mut below = Vec::new();
        if tall && !unfolded {
            let more = rendered.lines.len() - (room - SPARED);
            rendered.cut(room - SPARED);
            let words = format!("▸ {more} more lines");
            below.push(note(&words, "shows them", scene));
        }
        if let Some(words) = words {
            below.extend(outgoing::say(words, &mut rendered, scene.columns));
        }
        if let Some(to) = scene.echo.moving_to(message.id) {
            let words = format!("→ {}…", naming::conversation(organization, to));
            let words = SafeText::line(words);
            let words = words.truncate(usize::from(scene.columns));
            below.push(Line::of(&words, Role::Notice));
        }
        let shown = scene.echo.reactions(message, organization.me());
        let row = reactions::lay_out(organization, &shown, scene.columns, self.emoji);
        let above = rendered.lines.len() + below.len();
        buttons.extend(row.buttons.into_iter().map(|button| Button {
            line: above + button.line,
            ..button
        }));
        below.extend(self.in_order(row.lines));
        Body {
            rendered: Arc::new(rendered),
            below,
            buttons,
            fold: match (tall || hidden.is_some(), unfolded) {
                (false, _) => Fold::Plain,
                (true, false) => Fold::Folded,
                (true, true) => Fold::Unfolded,
            },
        }
    }
}

/// What is folded away, and the key that brings it back.
fn note(words: &str, does: &str, scene: &Scene<'_>) -> Line {
    let columns = scene.columns;
    let mut line = Line::new();
    let words = SafeText::line(format!("{words} · "));
    line.push(&words.truncate(usize::from(columns)), Role::Notice);
    for (text, role) in [
        (scene.keymap.key_of("fold-message"), Role::Key),
        (format!(" {does}"), Role::Notice),
    ] {
        let room = columns.saturating_sub(line.width());
        let text = SafeText::line(text);
        line.push(&text.truncate(usize::from(room)), role);
    }
    line
}

/// What ids are called now.
struct Known<'a>(&'a Organization);

impl Names for Known<'_> {
    fn user(&self, id: UserId) -> Option<SafeText<'_>> {
        self.0.users().name(id).map(SafeText::line)
    }

    fn group(&self, id: GroupId) -> Option<SafeText<'_>> {
        self.0.groups().get(id).map(|g| SafeText::line(&*g.name))
    }

    fn channel(&self, id: ChannelId) -> Option<SafeText<'_>> {
        self.0
            .channels()
            .get(id)
            .map(|r| SafeText::line(&*r.channel.name))
    }

    fn is_self(&self, id: UserId) -> bool {
        self.0.me() == id
    }

    fn is_own_group(&self, id: GroupId) -> bool {
        self.0.groups().is_member(id, self.0.me())
    }
}
