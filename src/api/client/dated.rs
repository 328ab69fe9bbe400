//! Answers together with the time that the server's clock showed.

use reqwest::Method;
use reqwest::header::DATE;
use serde::de::DeserializeOwned;

use super::{Client, Limits, reply};
use crate::api::error::ApiError;
use crate::api::params::Params;
use crate::api::time::UnixSeconds;

impl Client {
    /// `GET path`, and when the server says that it answered: its `Date`, to the second
    /// (RFC 9110, 6.6.1).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn get_dated<T: DeserializeOwned>(
        &self,
        path: &str,
        params: Params,
    ) -> Result<(T, Option<UnixSeconds>), ApiError> {
        let request = self.request(Method::GET, path, &params);
        let (status, headers, body) = self.exchange(request, Limits::ORDINARY).await?;
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        reply::success(self.host(), status.as_u16(), None, &body)?;
        let date = date.map(|date| UnixSeconds(date.timestamp().as_second()));
        Ok((self.decode(&body)?, date))
    }
}
