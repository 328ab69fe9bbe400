//! Parameters as Zulip takes them: plain strings raw, everything else JSON text.
//!
//! <https://zulip.com/api/rest#request-format>

use std::borrow::Cow;

use serde::Serialize;
use url::form_urlencoded;

/// The parameters of one request, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(Cow<'static, str>, String)>);

impl Params {
    /// No parameters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a plain string (`anchor`, `queue_id`, `topic`, `content`, `op`, …) as it is.
    #[must_use]
    pub fn raw(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// Adds anything else as JSON text.
    #[must_use]
    pub fn json(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        // Our own types serialize: maps with string keys, no failing `Serialize`.
        let text = serde_json::to_string(value).unwrap_or_default();
        self.0.push((name.into(), text));
        self
    }

    /// Adds `value` as JSON text if there is one.
    #[must_use]
    pub fn some(self, name: &'static str, value: Option<&(impl Serialize + ?Sized)>) -> Self {
        match value {
            Some(value) => self.json(name, value),
            None => self,
        }
    }

    /// The parameters, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, value.as_str()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As `application/x-www-form-urlencoded`, for a query or a body.
    #[must_use]
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.iter())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_stay_raw_and_the_rest_is_json() {
        let params = Params::new()
            .raw("topic", "a b\"c")
            .json("messages", &[1, 2])
            .json("apply_markdown", &true)
            .json("to", "x")
            .some("op", None::<&bool>);
        assert_eq!(
            params.encoded(),
            "topic=a+b%22c&messages=%5B1%2C2%5D&apply_markdown=true&to=%22x%22"
        );
    }
}
