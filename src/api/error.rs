//! What can go wrong with a request: a closed tree, each leaf one sentence.
//!
//! Switch on variants and on [`Code`]; `msg` is translated by the server and is for
//! people only. Texts from the server inside these errors are raw: whoever shows them
//! makes them safe first. <https://zulip.com/api/rest-error-handling>

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

/// Why a request did not give what was asked for.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// No answer, or not a whole one.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The server said no, with a code.
    #[error("{0}")]
    Zulip(Box<ZulipError>),
    /// 429: too many requests.
    #[error("{host} asks to wait: too many requests{}", seconds(.retry_after))]
    RateLimited {
        /// The organization's host.
        host: String,
        /// How long to wait, where the server said.
        retry_after: Option<Duration>,
    },
    /// 5xx: the server, or a proxy before it, is in trouble.
    #[error("{host} is in trouble (HTTP {status})")]
    Server {
        /// The organization's host.
        host: String,
        /// The HTTP status.
        status: u16,
        /// How long to wait, where the server said.
        retry_after: Option<Duration>,
    },
    /// An answer that is not Zulip's.
    #[error("{host} did not answer as a Zulip server: {what}")]
    Malformed {
        /// The organization's host.
        host: String,
        /// The HTTP status.
        status: u16,
        /// What came instead.
        what: Malformed,
    },
    /// 3xx: never followed, since credentials would go along.
    #[error(
        "{host} redirects to {to}: if that is the organization's address, make it the `site` of your zuliprc"
    )]
    Redirect {
        /// The organization's host.
        host: String,
        /// Where to.
        to: String,
    },
    /// The connection can't even be set up: certificate files, header values.
    #[error("{0}")]
    Setup(String),
}

fn seconds(retry_after: &Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| {
        format!(" (for {} s)", wait.as_secs_f64().ceil())
    })
}

/// What came where JSON of a known shape should have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// A web page, most likely a proxy's or a login portal's; with its title.
    Page(Option<String>),
    /// Neither JSON nor a web page.
    NotJson,
    /// Something that begins like JSON and is cut short or garbled.
    Broken,
    /// Good JSON without what the API promises; says what is missing.
    Shape(String),
    /// More than this many bytes.
    TooLarge(usize),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(Some(title)) => write!(f, "it sent a web page, “{title}”"),
            Self::Page(None) => f.write_str("it sent a web page"),
            Self::NotJson => f.write_str("it sent something that is not JSON"),
            Self::Broken => f.write_str("it sent garbled JSON"),
            Self::Shape(why) => write!(f, "it sent JSON of an unknown shape ({why})"),
            Self::TooLarge(limit) => write!(f, "it sent more than {} MB", limit >> 20),
        }
    }
}

/// A request that got no whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkError {
    /// The host that was asked.
    pub host: String,
    /// What happened.
    pub kind: NetworkKind,
    /// What the layers below said, for the log.
    pub detail: String,
    /// Whether no connection came about, so that not a byte of the request can have arrived.
    pub unsent: bool,
}

/// How the network failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkKind {
    /// The host's name has no address.
    Resolve,
    /// Nothing listens there.
    Refused,
    /// No way there: no route, network down.
    Unreachable,
    /// The server's certificate is not to be trusted.
    Certificate(CertificateFlaw),
    /// TLS failed for another reason.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection ended before the answer did.
    Closed,
    /// What answered does not speak HTTP.
    NotHttp,
    /// Something else.
    Other,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateFlaw {
    /// Signed by nobody that is trusted here.
    UnknownIssuer,
    /// For another host.
    WrongHost,
    /// Too old, or not valid yet.
    Expired,
    /// Anything else.
    Other,
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        match self.kind {
            NetworkKind::Resolve => write!(
                f,
                "{host} can't be found: check the network, and `site` in your zuliprc"
            ),
            NetworkKind::Refused => write!(
                f,
                "Nothing answers at {host}: check `site` in your zuliprc, and whether the server runs"
            ),
            NetworkKind::Unreachable => write!(f, "There is no way to {host}: check the network"),
            NetworkKind::Certificate(flaw) => {
                let why = match flaw {
                    CertificateFlaw::UnknownIssuer => "nobody trusted here signed it",
                    CertificateFlaw::WrongHost => "it is for another host",
                    CertificateFlaw::Expired => "it is out of date",
                    CertificateFlaw::Other => "it is not valid",
                };
                write!(
                    f,
                    "The certificate of {host} can't be trusted, {why}: if you know the right one, name it as `cert_bundle` in your zuliprc"
                )
            }
            NetworkKind::Tls => write!(
                f,
                "No secure connection to {host} came about: check that `site` in your zuliprc should begin with https://, and whether the server wants a `client_cert`"
            ),
            NetworkKind::Timeout => write!(f, "{host} did not answer in time"),
            NetworkKind::Closed => write!(f, "{host} broke off the connection"),
            NetworkKind::NotHttp => {
                write!(
                    f,
                    "{host} is not a web server: check `site` in your zuliprc"
                )
            }
            NetworkKind::Other => write!(f, "The connection to {host} failed"),
        }
    }
}

impl std::error::Error for NetworkError {}

/// The server's considered no.
#[derive(Debug, Clone)]
pub struct ZulipError {
    /// The HTTP status.
    pub status: u16,
    /// What to switch on.
    pub code: Code,
    /// The reason in the person's language, raw.
    pub msg: String,
    /// All else the reply held, such as `queue_id` or `stream_id`.
    pub data: Map<String, Value>,
}

impl fmt::Display for ZulipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Code::NonexistentSubdomain => {
                f.write_str("There is no such organization: check `site` in your zuliprc")
            }
            Code::InvalidApiKey | Code::Unauthorized | Code::UnauthenticatedUser => write!(
                f,
                "The server no longer accepts this API key ({}): download a new zuliprc in Zulip's web app",
                self.msg
            ),
            Code::UserDeactivated => f.write_str(
                "Your account is deactivated: an administrator of the organization can activate it",
            ),
            Code::RealmDeactivated => f.write_str("This organization is deactivated"),
            Code::BadRequest
            | Code::RequestVariableMissing
            | Code::RequestVariableInvalid
            | Code::BadNarrow
            | Code::BadEventQueueId
            | Code::AuthenticationFailed
            | Code::PasswordAuthDisabled
            | Code::PasswordResetRequired
            | Code::RateLimitHit
            | Code::StreamDoesNotExist
            | Code::ReactionAlreadyExists
            | Code::ReactionDoesNotExist
            | Code::ExpectationMismatch
            | Code::MoveMessagesTimeLimitExceeded
            | Code::RequestTimeout
            | Code::ServerNotReady
            | Code::Other(_) => write!(f, "The server says: {}", self.msg),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal,)*) => {
        /// The server's stable names of what is wrong.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
            /// A code that nothing here depends on.
            Other(Box<str>),
        }

        impl Code {
            /// The code with this name on the wire.
            #[must_use]
            pub fn new(wire: &str) -> Self {
                match wire {
                    $($wire => Self::$name,)*
                    other => Self::Other(other.into()),
                }
            }

            /// The name on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $wire,)*
                    Self::Other(other) => other,
                }
            }
        }
    };
}

codes! {
    /// The default.
    BadRequest = "BAD_REQUEST",
    /// A parameter is missing (`var_name`).
    RequestVariableMissing = "REQUEST_VARIABLE_MISSING",
    /// A parameter is wrong (`var_name`).
    RequestVariableInvalid = "REQUEST_VARIABLE_INVALID",
    /// An operator or operand the server does not know (`desc`).
    BadNarrow = "BAD_NARROW",
    /// The queue is gone: register anew.
    BadEventQueueId = "BAD_EVENT_QUEUE_ID",
    /// The key was revoked or regenerated.
    InvalidApiKey = "INVALID_API_KEY",
    /// The same, on servers up to 11.0.
    Unauthorized = "UNAUTHORIZED",
    /// Not logged in at all.
    UnauthenticatedUser = "UNAUTHENTICATED_USER",
    /// The account is deactivated.
    UserDeactivated = "USER_DEACTIVATED",
    /// The organization is deactivated.
    RealmDeactivated = "REALM_DEACTIVATED",
    /// A wrong password.
    AuthenticationFailed = "AUTHENTICATION_FAILED",
    /// The organization takes no passwords.
    PasswordAuthDisabled = "PASSWORD_AUTH_DISABLED",
    /// The password must be changed before it lets anybody in.
    PasswordResetRequired = "PASSWORD_RESET_REQUIRED",
    /// No organization at this host.
    NonexistentSubdomain = "NONEXISTENT_SUBDOMAIN",
    /// Too many requests.
    RateLimitHit = "RATE_LIMIT_HIT",
    /// No such channel, or none that may be known of.
    StreamDoesNotExist = "STREAM_DOES_NOT_EXIST",
    /// As good as success.
    ReactionAlreadyExists = "REACTION_ALREADY_EXISTS",
    /// As good as success.
    ReactionDoesNotExist = "REACTION_DOES_NOT_EXIST",
    /// What was to be changed has changed meanwhile.
    ExpectationMismatch = "EXPECTATION_MISMATCH",
    /// Some of the messages are too old to move.
    MoveMessagesTimeLimitExceeded = "MOVE_MESSAGES_TIME_LIMIT_EXCEEDED",
    /// Retry.
    RequestTimeout = "REQUEST_TIMEOUT",
    /// Retry.
    ServerNotReady = "SERVER_NOT_READY",
}

/// Why nothing more will come from this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// The API key is no longer accepted.
    SignedOut,
    /// The account is deactivated.
    UserDeactivated,
    /// The organization is deactivated.
    RealmDeactivated,
}

impl ApiError {
    /// The account is lost, on whichever request the server said so.
    #[must_use]
    pub fn loss(&self) -> Option<Loss> {
        let Self::Zulip(error) = self else {
            return None;
        };
        match error.code {
            Code::InvalidApiKey | Code::Unauthorized | Code::UnauthenticatedUser => {
                Some(Loss::SignedOut)
            }
            Code::UserDeactivated => Some(Loss::UserDeactivated),
            Code::RealmDeactivated => Some(Loss::RealmDeactivated),
            Code::BadRequest
            | Code::RequestVariableMissing
            | Code::RequestVariableInvalid
            | Code::BadNarrow
            | Code::BadEventQueueId
            | Code::AuthenticationFailed
            | Code::PasswordAuthDisabled
            | Code::PasswordResetRequired
            | Code::NonexistentSubdomain
            | Code::RateLimitHit
            | Code::StreamDoesNotExist
            | Code::ReactionAlreadyExists
            | Code::ReactionDoesNotExist
            | Code::ExpectationMismatch
            | Code::MoveMessagesTimeLimitExceeded
            | Code::RequestTimeout
            | Code::ServerNotReady
            | Code::Other(_) => None,
        }
    }

    /// The server's code, where it sent one.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        match self {
            Self::Zulip(error) => Some(&error.code),
            Self::Network(_)
            | Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::Malformed { .. }
            | Self::Redirect { .. }
            | Self::Setup(_) => None,
        }
    }

    /// How long the server asked to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Server { retry_after, .. } => {
                *retry_after
            }
            Self::Network(_)
            | Self::Zulip(_)
            | Self::Malformed { .. }
            | Self::Redirect { .. }
            | Self::Setup(_) => None,
        }
    }

    /// Whether the same request may well succeed later: the network, a proxy or the
    /// server's health is at fault, and not the request.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Network(_) | Self::RateLimited { .. } | Self::Server { .. } => true,
            Self::Malformed { what, .. } => match what {
                Malformed::Page(_) | Malformed::NotJson | Malformed::Broken => true,
                Malformed::Shape(_) | Malformed::TooLarge(_) => false,
            },
            Self::Redirect { .. } => true,
            Self::Zulip(_) | Self::Setup(_) => false,
        }
    }

    /// Whether nobody has any reason to wait for this to pass when it happens on the very
    /// first contact: the address, the certificate or the key is wrong.
    #[must_use]
    pub fn is_final_at_first_contact(&self) -> bool {
        match self {
            Self::Network(error) => match error.kind {
                NetworkKind::Resolve
                | NetworkKind::Refused
                | NetworkKind::Unreachable
                | NetworkKind::Certificate(_)
                | NetworkKind::Tls
                | NetworkKind::NotHttp => true,
                NetworkKind::Timeout | NetworkKind::Closed | NetworkKind::Other => false,
            },
            Self::RateLimited { .. } | Self::Server { .. } => false,
            Self::Zulip(_) | Self::Malformed { .. } | Self::Redirect { .. } | Self::Setup(_) => {
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zulip(code: &str) -> ApiError {
        ApiError::Zulip(Box::new(ZulipError {
            status: 401,
            code: Code::new(code),
            msg: "nein".to_owned(),
            data: Map::new(),
        }))
    }

    #[test]
    fn codes_go_to_the_wire_and_back() {
        for code in ["BAD_EVENT_QUEUE_ID", "INVALID_API_KEY", "SOMETHING_NEW"] {
            assert_eq!(Code::new(code).as_str(), code);
        }
        assert_eq!(Code::new("X"), Code::Other("X".into()));
    }

    #[test]
    fn a_lost_account_is_known_by_code_alone() {
        assert_eq!(zulip("INVALID_API_KEY").loss(), Some(Loss::SignedOut));
        assert_eq!(zulip("UNAUTHORIZED").loss(), Some(Loss::SignedOut));
        assert_eq!(
            zulip("USER_DEACTIVATED").loss(),
            Some(Loss::UserDeactivated)
        );
        assert_eq!(
            zulip("REALM_DEACTIVATED").loss(),
            Some(Loss::RealmDeactivated)
        );
        assert_eq!(zulip("BAD_REQUEST").loss(), None);
    }
}
