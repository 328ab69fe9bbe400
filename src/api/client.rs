//! One door to one organization: credentials, encoding, time-outs, and errors sorted.

mod dated;
pub mod files;
pub mod uploads;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT,
};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::error::{ApiError, Malformed, NetworkError, NetworkKind};
use super::http::HttpTransport;
use super::ids::FeatureLevel;
use super::params::Params;
use super::queue::FEATURE_LEVEL_FLOOR;
use super::reply;
use super::transport::{Request, Response, Transport};
use crate::config::zuliprc::Credentials;

/// How long to wait for what, and how much to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the head of the answer is there.
    pub head: Duration,
    /// Between two pieces of the body.
    pub stall: Duration,
    /// For everything together.
    pub whole: Duration,
    /// The largest body, in bytes after decompression.
    pub bytes: usize,
}

impl Limits {
    /// For a request that a person may be waiting for.
    pub const ORDINARY: Self = Self {
        head: Duration::from_secs(30),
        stall: Duration::from_secs(20),
        whole: Duration::from_secs(300),
        bytes: 256 << 20,
    };

    /// The same with another wait for the answer to begin.
    #[must_use]
    pub fn with_head(self, head: Duration) -> Self {
        Self { head, ..self }
    }
}

/// An organization as one person sees it, ready for requests. Cheap to clone.
///
/// Nothing is connected, and no certificate store is read, before the first request.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    transport: Arc<dyn Transport>,
    site: Url,
    host: String,
    email: String,
    /// Absent while nobody is signed in.
    authorization: Option<HeaderValue>,
    user_agent: HeaderValue,
    feature_level: AtomicU32,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("site", &self.inner.site.as_str())
            .field("email", &self.inner.email)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client for `credentials`, over HTTP.
    ///
    /// # Errors
    /// [`ApiError::Setup`] when the credentials can't be put into a header.
    pub fn new(credentials: &Credentials) -> Result<Self, ApiError> {
        let transport = Arc::new(HttpTransport::new(credentials));
        Self::with_transport(credentials, transport)
    }

    /// A client that says nobody's name: only the site of `credentials`, and how to reach it,
    /// count. For what a server tells anybody, and for getting a key.
    #[must_use]
    pub fn anonymous(credentials: &Credentials) -> Self {
        let transport = Arc::new(HttpTransport::new(credentials));
        Self::build(credentials, transport, None)
    }

    /// A client whose requests go through `transport`.
    ///
    /// # Errors
    /// [`ApiError::Setup`] when the credentials can't be put into a header.
    pub fn with_transport(
        credentials: &Credentials,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, ApiError> {
        let authorization = basic_auth(&credentials.email, credentials.key.reveal())?;
        Ok(Self::build(credentials, transport, Some(authorization)))
    }

    fn build(
        credentials: &Credentials,
        transport: Arc<dyn Transport>,
        authorization: Option<HeaderValue>,
    ) -> Self {
        let user_agent = HeaderValue::from_str(&user_agent())
            .unwrap_or_else(|_| HeaderValue::from_static("lazuli"));
        Self {
            inner: Arc::new(Inner {
                transport,
                site: credentials.site.clone(),
                host: host_of(&credentials.site),
                email: credentials.email.clone(),
                authorization,
                user_agent,
                feature_level: AtomicU32::new(FEATURE_LEVEL_FLOOR.0),
            }),
        }
    }

    /// The organization's URL.
    #[must_use]
    pub fn site(&self) -> &Url {
        &self.inner.site
    }

    /// The organization's host, with its port if it is unusual.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.inner.host
    }

    /// The address that was logged in with.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.inner.email
    }

    /// What the server is able to do, by which requests are chosen: the oldest that is
    /// supported, until a registration or a `restart` event says more.
    #[must_use]
    pub fn feature_level(&self) -> FeatureLevel {
        FeatureLevel(self.inner.feature_level.load(Ordering::Relaxed))
    }

    /// The server is able to do this now. All clones know.
    pub fn set_feature_level(&self, level: FeatureLevel) {
        self.inner.feature_level.store(level.0, Ordering::Relaxed);
    }

    /// Forgets every open connection. To be called when they may all be dead: after the
    /// machine slept, or when an answer is overdue.
    pub fn reset_connections(&self) {
        self.inner.transport.reset();
    }

    /// `GET path`, with `params` in the query.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        params: Params,
    ) -> Result<T, ApiError> {
        self.call(Method::GET, path, params, Limits::ORDINARY).await
    }

    /// `POST path`, with `params` as a form.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        params: Params,
    ) -> Result<T, ApiError> {
        self.call(Method::POST, path, params, Limits::ORDINARY)
            .await
    }

    /// `PATCH path`, with `params` as a form.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        params: Params,
    ) -> Result<T, ApiError> {
        self.call(Method::PATCH, path, params, Limits::ORDINARY)
            .await
    }

    /// `DELETE path`, with `params` as a form.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn delete<T: DeserializeOwned>(
        &self,
        path: &str,
        params: Params,
    ) -> Result<T, ApiError> {
        self.call(Method::DELETE, path, params, Limits::ORDINARY)
            .await
    }

    /// Any request to `/api/v1/path`, its answer typed.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        params: Params,
        limits: Limits,
    ) -> Result<T, ApiError> {
        let bytes = self.call_raw(method, path, params, limits).await?;
        self.decode(&bytes)
    }

    /// Any request to `/api/v1/path`; gives the JSON of a success, not yet looked into.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn call_raw(
        &self,
        method: Method,
        path: &str,
        params: Params,
        limits: Limits,
    ) -> Result<Vec<u8>, ApiError> {
        let request = self.request(method, path, &params);
        let started = tokio::time::Instant::now();
        let (label, host) = (format!("{} {path}", request.method), self.host());
        let outcome = self.exchange(request, limits).await;
        let took = started.elapsed().as_millis();
        match &outcome {
            Ok((status, _, body)) => {
                tracing::debug!(request = label, %status, bytes = body.len(), ms = took);
            }
            Err(error) => tracing::debug!(request = label, ?error, ms = took),
        }
        let (status, headers, body) = outcome?;
        let retry_after = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(reply::retry_after);
        reply::success(host, status.as_u16(), retry_after, &body)?;
        if let Some(ignored) = reply::ignored_parameters(&body) {
            tracing::debug!(request = label, ignored, "the server ignored parameters");
        }
        Ok(body)
    }

    /// The JSON of a success as a `T`.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] when it is none.
    pub fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, ApiError> {
        serde_json::from_slice(bytes).map_err(|error| reply::malformed(self.host(), 200, &error))
    }

    fn request(&self, method: Method, path: &str, params: &Params) -> Request {
        let inner = &*self.inner;
        let mut url = inner.site.clone();
        let folder = url.path().trim_end_matches('/');
        let path = format!("{folder}/api/v1/{path}");
        url.set_path(&path);
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, inner.user_agent.clone());
        // The URL was made from the site just above: the organization's own origin.
        if let Some(authorization) = &inner.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        let mut body = None;
        if method == Method::GET {
            if !params.is_empty() {
                url.set_query(Some(&params.encoded()));
            }
        } else {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.insert(CONTENT_TYPE, form);
            body = Some(params.encoded());
        }
        Request {
            method,
            url,
            headers,
            body,
        }
    }

    /// Sends and reads to the end, within the limits.
    async fn exchange(
        &self,
        request: Request,
        limits: Limits,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), ApiError> {
        let late = |what: &str| {
            ApiError::Network(NetworkError {
                host: self.host().to_owned(),
                kind: NetworkKind::Timeout,
                detail: what.to_owned(),
                unsent: false,
            })
        };
        let exchange = async {
            let response = self.inner.transport.send(request);
            let response = tokio::time::timeout(limits.head, response)
                .await
                .map_err(|_| late("no answer"))??;
            let Response {
                status,
                headers,
                mut body,
            } = response;
            if status.is_redirection() {
                return Err(self.redirect(&headers));
            }
            let mut bytes = Vec::new();
            loop {
                let read = tokio::time::timeout(limits.stall, body.read(&mut bytes))
                    .await
                    .map_err(|_| late("the answer stopped in the middle"))??;
                if read == 0 {
                    return Ok((status, headers, bytes));
                }
                if bytes.len() > limits.bytes {
                    return Err(ApiError::Malformed {
                        host: self.host().to_owned(),
                        status: status.as_u16(),
                        what: Malformed::TooLarge(limits.bytes),
                    });
                }
            }
        };
        tokio::time::timeout(limits.whole, exchange)
            .await
            .map_err(|_| late("the answer took too long as a whole"))?
    }

    fn redirect(&self, headers: &HeaderMap) -> ApiError {
        let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let to = match location.map(|location| self.inner.site.join(location)) {
            // Where to, without the path of the API that was asked for.
            Some(Ok(url)) => match url.path().split_once("/api/v1/") {
                Some((folder, _)) => format!("{}{folder}", url.origin().ascii_serialization()),
                None => url.to_string(),
            },
            Some(Err(_)) | None => "somewhere else".to_owned(),
        };
        ApiError::Redirect {
            host: self.host().to_owned(),
            to,
        }
    }
}

/// The host, with its port if it is not the scheme's usual one.
fn host_of(site: &Url) -> String {
    let host = site.host_str().unwrap_or_default();
    match site.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// RFC 7617.
fn basic_auth(email: &str, key: &str) -> Result<HeaderValue, ApiError> {
    let text = format!("Basic {}", STANDARD.encode(format!("{email}:{key}")));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| ApiError::Setup("The e-mail address or API key can't be sent".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `Name/Version (OS; version)`, as Zulip's own clients send it.
fn user_agent() -> String {
    let os = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    };
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let pretty = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map(|name| name.trim_matches('"'))
        .filter(|name| {
            name.chars()
                .all(|c| c == ' ' || (c.is_ascii_graphic() && !"();".contains(c)))
        });
    let version = env!("CARGO_PKG_VERSION");
    match pretty {
        Some(pretty) => format!("lazuli/{version} ({os}; {pretty})"),
        None => format!("lazuli/{version} ({os}; {})", std::env::consts::ARCH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_begins_with_the_name() {
        let agent = user_agent();
        let start = format!("lazuli/{} (", env!("CARGO_PKG_VERSION"));
        assert!(agent.starts_with(&start) && agent.ends_with(')'), "{agent}");
    }

    #[test]
    fn a_folder_in_the_site_is_kept() {
        let credentials = Credentials::new("a@b.c", "k", "https://example.com/zulip").unwrap();
        let client = Client::new(&credentials).unwrap();
        let request = client.request(Method::GET, "events", &Params::new().raw("a", "1 2"));
        assert_eq!(
            request.url.as_str(),
            "https://example.com/zulip/api/v1/events?a=1+2"
        );
        assert!(
            !format!("{request:?}").contains("YUBiLmM6a"),
            "the key is not printed"
        );
    }
}
