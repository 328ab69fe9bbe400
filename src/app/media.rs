//! Pictures and files of messages: what is wanted of them, looking at one, saving.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::Url;

use crate::api::client::files::Reach;
use crate::api::ids::MessageId;
use crate::api::message::Message;
use crate::content::document::{Media, MediaKind, SpoilerId};
use crate::content::link::{InternalLink, parse_internal};
use crate::content::{self, LayoutContext, Target};
use crate::terminal::graphics::{Graphic, Mode};
use crate::text::{SafeText, size};

use super::effect::Effect;
use super::layer::Layer;
use super::state::Turn;

/// A picture that is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureRequest {
    /// Where it is.
    pub url: Url,
    /// How large it is to become.
    pub size: PictureSize,
    /// How it is shown.
    pub mode: Mode,
    /// Whether it is the original, and may be large.
    pub full: bool,
    /// How far it may be looked for: fetching tells another host who reads.
    pub reach: Reach,
}

/// How large a picture is to become, in columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureSize {
    /// Exactly so large.
    Cells(u16, u16),
    /// As large as it is, within so much: its own size is not known yet.
    Room(u16, u16),
}

/// A picture made ready.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What the terminal gets.
    pub graphic: Arc<Graphic>,
    /// Width and height in pixels.
    pub dimensions: (u32, u32),
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPicture {
    /// In a few words.
    pub why: SafeText<'static>,
    /// Whether it may be tried again later.
    pub again: bool,
}

/// What the screen wants done about pictures and files.
#[derive(Debug)]
pub enum MediaOrder {
    /// These pictures are in sight and not there yet, the most wanted first. What was
    /// wanted before and is not among them is not needed any more.
    Show(Vec<PictureRequest>),
    /// Save a file.
    Save {
        /// Names it, to be given back.
        id: u64,
        /// Where it is.
        url: Url,
        /// What it is called.
        name: SafeText<'static>,
    },
    /// What is saved goes into this folder from now on.
    Downloads(std::path::PathBuf),
    /// Open something with the system's own program for it.
    Open {
        /// Where it is.
        url: Url,
        /// What it is called.
        name: SafeText<'static>,
        /// Whether it is a picture: then it is fetched, and the file opened.
        picture: bool,
    },
}

/// What became of it.
#[derive(Debug)]
pub enum MediaNews {
    /// A picture is ready, or is none.
    Picture(PictureRequest, Result<Picture, NoPicture>),
    /// So much of a file is saved.
    Progress {
        /// Which.
        id: u64,
        /// Bytes until now.
        got: u64,
        /// Bytes in all, where known.
        total: Option<u64>,
    },
    /// A file is saved, or not.
    Saved {
        /// Which.
        id: u64,
        /// The file, as a person would write it, or what went wrong.
        result: Result<String, SafeText<'static>>,
    },
    /// A file or address that a program of the system shows, or why there is none.
    ToOpen(Result<String, SafeText<'static>>),
}

/// A file that is being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Which.
    pub id: u64,
    /// What it is called.
    pub name: SafeText<'static>,
    /// Bytes until now.
    pub got: u64,
    /// Bytes in all, where known.
    pub total: Option<u64>,
}

impl Saving {
    /// In words, for the footer.
    #[must_use]
    pub fn words(&self) -> String {
        let name = &self.name;
        match self.total {
            Some(total) if total > 0 => {
                let percent = self.got.min(total) * 100 / total;
                format!("Saving {name}: {percent} % of {}", size(total))
            }
            Some(_) | None => format!("Saving {name}: {}", size(self.got)),
        }
    }
}

/// Something in a message that can be looked at, opened or saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is called.
    pub name: SafeText<'static>,
    /// What it is; files that are none of these are [`None`].
    pub media: Option<Media>,
    /// Where the original is.
    pub url: Url,
}

impl Item {
    /// Whether it is a picture.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        let picture = |m: &Media| m.kind == MediaKind::Image;
        self.media.as_ref().is_some_and(picture)
    }

    /// What it is, in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.media.as_ref().map(|m| m.kind) {
            Some(MediaKind::Image) => "image",
            Some(MediaKind::Video | MediaKind::Embed) => "video",
            Some(MediaKind::Audio) => "audio",
            Some(MediaKind::YouTube) => "YouTube video",
            None => "file",
        }
    }
}

/// One message's pictures and files, one of them over the whole screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewer {
    /// The message.
    pub message: MessageId,
    /// What there is, in order of appearance.
    pub items: Vec<Item>,
    /// Which is looked at.
    pub at: usize,
}

impl Viewer {
    /// What is looked at.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.at)
    }
}

/// Where to get a picture from: the organization's own origin, and others only
/// when it is allowed, since fetching tells them who reads. `full` for the
/// original instead of the thumbnail.
#[must_use]
pub fn source(media: &Media, full: bool, realm: &Url, external: bool) -> Option<Url> {
    if media.kind != MediaKind::Image || media.loading {
        return None;
    }
    let address = Some(&media.address);
    let places = if full {
        [address, media.preview.as_ref()]
    } else {
        [media.preview.as_ref(), address]
    };
    places
        .into_iter()
        .flatten()
        .filter(|address| !address.is_empty())
        .filter_map(|address| address.resolve(Some(realm)))
        .find(|url| {
            let own = url.origin() == realm.origin();
            own || (external && matches!(url.scheme(), "http" | "https"))
        })
}

/// What there is to look at, open or save in a message, in order of appearance.
/// What a spoiler hides that is not among the open ones is not among it.
#[must_use]
pub fn items(message: &Message, realm: &Url, open: &BTreeSet<SpoilerId>) -> Vec<Item> {
    let document = content::parse(&message.content);
    let context = LayoutContext {
        open_spoilers: open,
        ..LayoutContext::of_width(80)
    };
    let mut items: Vec<Item> = Vec::new();
    for target in content::layout(&document, &context).targets {
        let (address, media) = match target {
            Target::Media(media) => (media.address.clone(), Some(*media)),
            Target::Link(link) => match parse_internal(&link.address, Some(realm)) {
                Some(InternalLink::Upload(_)) => (link.address, None),
                Some(_) | None => continue,
            },
            Target::Spoiler(_) | Target::User(_) | Target::Group(_) | Target::Time(_) => continue,
        };
        let Some(url) = address.openable(Some(realm)) else {
            continue;
        };
        let known = items.iter_mut().find(|item| item.url == url);
        let named = media.as_ref().and_then(|m| m.name.clone());
        let name = named.or_else(|| address.file_name());
        match known {
            // The link in the text, and the picture below it.
            Some(item) => {
                if let Some(media) = media {
                    item.name = media.name.clone().unwrap_or(item.name.clone());
                    item.media = Some(media);
                }
            }
            None => items.push(Item {
                name: name.unwrap_or_else(|| address.display().into_owned()),
                media,
                url,
            }),
        }
    }
    items
}

impl Turn<'_> {
    /// Shows the pictures and files of the selected message.
    pub(super) fn view_media(&mut self) {
        let (Some(realm), Some(message)) = (self.app.own_url(), self.app.selected_message()) else {
            return;
        };
        let (id, items) = (
            message.id,
            items(message, &realm, &self.app.opened.of(message.id).spoilers),
        );
        let first = items.iter().position(Item::is_picture).unwrap_or(0);
        self.view(id, items, first);
    }

    /// Shows one picture, film, sound or file of a message: what a hint or a click
    /// on it means. Pictures come over the whole screen, all else is opened.
    pub fn open_media(&mut self, message: MessageId, media: &Media) {
        let Some(realm) = self.app.own_url() else {
            return;
        };
        let Some(url) = media.address.openable(Some(&realm)) else {
            self.complain("This address is none that can be opened.");
            return;
        };
        let organization = self.app.organization.as_deref();
        let items = organization
            .and_then(|o| o.message(message))
            .map(|message| items(message, &realm, &self.app.opened.of(message.id).spoilers))
            .unwrap_or_default();
        match items.iter().position(|item| item.url == url) {
            Some(at) if items[at].is_picture() => self.view(message, items, at),
            Some(at) => self.open_item(&items[at]),
            // Hidden by a spoiler that was closed meanwhile.
            None => self.open_item(&Item {
                name: media.address.display().into_owned(),
                media: Some(media.clone()),
                url,
            }),
        }
    }

    /// Opens a file of the organization that a link leads to.
    pub(super) fn open_upload(&mut self, address: &content::Address) {
        let url = self
            .app
            .own_url()
            .and_then(|realm| address.openable(Some(&realm)));
        let Some(url) = url else {
            self.complain("This address is none that can be opened.");
            return;
        };
        self.open_item(&Item {
            name: address
                .file_name()
                .unwrap_or_else(|| address.display().into_owned()),
            media: None,
            url,
        });
    }

    fn view(&mut self, message: MessageId, items: Vec<Item>, at: usize) {
        if items.is_empty() {
            self.notice("There is no picture or file in this message.");
            return;
        }
        self.push(Layer::Viewer(Box::new(Viewer { message, items, at })));
    }

    fn viewer(&mut self) -> Option<&mut Viewer> {
        self.app.layers.last_mut()?.viewer_mut()
    }

    /// The next picture or file of the message, or the one before.
    pub(super) fn turn_page(&mut self, forward: bool) {
        if let Some(viewer) = self.viewer() {
            let last = viewer.items.len().saturating_sub(1);
            viewer.at = if forward {
                (viewer.at + 1).min(last)
            } else {
                viewer.at.saturating_sub(1)
            };
        }
    }

    /// Opens what is looked at with the system's program for it.
    pub(super) fn open_viewed(&mut self) {
        if let Some(item) = self.viewer().and_then(|v| v.item().cloned()) {
            self.open_item(&item);
        }
    }

    fn open_item(&mut self, item: &Item) {
        self.notice(&format!("Opening {}…", item.name));
        self.effect(Effect::Media(MediaOrder::Open {
            url: item.url.clone(),
            name: item.name.clone(),
            picture: item.is_picture(),
        }));
    }

    /// Saves what is looked at.
    pub(super) fn save_viewed(&mut self) {
        let Some(item) = self.viewer().and_then(|v| v.item().cloned()) else {
            return;
        };
        let own = self
            .app
            .own_url()
            .is_some_and(|r| r.origin() == item.url.origin());
        if !own {
            self.notice("This is not the organization's own: o opens it.");
            return;
        }
        let name = item.url_name();
        self.save_file(item.url, name);
    }

    /// Saves a file of the organization.
    pub(super) fn save_file(&mut self, url: Url, name: SafeText<'static>) {
        self.app.saved += 1;
        let id = self.app.saved;
        self.app.saving.push(Saving {
            id,
            name: name.clone(),
            got: 0,
            total: None,
        });
        self.effect(Effect::Media(MediaOrder::Save { id, url, name }));
    }

    /// Takes in what became of orders.
    pub(super) fn media_news(&mut self, news: MediaNews) {
        match news {
            MediaNews::Picture(request, result) => self.measure.picture(request, result),
            MediaNews::Progress { id, got, total } => {
                if let Some(saving) = self.app.saving.iter_mut().find(|s| s.id == id) {
                    (saving.got, saving.total) = (got, total);
                }
            }
            MediaNews::Saved { id, result } => {
                let Some(at) = self.app.saving.iter().position(|s| s.id == id) else {
                    return;
                };
                let saving = self.app.saving.remove(at);
                match result {
                    Ok(path) => self.notice(&format!("Saved as {path}.")),
                    Err(why) => {
                        self.complain(&format!("{} was not saved: {why}.", saving.name));
                    }
                }
            }
            MediaNews::ToOpen(Ok(what)) => self.open_outside(what),
            MediaNews::ToOpen(Err(why)) => self.complain(&format!("Not opened: {why}.")),
        }
    }
}

impl Item {
    /// The name of its file: by its address, which has the ending.
    fn url_name(&self) -> SafeText<'static> {
        content::Address::new(self.url.as_str())
            .file_name()
            .unwrap_or_else(|| self.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(html: &str) -> Vec<(String, &'static str, String)> {
        let json = serde_json::json!({
            "id": 1, "sender_id": 2, "type": "private", "content": html, "timestamp": 0,
            "display_recipient": [{"id": 2, "email": "", "full_name": ""}],
            "subject": "", "client": "", "sender_full_name": "", "sender_email": "",
            "recipient_id": 1, "reactions": [], "submessages": [], "flags": [],
            "is_me_message": false, "avatar_url": null, "sender_realm_str": "",
            "topic_links": [], "content_type": "text/html",
        });
        let message: Message = serde_json::from_value(json).expect("a message");
        let realm = Url::parse("https://chat.example").expect("an address");
        items(&message, &realm, &BTreeSet::new())
            .into_iter()
            .map(|i| {
                (
                    i.name.as_str().to_owned(),
                    i.kind(),
                    i.url.path().to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn a_link_and_its_picture_are_one_and_hidden_ones_are_none() {
        let items = listed(
            "<p><a href=\"/user_uploads/2/a/kiln-at-night.png\">kiln at night.png</a> and \
             <a href=\"/user_uploads/2/a/log.pdf\">log</a>, \
             <a href=\"https://elsewhere.example/x\">no file</a></p>\
             <div class=\"message_inline_image\">\
             <a href=\"/user_uploads/2/a/kiln-at-night.png\" title=\"kiln at night.png\">\
             <img src=\"/user_uploads/thumbnail/2/a/kiln-at-night.png/840x560.webp\"></a></div>\
             <div class=\"spoiler-block\"><div class=\"spoiler-header\"></div>\
             <div class=\"spoiler-content\"><p><a href=\"/user_uploads/2/a/secret.png\">x</a></p>\
             </div></div>",
        );
        let path = |name: &str| format!("/user_uploads/2/a/{name}");
        assert_eq!(
            items,
            [
                (
                    "kiln at night.png".to_owned(),
                    "image",
                    path("kiln-at-night.png")
                ),
                ("log.pdf".to_owned(), "file", path("log.pdf")),
            ]
        );
    }

    #[test]
    fn only_pictures_that_may_be_fetched_have_a_source() {
        let realm = Url::parse("https://chat.example").expect("an address");
        let media = |kind, address: &str, loading| Media {
            kind,
            name: None,
            address: content::Address::new(address),
            preview: None,
            dimensions: None,
            content_type: None,
            animated: false,
            loading,
        };
        let own = media(MediaKind::Image, "/user_uploads/a.png", false);
        assert!(source(&own, false, &realm, false).is_some());
        for (kind, address, loading) in [
            (MediaKind::Video, "/user_uploads/a.mp4", false),
            (MediaKind::Image, "/user_uploads/a.png", true),
            (MediaKind::Image, "http://chat.example/a.png", false),
            (MediaKind::Image, "https://chat.example:444/a.png", false),
            (MediaKind::Image, "file:///etc/passwd", false),
            (MediaKind::Image, "data:image/png;base64,AAAA", false),
        ] {
            let media = media(kind, address, loading);
            assert_eq!(source(&media, false, &realm, false), None, "{address}");
        }
        let file = media(MediaKind::Image, "file:///etc/passwd", false);
        assert_eq!(source(&file, true, &realm, true), None);
    }
}
