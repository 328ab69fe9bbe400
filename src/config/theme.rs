//! How things look: a closed list of roles, each with a style, for the depth of
//! colour and the background a terminal has.
//!
//! One accent colour means "you are here". Nothing is told by colour alone: each
//! role that matters also has a modifier here, or a mark where it is drawn.

mod built_in;
mod contrast;
pub mod documents;
pub mod library;
mod look;
mod palette;
mod role;
#[cfg(test)]
mod tests;

use ratatui::style::{Color, Style};

pub use crate::terminal::{Background, ColorDepth, Rgb};

pub use built_in::BuiltIn;
pub use contrast::{Legibility, contrast};
pub use look::Look;
pub use palette::Palette;
pub use role::Role;

/// A style for every [`Role`], as this terminal can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::COUNT],
    depth: ColorDepth,
    monochrome: bool,
    background: Background,
}

impl Theme {
    /// A theme, its colours brought down to `depth`.
    ///
    /// Where there are few colours, those of the theme would run into each other: with
    /// sixteen it is `16-color` for the same background, with none `monochrome`.
    #[must_use]
    pub fn of(look: &Look, depth: ColorDepth) -> Self {
        let look = match depth {
            ColorDepth::None => BuiltIn::Monochrome.look(),
            ColorDepth::Ansi16 if !look.is_of_sixteen() => {
                BuiltIn::suited(depth, look.background).look()
            }
            ColorDepth::Ansi16 | ColorDepth::Indexed256 | ColorDepth::TrueColor => look,
        };
        Self {
            styles: look.styles.map(|style| downgrade(style, depth)),
            depth,
            monochrome: look.monochrome,
            background: look.background,
        }
    }

    /// A built-in theme, its colours brought down to `depth`.
    #[must_use]
    pub fn new(theme: BuiltIn, depth: ColorDepth) -> Self {
        Self::of(theme.look(), depth)
    }

    /// The built-in theme that suits the terminal.
    #[must_use]
    pub fn suited(depth: ColorDepth, background: Background) -> Self {
        Self::new(BuiltIn::suited(depth, background), depth)
    }

    /// The style of a role.
    #[must_use]
    pub const fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The background behind everything: the theme's own, or what it is made for.
    #[must_use]
    pub fn ground(&self) -> Rgb {
        let own = self.style(Role::Text).bg.and_then(Rgb::of_color);
        own.unwrap_or(match self.background {
            Background::Dark => Rgb(0x1e, 0x1e, 0x1e),
            Background::Light => Rgb(0xff, 0xff, 0xff),
        })
    }

    /// The depth of colour it was made for.
    #[must_use]
    pub const fn depth(&self) -> ColorDepth {
        self.depth
    }

    /// Whether there are no colours, so that marks must tell what colours would.
    #[must_use]
    pub const fn is_monochrome(&self) -> bool {
        self.monochrome
    }

    /// The style of a channel's small mark in the channel's own colour.
    #[must_use]
    pub fn channel_mark(&self, color: Rgb) -> Style {
        let color = contrast::legible(color, self.ground(), contrast::MARK);
        let own = Style::new().fg(Color::Rgb(color.0, color.1, color.2));
        self.style(Role::ChannelMark)
            .patch(downgrade(own, self.depth))
    }
}

/// The nearest style that `depth` can show.
#[must_use]
pub fn downgrade(style: Style, depth: ColorDepth) -> Style {
    let mut style = style;
    let lower = |color: Option<Color>| match depth {
        ColorDepth::None => None,
        ColorDepth::Ansi16 | ColorDepth::Indexed256 | ColorDepth::TrueColor => {
            color.map(|color| depth.lower(color))
        }
    };
    style.fg = lower(style.fg);
    style.bg = lower(style.bg);
    style.underline_color =
        lower(style.underline_color).filter(|_| depth >= ColorDepth::Indexed256);
    style
}

#[cfg(test)]
mod depth_tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
            assert_eq!(Role::ALL[role as usize], role);
        }
        for theme in BuiltIn::ALL {
            assert_eq!(BuiltIn::from_name(theme.name()), Some(*theme));
        }
    }

    #[test]
    fn every_theme_stays_within_its_depth() {
        for built_in in BuiltIn::ALL.iter().copied() {
            for depth in [
                ColorDepth::None,
                ColorDepth::Ansi16,
                ColorDepth::Indexed256,
                ColorDepth::TrueColor,
            ] {
                let theme = Theme::new(built_in, depth);
                for role in Role::ALL {
                    let style = theme.style(role);
                    for color in [style.fg, style.bg, style.underline_color]
                        .into_iter()
                        .flatten()
                    {
                        let least = match color {
                            Color::Rgb(..) => ColorDepth::TrueColor,
                            Color::Indexed(_) => ColorDepth::Indexed256,
                            _ => ColorDepth::Ansi16,
                        };
                        assert!(depth >= least, "{} {depth:?} {color:?}", role.name());
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_that_matters_is_told_by_color_alone() {
        let telling = [
            Role::Selection,
            Role::Unread,
            Role::OwnMention,
            Role::Link,
            Role::Sender,
            Role::Heading,
            Role::SearchHit,
            Role::AlertWord,
            Role::Error,
            Role::Accent,
        ];
        for built_in in BuiltIn::ALL.iter().copied() {
            let theme = Theme::new(built_in, ColorDepth::None);
            for role in telling {
                assert!(
                    !theme.style(role).add_modifier.is_empty(),
                    "{built_in:?} {}",
                    role.name()
                );
            }
        }
    }

    #[test]
    fn without_colors_a_mention_of_oneself_is_more_than_a_bold_word() {
        for (built_in, depth) in [
            (BuiltIn::Dark, ColorDepth::None),
            (BuiltIn::Monochrome, ColorDepth::TrueColor),
        ] {
            let theme = Theme::new(built_in, depth);
            assert!(theme.is_monochrome());
            let own = theme.style(Role::OwnMention).add_modifier;
            assert!(own.contains(ratatui::style::Modifier::REVERSED));
        }
        assert!(!Theme::new(BuiltIn::Dark, ColorDepth::Ansi16).is_monochrome());
    }

    #[test]
    fn colors_go_to_their_nearest() {
        let red = Style::new().fg(Color::Rgb(255, 0, 0));
        assert_eq!(
            downgrade(red, ColorDepth::Indexed256).fg,
            Some(Color::Indexed(196))
        );
        assert_eq!(downgrade(red, ColorDepth::Ansi16).fg, Some(Color::Red));
        assert_eq!(downgrade(red, ColorDepth::None).fg, None);
        let gray = Style::new().fg(Color::Rgb(128, 128, 128));
        assert_eq!(
            downgrade(gray, ColorDepth::Indexed256).fg,
            Some(Color::Indexed(244))
        );
    }
}
