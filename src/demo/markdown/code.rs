//! Code blocks, with Pygments' classes for the languages that are known.

use super::lexer::{self, Language};
use crate::demo::json::{escape, escape_attribute};

/// A code block; `language` as typed, empty for none.
pub(super) fn block(text: &str, language: &str) -> String {
    let mut html = "<div class=\"codehilite\"".to_owned();
    let known = lexer::language(language);
    if !language.is_empty() {
        html.push_str(" data-code-language=\"");
        escape_attribute(
            known.map_or_else(|| display_name(language), |known| known.name),
            &mut html,
        );
        html.push('"');
    }
    html.push_str("><pre><span></span><code>");
    match known {
        Some(known) => coloured(text, known, &mut html),
        None => escape(text, &mut html),
    }
    if !text.is_empty() {
        html.push('\n');
    }
    html.push_str("</code></pre></div>");
    html
}

/// Writes tokens as spans: neighbours of one class share one, lines don't.
fn coloured(text: &str, language: &Language, html: &mut String) {
    let mut open = "";
    for (class, text) in lexer::tokens(language, text) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                close(&mut open, html);
                html.push('\n');
            }
            if line.is_empty() {
                continue;
            }
            if class != open {
                close(&mut open, html);
                if !class.is_empty() {
                    html.push_str("<span class=\"");
                    html.push_str(class);
                    html.push_str("\">");
                    open = class;
                }
            }
            escape(line, html);
        }
    }
    close(&mut open, html);
}

fn close(open: &mut &'static str, html: &mut String) {
    if !open.is_empty() {
        html.push_str("</span>");
        *open = "";
    }
}

/// What Pygments calls a language that is not coloured here.
fn display_name(language: &str) -> &str {
    match language.to_ascii_lowercase().as_str() {
        "html" => "HTML",
        "css" => "CSS",
        "yaml" | "yml" => "YAML",
        "go" | "golang" => "Go",
        "java" => "Java",
        "text" | "txt" => "Text only",
        "md" | "markdown" => "Markdown",
        "console" => "Bash Session",
        _ => language,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_lose_nothing() {
        for language in [
            "python", "rust", "json", "sh", "js", "c", "toml", "sql", "diff", "tex",
        ] {
            let known = lexer::language(language).expect("a language");
            for text in [
                "",
                "\n\n",
                "\"open",
                "a\n  b /* c",
                "# x\n'",
                "é \u{1f600} 1.5.2 ...",
                "\\",
                "$",
                "fn!(x) @d",
            ] {
                let joined: String = lexer::tokens(known, text)
                    .iter()
                    .map(|(_, text)| *text)
                    .collect();
                assert_eq!(joined, text, "{language}");
            }
        }
    }
}
