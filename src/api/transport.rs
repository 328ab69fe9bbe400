//! The door to the network, as narrow as it can be, so that a test can stand in it.

use std::future::Future;
use std::pin::Pin;

use futures_util::Stream;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use url::Url;

use super::error::NetworkError;

/// A future that can be stored and sent.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One HTTP request, headers and all.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to, query included.
    pub url: Url,
    /// `Authorization`, `Content-Type` and the like; sensitive ones are marked so.
    pub headers: HeaderMap,
    /// The form, encoded.
    pub body: Option<String>,
}

/// A file's bytes, piece by piece.
pub type Pieces = Pin<Box<dyn Stream<Item = std::io::Result<Vec<u8>>> + Send>>;

/// A file that goes with a request, in place of a form.
pub struct Upload {
    /// The bytes.
    pub pieces: Pieces,
    /// How many there are.
    pub length: u64,
    /// The name that it has as the one file of a form; without one the bytes are the body.
    pub name: Option<String>,
}

/// The head of an answer, and a reader for the rest.
pub struct Response {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// What follows, piece by piece.
    pub body: Box<dyn Body>,
}

/// A response's body.
pub trait Body: Send {
    /// Appends the next piece to `buffer` and gives its length in bytes; 0 at the end.
    fn read<'a>(&'a mut self, buffer: &'a mut Vec<u8>) -> Boxed<'a, Result<usize, NetworkError>>;
}

/// What carries requests. Time-outs are not its business: the caller drops the future.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` and waits for the head of the answer.
    fn send(&self, request: Request) -> Boxed<'_, Result<Response, super::error::ApiError>>;

    /// Sends `request` with a file, read while it is sent, and waits for the head of the
    /// answer.
    fn upload(
        &self,
        request: Request,
        upload: Upload,
    ) -> Boxed<'_, Result<Response, super::error::ApiError>> {
        let _ = (request, upload);
        Box::pin(async {
            Err(super::error::ApiError::Setup(
                "Files can't be sent this way".to_owned(),
            ))
        })
    }

    /// Forgets every open connection: after a sleep they may all be dead.
    fn reset(&self) {}
}
