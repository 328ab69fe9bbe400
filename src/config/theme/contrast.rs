//! How well colours are told apart: the contrast ratio of WCAG 2.2
//! (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).

use super::{Rgb, Role};

/// How well a role has to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legibility {
    /// Text that is read: 4.5 to 1, in high contrast 7 to 1.
    Body,
    /// What may be overlooked, and marks: 3 to 1, in high contrast 7 to 1.
    Dim,
    /// Rules, which say nothing.
    Line,
}

/// The least contrast of marks.
pub(super) const MARK: f64 = 3.0;

/// The contrast of two colours, from 1 to 21.
#[must_use]
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(Rgb(red, green, blue): Rgb) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.03928 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// The colour nearest to this one, towards white or black, that has this contrast to a
/// ground.
pub(super) fn legible(color: Rgb, ground: Rgb, least: f64) -> Rgb {
    const STEPS: u16 = 16;
    let end = if luminance(ground) < 0.18 { 255 } else { 0 };
    let towards = |from: u8, step: u16| {
        let mixed = (u16::from(from) * (STEPS - step) + end * step) / STEPS;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    (0..=STEPS)
        .map(|step| {
            let Rgb(red, green, blue) = color;
            Rgb(
                towards(red, step),
                towards(green, step),
                towards(blue, step),
            )
        })
        .find(|color| contrast(*color, ground) >= least)
        .unwrap_or(color)
}

impl Role {
    /// How well it has to be read.
    #[must_use]
    pub const fn legibility(self) -> Legibility {
        match self {
            Self::Rule | Self::TableRule | Self::PreviewBox => Legibility::Line,
            Self::Dim
            | Self::Time
            | Self::Mark
            | Self::SenderMark
            | Self::Notice
            | Self::Placeholder
            | Self::MediaFacts
            | Self::WrapMark
            | Self::UnreadCount
            | Self::Idle
            | Self::Separator
            | Self::ChannelMark
            | Self::Active
            | Self::Reaction
            | Self::UnreadLine
            | Self::QuoteBar
            | Self::SpoilerBar
            | Self::Bullet
            | Self::CodeLanguage
            | Self::CodeOutput
            | Self::CodeComment => Legibility::Dim,
            Self::Text
            | Self::Accent
            | Self::Title
            | Self::Selection
            | Self::Unread
            | Self::MentionMark
            | Self::Sender
            | Self::OwnReaction
            | Self::Success
            | Self::Warning
            | Self::Error
            | Self::Key
            | Self::Hint
            | Self::Input
            | Self::Match
            | Self::Heading
            | Self::Link
            | Self::Mention
            | Self::OwnMention
            | Self::ChannelLink
            | Self::Timestamp
            | Self::EmojiName
            | Self::Quote
            | Self::TableHead
            | Self::SpoilerHeader
            | Self::Media
            | Self::PreviewTitle
            | Self::Math
            | Self::Broken
            | Self::SearchHit
            | Self::AlertWord
            | Self::Code
            | Self::CodeText
            | Self::CodeKeyword
            | Self::CodeType
            | Self::CodeFunction
            | Self::CodeClass
            | Self::CodeBuiltin
            | Self::CodeDecorator
            | Self::CodeConstant
            | Self::CodeVariable
            | Self::CodeAttribute
            | Self::CodeTag
            | Self::CodeString
            | Self::CodeEscape
            | Self::CodeNumber
            | Self::CodeOperator
            | Self::CodePunctuation
            | Self::CodePreproc
            | Self::CodeDeleted
            | Self::CodeInserted
            | Self::CodeHeading
            | Self::CodePrompt
            | Self::CodeError => Legibility::Body,
        }
    }
}
