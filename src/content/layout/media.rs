//! Pictures, films and sounds as labelled lines.

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::document::{Media, MediaKind};
use crate::content::line::{Paint, Piece, TargetId};
use crate::content::rendered::{RegionKind, Target};

impl Layouter<'_> {
    pub(super) fn media(&mut self, media: &Media) {
        let target = self.add_target(Target::Media(Box::new(media.clone())));
        let mut flow = Flow::new();
        label(media, Paint::new(Role::Media), target, &mut flow);
        let Some(target) = target else {
            self.words(&flow);
            return;
        };
        let cells = self.picture_cells(media);
        self.region(RegionKind::Media(target), |inside| {
            inside.words(&flow);
            if let Some(cells) = cells {
                inside.picture(target, cells);
            }
        });
    }

    fn picture_cells(&self, media: &Media) -> Option<(u16, u16)> {
        let room = u16::try_from(self.room).unwrap_or(u16::MAX);
        self.context.pictures?.cells(media, room)
    }

    /// Keeps rows for a picture, and the cells in them that it takes.
    fn picture(&mut self, target: TargetId, (columns, rows): (u16, u16)) {
        let blank = " ".repeat(usize::from(columns).min(self.room));
        self.region(RegionKind::Picture(target), |inside| {
            for _ in 0..rows {
                inside.line([Piece {
                    text: &blank,
                    paint: Paint::TEXT,
                    target: Some(target),
                }]);
            }
        });
    }

    /// Keeps rows for the pictures among the words that were just laid out.
    pub(super) fn pictures_below(&mut self) {
        for (target, cells) in std::mem::take(&mut self.pictures) {
            self.picture(target, cells);
        }
    }

    pub(super) fn inline_media(&mut self, media: &Media, around: Around, flow: &mut Flow) {
        let target = self.add_target(Target::Media(Box::new(media.clone())));
        if let Some(target) = target
            && let Some(cells) = self.picture_cells(media)
        {
            self.pictures.push((target, cells));
        }
        label(media, around.role(Role::Media).paint, target, flow);
    }
}

/// `▣ image plan of kiln.png (40×30)`.
fn label(media: &Media, paint: Paint, target: Option<TargetId>, flow: &mut Flow) {
    let (sign, kind) = match media.kind {
        MediaKind::Image if media.animated => ("▣", "animation"),
        MediaKind::Image => ("▣", "image"),
        MediaKind::Video => ("▶", "video"),
        MediaKind::Audio => ("♪", "audio"),
        MediaKind::YouTube => ("▶", "YouTube"),
        MediaKind::Embed => ("▶", "video"),
    };
    let facts_paint = Paint {
        role: Role::MediaFacts,
        ..paint
    };
    flow.push(&format!("{sign} {kind} "), facts_paint, target);
    let name = media
        .name
        .clone()
        .or_else(|| match media.kind {
            MediaKind::Image | MediaKind::Video | MediaKind::Audio => media.address.file_name(),
            MediaKind::YouTube | MediaKind::Embed => None,
        })
        .unwrap_or_else(|| media.address.display().into_owned());
    flow.push(name.as_str(), paint, target);
    let mut facts = Vec::new();
    if let Some((width, height)) = media.dimensions {
        facts.push(format!("{width}×{height}"));
    }
    // What the name does not say already.
    if let Some(kind) = &media.content_type {
        let short = kind.as_str().rsplit('/').next().unwrap_or_default();
        let named = name
            .as_str()
            .to_lowercase()
            .ends_with(&format!(".{}", short.to_lowercase()))
            || (short == "jpeg" && name.as_str().to_lowercase().ends_with(".jpg"));
        if !named && !short.is_empty() {
            facts.push(short.to_owned());
        }
    }
    if media.loading {
        facts.push("being prepared".to_owned());
    }
    if !facts.is_empty() {
        flow.push(&format!(" ({})", facts.join(", ")), facts_paint, target);
    }
}

#[cfg(test)]
mod tests {
    use crate::content::document::Media;
    use crate::content::{self, LayoutContext, Pictures, RegionKind};

    /// Everything is as wide as there is room, up to six cells, and two rows high.
    struct Some6x2;

    impl Pictures for Some6x2 {
        fn cells(&self, media: &Media, columns: u16) -> Option<(u16, u16)> {
            media.dimensions.map(|_| (columns.min(6), 2))
        }
    }

    const PICTURE: &str = "<div class=\"message_inline_image\"><a href=\"/a.png\" title=\"a\">\
        <img data-original-dimensions=\"60x40\" src=\"/a.png\"></a></div>";

    fn lines(html: &str, pictures: bool) -> (Vec<String>, Vec<(std::ops::Range<usize>, u16)>) {
        let context = LayoutContext {
            pictures: pictures.then_some(&Some6x2),
            ..LayoutContext::of_width(30)
        };
        let rendered = content::layout(&content::parse(html), &context);
        let rows = rendered
            .regions
            .iter()
            .filter_map(|region| match region.kind {
                RegionKind::Picture(target) => {
                    let columns = rendered.lines[region.lines.start].columns_of(target)?;
                    Some((region.lines.clone(), columns.start))
                }
                RegionKind::Media(_)
                | RegionKind::Code(_)
                | RegionKind::Table(_)
                | RegionKind::Spoiler(_) => None,
            });
        let lines = rendered.lines.iter().map(|line| line.text().to_owned());
        (lines.collect(), rows.collect())
    }

    #[test]
    fn rows_are_kept_below_the_label_and_beside_bars() {
        let (text, rows) = lines(PICTURE, true);
        assert_eq!(text, ["▣ image a (60×40)", "      ", "      "]);
        assert_eq!(rows, [(1..3, 0)]);
        let quoted = format!("<blockquote>{PICTURE}</blockquote>");
        let (text, rows) = lines(&quoted, true);
        assert!(text[1].ends_with("      ") && text[1].trim_end().chars().count() == 1);
        assert_eq!(rows, [(1..3, 2)]);
    }

    #[test]
    fn a_picture_among_words_has_its_rows_below_them() {
        let html = "<p>before <img alt=\"a\" data-original-dimensions=\"60x40\" src=\"/a.png\"> \
                    after</p><p>next</p>";
        let (text, rows) = lines(html, true);
        assert_eq!(text[0], "before ▣ image a (60×40) after");
        assert_eq!(rows, [(1..3, 0)]);
        assert_eq!(text.last().map(String::as_str), Some("next"));
    }

    #[test]
    fn without_pictures_or_a_size_it_stays_a_line() {
        assert_eq!(lines(PICTURE, false).0, ["▣ image a (60×40)"]);
        let unknown = PICTURE.replace(" data-original-dimensions=\"60x40\"", "");
        assert_eq!(lines(&unknown, true).0, ["▣ image a"]);
    }
}
