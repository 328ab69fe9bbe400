//! Small helpers for what is written on the wire.

/// Days since 1970 to year, month, day (proleptic Gregorian).
pub(crate) const fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month as u32, day as u32)
}

/// `2026-11-22T06:03+00:00`, as `date_joined` is written.
pub(crate) fn minute(unix: u64) -> String {
    let (year, month, day) = civil((unix / 86_400) as i64);
    let (hour, minute) = (unix / 3_600 % 24, unix / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}+00:00")
}

/// Escapes text for HTML, as Zulip's renderer does in text and attributes.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
}

/// Escapes text for a double-quoted attribute.
pub(crate) fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

/// The escaped form of a text.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape(text, &mut out);
    out
}

/// A topic or channel name as it stands in the fragment of a link to it.
///
/// <https://zulip.com/api/construct-narrow>: percent-encoded, then `%` becomes `.`.
pub(crate) fn hash_component(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, ".{byte:02X}");
        }
    }
    out
}

/// `4-workshop`: how links name a channel.
pub(crate) fn channel_slug(id: u64, name: &str) -> String {
    format!("{id}-{}", hash_component(&name.replace(' ', "-")))
}

/// Writes a JSON object field by field, without building it first: what there are
/// tens of thousands of is written this way.
pub(crate) struct Fields<'a> {
    out: &'a mut String,
    first: bool,
}

impl<'a> Fields<'a> {
    /// Opens an object.
    pub(crate) fn open(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, first: true }
    }

    /// Closes it.
    pub(crate) fn close(self) {
        self.out.push('}');
    }

    /// A field whose value is JSON already.
    pub(crate) fn raw(&mut self, key: &str, json: &str) -> &mut Self {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        self.out.push_str(json);
        self
    }

    pub(crate) fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.raw(key, "");
        quote(text, self.out);
        self
    }

    pub(crate) fn number(&mut self, key: &str, number: impl std::fmt::Display) -> &mut Self {
        use std::fmt::Write as _;
        self.raw(key, "");
        let _ = write!(self.out, "{number}");
        self
    }

    pub(crate) fn optional(
        &mut self,
        key: &str,
        number: Option<impl std::fmt::Display>,
    ) -> &mut Self {
        match number {
            Some(number) => self.number(key, number),
            None => self.raw(key, "null"),
        }
    }

    pub(crate) fn flag(&mut self, key: &str, on: bool) -> &mut Self {
        self.raw(key, if on { "true" } else { "false" })
    }

    pub(crate) fn value(&mut self, key: &str, value: &serde_json::Value) -> &mut Self {
        self.raw(key, &value.to_string())
    }

    /// A list of numbers.
    pub(crate) fn list(
        &mut self,
        key: &str,
        numbers: impl IntoIterator<Item = impl std::fmt::Display>,
    ) -> &mut Self {
        use std::fmt::Write as _;
        self.raw(key, "[");
        for (index, number) in numbers.into_iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            let _ = write!(self.out, "{number}");
        }
        self.out.push(']');
        self
    }

    /// The text so far, to write a value by hand after [`Fields::raw`] with nothing.
    pub(crate) fn out(&mut self) -> &mut String {
        self.out
    }
}

/// Writes a JSON string.
pub(crate) fn quote(text: &str, out: &mut String) {
    if text.bytes().all(|b| b >= 0x20 && b != b'"' && b != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_links_look_like_zulips() {
        assert_eq!(minute(1_795_327_430), "2026-11-22T06:03+00:00");
        assert_eq!(minute(951_782_400), "2000-02-29T00:00+00:00");
        assert_eq!(channel_slug(5, "設計"), "5-.E8.A8.AD.E8.A8.88");
        assert_eq!(hash_component("glaze tests, 2"), "glaze.20tests.2C.202");
    }
}
