//! Pictures, films and sounds as labelled lines.

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::document::{Media, MediaKind};
use crate::content::line::{Paint, TargetId};
use crate::content::rendered::{RegionKind, Target};

impl Layouter<'_> {
    pub(super) fn media(&mut self, media: &Media) {
        let target = self.add_target(Target::Media(Box::new(media.clone())));
        let mut flow = Flow::new();
        label(media, Paint::new(Role::Media), target, &mut flow);
        match target {
            Some(target) => self.region(RegionKind::Media(target), |inside| inside.words(&flow)),
            None => self.words(&flow),
        }
    }

    pub(super) fn inline_media(&mut self, media: &Media, around: Around, flow: &mut Flow) {
        let target = self.add_target(Target::Media(Box::new(media.clone())));
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
