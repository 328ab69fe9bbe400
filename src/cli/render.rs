//! `lazuli render`: message HTML on standard input, on standard output what the
//! message pane would show.

use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;

use jiff::tz::TimeZone;
use ratatui::style::{Color, Modifier, Style};

use crate::config::theme::Theme;
use crate::content::{Bidi, LayoutContext, Line, layout, parse};
use crate::terminal::{Background, ColorChoice, ColorDepth};

/// The width where there is no terminal to ask, in cells.
const DEFAULT_WIDTH: u16 = 80;

/// Show message HTML from standard input as the message pane would.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
        echo '<p>Hello <strong>there</strong></p>' | lazuli render\n  \
        lazuli messages --json -n 1 | jq -r .content | lazuli render --width 60 --color always\n  \
        lazuli render --json < message.html | jq .unknown")]
pub struct Args {
    /// Cells that a line may take [default: the terminal's width, else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    width: Option<u16>,
    /// When to use colours and other styles
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    color: When,
    /// Write the document tree as JSON, with a list of the elements it has no node for
    #[arg(long)]
    json: bool,
    /// Who puts Hebrew, Arabic and their like in order on a line
    #[arg(long, value_enum, value_name = "WHO", default_value_t = Who::Terminal)]
    bidi: Who,
}

/// When styles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum When {
    /// When standard output is a terminal, as deep as the environment says
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Who puts text that runs to the left in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Who {
    /// The terminal
    Terminal,
    /// lazuli, for terminals that draw characters as they come
    Reorder,
}

/// Runs it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match render(args) {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lazuli render: {error}");
            ExitCode::FAILURE
        }
    }
}

fn render(args: &Args) -> io::Result<()> {
    let mut html = Vec::new();
    io::stdin().lock().read_to_end(&mut html)?;
    let document = parse(&String::from_utf8_lossy(&html));
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        serde_json::to_writer_pretty(&mut out, &document)?;
        writeln!(out)?;
        return out.flush();
    }
    let theme = theme(args.color);
    let zone = TimeZone::system();
    let context = LayoutContext {
        time_zone: &zone,
        bidi: match args.bidi {
            Who::Terminal => Bidi::Terminal,
            Who::Reorder => Bidi::Reorder,
        },
        ..LayoutContext::of_width(args.width.unwrap_or_else(width))
    };
    for line in layout(&document, &context).lines {
        match &theme {
            Some(theme) => writeln!(out, "{}", styled(&line, theme))?,
            None => writeln!(out, "{}", line.text().trim_end())?,
        }
    }
    out.flush()
}

/// The terminal's width in cells, or the usual one.
pub(super) fn width() -> u16 {
    let terminal = io::stdout().is_terminal().then(crossterm::terminal::size);
    match terminal {
        Some(Ok((width, _))) if width > 0 => width,
        Some(_) | None => DEFAULT_WIDTH,
    }
}

/// The theme to write with; `None`: no styles at all.
pub(super) fn theme(when: When) -> Option<Theme> {
    depth(when).map(|depth| Theme::suited(depth, Background::Dark))
}

/// The colours to write with; `None`: no styles at all.
pub(super) fn depth(when: When) -> Option<ColorDepth> {
    let env = |name: &str| std::env::var(name).ok();
    Some(match when {
        When::Never => return None,
        When::Auto if !io::stdout().is_terminal() => return None,
        When::Auto => ColorDepth::detect(ColorChoice::Auto, env),
        // Asked for by name: the environment may only say how deep.
        When::Always => {
            let env = |name: &str| env(name).filter(|_| name != "NO_COLOR");
            ColorDepth::detect(ColorChoice::Auto, env).max(ColorDepth::Ansi16)
        }
    })
}

/// A line with its styles as SGR sequences, reset at the end.
pub(super) fn styled(line: &Line, theme: &Theme) -> String {
    let mut out = String::with_capacity(line.text().len() * 2);
    for piece in line.pieces() {
        write_styled(piece.text, piece.paint.style(theme), &mut out);
    }
    out
}

/// Adds text in a style.
pub(super) fn write_styled(text: &str, style: Style, out: &mut String) {
    let codes = sgr(style);
    if codes.is_empty() {
        out.push_str(text);
    } else {
        out.push_str("\u{1b}[");
        out.push_str(&codes);
        out.push('m');
        out.push_str(text);
        out.push_str("\u{1b}[0m");
    }
}

/// The parameters of a style's SGR sequence.
///
/// ECMA-48, 8.3.117; colours as in xterm.
fn sgr(style: Style) -> String {
    let mut codes: Vec<String> = [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ]
    .into_iter()
    .filter(|(modifier, _)| style.add_modifier.contains(*modifier))
    .map(|(_, code)| code.to_string())
    .collect();
    codes.extend(style.fg.and_then(|color| color_code(color, 30)));
    codes.extend(style.bg.and_then(|color| color_code(color, 40)));
    codes.join(";")
}

/// The parameter for a colour; `base` is 30 for text, 40 for what is behind it.
fn color_code(color: Color, base: u8) -> Option<String> {
    let named = |index: u8| match index {
        0..8 => (base + index).to_string(),
        _ => (base + 60 + index - 8).to_string(),
    };
    Some(match color {
        Color::Reset => return None,
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => named(8),
        Color::LightRed => named(9),
        Color::LightGreen => named(10),
        Color::LightYellow => named(11),
        Color::LightBlue => named(12),
        Color::LightMagenta => named(13),
        Color::LightCyan => named(14),
        Color::White => named(15),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::Role;

    #[test]
    fn styles_become_sequences_and_end() {
        let theme = Theme::suited(ColorDepth::Ansi16, Background::Dark);
        let line = Line::of(&"a link".into(), Role::Link);
        assert_eq!(styled(&line, &theme), "\u{1b}[4;36ma link\u{1b}[0m");
        let line = Line::of(&"words".into(), Role::Text);
        assert_eq!(styled(&line, &theme), "words");
        assert_eq!(
            sgr(Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(9))),
            "38;2;1;2;3;48;5;9"
        );
        assert_eq!(
            sgr(Style::new().fg(Color::LightRed).bg(Color::DarkGray)),
            "91;100"
        );
    }
}
