//! The door to the network, as narrow as it can be, so that a test can stand in it.

use std::future::Future;
use std::pin::Pin;

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

    /// Forgets every open connection: after a sleep they may all be dead.
    fn reset(&self) {}
}
