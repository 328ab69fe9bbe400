//! Pictures, films, sounds, previews of websites, tweets.

use super::inline::colonless;
use super::tree::{Node, NodeId};
use super::{Parser, is_blank, safe_line};
use crate::content::address::Address;
use crate::content::document::{Inline, Media, MediaKind, Preview, Text, Tweet};

impl Parser<'_> {
    /// `message_inline_image` and its kin: a link around a picture or film.
    pub(super) fn media_block(&mut self, id: NodeId) -> Option<Media> {
        let tree = self.tree;
        let link = tree
            .find(id, |node| node.name() == "a")
            .map(|id| self.node(id));
        let shown = tree.find(id, |node| matches!(node.name(), "img" | "video"))?;
        let shown = self.node(shown);
        let division = self.node(id);
        let kind = if division.has_class("youtube-video") {
            MediaKind::YouTube
        } else if division.has_class("embed-video") {
            MediaKind::Embed
        } else if division.has_class("message_inline_video") || shown.name() == "video" {
            MediaKind::Video
        } else {
            MediaKind::Image
        };
        let mut media = media(kind, shown);
        if let Some(link) = link {
            if let Some(href) = link.attr("href") {
                media.address = Address::new(href);
            }
            media.name = title(link).or(media.name);
        }
        Some(media)
    }

    /// A picture, film or sound among words; custom emoji are pictures too.
    pub(super) fn inline_media(&mut self, id: NodeId) -> Option<Inline> {
        let node = self.node(id);
        let kind = match node.name() {
            "audio" => MediaKind::Audio,
            "video" => MediaKind::Video,
            _ if node.has_class("emoji") => return Some(custom_emoji(node)),
            _ => MediaKind::Image,
        };
        node.attr("src").or(node.attr("data-original-src"))?;
        Some(Inline::Media(media(kind, node)))
    }

    /// `message_embed` (a website) and `message_inline_ref` (a Dropbox folder).
    pub(super) fn preview(&mut self, id: NodeId) -> Preview {
        let tree = self.tree;
        let part =
            |classes: [&str; 2]| tree.find(id, |node| classes.iter().any(|c| node.has_class(c)));
        let title = part(["message_embed_title", "message_inline_image_title"]);
        let description = part(["message_embed_description", "message_inline_image_desc"]);
        let link = tree.find(id, |node| node.name() == "a" && node.attr("href").is_some());
        let image = tree
            .find(id, |node| node.has_class("message_embed_image"))
            .and_then(|id| background(self.node(id).attr("style")?))
            .or_else(|| {
                let img = tree.find(id, |node| node.name() == "img")?;
                self.node(img).attr("src").map(Address::new)
            });
        let title = title.map(|id| self.words(id)).unwrap_or_default();
        let description = description.map(|id| self.words(id)).unwrap_or_default();
        Preview {
            address: Address::new(
                link.and_then(|id| self.node(id).attr("href"))
                    .unwrap_or_default(),
            ),
            title: without_link(title),
            description,
            image,
        }
    }

    /// `inline-preview-twitter`.
    pub(super) fn tweet(&mut self, id: NodeId) -> Tweet {
        let tree = self.tree;
        let link = tree.find(id, |node| node.name() == "a" && node.attr("href").is_some());
        let inner = tree
            .find(id, |node| node.has_class("twitter-tweet"))
            .unwrap_or(id);
        let mut tweet = Tweet {
            address: Address::new(
                link.and_then(|id| self.node(id).attr("href"))
                    .unwrap_or_default(),
            ),
            content: Vec::new(),
            author: Vec::new(),
            media: Vec::new(),
        };
        for child in tree.children(inner) {
            let node = self.node(child);
            let has_avatar = || {
                tree.find(child, |node| node.has_class("twitter-avatar"))
                    .is_some()
            };
            match node.name() {
                "" if node.text().is_none_or(is_blank) => {}
                "span" => tweet.author.extend(self.words(child)),
                "div" if node.has_class("twitter-image") => {
                    tweet.media.extend(self.media_block(child));
                }
                "a" if has_avatar() => {}
                _ => {
                    if !tweet.content.is_empty() {
                        tweet.content.push(Inline::Break);
                    }
                    tweet.content.extend(self.inlines(&[child]));
                }
            }
        }
        tweet
    }

    fn words(&mut self, id: NodeId) -> Vec<Inline> {
        let nodes: Vec<_> = self.tree.children(id).collect();
        self.inlines(&nodes)
    }
}

/// A preview's title is a link to where the whole preview leads.
fn without_link(title: Vec<Inline>) -> Vec<Inline> {
    match <[Inline; 1]>::try_from(title) {
        Ok([Inline::Link(link)]) => link.content,
        Ok([other]) => vec![other],
        Err(title) => title,
    }
}

fn custom_emoji(node: &Node) -> Inline {
    let name = node
        .attr("alt")
        .and_then(colonless)
        .or_else(|| node.attr("title").map(str::to_owned))
        .unwrap_or_else(|| "emoji".to_owned());
    Inline::CustomEmoji {
        name: safe_line(name),
        source: Address::new(node.attr("src").unwrap_or_default()),
    }
}

fn media(kind: MediaKind, node: &Node) -> Media {
    let source = node.attr("src");
    let original = node
        .attr("data-original-src")
        .or(source)
        .unwrap_or_default();
    let alt = node.attr("alt").filter(|alt| !is_blank(alt));
    let loading = node.has_class("image-loading-placeholder");
    Media {
        kind,
        name: title(node).or_else(|| alt.map(|alt| safe_line(alt.trim().to_owned()))),
        address: Address::new(original),
        preview: source
            .filter(|_| !loading && node.name() == "img")
            .map(Address::new),
        dimensions: node.attr("data-original-dimensions").and_then(dimensions),
        content_type: node
            .attr("data-original-content-type")
            .map(|kind| safe_line(kind.to_owned())),
        animated: node.attr("data-animated") == Some("true"),
        loading,
    }
}

fn title(node: &Node) -> Option<Text> {
    let title = node.attr("title").filter(|title| !is_blank(title))?;
    Some(safe_line(title.trim().to_owned()))
}

/// `6000x4000`.
fn dimensions(text: &str) -> Option<(u32, u32)> {
    let (width, height) = text.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

/// The address in `background-image: url("…")`.
fn background(style: &str) -> Option<Address> {
    let (_, rest) = style.split_once("url(")?;
    let (url, _) = rest.rsplit_once(')')?;
    Some(Address::new(url.trim_matches(['"', '\'', ' '])))
}
