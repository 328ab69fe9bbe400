//! `lazuli themes`: the themes there are, each shown by a message.

use std::process::ExitCode;

use jiff::tz::TimeZone;
use ratatui::style::Style;

use crate::config::paths::Paths;
use crate::config::theme::library::Library;
use crate::config::theme::{BuiltIn, ColorDepth, Look, Role, Theme};
use crate::content::{LayoutContext, Line, Paint, layout, parse};
use crate::text::SafeText;

use super::connect::fail;
use super::output;
use super::render::{When, depth, width, write_styled};

/// What a theme is shown by.
const SAMPLE: &str = include_str!("themes.html");
/// Cells left of a message's text.
const INDENT: u16 = 3;
/// The widest a sample is, in cells.
const WIDEST: u16 = 76;

/// Show the themes, each by a message in its colours.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
        lazuli themes                 all of them; without a terminal, their names\n  \
        lazuli themes lapis paper     these\n  \
        lazuli themes --color always | less -R\n\n\
        `theme = \"lapis\"` in config.toml chooses one. Files themes/NAME.toml beside it are\n\
        themes of your own; docs/themes.md says what they hold.")]
pub struct Args {
    /// Which ones [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// When to use colours and other styles
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    color: When,
}

/// Shows them. Exit code 1 where a theme is unknown or its file is not understood whole.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return fail(&error),
    };
    let library = Library::beside(&paths.settings_file());
    let names = match args.names.is_empty() {
        true => library.names(),
        false => args.names.clone(),
    };
    let depth = depth(args.color);
    let width = width().min(WIDEST);
    let mut shown = Vec::new();
    let mut wrong = Vec::new();
    for name in names {
        let Some((look, problems)) = library.find(&name) else {
            wrong.push(library.unknown(&name));
            continue;
        };
        wrong.extend(problems.iter().map(ToString::to_string));
        match depth {
            // Without colours they all look alike.
            None | Some(ColorDepth::None) => {
                let about = SafeText::line(&*look.about);
                shown.push(format!("{:<20} {about}", look.name));
            }
            Some(depth) => match stand_in(&look, depth) {
                Some(other) => shown.push(format!(
                    "{:<20} {} With sixteen colours it is `{}`.",
                    look.name,
                    SafeText::line(&*look.about),
                    other.name()
                )),
                None => shown.extend(sample(&look, depth, width)),
            },
        }
    }
    if let Err(code) = output::lines(shown) {
        return code;
    }
    for sentence in &wrong {
        eprintln!("lazuli: {}", SafeText::line(&**sentence));
    }
    match wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The theme that stands in where there are too few colours for this one.
fn stand_in(look: &Look, depth: ColorDepth) -> Option<BuiltIn> {
    let poor = depth == ColorDepth::Ansi16 && !look.is_of_sixteen();
    poor.then(|| BuiltIn::suited(depth, look.background))
}

/// A theme's name, what the screen looks like in it, and a message.
fn sample(look: &Look, depth: ColorDepth, width: u16) -> Vec<String> {
    let theme = Theme::of(look, depth);
    let zone = TimeZone::UTC;
    let context = LayoutContext {
        time_zone: &zone,
        ..LayoutContext::of_width(width.saturating_sub(INDENT + 1).max(1))
    };
    let plain = |parts: &[(&str, Role)]| {
        let mut line = Line::new();
        for (text, role) in parts {
            line.push(&SafeText::line(*text), Paint::new(*role));
        }
        line
    };
    let name = format!(" {} ", look.name);
    let about = format!(" {}", look.about);
    let mut lines = vec![
        (plain(&[(&name, Role::Accent), (&about, Role::Dim)]), false),
        (
            plain(&[(&"─".repeat(usize::from(width)), Role::Rule)]),
            false,
        ),
        (
            plain(&[
                ("▌", Role::Accent),
                ("# ", Role::ChannelMark),
                ("workshop", Role::Unread),
                ("  @ ", Role::MentionMark),
                ("8", Role::UnreadCount),
            ]),
            true,
        ),
        (
            plain(&[(" # suppliers", Role::Text), ("  muted", Role::Dim)]),
            false,
        ),
        (Line::new(), false),
        (
            plain(&[
                ("   Ben Oduya", Role::Sender),
                ("  at the kiln", Role::Dim),
                ("  09:12", Role::Time),
                ("  edited", Role::Mark),
            ]),
            false,
        ),
    ];
    let message = layout(&parse(SAMPLE), &context).lines;
    let content = lines.len()..lines.len() + message.len();
    lines.extend(message.into_iter().map(|line| (line, false)));
    lines.push((
        plain(&[
            ("   👍 3  ", Role::Reaction),
            ("🔥 1", Role::OwnReaction),
            ("   ", Role::Text),
            ("alert word", Role::AlertWord),
            ("  ", Role::Text),
            ("@Ada Quill", Role::OwnMention),
        ]),
        false,
    ));
    lines.push((
        plain(&[
            (" n ", Role::Key),
            ("next unread  ", Role::Dim),
            ("sent  ", Role::Success),
            ("offline  ", Role::Warning),
            ("refused", Role::Error),
        ]),
        false,
    ));
    let mut shown: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(number, (line, selected))| {
            let text = theme.style(Role::Text);
            let ground = match selected {
                true => text.patch(theme.style(Role::Selection)),
                false => text,
            };
            let indent = if content.contains(&number) { INDENT } else { 0 };
            grounded(line, indent, &theme, ground, width)
        })
        .collect();
    shown.push(String::new());
    shown
}

/// A line on a ground that goes on to the width.
fn grounded(line: &Line, indent: u16, theme: &Theme, ground: Style, width: u16) -> String {
    let mut out = String::new();
    write_styled(&" ".repeat(usize::from(indent)), ground, &mut out);
    for piece in line.pieces() {
        write_styled(piece.text, ground.patch(piece.paint.style(theme)), &mut out);
    }
    let rest = width.saturating_sub(line.width() + indent);
    write_styled(&" ".repeat(usize::from(rest)), ground, &mut out);
    out
}
