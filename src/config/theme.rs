//! How things look: a closed list of roles, each with a style, for the depth of
//! colour and the background a terminal has.
//!
//! One accent colour means "you are here". Nothing is told by colour alone: each
//! role that matters also has a modifier here, or a mark where it is drawn.

mod palette;
mod role;

use ratatui::style::{Color, Style};

pub use role::Role;

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColorDepth {
    /// None at all (`NO_COLOR`, `TERM=dumb`): bold, underline and reverse only.
    None,
    /// The sixteen that the terminal's own palette defines.
    Sixteen,
    /// The indexed palette of 256.
    Indexed,
    /// 24 bits.
    True,
}

/// What the terminal's background is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Background {
    /// Dark, or unknown.
    #[default]
    Dark,
    /// Light.
    Light,
}

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
            (ColorDepth::Sixteen, _) => Self::Sixteen,
            (ColorDepth::Indexed | ColorDepth::True, Background::Dark) => Self::Dark,
            (ColorDepth::Indexed | ColorDepth::True, Background::Light) => Self::Light,
        }
    }
}

/// A style for every [`Role`], as this terminal can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::COUNT],
    depth: ColorDepth,
}

impl Theme {
    /// A built-in theme, its colours brought down to `depth`.
    #[must_use]
    pub fn new(theme: BuiltIn, depth: ColorDepth) -> Self {
        let mut styles = [Style::new(); Role::COUNT];
        for role in Role::ALL {
            styles[role as usize] = downgrade(palette::style(theme, role), depth);
        }
        Self { styles, depth }
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
        matches!(self.depth, ColorDepth::None)
    }

    /// The style of a channel's small mark in the channel's own colour.
    #[must_use]
    pub fn channel_mark(&self, color: Rgb) -> Style {
        let own = Style::new().fg(Color::Rgb(color.0, color.1, color.2));
        self.style(Role::ChannelMark)
            .patch(downgrade(own, self.depth))
    }
}

/// A 24-bit colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `#rrggbb` or `#rgb`, as Zulip writes the colours of channels.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let byte = |shift: u32| (value >> shift) as u8;
        match digits.len() {
            6 => Some(Self(byte(16), byte(8), byte(0))),
            3 => {
                let wide = |shift: u32| (byte(shift) & 0xf) * 0x11;
                Some(Self(wide(8), wide(4), wide(0)))
            }
            _ => None,
        }
    }
}

/// The nearest style that `depth` can show.
#[must_use]
pub fn downgrade(style: Style, depth: ColorDepth) -> Style {
    let mut style = style;
    style.fg = style.fg.and_then(|color| downgrade_color(color, depth));
    style.bg = style.bg.and_then(|color| downgrade_color(color, depth));
    style.underline_color = style
        .underline_color
        .filter(|_| depth >= ColorDepth::Indexed);
    style
}

fn downgrade_color(color: Color, depth: ColorDepth) -> Option<Color> {
    match (depth, color) {
        (ColorDepth::None, _) => None,
        (ColorDepth::True, color) => Some(color),
        (ColorDepth::Indexed, Color::Rgb(r, g, b)) => {
            Some(Color::Indexed(nearest_indexed(Rgb(r, g, b))))
        }
        (ColorDepth::Indexed, color) => Some(color),
        (ColorDepth::Sixteen, Color::Rgb(r, g, b)) => Some(nearest_named(Rgb(r, g, b))),
        (ColorDepth::Sixteen, Color::Indexed(index)) => Some(nearest_named(indexed_rgb(index))),
        (ColorDepth::Sixteen, color) => Some(color),
    }
}

/// The levels of the 6x6x6 cube of the indexed palette.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// What xterm's palette of 256 shows for an index.
fn indexed_rgb(index: u8) -> Rgb {
    match index {
        0..16 => NAMED[index as usize].1,
        16..232 => {
            let i = index - 16;
            Rgb(
                CUBE[(i / 36) as usize],
                CUBE[(i / 6 % 6) as usize],
                CUBE[(i % 6) as usize],
            )
        }
        232.. => {
            let gray = 8 + 10 * (index - 232);
            Rgb(gray, gray, gray)
        }
    }
}

/// The nearest of the cube and the grays. The first sixteen are left out: what
/// they look like is the terminal's own affair.
fn nearest_indexed(color: Rgb) -> u8 {
    (16..=255)
        .min_by_key(|&index| distance(color, indexed_rgb(index)))
        .unwrap_or(16)
}

/// The sixteen, with the colours most terminals give them.
const NAMED: [(Color, Rgb); 16] = [
    (Color::Black, Rgb(0, 0, 0)),
    (Color::Red, Rgb(205, 0, 0)),
    (Color::Green, Rgb(0, 205, 0)),
    (Color::Yellow, Rgb(205, 205, 0)),
    (Color::Blue, Rgb(0, 0, 238)),
    (Color::Magenta, Rgb(205, 0, 205)),
    (Color::Cyan, Rgb(0, 205, 205)),
    (Color::Gray, Rgb(229, 229, 229)),
    (Color::DarkGray, Rgb(127, 127, 127)),
    (Color::LightRed, Rgb(255, 0, 0)),
    (Color::LightGreen, Rgb(0, 255, 0)),
    (Color::LightYellow, Rgb(255, 255, 0)),
    (Color::LightBlue, Rgb(92, 92, 255)),
    (Color::LightMagenta, Rgb(255, 0, 255)),
    (Color::LightCyan, Rgb(0, 255, 255)),
    (Color::White, Rgb(255, 255, 255)),
];

fn nearest_named(color: Rgb) -> Color {
    NAMED
        .iter()
        .min_by_key(|(_, rgb)| distance(color, *rgb))
        .map_or(Color::Reset, |(named, _)| *named)
}

/// Squared distance, weighted by how the eye sees red, green and blue.
fn distance(a: Rgb, b: Rgb) -> u32 {
    let part = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    2 * part(a.0, b.0) + 4 * part(a.1, b.1) + 3 * part(a.2, b.2)
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
                ColorDepth::Sixteen,
                ColorDepth::Indexed,
                ColorDepth::True,
            ] {
                let theme = Theme::new(built_in, depth);
                for role in Role::ALL {
                    let style = theme.style(role);
                    for color in [style.fg, style.bg, style.underline_color]
                        .into_iter()
                        .flatten()
                    {
                        let least = match color {
                            Color::Rgb(..) => ColorDepth::True,
                            Color::Indexed(_) => ColorDepth::Indexed,
                            _ => ColorDepth::Sixteen,
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
    fn colors_go_to_their_nearest() {
        let red = Style::new().fg(Color::Rgb(255, 0, 0));
        assert_eq!(
            downgrade(red, ColorDepth::Indexed).fg,
            Some(Color::Indexed(196))
        );
        assert_eq!(
            downgrade(red, ColorDepth::Sixteen).fg,
            Some(Color::LightRed)
        );
        assert_eq!(downgrade(red, ColorDepth::None).fg, None);
        let gray = Style::new().fg(Color::Rgb(128, 128, 128));
        assert_eq!(
            downgrade(gray, ColorDepth::Indexed).fg,
            Some(Color::Indexed(244))
        );
    }

    #[test]
    fn channel_colors_are_read() {
        assert_eq!(Rgb::from_hex("#76ce90"), Some(Rgb(0x76, 0xce, 0x90)));
        assert_eq!(Rgb::from_hex("#fae"), Some(Rgb(0xff, 0xaa, 0xee)));
        assert_eq!(Rgb::from_hex("76ce90"), None);
        assert_eq!(Rgb::from_hex("#76ce9"), None);
        assert_eq!(Rgb::from_hex("#+6ce90"), None);
    }
}
