//! Code blocks, with Pygments' classes for a few languages.

use crate::demo::json::{escape, escape_attribute};

/// A code block; `language` as typed, empty for none.
pub(super) fn block(text: &str, language: &str) -> String {
    let mut html = "<div class=\"codehilite\"".to_owned();
    if !language.is_empty() {
        html.push_str(" data-code-language=\"");
        escape_attribute(display_name(language), &mut html);
        html.push('"');
    }
    html.push_str("><pre><span></span><code>");
    escape(text, &mut html);
    if !text.is_empty() {
        html.push('\n');
    }
    html.push_str("</code></pre></div>");
    html
}

/// What Pygments calls a language.
fn display_name(language: &str) -> &str {
    match language.to_ascii_lowercase().as_str() {
        "python" | "py" | "python3" => "Python",
        "rust" | "rs" => "Rust",
        "json" => "JSON",
        "diff" | "udiff" => "Diff",
        "latex" | "tex" => "TeX",
        "sh" | "bash" | "shell" | "zsh" => "Bash",
        "c" | "h" => "C",
        "cpp" | "c++" => "C++",
        "js" | "javascript" => "JavaScript",
        "ts" | "typescript" => "TypeScript",
        "html" => "HTML",
        "css" => "CSS",
        "sql" => "SQL",
        "yaml" | "yml" => "YAML",
        "toml" => "TOML",
        "go" | "golang" => "Go",
        "java" => "Java",
        "text" | "txt" => "Text only",
        "md" | "markdown" => "Markdown",
        "console" => "Bash Session",
        _ => language,
    }
}
