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
use crate::app::measure::{Measure, Scene};
use crate::app::media::{NoPicture, Picture, PictureRequest};
use crate::app::state::App;
use crate::app::viewport::Height;
use crate::content::{self, CodeOverflow, EmojiStyle, Hours, LayoutContext, Line, Names, Rendered};
use crate::model::Organization;
use crate::text::SafeText;

use super::block;
use super::gallery::Gallery;
use super::names;
use super::reactions;
use super::times::Times;

/// So many messages stay laid out: several screens of the largest terminals.
const KEPT: usize = 2048;

/// The layout cache, and what is the same for all messages.
#[derive(Debug)]
pub struct Layouts {
    /// The pictures at hand.
    pub gallery: Gallery,
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
            self.gallery.set_realm(self.realm.as_ref());
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
        message.flags.hash(&mut hasher);
        message.is_me_message.hash(&mut hasher);
        for reaction in &message.reactions {
            reaction.emoji_code.hash(&mut hasher);
            reaction.user_id.hash(&mut hasher);
        }
        message.submessages.len().hash(&mut hasher);
        scene.columns.hash(&mut hasher);
        self.times.twenty_four.hash(&mut hasher);
        self.epoch.hash(&mut hasher);
        if message.content.contains("<img") {
            self.gallery.epoch().hash(&mut hasher);
        }
        scene.names.hash(&mut hasher);
        hasher.finish()
    }

    fn lay_out(&self, scene: &Scene<'_>, message: &Message) -> Body {
        let organization = scene.organization;
        let known = Known(organization);
        let sender = names::sender(organization, message);
        let spoilers = BTreeSet::new();
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
            search_words: &[],
            me_sender: message.is_me_message.then_some(&sender),
            realm: self.realm.as_ref(),
            code: CodeOverflow::Wrap,
            marks: self.marks,
            pictures: Some(&self.gallery),
        };
        let document = content::parse(&message.content);
        Body {
            rendered: content::layout(&document, &context),
            below: reactions::lines(organization, message, scene.columns, self.emoji),
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

    fn picture(&mut self, request: PictureRequest, result: Result<Picture, NoPicture>) {
        self.gallery.accept(request, result);
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
