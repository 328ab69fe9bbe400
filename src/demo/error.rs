//! Refusals in Zulip's shape.
//!
//! <https://zulip.com/api/rest-error-handling>

use serde_json::{Map, Value, json};

/// Why a request is refused: HTTP status, stable code, text for people, further keys.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) msg: String,
    pub(crate) extra: Map<String, Value>,
}

/// What a route gives back.
pub(crate) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// The default: HTTP 400, `BAD_REQUEST`.
    pub(crate) fn bad(msg: impl Into<String>) -> Self {
        Self::code("BAD_REQUEST", msg)
    }

    /// HTTP 400 with a code of its own.
    pub(crate) fn code(code: &'static str, msg: impl Into<String>) -> Self {
        Self {
            status: 400,
            code,
            msg: msg.into(),
            extra: Map::new(),
        }
    }

    /// HTTP 401.
    pub(crate) fn unauthorized(code: &'static str, msg: impl Into<String>) -> Self {
        Self {
            status: 401,
            ..Self::code(code, msg)
        }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(key.to_owned(), value.into());
        self
    }

    /// Every message that is not there, or not to be seen, is refused alike.
    pub(crate) fn no_message() -> Self {
        Self::bad("Invalid message(s)")
    }

    pub(crate) fn no_channel() -> Self {
        Self::bad("Invalid channel ID")
    }

    pub(crate) fn missing(name: &str) -> Self {
        Self::bad(format!("Missing '{name}' argument."))
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = self.extra.clone();
        body.insert("result".into(), json!("error"));
        body.insert("msg".into(), json!(self.msg));
        body.insert("code".into(), json!(self.code));
        Value::Object(body)
    }
}
