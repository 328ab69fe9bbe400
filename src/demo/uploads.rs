//! Uploaded files, and the pictures that the organization has from the start.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::ids::{MessageId, UserId};

use super::hash::token;
use super::tus::Partial;

/// One file.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) owner: UserId,
    pub(crate) created: u64,
    pub(crate) content_type: String,
    pub(crate) data: Arc<[u8]>,
    /// Width and height in pixels, for pictures.
    pub(crate) size: Option<(u32, u32)>,
    /// The messages that link it.
    pub(crate) messages: Vec<MessageId>,
}

/// All files, by their path after `/user_uploads/`.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    seed: u64,
    files: BTreeMap<String, Upload>,
    /// Files that are coming piece by piece.
    partial: BTreeMap<u64, Partial>,
    begun: u64,
}

impl Uploads {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            files: BTreeMap::new(),
            partial: BTreeMap::new(),
            begun: 0,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Upload> {
        self.files.get(path)
    }

    pub(crate) fn get_mut(&mut self, path: &str) -> Option<&mut Upload> {
        self.files.get_mut(path)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Upload)> {
        self.files.iter()
    }

    /// A file begins to come; gives back its number.
    pub(crate) fn begin(&mut self, partial: Partial) -> u64 {
        self.begun += 1;
        self.partial.insert(self.begun, partial);
        self.begun
    }

    pub(crate) fn partial(&self, id: u64) -> Option<&Partial> {
        self.partial.get(&id)
    }

    /// More of a file came.
    pub(crate) fn append(&mut self, id: u64, piece: &[u8]) {
        if let Some(partial) = self.partial.get_mut(&id) {
            partial.data.extend_from_slice(piece);
        }
    }

    /// A file is whole.
    pub(crate) fn finish(&mut self, id: u64) -> Option<Partial> {
        self.partial.remove(&id)
    }

    /// Keeps a file; gives back its path.
    pub(crate) fn add(
        &mut self,
        owner: UserId,
        name: &str,
        content_type: Option<&str>,
        data: Vec<u8>,
        created: u64,
    ) -> String {
        let id = self.files.len() as u64 + 1;
        let random = token(self.seed, &format!("upload {id}"), 24);
        let path = format!("2/{:02x}/{random}/{}", id % 256, sanitized(name));
        let size = picture_size(&data);
        let content_type = content_type
            .filter(|kind| *kind != "application/octet-stream")
            .unwrap_or_else(|| guess(name, &data))
            .to_owned();
        self.files.insert(
            path.clone(),
            Upload {
                id,
                name: name.to_owned(),
                owner,
                created,
                content_type,
                data: data.into(),
                size,
                messages: Vec::new(),
            },
        );
        path
    }

    pub(crate) fn remove(&mut self, id: u64, owner: UserId) -> bool {
        let before = self.files.len();
        self.files
            .retain(|_, file| file.id != id || file.owner != owner);
        self.files.len() < before
    }

    pub(crate) fn used_by(&self, owner: UserId) -> u64 {
        self.files
            .values()
            .filter(|file| file.owner == owner)
            .map(|file| file.data.len() as u64)
            .sum()
    }
}

/// A file name as it stands in an address: Zulip's own rule.
fn sanitized(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_whitespace() { '-' } else { c })
        .filter(|c| c.is_alphanumeric() || "-_.".contains(*c))
        .collect();
    let name = name.trim_start_matches('.').to_owned();
    if name.is_empty() {
        "uploaded-file".to_owned()
    } else {
        name
    }
}

fn guess(name: &str, data: &[u8]) -> &'static str {
    if data.starts_with(b"\x89PNG") {
        return "image/png";
    }
    match name
        .rsplit('.')
        .next()
        .unwrap_or("")
        .to_ascii_lowercase()
        .as_str()
    {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "txt" | "log" => "text/plain",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// Width and height of a PNG, GIF, JPEG or WebP picture.
pub(crate) fn picture_size(data: &[u8]) -> Option<(u32, u32)> {
    let be = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?));
    let be16 = |at: usize| {
        Some(u32::from(u16::from_be_bytes(
            data.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let le16 = |at: usize| {
        Some(u32::from(u16::from_le_bytes(
            data.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    if data.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((be(16)?, be(20)?));
    }
    if data.starts_with(b"GIF8") {
        return Some((le16(6)?, le16(8)?));
    }
    if data.starts_with(b"RIFF") && data.get(12..16)? == b"VP8 " {
        return Some((le16(26)? & 0x3fff, le16(28)? & 0x3fff));
    }
    if data.starts_with(&[0xff, 0xd8]) {
        let mut at = 2;
        while let (Some(0xff), Some(kind)) = (data.get(at), data.get(at + 1)) {
            if matches!(kind, 0xc0..=0xc3) {
                return Some((be16(at + 7)?, be16(at + 5)?));
            }
            at += 2 + be16(at + 2)? as usize;
        }
    }
    None
}
