//! Asking again for as long as it makes sense.

use std::time::Duration;

use fastrand::Rng;
use tokio::time::Instant;

use crate::api::backoff::Backoff;
use crate::api::error::ApiError;

/// How long a request that somebody waits for is tried again, in all.
const SHORT: Duration = Duration::from_secs(20);

/// A policy for repeating a request that may be repeated.
#[derive(Debug)]
pub struct Retry {
    backoff: Backoff,
    until: Option<Instant>,
    contact: bool,
}

impl Retry {
    /// For a while. Before anything succeeded, a wrong address or certificate is final.
    #[must_use]
    pub fn short() -> Self {
        Self {
            backoff: Backoff::for_connection(Rng::new()),
            until: Some(Instant::now() + SHORT),
            contact: false,
        }
    }

    /// Until it succeeds, or the server says that it never will.
    #[must_use]
    pub fn patient() -> Self {
        Self {
            backoff: Backoff::for_connection(Rng::new()),
            until: None,
            contact: true,
        }
    }

    /// Does `request`, again and again while that makes sense.
    ///
    /// # Errors
    /// The last error.
    pub async fn run<T, F>(&mut self, mut request: impl FnMut() -> F) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        loop {
            let error = match request().await {
                Ok(reply) => {
                    self.contact = true;
                    self.backoff.reset();
                    return Ok(reply);
                }
                Err(error) => error,
            };
            if !error.is_passing() || (!self.contact && error.is_final_at_first_contact()) {
                return Err(error);
            }
            let wait = error.retry_after().unwrap_or_default();
            let next = Instant::now() + wait.max(self.backoff.next_wait());
            if self.until.is_some_and(|until| next > until) {
                return Err(error);
            }
            tokio::time::sleep_until(next).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::NetworkKind;
    use crate::api::routes::users::get_own_user;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    fn me() -> Step {
        Step::ok(json!({"user_id": 6, "email": "a@x", "full_name": "Ada"}))
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_waited_for() {
        let down = (0..30).map(|_| Step::fail(NetworkKind::Refused));
        let server = Scripted::list(down.chain([me()]));
        let client = server.client();
        assert!(Retry::patient().run(|| get_own_user(&client)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_pass_is_not() {
        for step in [
            Step::no(400, "BAD_REQUEST"),
            Step::fail(NetworkKind::Resolve),
        ] {
            let server = Scripted::list([step, me()]);
            let client = server.client();
            assert!(Retry::short().run(|| get_own_user(&client)).await.is_err());
            assert_eq!(server.log().len(), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_person_does_not_wait_for_ever() {
        let server = Scripted::new(|_| Step::text(502, ""));
        let client = server.client();
        let before = Instant::now();
        assert!(Retry::short().run(|| get_own_user(&client)).await.is_err());
        assert!(before.elapsed() <= SHORT + Duration::from_secs(1));
        assert!(server.log().len() > 5);
    }
}
