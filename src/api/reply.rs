//! What a server's answer means: success, a code, or not Zulip's at all.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::{ApiError, Code, Malformed, ZulipError};

/// The longest wait that a server is believed to mean.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// How far from either end of a large reply its envelope is looked for, in bytes.
const ENVELOPE_REACH: usize = 1024;

#[derive(Deserialize)]
struct Envelope {
    result: Option<String>,
    #[serde(default)]
    msg: String,
    #[serde(default)]
    code: String,
    #[serde(flatten)]
    data: Map<String, Value>,
}

/// Seconds (possibly a fraction) or an HTTP date; at most an hour.
pub fn retry_after(header: &str) -> Option<Duration> {
    let header = header.trim();
    let wait = match header.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
        Err(_) => {
            let until = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
            let wait = until.duration_since(jiff::Timestamp::now());
            Duration::try_from(wait).unwrap_or_default()
        }
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

/// Finds what is wrong with a reply, if anything is.
///
/// # Errors
/// Whatever the reply says or is, when it is not a success.
pub fn success(
    host: &str,
    status: u16,
    header_wait: Option<Duration>,
    body: &[u8],
) -> Result<(), ApiError> {
    if (200..300).contains(&status) && says_success(body) {
        return Ok(());
    }
    let host = || host.to_owned();
    let envelope = match (status, serde_json::from_slice::<Envelope>(body)) {
        (500.., _) => {
            return Err(ApiError::Server {
                host: host(),
                status,
                retry_after: header_wait,
            });
        }
        (429, Err(_)) => {
            return Err(ApiError::RateLimited {
                host: host(),
                retry_after: header_wait,
            });
        }
        (_, Err(error)) => {
            return Err(ApiError::Malformed {
                host: host(),
                status,
                what: not_json(body, &error),
            });
        }
        (_, Ok(envelope)) => envelope,
    };
    let code = Code::new(&envelope.code);
    if status == 429 || code == Code::RateLimitHit {
        let told = envelope.data.get("retry-after").and_then(Value::as_f64);
        let told = told.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let retry_after = header_wait.max(told.map(|wait| wait.min(MAX_RETRY_AFTER)));
        return Err(ApiError::RateLimited {
            host: host(),
            retry_after,
        });
    }
    match envelope.result.as_deref() {
        Some("success") if (200..300).contains(&status) => Ok(()),
        Some("error") => Err(ApiError::Zulip(Box::new(ZulipError {
            status,
            code,
            msg: envelope.msg,
            data: envelope.data,
        }))),
        _ => Err(ApiError::Malformed {
            host: host(),
            status,
            what: Malformed::Shape("no `result`".to_owned()),
        }),
    }
}

/// Whether the envelope near the start says so; spares a second pass over megabytes.
fn says_success(body: &[u8]) -> bool {
    let start = &body[..body.len().min(ENVELOPE_REACH)];
    body.first() == Some(&b'{')
        && (contains(start, br#""result":"success""#) || contains(start, br#""result": "success""#))
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// What the server says it did not understand: the cheapest detector of drift.
pub fn ignored_parameters(body: &[u8]) -> Option<String> {
    let key = br#""ignored_parameters_unsupported":"#;
    let end = body.len().saturating_sub(ENVELOPE_REACH);
    let ends = [&body[..body.len().min(ENVELOPE_REACH)], &body[end..]];
    ends.into_iter().find_map(|part| {
        let at = part.windows(key.len()).position(|window| window == key)?;
        let rest = &part[at + key.len()..];
        let length = rest.iter().position(|byte| *byte == b']')?;
        Some(String::from_utf8_lossy(&rest[..=length]).into_owned())
    })
}

/// A reply that is a success in form and does not decode.
pub fn malformed(host: &str, status: u16, error: &serde_json::Error) -> ApiError {
    let what = if error.is_data() {
        Malformed::Shape(error.to_string())
    } else {
        Malformed::Broken
    };
    ApiError::Malformed {
        host: host.to_owned(),
        status,
        what,
    }
}

fn not_json(body: &[u8], error: &serde_json::Error) -> Malformed {
    let text = String::from_utf8_lossy(&body[..body.len().min(16 << 10)]);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        Malformed::Page(page_title(start))
    } else if start.starts_with('{') && error.is_data() {
        Malformed::Shape(error.to_string())
    } else if start.starts_with('{') {
        Malformed::Broken
    } else {
        Malformed::NotJson
    }
}

/// The `<title>` of a web page, on one line and not long.
fn page_title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let words: Vec<&str> = page[start..end].split_whitespace().collect();
    let title: String = words.join(" ").chars().take(80).collect();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> ApiError {
        success("chat.example.com", status, None, body.as_bytes()).unwrap_err()
    }

    fn what(status: u16, body: &str) -> Malformed {
        match error(status, body) {
            ApiError::Malformed { what, .. } => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn success_is_what_says_so() {
        let ok = |body: &str| success("h", 200, None, body.as_bytes()).is_ok();
        assert!(ok(r#"{"result":"success","msg":""}"#));
        assert!(ok(r#"{"msg":"","result" : "success"}"#));
        let late = format!(r#"{{"x":"{}","result":"success"}}"#, "y".repeat(5000));
        assert!(ok(&late));
        assert!(!ok(r#"{"result":"error","msg":"no","code":"X"}"#));
        assert!(!ok("{}"));
    }

    #[test]
    fn an_error_keeps_its_code_and_the_rest() {
        let error = error(
            400,
            r#"{"result":"error","msg":"Bad event queue ID: q","code":"BAD_EVENT_QUEUE_ID","queue_id":"q"}"#,
        );
        let ApiError::Zulip(zulip) = error else {
            panic!()
        };
        assert_eq!(zulip.code, Code::BadEventQueueId);
        assert_eq!(zulip.data["queue_id"], "q");
        assert_eq!(zulip.status, 400);
    }

    #[test]
    fn proxies_pages_and_garbage_are_told_apart() {
        let page = "<!DOCTYPE html>\n<html><head><TITLE>\n Sign  in </TITLE></head>";
        assert_eq!(what(200, page), Malformed::Page(Some("Sign in".to_owned())));
        assert_eq!(what(404, "<h1>no</h1>"), Malformed::Page(None));
        assert_eq!(what(200, r#"{"result":"succ"#), Malformed::Broken);
        assert_eq!(what(200, ""), Malformed::NotJson);
        assert_eq!(what(200, "\u{1}\u{2}garbage"), Malformed::NotJson);
        assert!(matches!(what(200, "{}"), Malformed::Shape(_)));
        assert!(matches!(
            error(502, page),
            ApiError::Server { status: 502, .. }
        ));
    }

    #[test]
    fn retry_after_is_read_from_header_and_body() {
        let body = r#"{"result":"error","msg":"","code":"RATE_LIMIT_HIT","retry-after":57.95}"#;
        let limited = success("h", 429, Some(Duration::from_secs(3)), body.as_bytes());
        let wait = limited.unwrap_err().retry_after().unwrap();
        assert_eq!(wait, Duration::from_secs_f64(57.95));
        let limited = success("h", 429, Some(Duration::from_secs(3)), b"<html>");
        let wait = limited.unwrap_err().retry_after();
        assert_eq!(wait, Some(Duration::from_secs(3)));
        assert_eq!(retry_after("0.25"), Some(Duration::from_millis(250)));
        assert_eq!(retry_after("1e9"), Some(MAX_RETRY_AFTER));
        assert_eq!(retry_after("-1"), None);
        assert_eq!(retry_after("soon"), None);
        let past = "Wed, 21 Oct 2015 07:28:00 GMT";
        assert_eq!(retry_after(past), Some(Duration::ZERO));
    }

    #[test]
    fn ignored_parameters_are_found_at_either_end() {
        let body = r#"{"result":"success","ignored_parameters_unsupported":["a","b"]}"#;
        assert_eq!(
            ignored_parameters(body.as_bytes()).as_deref(),
            Some(r#"["a","b"]"#)
        );
        assert_eq!(ignored_parameters(b"{}"), None);
    }
}
