//! Markdown becomes the HTML that a real server made of it.

use serde_json::{Value, json};

use crate::demo_http::{person, still};
use crate::demo_shape::{FOLDERS, recorded};

/// Recorded Markdown (its beginning) that is rendered otherwise, and why.
const DIFFERENT: [(&str, &str); 3] = [
    (
        "nested:\n\n1. item with code",
        "a fence within a list item: Zulip makes inline code of it by accident",
    ),
    (
        "[photo of shelf.png](upload)",
        "the recorded source was shortened",
    ),
    (
        "http://lapis.localhost",
        "the link to this server's own address has another one here",
    ),
];

/// KaTeX's drawing is left out here and there: the formula's source is compared.
fn without_drawing(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<span class=\"katex\">") {
        out.push_str(before);
        let tex = after.split_once("x-tex\">").map_or("", |(_, tex)| tex);
        let tex = tex.split_once("</annotation>").map_or("", |(tex, _)| tex);
        out.push_str(&format!("[{tex}]"));
        // The span's own end, by counting.
        let mut depth = 1;
        let mut at = 0;
        while depth > 0 {
            let tag = at + after[at..].find('<').expect("balanced spans");
            if after[tag..].starts_with("<span") {
                depth += 1;
            } else if after[tag..].starts_with("</span>") {
                depth -= 1;
            }
            at = tag + after[tag..].find('>').expect("a tag's end") + 1;
        }
        rest = &after[at..];
    }
    out.push_str(rest);
    out
}

/// The recorded organization's ids as they are here.
fn translated(html: &str) -> String {
    let ids = [
        ("4-workshop", "2-workshop"),
        ("5-.E8", "4-.E8"),
        ("data-stream-id=\"4\"", "data-stream-id=\"2\""),
        ("data-stream-id=\"5\"", "data-stream-id=\"4\""),
        ("data-user-group-id=\"36\"", "data-user-group-id=\"24\""),
    ];
    ids.iter()
        .fold(html.to_owned(), |html, (from, to)| html.replace(from, to))
}

/// Without what depends on the history: which message of a topic was the newest.
fn neutral(html: &str) -> String {
    let html = without_drawing(html);
    let mut parts = html.split("/with/");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

#[tokio::test]
async fn recorded_markdown_is_rendered_alike() {
    let server = still().await;
    let ada = person(&server, "ada");
    ada.post(
        "user_groups/create",
        json!({"name": "crew", "description": "", "members": [7]}),
    )
    .await;
    ada.post(
        "realm/filters",
        json!({"pattern": "L(?P<id>[0-9]+)", "url_template": "https://tracker.example/{id}"}),
    )
    .await;
    // The topic that recorded links lead to had messages.
    ada.say(2, "has a name now", "x").await;
    ada.say(2, "", "x").await;
    let mut failures = String::new();
    let mut compared = 0;
    for folder in FOLDERS {
        let pairs: Vec<Value> =
            serde_json::from_str(&recorded(&format!("{folder}/content.json"))).expect("JSON");
        for pair in pairs {
            let markdown = pair["markdown"].as_str().expect("Markdown");
            if DIFFERENT
                .iter()
                .any(|(start, _)| markdown.starts_with(start))
                || markdown.contains("(/user_uploads/")
            {
                continue;
            }
            let rendered = ada
                .post(
                    "messages/render",
                    json!({"content": markdown.replace("4-workshop", "2-workshop")}),
                )
                .await;
            let html = rendered["rendered"].as_str().expect("HTML");
            let expected = pair["html"].as_str().expect("HTML");
            let (html, expected) = (neutral(html), neutral(&translated(expected)));
            if html != expected {
                failures.push_str(&format!(
                    "\n--- {markdown}\n was  {expected}\n here {html}\n"
                ));
            }
            compared += 1;
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(compared > 50, "{compared}");
}

/// Any text at all is rendered, and in good time.
#[tokio::test]
async fn nothing_breaks_the_renderer() {
    let server = still().await;
    let ada = person(&server, "ada");
    let hostile = [
        "[".repeat(3_000),
        "> ".repeat(2_000),
        "*a ".repeat(2_000),
        "**_~~`$$[@**#**:<time:".repeat(200),
        format!("{}x{}", "* ".repeat(900), "\n".repeat(900)),
        (0..600)
            .map(|depth| format!("{}* item\n", "  ".repeat(depth % 300)))
            .collect(),
        "```quote\n".repeat(800),
        "|a".repeat(3_000) + "\n" + &"|-".repeat(3_000),
        "\u{202e}\u{1b}[31m\u{0}".replace('\0', "") + "日本 e\u{301}\u{302}".repeat(400).as_str(),
    ];
    for text in hostile {
        let started = std::time::Instant::now();
        let reply = ada.post("messages/render", json!({"content": text})).await;
        assert!(reply["rendered"].is_string());
        assert!(
            started.elapsed().as_secs() < 5,
            "{:?}: {}",
            started.elapsed(),
            &text[..20]
        );
    }
}
