//! The client against servers that are wrong in every way.

use std::time::Duration;

use lazuli::api::client::{Client, Limits};
use lazuli::api::error::{ApiError, Code, Loss, Malformed, NetworkKind};
use lazuli::api::params::Params;
use lazuli::config::zuliprc::Credentials;
use reqwest::Method;
use serde_json::Value;

use crate::raw_server::{Answer, RawServer, http};

fn client_for(site: &str) -> Client {
    Client::new(&Credentials::new("ada@example.com", "key", site).unwrap()).unwrap()
}

/// What becomes of one request that is answered like this.
async fn outcome(
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> Result<Value, ApiError> {
    let server = RawServer::start(None, answer).await;
    let client = client_for(&format!("http://127.0.0.1:{}", server.port));
    let limits = Limits {
        head: Duration::from_millis(300),
        stall: Duration::from_millis(300),
        whole: Duration::from_secs(5),
        bytes: 1 << 20,
    };
    let params = Params::new().raw("queue_id", "q");
    client.call(Method::GET, "events", params, limits).await
}

async fn network(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> NetworkKind {
    match outcome(answer).await {
        Err(ApiError::Network(error)) => error.kind,
        other => panic!("{other:?}"),
    }
}

async fn malformed(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Malformed {
    match outcome(answer).await {
        Err(ApiError::Malformed { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

fn bytes(text: &str) -> Answer {
    Answer::Bytes(text.as_bytes().to_vec())
}

#[tokio::test]
async fn broken_connections_are_the_networks_fault() {
    assert_eq!(network(|_| bytes("")).await, NetworkKind::Closed);
    let cut = |_: &str| bytes("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"result\":");
    assert_eq!(network(cut).await, NetworkKind::Closed);
    let chunked =
        |_: &str| bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":");
    assert_eq!(network(chunked).await, NetworkKind::Closed);
    assert_eq!(
        network(|_| bytes("SSH-2.0-OpenSSH_9.2\r\n")).await,
        NetworkKind::NotHttp
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    assert_eq!(
        network(|_| Answer::Hang(Vec::new())).await,
        NetworkKind::Timeout
    );
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"result\":";
    assert_eq!(
        network(|_| Answer::Hang(half.to_vec())).await,
        NetworkKind::Timeout
    );
}

#[tokio::test]
async fn what_is_not_zulip_is_told_apart() {
    let page = |_: &str| http("200 OK", "", "<html><title>Welcome to Wi-Fi</title>");
    assert_eq!(
        malformed(page).await,
        Malformed::Page(Some("Welcome to Wi-Fi".to_owned()))
    );
    let cut = |_: &str| http("200 OK", "", r#"{"result":"success","events":["#);
    assert_eq!(malformed(cut).await, Malformed::Broken);
    let other = |_: &str| http("200 OK", "", r#"{"hello":"world"}"#);
    assert!(matches!(malformed(other).await, Malformed::Shape(_)));
    let huge = |_: &str| http("200 OK", "", &"x".repeat(2 << 20));
    assert_eq!(malformed(huge).await, Malformed::TooLarge(1 << 20));
}

#[tokio::test]
async fn statuses_are_sorted() {
    let bad_gateway = outcome(|_| http("502 Bad Gateway", "Retry-After: 2\r\n", "<html>")).await;
    let Err(error @ ApiError::Server { status: 502, .. }) = bad_gateway else {
        panic!("{bad_gateway:?}")
    };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));

    let limited = outcome(|_| {
        let body = r#"{"result":"error","code":"RATE_LIMIT_HIT","msg":"x","retry-after":0.5}"#;
        http("429 Too Many Requests", "", body)
    });
    let wait = limited.await.unwrap_err().retry_after();
    assert_eq!(wait, Some(Duration::from_millis(500)));

    let wrong_key = outcome(|_| {
        let body = r#"{"result":"error","code":"UNAUTHORIZED","msg":"Invalid API key"}"#;
        http(
            "401 Unauthorized",
            "WWW-Authenticate: Basic realm=\"zulip\"\r\n",
            body,
        )
    });
    assert_eq!(wrong_key.await.unwrap_err().loss(), Some(Loss::SignedOut));

    let bad_queue = outcome(|_| {
        let body = r#"{"result":"error","code":"BAD_EVENT_QUEUE_ID","msg":"","queue_id":"q"}"#;
        http("400 Bad Request", "", body)
    });
    assert_eq!(
        bad_queue.await.unwrap_err().code(),
        Some(&Code::BadEventQueueId)
    );
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    let elsewhere = RawServer::start(None, |_| http("200 OK", "", "{}")).await;
    let to = format!("http://localhost:{}", elsewhere.port);
    let location = format!("Location: {to}/api/v1/events?queue_id=q\r\n");
    let moved = outcome(move |_| http("301 Moved Permanently", &location, "")).await;
    let error = moved.unwrap_err();
    assert!(
        matches!(&error, ApiError::Redirect { to: there, .. } if *there == to),
        "{error:?}"
    );
    assert!(error.to_string().contains(&format!("redirects to {to}: ")));
    assert!(elsewhere.requests().is_empty(), "no credentials went there");
}

#[tokio::test]
async fn nobody_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let client = client_for(&format!("http://127.0.0.1:{port}"));
    let refused: Result<Value, ApiError> = client.get("events", Params::new()).await;
    let Err(ApiError::Network(error)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(error.kind, NetworkKind::Refused);

    let client = client_for("http://no-such-host.invalid");
    let unknown: Result<Value, ApiError> = client.get("events", Params::new()).await;
    let Err(ApiError::Network(error)) = unknown else {
        panic!("{unknown:?}")
    };
    assert_eq!(error.kind, NetworkKind::Resolve);
    assert!(
        !error.detail.contains("invalid/"),
        "no URL in {}",
        error.detail
    );
}

#[tokio::test]
async fn connections_are_used_again_until_they_are_reset() {
    let server = RawServer::start(None, |_| {
        bytes("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"result\":\"success\"}")
    });
    let server = server.await;
    let client = client_for(&format!("http://127.0.0.1:{}", server.port));
    for _ in 0..2 {
        let _: Value = client
            .post("typing", Params::new().raw("op", "start"))
            .await
            .unwrap();
        client.reset_connections();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[0].contains("content-type: application/x-www-form-urlencoded"));
    assert!(requests[0].contains("content-length: 8"));
}
