//! A server that means harm: every text of a reply holds what would take over a
//! terminal that it reaches as it is.
//!
//! The same text always gets the same harm, and what a client sends back is freed
//! of it, so that the organization works as ever.

use serde_json::{Value, json};

use super::hash::Rng;

/// What is put into texts. `PWNED` stands only inside sequences that a terminal
/// would swallow: where it is seen, one got through in part or whole.
const HARM: [&str; 15] = [
    "\u{1b}]0;PWNED\u{7}",
    "\u{1b}]2;PWNED\u{1b}\\\u{1b}]8;;https://PWNED.example\u{1b}\\",
    "\u{1b}]52;c;UFdORUQ=\u{1b}\\\u{1b}]1337;File=PWNED\u{7}",
    "\u{1b}PPWNED\u{1b}\\\u{1b}_GPWNED\u{1b}\\\u{1b}^PWNED\u{1b}\\\u{1b}XPWNED\u{1b}\\",
    "\u{9b}3J\u{9d}0;PWNED\u{9c}\u{90}PWNED\u{9c}\u{9f}PWNED\u{9c}",
    "\u{1b}[3J\u{1b}[?9999h\u{1b}[6n\u{1b}[21t\u{1b}[2;3r\u{1b}[8;5m",
    "\u{1b}c\u{1b}(0\u{1b}#8\u{1b}7\u{1b}[",
    "\u{7}\u{8}\u{b}\u{c}\u{e}\u{f}\0\u{7f}\u{85}",
    "\r\n\ttab\u{2028}",
    "\u{202e}\u{202d}\u{202b}\u{2067}\u{2066}rtl",
    "\u{2068}\u{2067}\u{61c}\u{200f}",
    "Z\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}\u{351}",
    "a\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{2060}\u{2060}\u{2060}\u{2060}\u{fe0f}\u{fe0f}\u{fe0f}",
    "\u{3164}\u{115f}\u{ad}\u{fdd0}\u{feff}\u{1d173}\u{e0041}\u{fdfd}\u{a9c5}",
    "👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}🏴\u{e0067}1\u{fe0f}\u{20e3}🇫",
];

/// Keys whose values people, or those who run a server, can choose.
const TEXTS: [&str; 36] = [
    "body",
    "client",
    "delivery_email",
    "description",
    "display_name",
    "email",
    "emoji_name",
    "file_name",
    "full_name",
    "hint",
    "msg",
    "name",
    "option",
    "orig_subject",
    "prev_topic",
    "question",
    "reaction_name",
    "realm_description",
    "realm_name",
    "sender_email",
    "sender_full_name",
    "status_text",
    "stream_name",
    "subject",
    "task",
    "desc",
    "task_list_title",
    "text",
    "timezone",
    "title",
    "topic",
    "topic_name",
    "warning",
    "tooltip",
    "server_name",
    "display_recipient",
];

/// Keys whose values are rendered HTML.
const PAGES: [&str; 8] = [
    "content",
    "match_content",
    "match_subject",
    "prev_rendered_content",
    "rendered_content",
    "rendered_description",
    "rendered_value",
    "realm_rendered_description",
];

/// Puts harm into every text of a reply.
pub(crate) fn poison(reply: &mut Value) {
    match reply {
        Value::Object(map) => {
            let widget = map.contains_key("msg_type");
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) if widget && key == "content" => poison_widget(text),
                    Value::String(text) if TEXTS.contains(&key.as_str()) => poison_text(text),
                    Value::String(text) if PAGES.contains(&key.as_str()) => poison_page(text),
                    Value::Array(all) if matches!(key.as_str(), "options" | "alert_words") => {
                        all.iter_mut().for_each(poison_any);
                    }
                    value => poison(value),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(poison),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn poison_any(value: &mut Value) {
    match value {
        Value::String(text) => poison_text(text),
        value => poison(value),
    }
}

/// A widget's data is JSON in a string.
fn poison_widget(text: &mut String) {
    if let Ok(mut data) = serde_json::from_str::<Value>(text) {
        poison(&mut data);
        *text = data.to_string();
    }
}

fn poison_text(text: &mut String) {
    // The empty topic stays the empty topic.
    if !text.is_empty() {
        let harm = harm_for(text);
        text.push_str(&harm);
    }
}

/// Three pieces of harm, decided by the text.
fn harm_for(text: &str) -> String {
    let seed = text.bytes().fold(7_u64, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let mut rng = Rng::new(seed);
    (0..3).map(|_| HARM[rng.below(HARM.len())]).collect()
}

/// Harm in every place of a page that has text or an address.
fn poison_page(page: &mut String) {
    let harm = harm_for(page);
    let coded: String = harm
        .chars()
        .map(|c| match u32::from(c) {
            // HTML takes these numbers for letters of an old code page.
            0x80..=0x9f => c.to_string(),
            code => format!("&#x{code:x};"),
        })
        .collect();
    let more = json!([
        format!(
            "<p>{harm}words{coded}<br><code>{harm}</code> <a href=\"https://x.example/{harm}\" title=\"{harm}\">{coded}link</a>"
        ),
        format!(
            "<a class=\"stream\" data-stream-id=\"999999\" href=\"/#narrow/channel/999999-{harm}\">#{harm}</a>"
        ),
        format!(
            "<span class=\"user-mention\" data-user-id=\"999999\">@{harm}</span> <span class=\"user-group-mention\" data-user-group-id=\"999999\">@{coded}</span>"
        ),
        format!(
            "<span class=\"emoji emoji-1b\" title=\"{harm}\">:{harm}:</span><span class=\"emoji emoji-202e-9b\">{harm}</span><img alt=\":{harm}:\" class=\"emoji\" src=\"/{harm}\">"
        ),
        format!(
            "<time datetime=\"2026-11-20T09:00:00Z\">{harm}</time><span class=\"timestamp-error\">{harm}</span>"
        ),
        format!(
            "<span class=\"katex\"><annotation encoding=\"application/x-tex\">\\text{{{harm}}} x^{{{harm}}}</annotation></span><new-thing class=\"{harm}\">{coded}</new-thing></p>"
        ),
        format!(
            "<div class=\"codehilite\" data-code-language=\"{harm}\"><pre><span></span><code><span class=\"k\">fn{harm}</span>{coded}\n</code></pre></div>"
        ),
        format!(
            "<table><thead><tr><th>{harm}</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>{coded}</td></tr></tbody></table>"
        ),
        format!(
            "<div class=\"spoiler-block\"><div class=\"spoiler-header\"><p>{harm}</p></div><div class=\"spoiler-content\"><p>{harm}</p></div></div>"
        ),
        format!(
            "<div class=\"message_inline_image\"><a href=\"/user_uploads/2/x/{harm}.png\" title=\"{harm}\"><img src=\"/user_uploads/thumbnail/2/x/{harm}\" data-original-content-type=\"image/{harm}\"></a></div>"
        ),
        format!(
            "<div class=\"message_embed\"><a class=\"message_embed_image\" href=\"https://x.example/{harm}\"></a><div class=\"data-container\"><div class=\"message_embed_title\"><a href=\"https://x.example\">{harm}</a></div><div class=\"message_embed_description\">{coded}</div></div></div>"
        ),
    ]);
    for part in more.as_array().into_iter().flatten() {
        page.push_str(part.as_str().unwrap_or_default());
    }
}

/// What a client sends back, without the harm.
pub(crate) fn cure(text: &str) -> String {
    if let Ok(mut value @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text) {
        cure_value(&mut value);
        return value.to_string();
    }
    HARM.iter()
        .fold(text.to_owned(), |text, harm| text.replace(harm, ""))
}

fn cure_value(value: &mut Value) {
    match value {
        Value::String(text) => *text = cure(text),
        Value::Array(all) => all.iter_mut().for_each(cure_value),
        Value::Object(map) => map.values_mut().for_each(cure_value),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_harmed_is_cured() {
        for text in ["glaze tests", "✔ chores", "色", "a\u{301}"] {
            let mut harmed = text.to_owned();
            poison_text(&mut harmed);
            assert_ne!(harmed, text);
            assert_eq!(cure(&harmed), text);
            let narrow = json!([{"operator": "topic", "operand": harmed}]);
            assert_eq!(
                cure(&narrow.to_string()),
                json!([{"operator": "topic", "operand": text}]).to_string()
            );
        }
    }

    #[test]
    fn every_text_of_a_reply_is_harmed() {
        let mut reply = json!({
            "result": "success", "type": "realm_user",
            "members": [{"full_name": "Ada", "user_id": 5}],
            "messages": [{"content": "<p>a</p>", "subject": "", "display_recipient": [{"full_name": "B"}],
                "submessages": [{"msg_type": "widget", "content": "{\"widget_type\":\"poll\",\"extra_data\":{\"question\":\"q\",\"options\":[\"o\"]}}"}]}],
        });
        poison(&mut reply);
        assert_eq!(
            (&reply["result"], &reply["type"]),
            (&json!("success"), &json!("realm_user"))
        );
        assert!(reply["members"][0]["full_name"].as_str().unwrap().len() > 3);
        let message = &reply["messages"][0];
        assert_eq!(message["subject"], "");
        assert!(message["content"].as_str().unwrap().contains("codehilite"));
        let widget = message["submessages"][0]["content"].as_str().unwrap();
        let widget: Value = serde_json::from_str(widget).unwrap();
        assert_eq!(widget["widget_type"], "poll");
        assert!(widget["extra_data"]["options"][0].as_str().unwrap().len() > 1);
    }
}
