//! The network, the server, and the key.

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{Finding, Reporter, env};
use crate::api::Client;
use crate::api::error::{ApiError, NetworkKind};
use crate::api::ids::FeatureLevel;
use crate::api::queue::FEATURE_LEVEL_FLOOR;
use crate::api::routes::server::{ServerSettingsReply, get_server_settings_and_time};
use crate::api::routes::users::get_own_user;
use crate::api::time::UnixSeconds;
use crate::cli::connect::ConnectArgs;
use crate::config::zuliprc::Credentials;

/// So wrong may a clock be, in seconds, before times look odd.
const TOLERANCE: i64 = 5;
/// So wrong that certificates may seem to be out of date.
const FAR_OFF: i64 = 300;
/// Slower than this, every view takes its time.
const SLOW: Duration = Duration::from_millis(1500);
/// A server of this level lacks nothing that lazuli knows to use: Zulip 11.0.
const COMPLETE: FeatureLevel = FeatureLevel(421);

/// Looks at one thing after the other, as far as it goes.
pub(super) async fn examine(args: &ConnectArgs, reporter: &mut Reporter) -> Result<(), ExitCode> {
    let credentials = match args.credentials() {
        Ok(credentials) => credentials,
        Err(error) => {
            return reporter
                .say(vec![Finding::fail("account", error.to_string()).advise(
                    "`lazuli --demo` needs none; README.md says how to get one",
                )]);
        }
    };
    let site = &credentials.site;
    let host = site.host_str().unwrap_or_default();
    reporter.say(vec![
        Finding::ok("account", format!("{} at {site}", credentials.email)),
        proxy(&credentials),
    ])?;
    let client = match Client::new(&credentials) {
        Ok(client) => client,
        Err(error) => return reporter.say(vec![Finding::fail("network", error.to_string())]),
    };
    let (before, started) = (now(), Instant::now());
    let answer = get_server_settings_and_time(&client).await;
    let (took, after) = (started.elapsed(), now());
    let (server, date) = match answer {
        Ok(answer) => answer,
        Err(error) => return reporter.say(vec![trouble(&error)]),
    };
    reporter.say(vec![
        network(host, took),
        tls(&credentials),
        level(&server),
        clock(date, before, after),
    ])?;
    client.set_feature_level(server.zulip_feature_level);
    let key = match get_own_user(&client).await {
        Ok(me) => Finding::ok("key", format!("it is {}'s", me.full_name)),
        Err(error) => Finding::fail("key", error.to_string()),
    };
    reporter.say(vec![key])
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
}

fn proxy(credentials: &Credentials) -> Finding {
    let scheme = credentials.site.scheme();
    let names = [format!("{scheme}_proxy"), "all_proxy".to_owned()];
    let set = names
        .iter()
        .find(|name| env(name).is_some() || env(&name.to_ascii_uppercase()).is_some());
    match set {
        // Its value may hold a password.
        Some(name) => Finding::ok("proxy", format!("{name} is set"))
            .advise("If the network fails, look there; no_proxy names hosts without it"),
        None => Finding::ok("proxy", "none"),
    }
}

/// A request that was not answered: which of the things below it is to blame.
fn trouble(error: &ApiError) -> Finding {
    let check = match error {
        ApiError::Network(network) => match network.kind {
            NetworkKind::Certificate(_) | NetworkKind::Tls => "tls",
            NetworkKind::Resolve
            | NetworkKind::Refused
            | NetworkKind::Unreachable
            | NetworkKind::Timeout
            | NetworkKind::Closed
            | NetworkKind::NotHttp
            | NetworkKind::Other => "network",
        },
        ApiError::Setup(_) => "tls",
        ApiError::Zulip(_)
        | ApiError::RateLimited { .. }
        | ApiError::Server { .. }
        | ApiError::Malformed { .. }
        | ApiError::Redirect { .. } => "server",
    };
    // Each of these sentences ends with the way out.
    Finding::fail(check, error.to_string())
}

fn network(host: &str, took: Duration) -> Finding {
    let found = format!("{host} answers in {} ms", took.as_millis());
    if took > SLOW {
        return Finding::warn("network", found)
            .advise("That is slow: views open late; what is shown already is not touched by it");
    }
    Finding::ok("network", found)
}

fn tls(credentials: &Credentials) -> Finding {
    const CHECK: &str = "tls";
    let host = credentials.site.host_str().unwrap_or_default();
    let local = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    match (credentials.site.scheme(), credentials.insecure) {
        ("https", false) => Finding::ok(CHECK, "the certificate is good"),
        ("https", true) => Finding::fail(CHECK, "the certificate is not checked (insecure)")
            .advise("Anybody in between can read the key: name the right certificate as `cert_bundle` in your zuliprc"),
        _ if local => Finding::ok(CHECK, "none, on this machine"),
        _ => Finding::fail(CHECK, "none: the key goes out in the clear")
            .advise("Let `site` in your zuliprc begin with https://"),
    }
}

fn level(server: &ServerSettingsReply) -> Finding {
    let (version, level) = (&server.zulip_version, server.zulip_feature_level);
    let found = format!("Zulip {version} (feature level {level})");
    if level < FEATURE_LEVEL_FLOOR {
        return Finding::fail("server", found)
            .advise("lazuli needs Zulip 9.0: ask the administrator to upgrade");
    }
    if level < COMPLETE {
        return Finding::ok("server", found)
            .advise("It works; from Zulip 11.0 on there is more, such as topics without a name");
    }
    Finding::ok("server", found)
}

fn clock(date: Option<UnixSeconds>, before: i64, after: i64) -> Finding {
    const CHECK: &str = "clock";
    let Some(date) = date else {
        return Finding::skip(CHECK, "the server does not say what time it is");
    };
    // The second that it shows began at most so long before.
    let middle = before + (after - before) / 2;
    let off = (middle - (date.0 * 1000 + 500)) / 1000;
    let found = match off {
        off if off.abs() <= 1 => "right".to_owned(),
        off if off > 0 => format!("{off} s ahead of the server's"),
        off => format!("{} s behind the server's", off.abs()),
    };
    let advice = "Set it by the network (timedatectl set-ntp true): times, reminders and who is here depend on it";
    match off.abs() {
        0..=TOLERANCE => Finding::ok(CHECK, found),
        off if off < FAR_OFF => Finding::warn(CHECK, found).advise(advice),
        _ => Finding::fail(CHECK, found).advise(advice),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[test]
    fn a_clock_is_compared_with_the_servers() {
        let at = |off: i64| clock(Some(UnixSeconds(1000)), 1_000_400 + off, 1_000_600 + off);
        assert_eq!(
            (at(0).status, at(0).found),
            (Status::Ok, "right".to_owned())
        );
        let ahead = at(61_000);
        assert_eq!(ahead.status, Status::Warn);
        assert_eq!(ahead.found, "61 s ahead of the server's");
        assert!(ahead.advice.is_some());
        let behind = at(-3_600_000);
        assert_eq!(behind.status, Status::Fail);
        assert_eq!(behind.found, "3600 s behind the server's");
        assert_eq!(clock(None, 0, 0).status, Status::Skip);
    }

    #[test]
    fn who_may_listen_and_what_is_too_old_is_said() {
        let of = |site: &str, insecure: bool| {
            let credentials = Credentials::new("a@b.c", "k", site).unwrap();
            tls(&Credentials {
                insecure,
                ..credentials
            })
            .status
        };
        assert_eq!(of("https://a.example", false), Status::Ok);
        assert_eq!(of("https://a.example", true), Status::Fail);
        assert_eq!(of("http://a.example", false), Status::Fail);
        assert_eq!(of("http://127.0.0.1:9", false), Status::Ok);
        let server = |version: &str, level: u32| {
            let reply = json!({"zulip_version": version, "zulip_feature_level": level});
            super::level(&serde_json::from_value(reply).unwrap())
        };
        assert_eq!(server("8.5", 237).status, Status::Fail);
        assert!(server("9.2", 278).advice.is_some());
        assert_eq!(server("12.0", 500).advice, None);
    }

    #[tokio::test]
    async fn what_does_not_answer_is_told_apart() {
        use crate::api::error::CertificateFlaw;
        for (step, check) in [
            (Step::fail(NetworkKind::Refused), "network"),
            (
                Step::fail(NetworkKind::Certificate(CertificateFlaw::Expired)),
                "tls",
            ),
            (Step::text(502, "<html>"), "server"),
            (Step::text(200, "<title>Sign in</title>"), "server"),
        ] {
            let server = Scripted::list([step]);
            let error = get_server_settings_and_time(&server.client())
                .await
                .unwrap_err();
            let finding = trouble(&error);
            assert_eq!((finding.check, finding.status), (check, Status::Fail));
        }
    }
}
