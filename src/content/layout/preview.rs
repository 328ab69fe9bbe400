//! What links lead to, in a box; old tweets.

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::document::{LinkKind, Preview, Tweet};
use crate::content::line::{Line, Paint, Piece};
use crate::content::rendered::{LinkTarget, Target};
use crate::text::width;

/// The widest a box becomes, in cells.
const MAX_BOX: usize = 72;
/// The narrowest room a box is drawn in.
const MIN_BOX: usize = 16;

impl Layouter<'_> {
    pub(super) fn preview(&mut self, preview: &Preview) {
        let target = self.add_target(Target::Link(LinkTarget {
            address: preview.address.clone(),
            title: None,
            kind: LinkKind::Plain,
            misleads: None,
        }));
        let mut title = Flow::new();
        let around = Around {
            target,
            alert: false,
            ..Around::plain(Paint::new(Role::PreviewTitle))
        };
        if preview.title.is_empty() {
            title.push(preview.address.display().as_str(), around.paint, target);
        } else {
            self.inlines(&preview.title, around, &mut title);
        }
        let mut description = Flow::new();
        self.inlines(
            &preview.description,
            Around::plain(Role::Dim.into()),
            &mut description,
        );
        self.boxed(&[title, description]);
    }

    /// Draws a box around words, as wide as they need.
    fn boxed(&mut self, parts: &[Flow]) {
        if self.room < MIN_BOX {
            for part in parts.iter().filter(|part| !part.is_empty()) {
                self.words(part);
            }
            return;
        }
        let most = self.room.min(MAX_BOX) - 4;
        let mut inside = Vec::new();
        for part in parts.iter().filter(|part| !part.is_empty()) {
            for line in self.lines_of(part, most) {
                inside.push(Line::from_pieces(line.pieces(0..line.text.len())));
            }
        }
        let cells = inside
            .iter()
            .map(|line| usize::from(line.width()))
            .max()
            .unwrap_or(0);
        let rule = "─".repeat(cells + 2);
        self.frame(&format!("╭{rule}╮"));
        for line in &inside {
            let air = " ".repeat(cells - usize::from(line.width()).min(cells));
            let edge = |text| Piece {
                text,
                paint: Role::PreviewBox.into(),
                target: None,
            };
            let right = format!("{air} │");
            self.line(
                std::iter::once(edge("│ "))
                    .chain(line.pieces())
                    .chain(std::iter::once(edge(&right))),
            );
        }
        self.frame(&format!("╰{rule}╯"));
    }

    fn frame(&mut self, text: &str) {
        debug_assert!(width(text) <= self.room);
        self.line([Piece {
            text,
            paint: Role::PreviewBox.into(),
            target: None,
        }]);
    }

    pub(super) fn tweet(&mut self, tweet: &Tweet) {
        let target = self.add_target(Target::Link(LinkTarget {
            address: tweet.address.clone(),
            title: None,
            kind: LinkKind::Plain,
            misleads: None,
        }));
        let content = self.flow(&tweet.content, Paint::TEXT);
        let mut author = Flow::new();
        let around = Around {
            target,
            alert: false,
            ..Around::plain(Paint::new(Role::Dim))
        };
        self.inlines(&tweet.author, around, &mut author);
        self.boxed(&[content, author]);
        for media in &tweet.media {
            self.media(media);
        }
    }
}
