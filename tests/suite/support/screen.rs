//! What stands on the screen of a pseudo-terminal.

use std::fmt::Write as _;

use vt100::{Cell, Color};

/// What the terminal was told besides what to show.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Told {
    /// The window's title.
    pub title: String,
    /// Texts put on the clipboard, base64 as they came.
    pub clipboard: Vec<String>,
    /// How often the bell rang.
    pub bells: usize,
}

impl vt100::Callbacks for Told {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.bells += 1;
    }

    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.title = String::from_utf8_lossy(title).into_owned();
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _kind: &[u8], data: &[u8]) {
        self.clipboard
            .push(String::from_utf8_lossy(data).into_owned());
    }
}

/// One moment of the screen, between two frames.
#[derive(Clone)]
pub struct Screen {
    screen: Box<vt100::Screen>,
    told: Told,
}

impl Screen {
    pub(super) fn new(parser: &vt100::Parser<Told>) -> Self {
        Self {
            screen: Box::new(parser.screen().clone()),
            told: parser.callbacks().clone(),
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let (rows, columns) = self.screen.size();
        (columns.get(), rows.get())
    }

    /// A row's text, from 0, without the blanks at its end.
    pub fn line(&self, row: u16) -> String {
        let (columns, _) = self.size();
        let mut line = String::new();
        for column in 0..columns {
            match self.screen.cell(row, column) {
                Some(cell) if cell.is_wide_continuation() => {}
                Some(cell) if cell.has_contents() => line.push_str(cell.contents()),
                _ => line.push(' '),
            }
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// What stands in a cell; nothing in the second half of a wide one.
    pub fn cell(&self, row: u16, column: u16) -> &str {
        self.screen.cell(row, column).map_or("", Cell::contents)
    }

    /// All rows, each ended by a line feed.
    pub fn text(&self) -> String {
        let (_, rows) = self.size();
        (0..rows).map(|row| self.line(row) + "\n").collect()
    }

    /// Whether the text stands in some row.
    pub fn has(&self, text: &str) -> bool {
        let (_, rows) = self.size();
        (0..rows).any(|row| self.line(row).contains(text))
    }

    /// The first row that holds the text.
    pub fn row_of(&self, text: &str) -> Option<u16> {
        let (_, rows) = self.size();
        (0..rows).find(|row| self.line(*row).contains(text))
    }

    /// Column and row of the cursor, if it shows.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let (row, column) = self.screen.cursor_position();
        (!self.screen.hide_cursor()).then_some((column, row))
    }

    /// Whether the alternate screen is shown.
    pub fn alternate(&self) -> bool {
        self.screen.alternate_screen()
    }

    /// Whether every mode a program may leave behind is off.
    pub fn restored(&self) -> bool {
        let screen = &self.screen;
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && !screen.application_keypad()
            && !screen.application_cursor()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && screen.fgcolor() == Color::Default
            && screen.bgcolor() == Color::Default
            && !screen.bold()
            && !screen.inverse()
    }

    /// Title, clipboard and bell.
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// The runs of cells that are not plain, row by row: `3: 0..12 bold green`.
    pub fn styles(&self) -> String {
        let (columns, rows) = self.size();
        let mut dump = String::new();
        for row in 0..rows {
            let style = |column| self.screen.cell(row, column).map(style).unwrap_or_default();
            let mut runs: Vec<String> = Vec::new();
            let mut column = 0;
            while column < columns {
                let start = column;
                let run = style(start);
                while column < columns && style(column) == run {
                    column += 1;
                }
                if !run.is_empty() {
                    runs.push(format!("{start}..{column} {run}"));
                }
            }
            if !runs.is_empty() {
                let _ = writeln!(dump, "{row}: {}", runs.join(", "));
            }
        }
        dump
    }

    /// Text, size and cursor, as they are stored and compared.
    pub fn dump(&self) -> String {
        let (columns, rows) = self.size();
        let cursor = match self.cursor() {
            Some((column, row)) => format!("cursor {column},{row}"),
            None => "no cursor".to_owned(),
        };
        format!("{columns}x{rows}, {cursor}\n{}", self.text())
    }
}

/// A cell's style in words; blanks have one only where it shows.
fn style(cell: &Cell) -> String {
    let mut words = Vec::new();
    let blank = !cell.has_contents() || cell.contents() == " ";
    let flags = [
        (cell.bold() && !blank, "bold"),
        (cell.dim() && !blank, "dim"),
        (cell.italic() && !blank, "italic"),
        (cell.underline(), "underline"),
        (cell.inverse(), "reverse"),
    ];
    words.extend(
        flags
            .into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, word)| word.to_owned()),
    );
    if !blank && cell.fgcolor() != Color::Default {
        words.push(color(cell.fgcolor()));
    }
    if cell.bgcolor() != Color::Default {
        words.push(format!("on {}", color(cell.bgcolor())));
    }
    words.join(" ")
}

fn color(color: Color) -> String {
    const NAMES: [&str; 16] = [
        "black",
        "red",
        "green",
        "yellow",
        "blue",
        "magenta",
        "cyan",
        "gray",
        "darkgray",
        "lightred",
        "lightgreen",
        "lightyellow",
        "lightblue",
        "lightmagenta",
        "lightcyan",
        "white",
    ];
    match color {
        Color::Default => "default".to_owned(),
        Color::Idx(index) => match NAMES.get(usize::from(index)) {
            Some(name) => (*name).to_owned(),
            None => format!("color{index}"),
        },
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}
