//! Files on their way up: in one piece, or piece by piece where a break need not begin anew.
//!
//! <https://zulip.com/api/upload-file>, <https://tus.io/protocols/resumable-upload>

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, USER_AGENT};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use url::Url;

use super::{Client, Limits};
use crate::api::error::{ApiError, NetworkError, NetworkKind};
use crate::api::ids::FeatureLevel;
use crate::api::reply;
use crate::api::transport::{Pieces, Request, Response, Upload};

/// Larger files go piece by piece, as the web app sends all of them.
pub const RESUMABLE_FROM: u64 = 25 << 20;

/// From this feature level on that is possible.
const TUS_LEVEL: FeatureLevel = FeatureLevel(296);

/// Bytes of one piece.
const PIECE: u64 = 16 << 20;

/// So often a piece is tried again, with longer and longer waits.
const TRIES: u32 = 6;

/// For so long nothing may move.
const STALL: Duration = Duration::from_secs(60);

/// A file that can be read from any place, more than once.
pub trait FileSource: Send + Sync {
    /// What it is called.
    fn name(&self) -> &str;
    /// How many bytes it has.
    fn length(&self) -> u64;
    /// So many of its bytes, from a place on.
    fn pieces(&self, from: u64, length: u64) -> Pieces;
}

/// A file that the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Its address, relative to the organization's.
    pub url: String,
    /// Its name, where the server says it (feature level 285).
    pub filename: Option<String>,
}

/// Why a file did not arrive.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UploadError {
    /// The network, or the server's no.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The server's no to an upload in pieces, in its words.
    #[error("{0}")]
    Refused(String),
}

impl UploadError {
    /// Whether trying again may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(ApiError::Network(_) | ApiError::RateLimited { .. }) => true,
            Self::Api(ApiError::Server { .. }) => true,
            Self::Api(
                ApiError::Zulip(_)
                | ApiError::Malformed { .. }
                | ApiError::Redirect { .. }
                | ApiError::Setup(_),
            )
            | Self::Refused(_) => false,
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    url: Option<String>,
    /// Before feature level 272.
    uri: Option<String>,
    filename: Option<String>,
}

impl Client {
    /// Sends a file. `progress` is told how many bytes went out until now.
    ///
    /// # Errors
    /// When the server does not take it, or the network breaks too often.
    pub async fn upload_file(
        &self,
        file: &dyn FileSource,
        progress: impl Fn(u64) + Send + Sync + Clone + 'static,
    ) -> Result<Uploaded, UploadError> {
        let resumable = file.length() > RESUMABLE_FROM && self.feature_level() >= TUS_LEVEL;
        let answer = if resumable {
            self.upload_in_pieces(file, progress).await?
        } else {
            let request = self.request_to("user_uploads", Method::POST, HeaderMap::new());
            let upload = |pieces| Upload {
                pieces,
                length: file.length(),
                name: Some(file.name().to_owned()),
            };
            let pieces = file.pieces(0, file.length());
            let (status, _, body) = self.put(request, pieces, 0, &progress, upload).await?;
            reply::success(self.host(), status.as_u16(), None, &body)?;
            body
        };
        let answer: Answer = self.decode(&answer)?;
        let url = answer.url.or(answer.uri).ok_or_else(|| {
            let missing = <serde_json::Error as serde::de::Error>::missing_field("url");
            reply::malformed(self.host(), 200, &missing)
        })?;
        Ok(Uploaded {
            url,
            filename: answer.filename,
        })
    }

    async fn upload_in_pieces(
        &self,
        file: &dyn FileSource,
        progress: impl Fn(u64) + Send + Sync + Clone + 'static,
    ) -> Result<Vec<u8>, UploadError> {
        let place = self.create_upload(file).await?;
        let mut at = 0;
        let mut failures = 0;
        loop {
            let length = PIECE.min(file.length() - at);
            let mut headers = tus_headers();
            headers.insert("Upload-Offset", HeaderValue::from(at));
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("application/offset+octet-stream"),
            );
            let request = Request {
                url: place.clone(),
                ..self.request_to("tus/", Method::PATCH, headers)
            };
            let upload = |pieces| Upload {
                pieces,
                length,
                name: None,
            };
            let pieces = file.pieces(at, length);
            let sent = self.put(request, pieces, at, &progress, upload).await;
            let error = match sent {
                Ok((status, _, body)) if status.is_success() => {
                    at += length;
                    failures = 0;
                    if at >= file.length() {
                        return Ok(body);
                    }
                    continue;
                }
                Ok((status, _, body)) => self.refused(status, &body),
                Err(error) => UploadError::Api(error),
            };
            failures += 1;
            if failures >= TRIES || !is_worth_again(&error) {
                return Err(error);
            }
            tokio::time::sleep(Duration::from_secs(1 << (failures - 1))).await;
            // How much arrived, only the server knows.
            match self.offset(&place).await {
                Ok(arrived) => at = arrived.min(file.length()),
                Err(UploadError::Api(ApiError::Network(_))) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn create_upload(&self, file: &dyn FileSource) -> Result<Url, UploadError> {
        let mut headers = tus_headers();
        headers.insert("Upload-Length", HeaderValue::from(file.length()));
        let metadata = format!("filename {}", STANDARD.encode(file.name()));
        if let Ok(metadata) = HeaderValue::from_str(&metadata) {
            headers.insert("Upload-Metadata", metadata);
        }
        let request = self.request_to("tus/", Method::POST, headers);
        let (status, headers, body) = self.exchange(request, Limits::ORDINARY).await?;
        if !status.is_success() {
            return Err(self.refused(status, &body));
        }
        let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let found = location.and_then(|location| self.site().join(location).ok());
        let Some(found) = found else {
            return Err(UploadError::Refused(
                "The server did not say where the file is to go.".to_owned(),
            ));
        };
        // Credentials go to the organization's own origin, whatever is said.
        let mut place = self.site().clone();
        place.set_path(found.path());
        place.set_query(found.query());
        Ok(place)
    }

    /// How many bytes of an upload arrived.
    async fn offset(&self, place: &Url) -> Result<u64, UploadError> {
        let request = Request {
            url: place.clone(),
            ..self.request_to("tus/", Method::HEAD, tus_headers())
        };
        let (status, headers, body) = self.exchange(request, Limits::ORDINARY).await?;
        let offset = headers
            .get("Upload-Offset")
            .and_then(|value| value.to_str().ok()?.parse().ok());
        match offset {
            Some(offset) if status.is_success() => Ok(offset),
            Some(_) | None => Err(self.refused(status, &body)),
        }
    }

    fn refused(&self, status: StatusCode, body: &[u8]) -> UploadError {
        #[derive(Deserialize)]
        struct Said {
            message: String,
        }
        if let Ok(Said { message }) = serde_json::from_slice(body) {
            return UploadError::Refused(message);
        }
        match reply::success(self.host(), status.as_u16(), None, body) {
            Err(error) => UploadError::Api(error),
            Ok(()) => UploadError::Refused(format!("The server said {status}.")),
        }
    }

    fn request_to(&self, path: &str, method: Method, mut headers: HeaderMap) -> Request {
        let inner = &*self.inner;
        let mut url = inner.site.clone();
        let folder = url.path().trim_end_matches('/');
        let path = format!("{folder}/api/v1/{path}");
        url.set_path(&path);
        headers.insert(USER_AGENT, inner.user_agent.clone());
        if let Some(authorization) = &inner.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        Request {
            method,
            url,
            headers,
            body: None,
        }
    }

    /// Sends bytes and reads the answer, as long as something moves.
    async fn put(
        &self,
        request: Request,
        pieces: Pieces,
        before: u64,
        progress: &(impl Fn(u64) + Send + Sync + Clone + 'static),
        upload: impl FnOnce(Pieces) -> Upload,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), ApiError> {
        let sent = Arc::new(AtomicU64::new(before));
        let counted = {
            let (sent, progress) = (Arc::clone(&sent), progress.clone());
            pieces.inspect(move |piece| {
                if let Ok(piece) = piece {
                    let length = piece.len() as u64;
                    progress(sent.fetch_add(length, Ordering::Relaxed) + length);
                }
            })
        };
        let answer = self
            .inner
            .transport
            .upload(request, upload(Box::pin(counted)));
        tokio::pin!(answer);
        let mut last = before;
        let response = loop {
            tokio::select! {
                answer = &mut answer => break answer?,
                () = tokio::time::sleep(STALL) => {
                    let now = sent.load(Ordering::Relaxed);
                    if now == last {
                        return Err(self.stalled());
                    }
                    last = now;
                }
            }
        };
        let Response {
            status,
            headers,
            mut body,
        } = response;
        if status.is_redirection() {
            return Err(self.redirect(&headers));
        }
        let mut bytes = Vec::new();
        while bytes.len() < 1 << 20 {
            let read = tokio::time::timeout(STALL, body.read(&mut bytes));
            if read.await.map_err(|_| self.stalled())?? == 0 {
                break;
            }
        }
        Ok((status, headers, bytes))
    }

    fn stalled(&self) -> ApiError {
        ApiError::Network(NetworkError {
            host: self.host().to_owned(),
            kind: NetworkKind::Timeout,
            detail: "the upload stands still".to_owned(),
            unsent: false,
        })
    }
}

fn tus_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Tus-Resumable", HeaderValue::from_static("1.0.0"));
    headers
}

/// A break, or another request of this upload that is not over yet (409, 423).
fn is_worth_again(error: &UploadError) -> bool {
    error.is_transient()
        || matches!(error, UploadError::Refused(_)) && {
            let text = error.to_string();
            text.contains("409") || text.contains("423")
        }
}
