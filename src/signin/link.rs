//! The link `zulip://login?…` at which a sign-in in the browser ends.
//!
//! The key in it is XORed with a secret of this sign-in alone, so that whoever else sees the
//! link has nothing. <https://zulip.readthedocs.io/en/latest/production/authentication-methods.html>

use std::fmt;

use url::Url;

use crate::config::zuliprc::ApiKey;

/// Bytes of an API key.
const KEY: usize = 32;

/// The secret of one sign-in: random, never shown, used once.
#[derive(Clone, PartialEq, Eq)]
pub struct Otp([u8; KEY]);

impl fmt::Debug for Otp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Otp(…)")
    }
}

impl Otp {
    /// The secret of these random bytes.
    #[must_use]
    pub fn new(random: [u8; KEY]) -> Self {
        Self(random)
    }

    /// As the parameter `mobile_flow_otp` wants it: 64 hexadecimal digits.
    #[must_use]
    pub fn reveal(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The page at which an external method begins.
    #[must_use]
    pub fn page(&self, site: &Url, login_url: &str) -> Option<Url> {
        let folder = site.as_str().trim_end_matches('/');
        let mut page = match login_url.strip_prefix('/') {
            Some(path) => Url::parse(&format!("{folder}/{path}")).ok()?,
            None => site.join(login_url).ok()?,
        };
        if page.origin() != site.origin() {
            return None;
        }
        page.query_pairs_mut()
            .append_pair("mobile_flow_otp", &self.reveal());
        Some(page)
    }

    /// Whose key a link holds, and the key.
    ///
    /// # Errors
    /// When the link is of another organization, or of another sign-in.
    pub fn open(&self, link: &LoginLink, sites: &[&Url]) -> Result<(String, ApiKey), LinkError> {
        let ours = |realm: &Url| sites.iter().any(|site| site.origin() == realm.origin());
        if !ours(&link.realm) {
            return Err(LinkError::OtherOrganization(super::shown(&link.realm)));
        }
        let key: Vec<u8> = link
            .encrypted
            .iter()
            .zip(self.0)
            .map(|(a, b)| a ^ b)
            .collect();
        // With another secret it is noise: one in 10^20 looks like a key all the same.
        match String::from_utf8(key) {
            Ok(key) if key.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                Ok((link.email.clone(), ApiKey::new(key)))
            }
            _ => Err(LinkError::OtherSignIn),
        }
    }
}

/// What a link says.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginLink {
    realm: Url,
    email: String,
    encrypted: [u8; KEY],
}

impl fmt::Debug for LoginLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginLink")
            .field("realm", &self.realm.as_str())
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Why a link does not let anybody in, with the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// A web page's address.
    #[error(
        "That is the address of a web page. Go on in the browser until it wants to open \
         zulip://login…, and copy that link."
    )]
    WebPage,
    /// Something else.
    #[error("That is not the link: it begins with zulip://login?")]
    NotALink,
    /// A part of the link is missing or damaged.
    #[error("The link is not whole ({0}): copy all of it, to its end.")]
    Broken(&'static str),
    /// A link for another organization.
    #[error("This link is for {0}, another organization: nothing was done with it.")]
    OtherOrganization(String),
    /// A link that another sign-in asked for.
    #[error(
        "This link belongs to an earlier sign-in. Open the address of this one in the browser, \
         and copy the link at its end."
    )]
    OtherSignIn,
}

impl LoginLink {
    /// Finds the link in what was pasted: broken over lines, in quotes, or inside of a page's
    /// source.
    ///
    /// # Errors
    /// When there is none, or not a whole one.
    pub fn find(pasted: &str) -> Result<Self, LinkError> {
        const BEGIN: &str = "zulip://login";
        // A terminal breaks long lines; the link itself has no white space.
        let text: String = pasted.chars().filter(|c| !c.is_whitespace()).collect();
        let lower = text.to_ascii_lowercase();
        let Some(begin) = lower.find(BEGIN) else {
            return Err(if lower.starts_with("http") {
                LinkError::WebPage
            } else {
                LinkError::NotALink
            });
        };
        let link = text[begin..].split(['"', '\'', '<', '>', '`']).next();
        let link = link.unwrap_or_default().replace("&amp;", "&");
        let url = Url::parse(&link).map_err(|_| LinkError::NotALink)?;
        let part = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name);
            found
                .map(|(_, value)| value.into_owned())
                .filter(|value| !value.is_empty())
        };
        let realm = part("realm").ok_or(LinkError::Broken("`realm` is missing"))?;
        let realm = Url::parse(&realm).map_err(|_| LinkError::Broken("`realm` is no address"))?;
        let email = part("email").ok_or(LinkError::Broken("`email` is missing"))?;
        let key = part("otp_encrypted_api_key").ok_or(LinkError::Broken("its key is missing"))?;
        let encrypted = unhex(&key).ok_or(LinkError::Broken("its key is cut off"))?;
        Ok(Self {
            realm,
            email,
            encrypted,
        })
    }
}

fn unhex(text: &str) -> Option<[u8; KEY]> {
    let mut bytes = [0; KEY];
    if text.len() != 2 * KEY || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINK: &str = "zulip://login?realm=https%3A%2F%2Fchat.example.com&email=ada%40example.com\
        &user_id=7&otp_encrypted_api_key=";

    fn site() -> Url {
        Url::parse("https://chat.example.com/").expect("a URL")
    }

    /// The vector that the server's own tests use.
    fn known() -> (Otp, String) {
        let otp = unhex(&"7be38894".repeat(8)).expect("hexadecimal");
        (Otp::new(otp), format!("{LINK}{}", "4ad1e9f7".repeat(8)))
    }

    #[test]
    fn a_known_link_opens() {
        let (otp, link) = known();
        assert_eq!(otp.reveal(), "7be38894".repeat(8));
        let link = LoginLink::find(&link).expect("a link");
        let (email, key) = otp.open(&link, &[&site()]).expect("opened");
        assert_eq!(email, "ada@example.com");
        assert_eq!(key.reveal(), "12ac".repeat(8));
        assert!(!format!("{link:?}{otp:?}").contains("7be3"));
    }

    #[test]
    fn it_is_found_wherever_it_was_pasted_from() {
        let (_, link) = known();
        let whole = LoginLink::find(&link).expect("a link");
        let broken = format!(" {}\r\n  {}\n", &link[..50], &link[50..]);
        let source = format!("<a href=\"{}\">Open</a>", link.replace('&', "&amp;"));
        let shouted = link.replace("zulip://login", "ZULIP://Login");
        for pasted in [broken, source, format!("'{link}'"), shouted] {
            assert_eq!(LoginLink::find(&pasted).as_ref(), Ok(&whole), "{pasted}");
        }
    }

    #[test]
    fn what_opens_nothing_says_why() {
        let (otp, link) = known();
        let find = |text: &str| LoginLink::find(text).expect_err("none");
        assert_eq!(find("https://chat.example.com/login"), LinkError::WebPage);
        assert_eq!(find("hello"), LinkError::NotALink);
        assert_eq!(
            find("zulip://login"),
            LinkError::Broken("`realm` is missing")
        );
        assert_eq!(
            find(&link[..link.len() - 1]),
            LinkError::Broken("its key is cut off")
        );
        let link = LoginLink::find(&link).expect("a link");
        let elsewhere = Url::parse("https://chat.example.com:8443").expect("a URL");
        assert_eq!(
            otp.open(&link, &[&elsewhere]),
            Err(LinkError::OtherOrganization("chat.example.com".to_owned()))
        );
        let other = Otp::new([0x99; KEY]);
        assert_eq!(other.open(&link, &[&site()]), Err(LinkError::OtherSignIn));
    }

    #[test]
    fn the_page_is_the_organizations_own() {
        let otp = known().0;
        let page = |site: &str, login: &str| {
            let page = otp.page(&Url::parse(site).expect("a URL"), login);
            page.map(|page| page.to_string().replace(&otp.reveal(), "OTP"))
        };
        assert_eq!(
            page("https://a.example/zulip", "/accounts/login/social/github").as_deref(),
            Some("https://a.example/zulip/accounts/login/social/github?mobile_flow_otp=OTP")
        );
        assert_eq!(
            page("https://a.example", "/accounts/login/sso/?next=%2F").as_deref(),
            Some("https://a.example/accounts/login/sso/?next=%2F&mobile_flow_otp=OTP")
        );
        assert_eq!(
            page("https://a.example", "https://evil.example/login"),
            None
        );
        assert_eq!(page("https://a.example", "javascript:alert(1)"), None);
    }

    proptest! {
        #[test]
        fn what_the_server_encrypts_is_read_back(key in "[A-Za-z0-9]{32}", otp: [u8; 32]) {
            let secret = Otp::new(otp);
            let encrypted: String = key.bytes().zip(otp).map(|(k, o)| format!("{:02x}", k ^ o)).collect();
            let link = LoginLink::find(&format!("{LINK}{encrypted}")).expect("a link");
            let (_, opened) = secret.open(&link, &[&site()]).expect("opened");
            prop_assert_eq!(opened.reveal(), key);
        }

        #[test]
        fn any_text_is_a_link_or_none(text in ".{0,60}", tail in "[ -~]{0,80}") {
            let _ = LoginLink::find(&text);
            let _ = LoginLink::find(&format!("zulip://login?{tail}"));
        }
    }
}
