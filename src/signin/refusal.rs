//! Why nobody was let in, one sentence each, with the way out.

use crate::api::error::{ApiError, CertificateFlaw, Code, NetworkError, NetworkKind, ZulipError};

/// What was tried, as far as it matters for what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Finding the organization.
    Address,
    /// A name and a password.
    Password,
    /// A development server's account.
    Dev,
    /// A key: whether it works.
    Key,
}

/// The sentence about a request to `host` (as people say its address).
#[must_use]
pub fn sentence(error: &ApiError, tried: Tried, host: &str) -> String {
    match error {
        ApiError::Network(error) => network(error, host),
        ApiError::Zulip(no) => refused(no, tried, host),
        ApiError::RateLimited { retry_after, .. } => {
            let wait = retry_after.map_or_else(
                || "a few minutes".to_owned(),
                |wait| waiting(wait.as_secs_f64().ceil() as u64),
            );
            format!("{host} asks to wait, after too many attempts: try again in {wait}.")
        }
        ApiError::Server { status, .. } => {
            format!("{host} is in trouble (HTTP {status}): try again in a little while.")
        }
        ApiError::Malformed { what, .. } => match tried {
            Tried::Address => format!(
                "{host} is not a Zulip server, {what}: give the address that a browser shows while \
                 Zulip is open in it."
            ),
            Tried::Password | Tried::Dev | Tried::Key => {
                format!("{host} did not answer as a Zulip server, {what}: try again.")
            }
        },
        ApiError::Redirect { to, .. } => {
            format!("{host} leads to {to}: if that is your organization, give that address.")
        }
        ApiError::Setup(why) => format!("{}.", why.trim_end_matches('.')),
    }
}

/// So many seconds, in words.
fn waiting(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=119 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

fn network(error: &NetworkError, host: &str) -> String {
    match error.kind {
        NetworkKind::Resolve if !error.host.contains('.') => format!(
            "{host} can't be found: write the whole address; perhaps it is {}.zulipchat.com.",
            error.host
        ),
        NetworkKind::Resolve => {
            format!("{host} can't be found: check how it is spelt, and the network.")
        }
        NetworkKind::Refused => {
            format!("Nothing answers at {host}: check the address, and whether the server runs.")
        }
        NetworkKind::Unreachable => format!("There is no way to {host}: check the network."),
        NetworkKind::Certificate(flaw) => certificate(flaw, host),
        NetworkKind::Tls => format!(
            "No secure connection to {host} came about: if it has none, write http:// before the \
             address; if it wants a certificate of yours, give it with --client-cert."
        ),
        NetworkKind::Timeout => {
            format!("{host} did not answer in time: try again, or check the address.")
        }
        NetworkKind::Closed => {
            format!("{host} broke off the connection: try again, or check the address.")
        }
        NetworkKind::NotHttp => {
            format!("{host} is not a web server: check the address and its port.")
        }
        NetworkKind::Other => format!("The connection to {host} failed: check the network."),
    }
}

fn certificate(flaw: CertificateFlaw, host: &str) -> String {
    let (why, way_out) = match flaw {
        CertificateFlaw::UnknownIssuer => (
            "nobody trusted here signed it",
            "if you know who did, name their certificate with --cert-bundle",
        ),
        CertificateFlaw::WrongHost => ("it is for another host", "check the address"),
        CertificateFlaw::Expired => (
            "it is out of date",
            "check this machine's clock, and tell whoever runs the server",
        ),
        CertificateFlaw::Other => ("it is not valid", "tell whoever runs the server"),
    };
    format!("The certificate of {host} can't be trusted, {why}: {way_out}.")
}

fn refused(no: &ZulipError, tried: Tried, host: &str) -> String {
    let said = no.msg.trim().trim_end_matches('.');
    match &no.code {
        Code::AuthenticationFailed => match tried {
            Tried::Dev => {
                "There is no such development account: choose one of the list.".to_owned()
            }
            Tried::Address | Tried::Password | Tried::Key => format!(
                "That name or password is wrong: try again, or set a new password at \
                 {host}/accounts/password/reset/."
            ),
        },
        Code::UserDeactivated => format!(
            "This account is deactivated: an administrator of {host} can activate it again."
        ),
        Code::RealmDeactivated => format!(
            "The organization at {host} is deactivated: its owners can have it activated again."
        ),
        Code::PasswordAuthDisabled => {
            format!("{host} lets nobody in with a password: choose another way.")
        }
        Code::PasswordResetRequired => format!(
            "This password must be changed first: set a new one at \
             {host}/accounts/password/reset/, and sign in with that."
        ),
        Code::NonexistentSubdomain => {
            format!("There is no organization at {host}: check the first part of the address.")
        }
        Code::InvalidApiKey | Code::Unauthorized | Code::UnauthenticatedUser => match tried {
            Tried::Key => format!(
                "{host} does not accept this API key ({said}): copy it again from Personal \
                 settings > Account & privacy > API key."
            ),
            Tried::Address | Tried::Password | Tried::Dev => {
                format!("{host} says: {said}. Choose another way.")
            }
        },
        Code::RateLimitHit => {
            format!("{host} asks to wait, after too many attempts: try again in a few minutes.")
        }
        Code::BadRequest
        | Code::RequestVariableMissing
        | Code::RequestVariableInvalid
        | Code::BadNarrow
        | Code::BadEventQueueId
        | Code::StreamDoesNotExist
        | Code::ReactionAlreadyExists
        | Code::ReactionDoesNotExist
        | Code::ExpectationMismatch
        | Code::MoveMessagesTimeLimitExceeded
        | Code::RequestTimeout
        | Code::ServerNotReady
        | Code::Other(_) => match tried {
            Tried::Address => format!(
                "{host} does not answer as a Zulip server does ({said}): give the address that a \
                 browser shows while Zulip is open in it."
            ),
            Tried::Password | Tried::Dev | Tried::Key if said.is_empty() => {
                format!("{host} refused it without saying why: choose another way.")
            }
            Tried::Password | Tried::Dev | Tried::Key => {
                format!("{host} says: {said}. Choose another way.")
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn no(code: &str, tried: Tried) -> String {
        let error = ApiError::Zulip(Box::new(ZulipError {
            status: 401,
            code: Code::new(code),
            msg: "Nein.".to_owned(),
            data: serde_json::Map::new(),
        }));
        sentence(&error, tried, "chat.example.com")
    }

    #[test]
    fn each_refusal_has_its_sentence() {
        let all = [
            no("AUTHENTICATION_FAILED", Tried::Password),
            no("USER_DEACTIVATED", Tried::Password),
            no("REALM_DEACTIVATED", Tried::Password),
            no("PASSWORD_AUTH_DISABLED", Tried::Password),
            no("PASSWORD_RESET_REQUIRED", Tried::Password),
            no("UNAUTHORIZED", Tried::Key),
            no("NONEXISTENT_SUBDOMAIN", Tried::Address),
            no("TWO_FACTOR", Tried::Password),
            no("AUTHENTICATION_FAILED", Tried::Dev),
            sentence(
                &ApiError::RateLimited {
                    host: String::new(),
                    retry_after: Some(Duration::from_secs(1700)),
                },
                Tried::Password,
                "chat.example.com",
            ),
        ];
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn each_trouble_of_the_network_has_its_sentence() {
        use CertificateFlaw as Flaw;
        let kinds = [
            NetworkKind::Resolve,
            NetworkKind::Refused,
            NetworkKind::Unreachable,
            NetworkKind::Certificate(Flaw::UnknownIssuer),
            NetworkKind::Certificate(Flaw::WrongHost),
            NetworkKind::Certificate(Flaw::Expired),
            NetworkKind::Certificate(Flaw::Other),
            NetworkKind::Tls,
            NetworkKind::Timeout,
            NetworkKind::Closed,
            NetworkKind::NotHttp,
            NetworkKind::Other,
        ];
        let said = |(kind, host): (NetworkKind, &str)| {
            let error = ApiError::Network(NetworkError {
                host: host.to_owned(),
                kind,
                detail: String::new(),
                unsent: true,
            });
            sentence(&error, Tried::Address, host)
        };
        let mut all: Vec<String> = kinds.map(|kind| said((kind, "chat.example.com"))).into();
        all.push(said((NetworkKind::Resolve, "our-team")));
        assert!(
            all.iter()
                .all(|sentence| sentence.contains(": ") && sentence.ends_with('.'))
        );
        insta::assert_snapshot!(all.join("\n"));
    }
}
