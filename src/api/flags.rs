//! The flags that a person has on a message.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

use super::wire::word_enum;

word_enum! {
    /// One flag. <https://zulip.com/api/update-message-flags#available-flags>
    MessageFlag {
        /// Has been read.
        Read = "read",
        /// Was starred.
        Starred = "starred",
        /// Was collapsed by its reader.
        Collapsed = "collapsed",
        /// Mentions the reader, or a group the reader is in.
        Mentioned = "mentioned",
        /// Mentions everybody in the channel or conversation.
        ChannelWildcardMentioned = "stream_wildcard_mentioned",
        /// Mentions everybody who took part in the topic (feature level 224).
        TopicWildcardMentioned = "topic_wildcard_mentioned",
        /// Legacy: one of the two above.
        WildcardMentioned = "wildcard_mentioned",
        /// Holds one of the reader's alert words.
        HasAlertWord = "has_alert_word",
        /// The reader was no recipient when it was sent.
        Historical = "historical",
        /// Website previews are hidden (feature level 510).
        HideLinkPreviews = "hide_link_previews",
    }
}

impl MessageFlag {
    /// Its bit, where it is a known one.
    fn bit(&self) -> Option<u16> {
        Some(match self {
            Self::Read => 1,
            Self::Starred => 1 << 1,
            Self::Collapsed => 1 << 2,
            Self::Mentioned => 1 << 3,
            Self::ChannelWildcardMentioned => 1 << 4,
            Self::TopicWildcardMentioned => 1 << 5,
            Self::WildcardMentioned => 1 << 6,
            Self::HasAlertWord => 1 << 7,
            Self::Historical => 1 << 8,
            Self::HideLinkPreviews => 1 << 9,
            Self::Unknown(_) => return None,
        })
    }

    /// Every known flag.
    const ALL: [Self; 10] = [
        Self::Read,
        Self::Starred,
        Self::Collapsed,
        Self::Mentioned,
        Self::ChannelWildcardMentioned,
        Self::TopicWildcardMentioned,
        Self::WildcardMentioned,
        Self::HasAlertWord,
        Self::Historical,
        Self::HideLinkPreviews,
    ];
}

/// A set of flags: bits for those known, the words of the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Flags {
    bits: u16,
    /// Flags that this version does not know, sorted. `None` in nearly every message.
    unknown: Option<Box<[Box<str>]>>,
}

impl Flags {
    /// The set of these flags.
    pub fn of(flags: impl IntoIterator<Item = MessageFlag>) -> Self {
        let mut set = Self::default();
        for flag in flags {
            set.insert(&flag);
        }
        set
    }

    /// Whether the flag is in the set.
    #[must_use]
    pub fn contains(&self, flag: &MessageFlag) -> bool {
        match flag.bit() {
            Some(bit) => self.bits & bit != 0,
            None => self.unknown().any(|word| word == flag.word()),
        }
    }

    /// Puts the flag in. Whether it was not there before.
    pub fn insert(&mut self, flag: &MessageFlag) -> bool {
        if self.contains(flag) {
            return false;
        }
        match flag.bit() {
            Some(bit) => self.bits |= bit,
            None => {
                let mut words = self.unknown.take().unwrap_or_default().into_vec();
                words.push(flag.word().into());
                words.sort_unstable();
                self.unknown = Some(words.into());
            }
        }
        true
    }

    /// Takes the flag out. Whether it was there before.
    pub fn remove(&mut self, flag: &MessageFlag) -> bool {
        if !self.contains(flag) {
            return false;
        }
        match flag.bit() {
            Some(bit) => self.bits &= !bit,
            None => {
                let mut words = self.unknown.take().unwrap_or_default().into_vec();
                words.retain(|word| **word != *flag.word());
                self.unknown = (!words.is_empty()).then(|| words.into());
            }
        }
        true
    }

    /// Every flag in the set.
    pub fn iter(&self) -> impl Iterator<Item = MessageFlag> + '_ {
        let known = MessageFlag::ALL
            .into_iter()
            .filter(|flag| self.contains(flag));
        known.chain(self.unknown().map(|word| MessageFlag::Unknown(word.into())))
    }

    /// The words of the flags that this version does not know.
    fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown
            .iter()
            .flat_map(|words| words.iter())
            .map(|word| &**word)
    }

    /// Whether it has been read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.contains(&MessageFlag::Read)
    }

    /// Whether it is starred.
    #[must_use]
    pub fn is_starred(&self) -> bool {
        self.contains(&MessageFlag::Starred)
    }

    /// Whether the reader, or one of the reader's groups, is named in it.
    #[must_use]
    pub fn is_direct_mention(&self) -> bool {
        self.contains(&MessageFlag::Mentioned)
    }

    /// Whether everybody in the channel, conversation or topic is mentioned.
    #[must_use]
    pub fn is_wildcard_mention(&self) -> bool {
        self.contains(&MessageFlag::ChannelWildcardMentioned)
            || self.contains(&MessageFlag::TopicWildcardMentioned)
            || self.contains(&MessageFlag::WildcardMentioned)
    }

    /// Whether the reader is mentioned in one way or another (what `is:mentioned` finds).
    #[must_use]
    pub fn is_mention(&self) -> bool {
        self.is_direct_mention() || self.is_wildcard_mention()
    }

    /// Replaces what an edit decides (mentions and alert words, which come in the `flags` of
    /// `update_message` alone) and leaves what the reader decides (read, starred, ..).
    pub fn adopt_from_edit(&mut self, edit: &Self) {
        const MENTIONS: [MessageFlag; 5] = [
            MessageFlag::Mentioned,
            MessageFlag::ChannelWildcardMentioned,
            MessageFlag::TopicWildcardMentioned,
            MessageFlag::WildcardMentioned,
            MessageFlag::HasAlertWord,
        ];
        for flag in MENTIONS {
            if edit.contains(&flag) {
                self.insert(&flag);
            } else {
                self.remove(&flag);
            }
        }
    }
}

impl<'de> Deserialize<'de> for Flags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Flags;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of flags")
            }
            fn visit_unit<E>(self) -> Result<Flags, E> {
                Ok(Flags::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Flags, A::Error> {
                let mut flags = Flags::default();
                while let Some(flag) = seq.next_element::<MessageFlag>()? {
                    flags.insert(&flag);
                }
                Ok(flags)
            }
        }
        deserializer.deserialize_any(Words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_flags_are_kept_and_removed() {
        let mut flags: Flags =
            serde_json::from_str(r#"["read","mentioned","shiny","read","odd"]"#).unwrap();
        let words: Vec<String> = flags.iter().map(|flag| flag.word().to_owned()).collect();
        assert_eq!(words, ["read", "mentioned", "odd", "shiny"]);
        assert!(!flags.insert(&MessageFlag::Unknown("odd".into())));
        assert!(flags.remove(&MessageFlag::Unknown("odd".into())));
        assert!(flags.remove(&MessageFlag::Unknown("shiny".into())));
        assert_eq!(
            flags,
            Flags::of([MessageFlag::Read, MessageFlag::Mentioned])
        );
    }

    #[test]
    fn an_edit_decides_mentions_and_nothing_else() {
        let mut flags = Flags::of([MessageFlag::Starred, MessageFlag::Mentioned]);
        flags.adopt_from_edit(&Flags::of([
            MessageFlag::Read,
            MessageFlag::TopicWildcardMentioned,
        ]));
        let expected = [MessageFlag::Starred, MessageFlag::TopicWildcardMentioned];
        assert_eq!(flags, Flags::of(expected));
        assert!(flags.is_mention() && !flags.is_direct_mention());
    }
}
