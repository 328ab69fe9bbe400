//! What an organization shows to somebody who wants in: who it is, and the ways it offers.

use url::Url;

use crate::api::ids::FeatureLevel;
use crate::api::queue::FEATURE_LEVEL_FLOOR;
use crate::api::routes::server::ServerSettingsReply;
use crate::text::SafeText;

/// An organization before one is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Its address, where requests go.
    pub site: Url,
    /// The address it calls its own, where that is another one.
    pub realm: Option<Url>,
    /// Its name.
    pub name: SafeText<'static>,
    /// Its description, as plain text; empty where there is none.
    pub description: SafeText<'static>,
    /// The server's version, such as `11.0`.
    pub version: SafeText<'static>,
    /// What the server is able to do.
    pub level: FeatureLevel,
    /// The ways in, in the order in which they are offered. Never empty: a key that one has
    /// already lets in everywhere.
    pub methods: Vec<Method>,
}

/// A way in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Method {
    /// A name and a password.
    Password(UserNames),
    /// Somebody else who knows the person, in the browser.
    External(External),
    /// One of a development server's accounts, without a password.
    Dev,
    /// A key that the person has.
    ApiKey,
    /// A zuliprc file, named or pasted.
    Zuliprc,
}

/// What people are called who sign in with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserNames {
    /// By their e-mail address.
    Email,
    /// By a name in the organization's directory (LDAP).
    Name,
    /// By one of the two.
    Either,
}

impl UserNames {
    /// What the field is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "E-mail",
            Self::Name => "User name",
            Self::Either => "E-mail or user name",
        }
    }
}

/// An external method, as the server names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct External {
    /// Such as `github` or `saml:idp`.
    pub name: String,
    /// Such as `GitHub`.
    pub shown: SafeText<'static>,
    /// The path at which it begins.
    pub login_url: String,
}

impl Method {
    /// What `--method` calls it.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Password(_) => "password",
            Self::External(external) => &external.name,
            Self::Dev => "dev",
            Self::ApiKey => "api-key",
            Self::Zuliprc => "zuliprc",
        }
    }

    /// What a person is offered.
    #[must_use]
    pub fn label(&self) -> SafeText<'static> {
        SafeText::line(match self {
            Self::Password(UserNames::Email) => "E-mail and password".to_owned(),
            Self::Password(UserNames::Name) => "User name and password (LDAP)".to_owned(),
            Self::Password(UserNames::Either) => "E-mail or user name, and password".to_owned(),
            Self::External(external) => format!("{}, in the browser", external.shown.as_str()),
            Self::Dev => "A development account, without a password".to_owned(),
            Self::ApiKey => "An API key".to_owned(),
            Self::Zuliprc => "A zuliprc file".to_owned(),
        })
    }
}

/// Why nobody gets in here, whatever they know; with the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDoor {
    /// The host serves organizations on other hosts, none by itself.
    #[error(
        "{site} is a Zulip server without an organization of its own: give the organization's \
         address, such as your-team.{domain}."
    )]
    NoOrganization {
        /// The address.
        site: String,
        /// Below which organizations are.
        domain: String,
    },
    /// The server is older than lazuli understands.
    #[error(
        "{site} runs Zulip {version}, and lazuli needs 9.0 or newer: ask whoever runs the server \
         to upgrade it."
    )]
    TooOld {
        /// The address.
        site: String,
        /// The version.
        version: String,
    },
}

impl Door {
    /// What a server's answer says of the organization at `site`; `plain` makes its description,
    /// which is HTML, plain text.
    ///
    /// # Errors
    /// When there is none, or the server is too old.
    pub fn new(
        site: &Url,
        reply: &ServerSettingsReply,
        plain: impl FnOnce(&str) -> SafeText<'static>,
    ) -> Result<Self, NoDoor> {
        let version = SafeText::line(reply.zulip_version.to_string());
        if reply.zulip_feature_level < FEATURE_LEVEL_FLOOR {
            return Err(NoDoor::TooOld {
                site: super::shown(site),
                version: version.into_string(),
            });
        }
        let (Some(name), Some(realm)) = (&reply.realm_name, reply.realm()) else {
            return Err(NoDoor::NoOrganization {
                site: super::shown(site),
                domain: site.domain().unwrap_or("example.com").to_owned(),
            });
        };
        let realm = Url::parse(realm).ok();
        Ok(Self {
            site: site.clone(),
            realm: realm.filter(|realm| realm.origin() != site.origin()),
            name: SafeText::line(name.to_string()),
            description: plain(reply.realm_description.as_deref().unwrap_or_default()),
            version,
            level: reply.zulip_feature_level,
            methods: methods(reply),
        })
    }

    /// The addresses that a login link may name.
    #[must_use]
    pub fn sites(&self) -> Vec<&Url> {
        std::iter::once(&self.site).chain(&self.realm).collect()
    }

    /// The way in that `--method` names: by its name or what people call it.
    #[must_use]
    pub fn method(&self, wanted: &str) -> Option<&Method> {
        let same = |name: &str| name.eq_ignore_ascii_case(wanted.trim());
        let by_name = self.methods.iter().find(|method| same(method.id()));
        by_name.or_else(|| {
            self.methods.iter().find(|method| match method {
                Method::External(external) => {
                    same(external.shown.as_str())
                        || external.name.split(':').next().is_some_and(same)
                }
                Method::Password(_) => same("ldap") || same("email"),
                Method::Dev | Method::ApiKey | Method::Zuliprc => false,
            })
        })
    }

    /// The letters that stand for the organization where its icon would be.
    #[must_use]
    pub fn initials(&self) -> SafeText<'static> {
        let words = self.name.as_str().split_whitespace();
        let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
        let letters: String = words.filter_map(first).take(2).collect();
        SafeText::line(letters.to_uppercase())
    }
}

fn methods(reply: &ServerSettingsReply) -> Vec<Method> {
    let on = |name: &str| reply.authentication_methods.get(name) == Some(&true);
    let mut methods = Vec::new();
    let (ldap, email) = (on("ldap"), on("email") || reply.email_auth_enabled);
    if ldap || email || on("password") {
        methods.push(Method::Password(match (ldap, email) {
            _ if reply.require_email_format_usernames => UserNames::Email,
            (true, false) => UserNames::Name,
            (true, true) => UserNames::Either,
            (false, _) => UserNames::Email,
        }));
    }
    for external in &reply.external_authentication_methods {
        methods.push(Method::External(External {
            name: external.name.to_string(),
            shown: SafeText::line(external.display_name.to_string()),
            login_url: external.login_url.to_string(),
        }));
    }
    if on("dev") {
        methods.push(Method::Dev);
    }
    methods.extend([Method::ApiKey, Method::Zuliprc]);
    methods
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn door(change: impl FnOnce(&mut serde_json::Value)) -> Result<Door, NoDoor> {
        let mut reply = json!({
            "zulip_version": "11.0", "zulip_feature_level": 421, "email_auth_enabled": true,
            "require_email_format_usernames": true, "realm_name": "Lapis Works",
            "realm_url": "https://chat.example.com",
            "authentication_methods": {"password": true, "email": true, "ldap": false},
            "external_authentication_methods": [{
                "name": "saml:idp", "display_name": "Our SSO", "display_icon": null,
                "login_url": "/accounts/login/social/saml/idp", "signup_url": "/x",
            }],
        });
        change(&mut reply);
        let reply = serde_json::from_value(reply).expect("a reply");
        let site = Url::parse("https://chat.example.com").expect("a URL");
        Door::new(&site, &reply, |html| SafeText::line(html.to_owned()))
    }

    fn ways(change: impl FnOnce(&mut serde_json::Value)) -> Vec<String> {
        let door = door(change).expect("a door");
        let labels = door.methods.iter().map(Method::label);
        labels.map(SafeText::into_string).collect()
    }

    #[test]
    fn the_ways_are_those_that_the_server_names() {
        let usual = ways(|_| ());
        assert_eq!(
            usual,
            [
                "E-mail and password",
                "Our SSO, in the browser",
                "An API key",
                "A zuliprc file"
            ]
        );
        let directory = |email: bool| {
            move |reply: &mut serde_json::Value| {
                reply["email_auth_enabled"] = json!(email);
                reply["require_email_format_usernames"] = json!(false);
                reply["authentication_methods"] =
                    json!({"password": true, "email": email, "ldap": true, "dev": true});
            }
        };
        assert_eq!(ways(directory(false))[0], "User name and password (LDAP)");
        assert_eq!(
            ways(directory(true))[0],
            "E-mail or user name, and password"
        );
        assert_eq!(
            ways(directory(true))[2],
            "A development account, without a password"
        );
        let none = ways(|reply| {
            reply["email_auth_enabled"] = json!(false);
            reply["authentication_methods"] = json!({"password": false});
        });
        assert_eq!(none[0], "Our SSO, in the browser");
    }

    #[test]
    fn a_way_is_named_as_people_name_it() {
        let door = door(|_| ()).expect("a door");
        let id = |wanted: &str| door.method(wanted).map(Method::id);
        for wanted in ["saml:idp", "SAML", " our sso "] {
            assert_eq!(id(wanted), Some("saml:idp"), "{wanted}");
        }
        assert_eq!(id("Password"), Some("password"));
        assert_eq!(id("okta"), None);
        assert_eq!(door.initials().as_str(), "LW");
        assert_eq!(door.realm, None, "it is the same address");
    }

    #[test]
    fn what_lets_nobody_in_says_why() {
        let said = |change: fn(&mut serde_json::Value)| {
            door(change).map_or_else(|why| why.to_string(), |door| door.name.into_string())
        };
        assert!(said(|reply| reply["zulip_feature_level"] = json!(237)).contains("needs 9.0"));
        assert!(
            said(|reply| reply["realm_name"] = json!(null))
                .ends_with("such as your-team.chat.example.com.")
        );
        let older = |reply: &mut serde_json::Value| {
            reply["realm_uri"] = reply["realm_url"].take();
        };
        assert_eq!(said(older), "Lapis Works");
    }
}
