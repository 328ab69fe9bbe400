//! Messages laid out, kept for as long as nothing they depend on changes.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use url::Url;

use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, GroupId, MessageId, UserId};
use crate::api::message::Message;
use crate::app::measure::{Measure, Press, Scene};
use crate::app::state::App;
use crate::app::viewport::Height;
use crate::content::{self, CodeOverflow, EmojiStyle, Hours, LayoutContext, Line, Names, Rendered};
use crate::model::{Organization, View};
use crate::text::SafeText;

use super::block;
use super::names;
use super::reactions;
use super::times::Times;
use super::widgets::{self, Button, Laid};

/// So many messages stay laid out: several screens of the largest terminals.
const KEPT: usize = 2048;

/// The layout cache, and what is the same for all messages.
#[derive(Debug)]
pub struct Layouts {
    bodies: LruCache<MessageId, (u64, Arc<Body>)>,
    times: Times,
    emoji: EmojiStyle,
    /// Whether marks tell what colours cannot.
    marks: bool,
    realm: Option<Url>,
    realm_text: String,
    alert_words: Vec<String>,
    /// Changes with the alert words.
    epoch: u64,
}

/// A message's body laid out.
#[derive(Debug, Default)]
pub struct Body {
    /// Its content.
    pub rendered: Rendered,
    /// What stands below it: reactions.
    pub below: Vec<Line>,
    /// What can be clicked besides its targets.
    pub buttons: Vec<Button>,
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
            bodies: LruCache::new(NonZeroUsize::new(KEPT).expect("not zero")),
            times,
            emoji,
            marks,
            realm: None,
            realm_text: String::new(),
            alert_words: Vec::new(),
            epoch: 0,
        }
    }

    /// Times as the person reads them.
    #[must_use]
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// Takes over from the state what all layouts depend on.
    pub fn sync(&mut self, app: &App) {
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
        let id = scene.shown[index];
        let Some(message) = scene.organization.messages().get(id) else {
            return Arc::default();
        };
        let stamp = self.stamp(scene, message);
        if let Some((known, body)) = self.bodies.get(&id)
            && *known == stamp
        {
            return Arc::clone(body);
        }
        let body = Arc::new(self.lay_out(scene, message));
        self.bodies.put(id, (stamp, Arc::clone(&body)));
        body
    }

    /// Everything that decides how a message's body looks, as one number.
    fn stamp(&self, scene: &Scene<'_>, message: &Message) -> u64 {
        let mut hasher = DefaultHasher::new();
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
        scene.names.hash(&mut hasher);
        hasher.finish()
    }

    fn lay_out(&self, scene: &Scene<'_>, message: &Message) -> Body {
        let organization = scene.organization;
        let known = Known(organization);
        let sender = names::sender(organization, message);
        let spoilers = BTreeSet::new();
        // The server marks what it found; in what came since, the words themselves are looked for.
        let hit = scene.hits.get(&message.id);
        let words: Vec<String> = match scene.view {
            View::Search(narrow) if hit.is_none() => {
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
        let context = LayoutContext {
            width: scene.columns.max(1),
            names: &known,
            time_zone: self.times.zone(),
            hours: if self.times.twenty_four {
                Hours::TwentyFour
            } else {
                Hours::Twelve
            },
            open_spoilers: &spoilers,
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
            marks: self.marks,
        };
        // A widget stands in the place of the words it was made with.
        let widget = scene.echo.widget(message, organization.me());
        let (rendered, mut buttons) = match widget {
            Some(widget) => {
                let Laid { lines, buttons } =
                    widgets::lay_out(organization, &widget, scene.columns);
                let rendered = Rendered {
                    lines,
                    ..Rendered::default()
                };
                (rendered, buttons)
            }
            None => {
                let html = hit.map_or(&message.content, |hit| &hit.content);
                let document = content::parse(html);
                (content::layout(&document, &context), Vec::new())
            }
        };
        let shown = scene.echo.reactions(message, organization.me());
        let row = reactions::lay_out(organization, &shown, scene.columns, self.emoji);
        buttons.extend(row.buttons.into_iter().map(|button| Button {
            line: rendered.lines.len() + button.line,
            ..button
        }));
        Body {
            rendered,
            below: row.lines,
            buttons,
        }
    }
}

impl Measure for Layouts {
    fn height(&mut self, scene: &Scene<'_>, index: usize) -> Height {
        self.adopt(scene.organization);
        let above = block::above(scene, index, &self.times).len();
        Height {
            above: u16::try_from(above).unwrap_or(u16::MAX),
            body: self.body(scene, index).rows(),
        }
    }

    fn press(
        &mut self,
        scene: &Scene<'_>,
        index: usize,
        line: usize,
        column: u16,
    ) -> Option<Press> {
        let body = self.body(scene, index);
        let button = body
            .buttons
            .iter()
            .find(|button| button.line == line && button.columns.contains(&column))?;
        Some(button.press)
    }
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
