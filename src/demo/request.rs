//! One request, taken apart: path, parameters, files, and who asks.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{Answer, Refusal};
use crate::api::ids::UserId;

/// A request as the routes see it.
#[derive(Debug)]
pub(crate) struct Call {
    /// The parts of the path after `/api/v1/`, percent-decoded; of the whole path otherwise.
    pub(crate) path: Vec<String>,
    pub(crate) params: Params,
    pub(crate) files: Vec<File>,
    /// Who asks. Anonymous calls reach only the routes that allow them.
    pub(crate) user: Option<UserId>,
    /// The program's name, from its `User-Agent`.
    pub(crate) client: String,
}

/// An uploaded file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) data: Vec<u8>,
}

impl Call {
    /// The person who asks; only for routes behind authentication.
    pub(crate) fn me(&self) -> UserId {
        self.user.unwrap_or_default()
    }

    /// A numeric part of the path.
    pub(crate) fn path_id(&self, index: usize) -> Answer<u64> {
        self.path
            .get(index)
            .and_then(|part| part.parse().ok())
            .ok_or_else(|| Refusal {
                status: 404,
                ..Refusal::bad("API endpoint not found")
            })
    }
}

/// The parameters of a query string or a form, which remember who asked for them.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String, AtomicBool)>);

impl Params {
    pub(crate) fn push(&mut self, name: String, value: String) {
        self.0.push((name, value, AtomicBool::new(false)));
    }

    /// Adds what a query string or an urlencoded form holds.
    pub(crate) fn extend_from_form(&mut self, form: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(form) {
            self.push(name.into_owned(), value.into_owned());
        }
    }

    /// Takes out what a hostile server put in.
    pub(crate) fn cure(&mut self) {
        for (_, value, _) in &mut self.0 {
            *value = super::hostile::cure(value);
        }
    }

    /// Names that no route asked for: Zulip tells them in every reply.
    pub(crate) fn ignored(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(.., used)| !used.load(Ordering::Relaxed))
            .map(|(name, ..)| name.as_str())
            .collect()
    }

    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        let mut found = None;
        for (key, value, used) in &self.0 {
            if key == name {
                used.store(true, Ordering::Relaxed);
                found = Some(value.as_str());
            }
        }
        found
    }

    /// A plain string, sent as it is. JSON-quoted strings are not taken apart.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.raw(name).map(str::to_owned)
    }

    pub(crate) fn need_text(&self, name: &str) -> Answer<String> {
        self.text(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A value sent as JSON, of any shape.
    pub(crate) fn value(&self, name: &str) -> Answer<Option<Value>> {
        self.json(name)
    }

    /// A value sent as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, name: &str) -> Answer<Option<T>> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        if let Ok(value) = serde_json::from_str(raw) {
            return Ok(Some(value));
        }
        Err(match serde_json::from_str::<Value>(raw) {
            Ok(_) => Refusal::bad(format!("{name} is not valid")),
            Err(_) => Refusal::code("INVALID_JSON", format!("{name} is not valid JSON")),
        })
    }

    pub(crate) fn need<T: DeserializeOwned>(&self, name: &str) -> Answer<T> {
        self.json(name)?.ok_or_else(|| Refusal::missing(name))
    }

    pub(crate) fn flag(&self, name: &str, default: bool) -> Answer<bool> {
        Ok(self.json(name)?.unwrap_or(default))
    }

    pub(crate) fn number<T: DeserializeOwned>(&self, name: &str) -> Answer<Option<T>> {
        self.raw(name)
            .map(|raw| serde_json::from_str(raw.trim()))
            .transpose()
            .map_err(|_| Refusal::bad(format!("{name} is not an integer")))
    }

    /// A string that clients send raw or JSON-quoted.
    pub(crate) fn loose_text(&self, name: &str) -> Option<String> {
        self.raw(name).map(|raw| {
            if raw.starts_with('"') {
                serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned())
            } else {
                raw.to_owned()
            }
        })
    }
}
