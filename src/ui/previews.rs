//! Messages in a few words, for lists of conversations.

use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;

use crate::api::ids::MessageId;
use crate::api::message::Message;
use crate::content::{self, LayoutContext};
use crate::model::Organization;
use crate::text::SafeText;

use super::names;

/// So many previews are kept: several screens.
const MOST_KEPT: usize = 512;
/// A preview has so many code points at most: more is on no screen.
const LONGEST: usize = 200;

/// Previews that were made, by message.
#[derive(Debug)]
pub struct Previews {
    made: LruCache<MessageId, (Arc<str>, SafeText<'static>)>,
}

impl Default for Previews {
    fn default() -> Self {
        Self {
            made: LruCache::new(NonZeroUsize::new(MOST_KEPT).expect("not zero")),
        }
    }
}

impl Previews {
    /// The words of a message on one line; nothing of somebody muted.
    pub fn words(&mut self, message: &Message) -> SafeText<'static> {
        if let Some((content, words)) = self.made.get(&message.id)
            && Arc::ptr_eq(content, &message.content)
        {
            return words.clone();
        }
        let document = content::parse(&message.content);
        let text = content::plain_text(&document, &LayoutContext::of_width(u16::MAX));
        let words: Vec<&str> = text.as_str().split_whitespace().collect();
        let line: String = words.join(" ").chars().take(LONGEST).collect();
        let words = SafeText::line(line);
        let content = Arc::clone(&message.content);
        self.made.put(message.id, (content, words.clone()));
        words
    }

    /// `Ben Oduya: the words`, without the name where it is clear who speaks.
    pub fn line(
        &mut self,
        organization: &Organization,
        message: &Message,
        named: bool,
    ) -> SafeText<'static> {
        if organization.users().is_muted(message.sender_id) {
            return SafeText::line(String::new());
        }
        let words = self.words(message);
        let mine = message.sender_id == organization.me();
        let name = match (mine, named) {
            (true, _) => "You: ".to_owned(),
            (false, false) => String::new(),
            (false, true) => format!("{}: ", names::sender(organization, message).as_str()),
        };
        SafeText::line(format!("{name}{}", words.as_str()))
    }
}
