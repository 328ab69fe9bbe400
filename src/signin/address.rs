//! The organization's address, out of what people write and paste.

use url::{Host, Url};

/// Parts of paths that are Zulip's own: what stands before them is where Zulip is.
const PAGES: &[&str] = &[
    "accounts",
    "activity",
    "api",
    "apps",
    "desktop_home",
    "devlogin",
    "devtools",
    "help",
    "integrations",
    "json",
    "login",
    "logout",
    "new",
    "register",
    "static",
    "stats",
    "user_avatars",
    "user_uploads",
];

/// Why a text is no address, each with the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was written.
    #[error("Write the organization's address, such as chat.example.com.")]
    Empty,
    /// The address of a person.
    #[error(
        "That is a person's e-mail address; the organization's is what a browser shows while \
         Zulip is open in it, such as chat.example.com."
    )]
    Person,
    /// Neither http nor https.
    #[error("An organization's address begins with https://, not with {0}://.")]
    Scheme(String),
    /// Nothing that could be a web address.
    #[error("“{0}” is no web address: it is what a browser shows, such as chat.example.com.")]
    Other(String),
}

/// The address of an organization: without a scheme, in capitals, with white space around,
/// with the path of a page or a view behind it. This machine is spoken to by plain HTTP
/// unless the scheme is written.
///
/// # Errors
/// When it can't be one.
pub fn address(written: &str) -> Result<Url, AddressError> {
    let written = written
        .trim()
        .trim_matches(['<', '>', '"', '\'', '`'])
        .trim();
    if written.is_empty() {
        return Err(AddressError::Empty);
    }
    let other = || AddressError::Other(written.chars().take(60).collect());
    let (scheme, rest) = match written.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['.', '/', '?', '#', ' ']) => {
            (Some(scheme.to_ascii_lowercase()), rest)
        }
        _ => (None, written.strip_prefix("//").unwrap_or(written)),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(match scheme {
            None => AddressError::Person,
            Some(_) => other(),
        });
    }
    if authority.is_empty() || authority.contains(char::is_whitespace) {
        return Err(other());
    }
    let scheme = match scheme.as_deref() {
        Some(scheme @ ("http" | "https")) => scheme,
        Some(scheme) => return Err(AddressError::Scheme(scheme.chars().take(20).collect())),
        None => match Url::parse(&format!("http://{authority}")) {
            Ok(url) if is_here(&url) => "http",
            _ => "https",
        },
    };
    let mut url = Url::parse(&format!("{scheme}://{rest}")).map_err(|_| other())?;
    let named = url.host_str().is_some_and(|host| !host.is_empty());
    if !named || !url.username().is_empty() || url.password().is_some() {
        return Err(other());
    }
    url.set_fragment(None);
    url.set_query(None);
    let path = folder(url.path());
    url.set_path(&path);
    Ok(url)
}

/// The part of a path before Zulip's pages.
fn folder(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts
        .take_while(|part| !PAGES.contains(&part.to_ascii_lowercase().as_str()))
        .collect();
    // Of the quotes around an address this one alone is not written otherwise in a path.
    parts.join("/").trim_end_matches(['\'', '/']).to_owned()
}

/// Whether an address is this machine's.
#[must_use]
pub fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether what is sent there can be read on the way.
#[must_use]
pub fn is_open(url: &Url) -> bool {
    url.scheme() != "https" && !is_here(url)
}

/// The address as people say it: without `https://` and without the slash at its end.
#[must_use]
pub fn shown(url: &Url) -> String {
    let text = url.as_str();
    let text = text.strip_prefix("https://").unwrap_or(text);
    text.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(written: &str) -> String {
        address(written).map_or_else(|error| format!("{error:?}"), |url| url.to_string())
    }

    #[test]
    fn what_people_write_is_understood() {
        for (written, url) in [
            ("chat.example.com", "https://chat.example.com/"),
            ("  Chat.Example.COM \n", "https://chat.example.com/"),
            ("HTTPS://CHAT.example.com", "https://chat.example.com/"),
            ("//chat.example.com", "https://chat.example.com/"),
            ("<https://chat.example.com>", "https://chat.example.com/"),
            ("'chat.example.com/'/login", "https://chat.example.com/"),
            ("http://chat.example.com/", "http://chat.example.com/"),
            (
                "chat.example.com:8443/login/",
                "https://chat.example.com:8443/",
            ),
            (
                "https://chat.example.com/#narrow/channel/4-a/topic/b",
                "https://chat.example.com/",
            ),
            ("chat.example.com#narrow", "https://chat.example.com/"),
            ("chat.example.com/?x=1://y", "https://chat.example.com/"),
            (
                "https://example.com/zulip/api/v1",
                "https://example.com/zulip",
            ),
            (
                "example.com/zulip/accounts/login/",
                "https://example.com/zulip",
            ),
            ("localhost:9991", "http://localhost:9991/"),
            ("https://localhost", "https://localhost/"),
            (
                "zulip.localhost:9991/devlogin",
                "http://zulip.localhost:9991/",
            ),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("[::1]:8080/", "http://[::1]:8080/"),
            ("localhost.example.com", "https://localhost.example.com/"),
            ("münchen.example", "https://xn--mnchen-3ya.example/"),
        ] {
            assert_eq!(read(written), url, "{written:?}");
        }
    }

    #[test]
    fn what_is_no_address_says_what_would_be_one() {
        for (written, error) in [
            (" ", "Empty"),
            ("ada@example.com", "Person"),
            (
                "https://ada:pass@example.com",
                "Other(\"https://ada:pass@example.com\")",
            ),
            ("zulip://login?realm=x", "Scheme(\"zulip\")"),
            ("not a host", "Other(\"not a host\")"),
            ("https://", "Other(\"https://\")"),
            ("/login", "Other(\"/login\")"),
        ] {
            assert_eq!(read(written), error, "{written:?}");
        }
    }

    #[test]
    fn an_address_is_said_shortly() {
        let said = |written| shown(&address(written).expect("an address"));
        assert_eq!(said("chat.example.com"), "chat.example.com");
        assert_eq!(said("https://example.com/zulip/"), "example.com/zulip");
        assert_eq!(said("http://example.com"), "http://example.com");
        let open = |written| is_open(&address(written).expect("an address"));
        assert!(open("http://example.com") && !open("http://localhost"));
        assert!(!open("example.com"));
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_or_none(written in ".{0,80}") {
            if let Ok(url) = address(&written) {
                prop_assert!(matches!(url.scheme(), "http" | "https"));
                prop_assert!(url.query().is_none() && url.fragment().is_none());
                prop_assert!(url.username().is_empty() && url.password().is_none());
                prop_assert_eq!(address(url.as_str()), Ok(url.clone()), "it stays the same");
                prop_assert_eq!(address(&format!(" {url}/#narrow/is/dm")), Ok(url));
            }
        }

        #[test]
        fn hosts_are_understood_however_they_are_written(
            host in "[a-z]{1,8}(\\.[a-z]{2,6}){1,2}", port in proptest::option::of(1..65_000_u16),
            capitals in any::<bool>(), tail in "(/login/?|/#narrow/.*|/\\?next=.*|/)?",
        ) {
            let port = port.filter(|port| *port != 443);
            let port = port.map_or_else(String::new, |port| format!(":{port}"));
            let written = format!("{host}{port}{tail}");
            let written = if capitals { written.to_uppercase() } else { written };
            let expected = format!("https://{host}{port}/");
            prop_assert_eq!(address(&written).expect("an address").to_string(), expected);
        }
    }
}
