//! Addresses of links and pictures: kept as they came, shown and written safely.

use std::fmt;

use serde::{Serialize, Serializer};
use url::Url;

use crate::text::SafeText;

/// What may be handed to the system's opener.
const OPENABLE: [&str; 3] = ["http", "https", "mailto"];

/// An address from the server: absolute, or relative to the organization's.
///
/// The raw form is for resolving only. It never reaches a terminal: what is
/// written is [`Address::encoded`], what is read is [`Address::display`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(Box<str>);

impl Address {
    /// An address as it stands in the HTML.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(raw.trim().into())
    }

    /// As it came: for resolving, never for drawing.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For reading.
    #[must_use]
    pub fn display(&self) -> SafeText<'_> {
        SafeText::line(&*self.0)
    }

    /// Printable ASCII only, all else percent-encoded ([RFC 3986]): for OSC 8 and JSON.
    ///
    /// [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986#section-2.1
    #[must_use]
    pub fn encoded(&self) -> String {
        encode(&self.0)
    }

    /// The whole address, for an organization at `realm`. `None` if it is none.
    #[must_use]
    pub fn resolve(&self, realm: Option<&Url>) -> Option<Url> {
        match realm {
            Some(realm) => realm.join(&self.0).ok(),
            None => Url::parse(&self.0).ok(),
        }
    }

    /// What the system's opener may be given, without a shell: http, https and
    /// mailto, nothing else; a mail address without files to attach.
    #[must_use]
    pub fn openable(&self, realm: Option<&Url>) -> Option<Url> {
        self.resolve(realm)
            .filter(|url| OPENABLE.contains(&url.scheme()))
            .map(harmless)
    }

    /// The last part of the path, decoded: a file's name.
    #[must_use]
    pub fn file_name(&self) -> Option<SafeText<'static>> {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        let last = path.rsplit('/').next().filter(|name| !name.is_empty())?;
        Some(SafeText::line(percent_decode(last)).into_owned())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encoded())
    }
}

/// A mail address keeps what is said in the mail; some programs would attach files
/// of this machine, where an address asks for it.
fn harmless(mut url: Url) -> Url {
    if url.scheme() == "mailto" && url.query().is_some() {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| {
                ["subject", "body", "to", "cc"].contains(&key.to_ascii_lowercase().as_str())
            })
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            let pairs = kept.iter().map(|(key, value)| {
                let value = encode_component(value);
                format!("{key}={value}")
            });
            let query: Vec<String> = pairs.collect();
            url.set_query(Some(&query.join("&")));
        }
    }
    url
}

/// Percent-encodes all but printable ASCII, and of that what would end a URL.
pub(crate) fn encode(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for byte in raw.bytes() {
        match byte {
            0x21..=0x7e if !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`') => {
                out.push(char::from(byte));
            }
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out
}

/// Percent-encodes all but what JavaScript's `encodeURIComponent` leaves.
pub(crate) fn encode_component(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for byte in raw.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Decodes `%xx`; what is not UTF-8 becomes U+FFFD, a lone `%` stays.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        if byte == b'%'
            && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
        {
            out.push((high * 16 + low) as u8);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_attach_nothing() {
        let shown = |raw: &str| Address::new(raw).openable(None).unwrap().to_string();
        assert_eq!(
            shown("mailto:a@x.example?subject=a%20b&attach=/etc/passwd&Body=%26c"),
            "mailto:a@x.example?subject=a%20b&Body=%26c"
        );
        assert_eq!(
            shown("mailto:a@x.example?attachment=/x"),
            "mailto:a@x.example"
        );
        assert_eq!(
            shown("https://x.example/?attach=1"),
            "https://x.example/?attach=1"
        );
    }

    #[test]
    fn nothing_raw_is_written() {
        let address = Address::new("https://x.example/\u{1b}]0;t\u{7}/\u{202e}é\"<");
        let encoded = address.encoded();
        assert!(
            encoded.bytes().all(|b| (0x21..0x7f).contains(&b)),
            "{encoded}"
        );
        assert_eq!(
            encoded,
            "https://x.example/%1B]0;t%07/%E2%80%AE%C3%A9%22%3C"
        );
        assert_eq!(address.display(), "https://x.example//é\"<");
    }

    #[test]
    fn only_three_schemes_open() {
        let realm = Url::parse("https://chat.example").unwrap();
        let opens = |raw: &str| Address::new(raw).openable(Some(&realm)).map(String::from);
        assert_eq!(
            opens("/user_uploads/2/a b.png").as_deref(),
            Some("https://chat.example/user_uploads/2/a%20b.png")
        );
        assert_eq!(
            opens("mailto:ada@lapis.example").as_deref(),
            Some("mailto:ada@lapis.example")
        );
        for refused in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ssh://x",
            "data:text/html,x",
            "http://",
            "//",
        ] {
            assert_eq!(opens(refused), None, "{refused}");
        }
    }

    #[test]
    fn file_names_are_decoded_and_safe() {
        assert_eq!(
            Address::new("/user_uploads/2/x/plan%20of%20kiln.png?a=/b")
                .file_name()
                .unwrap(),
            "plan of kiln.png"
        );
        assert_eq!(
            Address::new("/a/%1b%5b2Jx%E8%89%B2.txt")
                .file_name()
                .unwrap(),
            "x色.txt"
        );
        assert_eq!(Address::new("/a/%ff%").file_name().unwrap(), "\u{fffd}%");
        assert_eq!(Address::new("https://x.example/").file_name(), None);
    }
}
