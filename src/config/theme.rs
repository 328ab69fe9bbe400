//! How things look: a closed list of roles, each with a style, for the depth of
//! colour and the background a terminal has.
//!
//! One accent colour means "you are here". Nothing is told by colour alone: each
//! role that matters also has a modifier here, or a mark where it is drawn.

mod palette;
mod role;

use ratatui::style::{Color, Style};

pub use crate::terminal::{Background, ColorDepth, Rgb};

pub use role::Role;

/// The themes that are built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuiltIn {
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// The terminal's own sixteen colours, whatever its background.
    Sixteen,
    /// No colours.
    Monochrome,
}

impl BuiltIn {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::Sixteen, Self::Monochrome];

    /// Its name in `config.toml` and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Sixteen => "16-color",
            Self::Monochrome => "monochrome",
        }
    }

    /// The theme of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// What suits a terminal of this depth and background.
    #[must_use]
    pub const fn suited(depth: ColorDepth, background: Background) -> Self {
        match (depth, background) {
            (ColorDepth::None, _) => Self::Monochrome,
            (ColorDepth::Ansi16, _) => Self::Sixteen,
            (ColorDepth::Indexed256 | ColorDepth::TrueColor, Background::Dark) => Self::Dark,
            (ColorDepth::Indexed256 | ColorDepth::TrueColor, Background::Light) => Self::Light,
        }
    }
}

/// A style for every [`Role`], as this terminal can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::COUNT],
    depth: ColorDepth,
    monochrome: bool,
}

impl Theme {
    /// A built-in theme, its colours brought down to `depth`.
    #[must_use]
    pub fn new(theme: BuiltIn, depth: ColorDepth) -> Self {
        let monochrome = depth == ColorDepth::None || theme == BuiltIn::Monochrome;
        // Any theme without its colours lacks what tells some roles apart.
        let theme = if monochrome {
            BuiltIn::Monochrome
        } else {
            theme
        };
        let mut styles = [Style::new(); Role::COUNT];
        for role in Role::ALL {
            styles[role as usize] = downgrade(palette::style(theme, role), depth);
        }
        Self {
            styles,
            depth,
            monochrome,
        }
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

    /// Replaces the style of a role (a person's own theme), at the terminal's depth.
    pub fn set(&mut self, role: Role, style: Style) {
        self.styles[role as usize] = downgrade(style, self.depth);
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
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
            assert_eq!(Role::ALL[role as usize], role);
        }
        for theme in BuiltIn::ALL {
            assert_eq!(BuiltIn::from_name(theme.name()), Some(theme));
        }
    }

    #[test]
    fn every_theme_stays_within_its_depth() {
        for built_in in BuiltIn::ALL {
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
        for built_in in BuiltIn::ALL {
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
