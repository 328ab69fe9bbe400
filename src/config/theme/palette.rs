//! The built-in themes: which role gets which of a few colours.

use ratatui::style::{Color, Modifier, Style};

use super::{BuiltIn, Role};

/// The few colours a theme is made of.
struct Palette {
    accent: Color,
    /// Behind the selected line; `None`: reverse video.
    selection: Option<Color>,
    dim: Color,
    rule: Color,
    red: Color,
    orange: Color,
    yellow: Color,
    green: Color,
    cyan: Color,
    blue: Color,
    violet: Color,
    /// Behind inline code; `None`: nothing.
    code_back: Option<Color>,
    /// Behind a mention of oneself.
    mention_back: Option<Color>,
    /// Behind a search hit, and the text on it.
    hit: (Option<Color>, Option<Color>),
}

const fn rgb(value: u32) -> Color {
    Color::Rgb((value >> 16) as u8, (value >> 8) as u8, value as u8)
}

const DARK: Palette = Palette {
    accent: rgb(0x6f_a8_ff),
    selection: Some(rgb(0x26_2f_40)),
    dim: rgb(0x84_8c_98),
    rule: rgb(0x45_4c_58),
    red: rgb(0xf0_7a_78),
    orange: rgb(0xe5_a0_6a),
    yellow: rgb(0xe0_c0_70),
    green: rgb(0x98_c3_79),
    cyan: rgb(0x6c_c4_c8),
    blue: rgb(0x7f_b2_f0),
    violet: rgb(0xc6_93_e8),
    code_back: Some(rgb(0x26_2a_31)),
    mention_back: Some(rgb(0x4a_3a_1c)),
    hit: (Some(rgb(0x6b_5a_10)), Some(rgb(0xff_f6_cf))),
};

const LIGHT: Palette = Palette {
    accent: rgb(0x1a_5f_c4),
    selection: Some(rgb(0xdc_e8_f9)),
    dim: rgb(0x6a_71_7c),
    rule: rgb(0xc4_c9_d1),
    red: rgb(0xb8_2c_2c),
    orange: rgb(0xa6_56_10),
    yellow: rgb(0x86_66_00),
    green: rgb(0x3c_7a_1e),
    cyan: rgb(0x0c_75_7c),
    blue: rgb(0x1c_62_b4),
    violet: rgb(0x86_3c_b0),
    code_back: Some(rgb(0xee_f0_f3)),
    mention_back: Some(rgb(0xff_ed_c2)),
    hit: (Some(rgb(0xff_e5_7a)), Some(rgb(0x30_26_00))),
};

/// The dim gray of sixteen colours is invisible on some palettes: dim text has
/// the modifier instead, rules the gray.
const SIXTEEN: Palette = Palette {
    accent: Color::Blue,
    selection: None,
    dim: Color::Reset,
    rule: Color::DarkGray,
    red: Color::Red,
    orange: Color::Yellow,
    yellow: Color::Yellow,
    green: Color::Green,
    cyan: Color::Cyan,
    blue: Color::Blue,
    violet: Color::Magenta,
    code_back: None,
    mention_back: None,
    hit: (Some(Color::Yellow), Some(Color::Black)),
};

/// The style of a role in a built-in theme, at full depth.
pub(super) fn style(theme: BuiltIn, role: Role) -> Style {
    match theme {
        BuiltIn::Dark => colored(&DARK, role),
        BuiltIn::Light => colored(&LIGHT, role),
        BuiltIn::Sixteen => colored(&SIXTEEN, role),
        BuiltIn::Monochrome => {
            let mut style = colored(&SIXTEEN, role);
            if role == Role::OwnMention {
                // Bold alone would be any bold word.
                style = style.add_modifier(Modifier::REVERSED);
            }
            Style {
                fg: None,
                bg: None,
                underline_color: None,
                ..style
            }
        }
    }
}

fn colored(p: &Palette, role: Role) -> Style {
    let plain = Style::new();
    let fg = |color: Color| plain.fg(color);
    let dim = if p.dim == Color::Reset {
        plain.add_modifier(Modifier::DIM)
    } else {
        fg(p.dim)
    };
    let bold = Modifier::BOLD;
    let back = |style: Style, color: Option<Color>| match color {
        Some(color) => style.bg(color),
        None => style,
    };
    match role {
        Role::Text
        | Role::Input
        | Role::Quote
        | Role::CodeText
        | Role::CodeVariable
        | Role::CodePunctuation => plain,
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
            // The modifier tells it where colours are taken away.
            Some(color) => plain.bg(color).add_modifier(bold),
            None => plain.add_modifier(Modifier::REVERSED),
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
        Role::Hint => back(fg(p.yellow), p.code_back).add_modifier(bold | Modifier::REVERSED),
        Role::Match => fg(p.accent).add_modifier(bold | Modifier::UNDERLINED),

        Role::Heading => plain.add_modifier(bold | Modifier::UNDERLINED),
        Role::Link | Role::ChannelLink => fg(p.blue).add_modifier(Modifier::UNDERLINED),
        Role::Mention => fg(p.violet),
        Role::OwnMention => back(fg(p.orange), p.mention_back).add_modifier(bold),
        Role::Timestamp => fg(p.cyan).add_modifier(Modifier::UNDERLINED),
        Role::EmojiName => fg(p.yellow),
        Role::QuoteBar | Role::SpoilerBar => fg(p.dim),
        Role::Bullet => dim,
        Role::SpoilerHeader => fg(p.violet).add_modifier(bold),
        Role::Media => fg(p.blue).add_modifier(Modifier::UNDERLINED),
        Role::Math => fg(p.cyan),
        Role::Broken => fg(p.red).add_modifier(Modifier::UNDERLINED),
        Role::SearchHit | Role::AlertWord => Style {
            bg: p.hit.0,
            fg: p.hit.1,
            ..plain.add_modifier(bold | Modifier::UNDERLINED)
        },

        Role::Code => back(fg(p.orange), p.code_back),
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
