//! Files of the organization's: uploads, thumbnails, what a proxy hands on.
//!
//! Credentials go to the organization's own origin only, also when a redirect leads
//! away from it and back.

use reqwest::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, USER_AGENT,
};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::{Client, Limits};
use crate::api::error::{ApiError, NetworkKind};
use crate::api::transport::{Body, Request};

/// A file may lead elsewhere this often.
const MOST_REDIRECTS: usize = 4;

/// Why a file did not come.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FileError {
    /// The network, or what answered.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// It took too long.
    #[error("the server does not answer")]
    Late,
    /// The server said no.
    #[error("{}", said(*.0))]
    Status(u16),
    /// It has more bytes than are taken.
    #[error("it is larger than {} MB", .0 >> 20)]
    TooLarge(usize),
    /// The address, or one it leads to, is none that is fetched from.
    #[error("its address leads nowhere")]
    Astray,
    /// It is at another host, which was not to be asked.
    #[error("it is on another host")]
    Abroad,
}

impl FileError {
    /// Whether trying again may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(ApiError::Network(error)) => match error.kind {
                NetworkKind::Resolve
                | NetworkKind::Refused
                | NetworkKind::Unreachable
                | NetworkKind::Timeout
                | NetworkKind::Closed
                | NetworkKind::Other => true,
                NetworkKind::Certificate(_) | NetworkKind::Tls | NetworkKind::NotHttp => false,
            },
            Self::Api(_) | Self::TooLarge(_) | Self::Astray | Self::Abroad => false,
            Self::Late => true,
            Self::Status(status) => *status == 429 || *status >= 500,
        }
    }
}

fn said(status: u16) -> String {
    match status {
        401 | 403 => "you may not see it".to_owned(),
        404 | 410 => "it is not there any more".to_owned(),
        429 => "the server asks to wait".to_owned(),
        status => format!("the server said {status}"),
    }
}

/// Which version of a file one has, as the server named it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Version {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Version {
    /// The headers that ask for another version than this one.
    fn conditions(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let etag = self.etag.as_ref().map(|etag| (IF_NONE_MATCH, etag));
        let date = self.last_modified.as_ref();
        let date = date.map(|date| (IF_MODIFIED_SINCE, date));
        let pairs = [etag, date].into_iter().flatten();
        pairs.filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?)))
    }
}

/// How far a file may be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// At the organization's own origin, whatever it leads to.
    Own,
    /// Wherever it leads.
    Anywhere,
}

/// A file that is coming.
pub struct FileStream {
    /// Which version it is, where the server says.
    pub version: Version,
    /// Its media type, as the server says.
    pub content_type: Option<String>,
    /// How many bytes come, where the server says.
    pub length: Option<u64>,
    body: Box<dyn Body>,
    limits: Limits,
    end: Instant,
    taken: usize,
}

impl FileStream {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When it breaks off, stalls, or is more than was to be taken.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, FileError> {
        let mut piece = Vec::new();
        let until = self.end.min(Instant::now() + self.limits.stall);
        let read = timeout_at(until, self.body.read(&mut piece))
            .await
            .map_err(|_| FileError::Late)?
            .map_err(ApiError::Network)?;
        if read == 0 {
            return Ok(None);
        }
        self.taken += piece.len();
        if self.taken > self.limits.bytes {
            return Err(FileError::TooLarge(self.limits.bytes));
        }
        Ok(Some(piece))
    }

    /// All of it.
    ///
    /// # Errors
    /// See [`FileStream::next`].
    pub async fn all(mut self) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            bytes.extend(piece);
        }
        Ok(bytes)
    }
}

impl Client {
    /// Whether an address is of the organization's own origin.
    #[must_use]
    pub fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.inner.site.origin()
    }

    /// Asks for a file, following redirects as far as `reach`.
    ///
    /// # Errors
    /// When there is none to be had, or it says itself that it is too large.
    pub async fn open_file(
        &self,
        url: &Url,
        reach: Reach,
        limits: Limits,
    ) -> Result<FileStream, FileError> {
        let none = Version::default();
        let file = self.open_file_unless(url, reach, limits, &none).await?;
        file.ok_or(FileError::Status(304))
    }

    /// Asks for a file, following redirects as far as `reach`, unless it is still the version one
    /// has: then there is none.
    ///
    /// # Errors
    /// When there is none to be had, or it says itself that it is too large.
    pub async fn open_file_unless(
        &self,
        url: &Url,
        reach: Reach,
        limits: Limits,
        have: &Version,
    ) -> Result<Option<FileStream>, FileError> {
        let end = Instant::now() + limits.whole;
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            match reach {
                Reach::Own if !self.is_own(&url) => return Err(FileError::Abroad),
                Reach::Own | Reach::Anywhere => {}
            }
            let inner = &*self.inner;
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, inner.user_agent.clone());
            headers.extend(have.conditions());
            if let Some(authorization) = inner.authorization.as_ref().filter(|_| self.is_own(&url))
            {
                headers.insert(AUTHORIZATION, authorization.clone());
            }
            let request = Request {
                method: Method::GET,
                url: url.clone(),
                headers,
                body: None,
            };
            let answer = timeout(limits.head, inner.transport.send(request));
            let response = timeout_at(end, answer)
                .await
                .ok()
                .and_then(Result::ok)
                .ok_or(FileError::Late)??;
            let header = |name| response.headers.get(name)?.to_str().ok();
            if response.status == StatusCode::NOT_MODIFIED {
                return Ok(None);
            }
            if response.status.is_redirection() {
                let next = header(LOCATION)
                    .and_then(|location| url.join(location).ok())
                    .filter(|next| may_follow(&url, next));
                url = next.ok_or(FileError::Astray)?;
                continue;
            }
            if !response.status.is_success() {
                return Err(FileError::Status(response.status.as_u16()));
            }
            let length = header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
            if length.is_some_and(|length| length > limits.bytes as u64) {
                return Err(FileError::TooLarge(limits.bytes));
            }
            let text = |name| header(name).map(str::to_owned);
            return Ok(Some(FileStream {
                version: Version {
                    etag: text(ETAG),
                    last_modified: text(LAST_MODIFIED),
                },
                content_type: header(CONTENT_TYPE).map(str::to_owned),
                length,
                body: response.body,
                limits,
                end,
                taken: 0,
            }));
        }
        Err(FileError::Astray)
    }
}

/// What came over TLS does not go on without it.
fn may_follow(from: &Url, to: &Url) -> bool {
    match to.scheme() {
        "https" => true,
        "http" => from.scheme() == "http",
        _ => false,
    }
}
