//! The pictures that are at hand, and those that a frame missed.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use url::Url;

use crate::api::client::files::Reach;
use crate::api::time::UnixMillis;
use crate::app::media::{NoPicture, Picture, PictureRequest, PictureSize, source};
use crate::content::Pictures;
use crate::content::document::Media;
use crate::terminal::graphics::{Easel, Graphic, Mode};
use crate::text::SafeText;

/// A picture in a message takes at most this many rows.
pub const MOST_ROWS: u16 = 12;
/// What pictures may take in memory, in bytes.
const BUDGET: usize = 12 << 20;
/// So many sizes and failures are remembered.
const REMEMBERED: usize = 4096;
/// After so many ms a picture that did not come is asked for again.
const AGAIN_MS: i64 = 30_000;

/// What is known of a picture.
#[derive(Debug, Clone)]
pub enum Seen {
    /// Here it is.
    Ready(Arc<Graphic>),
    /// It is on its way.
    Coming,
    /// There is none: why.
    None(SafeText<'static>),
}

/// The pictures at hand. Bounded, whatever messages hold.
#[derive(Debug)]
pub struct Gallery {
    /// Where the frame hangs them.
    pub easel: Easel,
    mode: Option<Mode>,
    external: bool,
    realm: Option<Url>,
    held: LruCache<PictureRequest, Arc<Graphic>>,
    bytes: usize,
    sizes: HashMap<Url, (u32, u32)>,
    missing: LruCache<Url, (NoPicture, UnixMillis)>,
    now: UnixMillis,
    /// What the last frame shows or misses: kept, however much it is.
    in_sight: HashSet<PictureRequest>,
    /// What this frame misses.
    wanted: Vec<PictureRequest>,
    /// What was asked for last.
    asked: Vec<PictureRequest>,
    epoch: u64,
}

impl Default for Gallery {
    fn default() -> Self {
        Self {
            easel: Easel::default(),
            mode: None,
            external: false,
            realm: None,
            held: LruCache::unbounded(),
            bytes: 0,
            sizes: HashMap::new(),
            missing: LruCache::new(NonZeroUsize::new(REMEMBERED).expect("not zero")),
            now: UnixMillis(0),
            in_sight: HashSet::new(),
            wanted: Vec::new(),
            asked: Vec::new(),
            epoch: 0,
        }
    }
}

impl Gallery {
    /// An empty one that shows pictures in the same way.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self {
            mode: self.mode,
            external: self.external,
            ..Self::default()
        }
    }

    /// How pictures are shown; `None` for not at all.
    pub fn set_mode(&mut self, mode: Option<Mode>) {
        if self.mode != mode {
            self.mode = mode;
            self.held.clear();
            self.bytes = 0;
            self.epoch += 1;
        }
    }

    /// Whether pictures of other origins are fetched too.
    pub fn set_external(&mut self, external: bool) {
        self.external = external;
    }

    /// Whether others' pictures are fetched too.
    #[must_use]
    pub fn external(&self) -> bool {
        self.external
    }

    /// The organization's address, whose pictures are its own.
    pub fn set_realm(&mut self, realm: Option<&Url>) {
        if self.realm.as_ref() != realm {
            self.realm = realm.cloned();
            self.epoch += 1;
        }
    }

    /// Changes with everything that decides how much room pictures get.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// A frame begins.
    pub fn begin(&mut self, now: UnixMillis) {
        self.now = now;
        self.easel.clear();
        self.in_sight.clear();
        self.wanted.clear();
    }

    /// Something covers all that was drawn until now: none of its pictures is hung or wanted.
    pub fn cover(&mut self) {
        self.easel.clear();
        self.wanted.clear();
    }

    /// What the last frame missed, when that is not what was asked for already.
    pub fn orders(&mut self) -> Option<Vec<PictureRequest>> {
        let wanted = &mut self.wanted;
        if *wanted == self.asked {
            return None;
        }
        self.asked.clone_from(wanted);
        Some(std::mem::take(wanted))
    }

    /// A picture came, or there is none.
    pub fn accept(&mut self, request: PictureRequest, result: Result<Picture, NoPicture>) {
        // Lets the same one be asked for again when it is needed again.
        self.asked.retain(|asked| *asked != request);
        if self.mode != Some(request.mode) {
            return;
        }
        match result {
            Ok(Picture {
                graphic,
                dimensions,
            }) => {
                self.missing.pop(&request.url);
                if matches!(request.size, PictureSize::Room(..)) && !request.full {
                    if self.sizes.len() >= REMEMBERED {
                        self.sizes.clear();
                    }
                    self.sizes.insert(request.url.clone(), dimensions);
                    self.epoch += 1;
                }
                let (columns, rows) = graphic.cells();
                let exact = PictureRequest {
                    size: PictureSize::Cells(columns, rows),
                    ..request.clone()
                };
                self.hold(exact, &graphic);
                if matches!(request.size, PictureSize::Room(..)) {
                    self.hold(request, &graphic);
                }
            }
            Err(no) => {
                let again = self.now.plus(AGAIN_MS);
                self.missing.put(request.url, (no, again));
            }
        }
    }

    fn hold(&mut self, request: PictureRequest, graphic: &Arc<Graphic>) {
        self.bytes += graphic.bytes();
        if let Some(old) = self.held.put(request, Arc::clone(graphic)) {
            self.bytes -= old.bytes();
        }
        while self.bytes > BUDGET {
            // Those in sight were used last: when one comes to the end, they are all there is.
            let spared = |(request, _): (&PictureRequest, _)| self.in_sight.contains(request);
            if self.held.len() <= 2 || self.held.peek_lru().is_none_or(spared) {
                return;
            }
            if let Some((_, old)) = self.held.pop_lru() {
                self.bytes -= old.bytes();
            }
        }
    }

    /// A picture in a message, at the size that was kept for it. When it is not at
    /// hand it is asked for.
    pub fn thumbnail(&mut self, media: &Media, cells: (u16, u16)) -> Option<Seen> {
        self.look(media, PictureSize::Cells(cells.0, cells.1), false)
    }

    /// Asks for a picture whose size is not known, so that it becomes known. Gives
    /// why there is none.
    pub fn measure(&mut self, media: &Media, columns: u16) -> Option<SafeText<'static>> {
        if self.size(media).is_some() {
            return None;
        }
        match self.look(media, PictureSize::Room(columns, MOST_ROWS), false)? {
            Seen::None(why) => Some(why),
            Seen::Ready(_) | Seen::Coming => None,
        }
    }

    /// The original in a room.
    pub fn original(&mut self, media: &Media, room: (u16, u16)) -> Option<Seen> {
        self.look(media, PictureSize::Room(room.0, room.1), true)
    }

    fn look(&mut self, media: &Media, size: PictureSize, full: bool) -> Option<Seen> {
        let request = PictureRequest {
            url: source(media, full, self.realm.as_ref()?, self.external)?,
            size,
            mode: self.mode?,
            full,
            reach: if self.external {
                Reach::Anywhere
            } else {
                Reach::Own
            },
        };
        self.in_sight.insert(request.clone());
        if let Some(graphic) = self.held.get(&request) {
            return Some(Seen::Ready(Arc::clone(graphic)));
        }
        if let Some((no, again)) = self.missing.get(&request.url)
            && (!no.again || self.now < *again)
        {
            return Some(Seen::None(no.why.clone()));
        }
        let wanted = &mut self.wanted;
        if !wanted.contains(&request) {
            wanted.push(request);
        }
        Some(Seen::Coming)
    }

    /// A picture's size in pixels: the server's word, or what was seen.
    fn size(&self, media: &Media) -> Option<(u32, u32)> {
        let known = media.dimensions.filter(|(w, h)| *w > 0 && *h > 0);
        known.or_else(|| {
            let url = source(media, false, self.realm.as_ref()?, self.external)?;
            self.sizes.get(&url).copied()
        })
    }
}

impl Pictures for Gallery {
    fn cells(&self, media: &Media, columns: u16) -> Option<(u16, u16)> {
        let mode = self.mode?;
        source(media, false, self.realm.as_ref()?, self.external)?;
        Some(mode.fit(self.size(media)?, (columns, MOST_ROWS)))
    }
}

#[cfg(test)]
#[path = "gallery_tests.rs"]
mod tests;
