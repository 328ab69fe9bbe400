//! The few colours a theme is made of, and which role gets which.

use ratatui::style::{Color, Modifier, Style};

use super::Role;

/// Declares the colours once: field, name in a theme file, what it is for.
macro_rules! colors {
    ($($(#[doc = $doc:literal])* $field:ident $name:literal),* $(,)?) => {
        /// The few colours a theme is made of. `Color::Reset` is the terminal's own.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Palette {
            $($(#[doc = $doc])* pub $field: Color,)*
        }

        impl Palette {
            /// The name of each colour, and what it is for.
            pub const NAMES: &'static [(&'static str, &'static str)] =
                &[$(($name, concat!($($doc),*))),*];

            /// Nothing but the terminal's own.
            pub const PLAIN: Self = Self { $($field: Color::Reset,)* };

            /// The colour of this name.
            #[must_use]
            pub fn get(&self, name: &str) -> Option<Color> {
                match name {
                    $($name => Some(self.$field),)*
                    _ => None,
                }
            }

            /// Sets the colour of this name. Gives whether there is one.
            pub fn set(&mut self, name: &str, color: Color) -> bool {
                match name {
                    $($name => self.$field = color,)*
                    _ => return false,
                }
                true
            }
        }
    };
}

colors! {
    /// The whole screen's background; `default` leaves the terminal's own.
    ground "ground",
    /// Ordinary text; `default` leaves the terminal's own.
    text "text",
    /// You are here: the focused pane's title, the selection's bar, keys.
    accent "accent",
    /// Behind the selected line; `default` reverses it.
    selection "selection",
    /// What may be overlooked; `default` dims the text's own.
    dim "dim",
    /// Thin rules between panes and in tables.
    rule "rule",
    /// Errors, the line above what is unread, lines that a diff takes away.
    red "red",
    /// Mentions of oneself, code between backticks, numbers in code.
    orange "orange",
    /// Warnings, letters over links, types in code.
    yellow "yellow",
    /// Who is active, what went well, strings in code, lines that a diff adds.
    green "green",
    /// Times, formulas, attributes in code.
    cyan "cyan",
    /// Links, functions in code.
    blue "blue",
    /// Mentions of others, headers of spoilers, keywords in code.
    violet "violet",
    /// Behind code between backticks; `default` is nothing.
    code_ground "code-ground",
    /// Behind a mention of oneself; `default` is nothing.
    mention_ground "mention-ground",
    /// Behind what was searched for.
    hit_ground "hit-ground",
    /// What was searched for.
    hit_text "hit-text",
}

/// The style of a role in a theme of these colours, at full depth.
pub(super) fn style(p: &Palette, role: Role) -> Style {
    let plain = Style::new();
    let fg = |color: Color| plain.fg(color);
    let dim = if p.dim == Color::Reset {
        plain.add_modifier(Modifier::DIM)
    } else {
        fg(p.dim)
    };
    let bold = Modifier::BOLD;
    let back = |style: Style, color: Color| match color {
        Color::Reset => style,
        color => style.bg(color),
    };
    match role {
        Role::Text => {
            let text = match p.text {
                Color::Reset => plain,
                color => fg(color),
            };
            back(text, p.ground)
        }
        Role::Input | Role::Quote | Role::CodeText | Role::CodeVariable | Role::CodePunctuation => {
            plain
        }
        Role::Dim
        | Role::Time
        | Role::Mark
        | Role::SenderMark
        | Role::Notice
        | Role::Placeholder
        | Role::MediaFacts
        | Role::WrapMark
        | Role::CodeLanguage
        | Role::CodeOutput
        | Role::UnreadCount
        | Role::Idle => dim,
        Role::Accent => fg(p.accent).add_modifier(bold),
        Role::Title | Role::TableHead | Role::PreviewTitle | Role::Unread | Role::Sender => {
            plain.add_modifier(bold)
        }
        Role::Rule | Role::TableRule | Role::PreviewBox => fg(p.rule),
        Role::Selection => match p.selection {
            Color::Reset => plain.add_modifier(Modifier::REVERSED),
            // The modifier tells it where colours are taken away.
            color => plain.bg(color).add_modifier(bold),
        },
        Role::MentionMark => fg(p.orange).add_modifier(bold),
        Role::UnreadLine => fg(p.red),
        Role::Separator => dim,
        Role::ChannelMark => fg(p.dim),
        Role::Active | Role::Success => fg(p.green),
        Role::Reaction => dim,
        Role::OwnReaction => fg(p.accent).add_modifier(bold),
        Role::Warning => fg(p.yellow).add_modifier(bold),
        Role::Error => fg(p.red).add_modifier(bold),
        Role::Key => fg(p.accent),
        Role::Hint => back(fg(p.yellow), p.code_ground).add_modifier(bold | Modifier::REVERSED),
        Role::Match => fg(p.accent).add_modifier(bold | Modifier::UNDERLINED),

        Role::Heading => plain.add_modifier(bold | Modifier::UNDERLINED),
        Role::Link | Role::ChannelLink => fg(p.blue).add_modifier(Modifier::UNDERLINED),
        Role::Mention => fg(p.violet),
        Role::OwnMention => back(fg(p.orange), p.mention_ground).add_modifier(bold),
        Role::Timestamp => fg(p.cyan).add_modifier(Modifier::UNDERLINED),
        Role::EmojiName => fg(p.yellow),
        Role::QuoteBar | Role::SpoilerBar => fg(p.dim),
        Role::Bullet => dim,
        Role::SpoilerHeader => fg(p.violet).add_modifier(bold),
        Role::Media => fg(p.blue).add_modifier(Modifier::UNDERLINED),
        Role::Math => fg(p.cyan),
        Role::Broken => fg(p.red).add_modifier(Modifier::UNDERLINED),
        Role::SearchHit | Role::AlertWord => {
            back(fg(p.hit_text), p.hit_ground).add_modifier(bold | Modifier::UNDERLINED)
        }

        Role::Code => back(fg(p.orange), p.code_ground),
        Role::CodeKeyword | Role::CodeTag => fg(p.violet).add_modifier(bold),
        Role::CodeType | Role::CodeClass => fg(p.yellow),
        Role::CodeFunction => fg(p.blue),
        Role::CodeBuiltin | Role::CodeAttribute | Role::CodeOperator => fg(p.cyan),
        Role::CodeDecorator | Role::CodePreproc => fg(p.orange),
        Role::CodeConstant | Role::CodeNumber => fg(p.orange),
        Role::CodeString => fg(p.green),
        Role::CodeEscape => fg(p.cyan).add_modifier(bold),
        Role::CodeComment => dim.add_modifier(Modifier::ITALIC),
        Role::CodeDeleted => fg(p.red),
        Role::CodeInserted => fg(p.green),
        Role::CodeHeading => fg(p.blue).add_modifier(bold),
        Role::CodePrompt => fg(p.accent).add_modifier(bold),
        Role::CodeError => fg(p.red).add_modifier(Modifier::UNDERLINED),
    }
}
