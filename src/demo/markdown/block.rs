//! Paragraphs, headings, rules, quotes, lists, tables, indented code.

use super::{Context, DEEPEST, code, fence, inline, preview, table};

/// The blocks of lines without fences, in HTML.
pub(super) fn blocks(context: &mut Context<'_>, lines: &[String], loose: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].as_str();
        if line.trim().is_empty() {
            at += 1;
        } else if line.starts_with("    ") {
            at = indented(lines, at, &mut out);
        } else if let Some((level, text)) = heading(line) {
            let text = inline::inline(context, text);
            out.push(format!("<h{level}>{text}</h{level}>"));
            at += 1;
        } else if is_rule(line) {
            out.push("<hr>".to_owned());
            at += 1;
        } else if quoted(line).is_some() {
            at = quote(context, lines, at, &mut out);
        } else if item(line).is_some() && context.depth < DEEPEST {
            at = list(context, lines, at, &mut out);
        } else if let Some(end) = table::end(lines, at) {
            out.push(table::render(context, &lines[at..end]));
            at = end;
        } else {
            at = paragraph(context, lines, at, loose, &mut out);
        }
    }
    out
}

fn paragraph(
    context: &mut Context<'_>,
    lines: &[String],
    from: usize,
    loose: bool,
    out: &mut Vec<String>,
) -> usize {
    let mut at = from;
    while at < lines.len() {
        let line = lines[at].as_str();
        let ends = line.trim().is_empty()
            || (at > from
                && (heading(line).is_some()
                    || is_rule(line)
                    || quoted(line).is_some()
                    || (loose && item(line).is_some())));
        if ends {
            break;
        }
        at += 1;
    }
    let text = lines[from..at].join("\n");
    let before = context.links.len();
    let html = inline::inline(context, text.trim_start_matches(' ').trim_end_matches('\n'));
    let links = context.links.split_off(before);
    preview::paragraph(context, &html, &text, links, out);
    at
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.len() - line.trim_start_matches('#').len();
    let text = line.get(level..)?.strip_prefix(' ')?;
    ((1..=6).contains(&level)).then(|| (level, text.trim().trim_end_matches('#').trim_end()))
}

fn is_rule(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| *c != ' ').collect();
    let Some(first) = bare.chars().next().filter(|c| matches!(c, '-' | '_' | '*')) else {
        return false;
    };
    bare.len() >= 3 && bare.chars().all(|c| c == first) && !line.starts_with("    ")
}

fn indented(lines: &[String], from: usize, out: &mut Vec<String>) -> usize {
    let mut at = from;
    let mut text = Vec::new();
    while at < lines.len() && (lines[at].starts_with("    ") || lines[at].trim().is_empty()) {
        text.push(lines[at].strip_prefix("    ").unwrap_or(""));
        at += 1;
    }
    while text.last().is_some_and(|line| line.trim().is_empty()) {
        text.pop();
    }
    out.push(code::block(&text.join("\n"), ""));
    at
}

fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(' ');
    if line.len() - rest.len() > 3 {
        return None;
    }
    let rest = rest.strip_prefix('>')?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

fn quote(context: &mut Context<'_>, lines: &[String], from: usize, out: &mut Vec<String>) -> usize {
    let mut at = from;
    let mut inside = Vec::new();
    while at < lines.len() {
        let line = lines[at].as_str();
        match quoted(line) {
            Some(rest) => inside.push(rest.to_owned()),
            // A paragraph that goes on without the mark still belongs to it.
            None if !line.trim().is_empty() => inside.push(line.to_owned()),
            None => break,
        }
        at += 1;
    }
    if context.depth >= DEEPEST {
        let text = inside.join("\n");
        let html = inline::inline(context, &text);
        out.push(format!("<p>{html}</p>"));
        return at;
    }
    context.depth += 1;
    let html = blocks(context, &inside, false).join("\n");
    context.depth -= 1;
    out.push(fence::quote(&html));
    at
}

/// A list item's line taken apart.
struct Item<'a> {
    /// The number, for a numbered list.
    number: Option<u64>,
    text: &'a str,
}

fn item(line: &str) -> Option<Item<'_>> {
    let rest = line.strip_prefix(' ').unwrap_or(line);
    if let Some(text) = rest.strip_prefix(['*', '-', '+']) {
        let text = text.strip_prefix(' ')?.trim_start_matches(' ');
        return (!is_rule(line)).then_some(Item { number: None, text });
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = rest[..digits].parse().ok()?;
    let text = rest[digits..].strip_prefix(". ")?.trim_start_matches(' ');
    Some(Item {
        number: Some(number),
        text,
    })
}

fn list(context: &mut Context<'_>, lines: &[String], from: usize, out: &mut Vec<String>) -> usize {
    let numbered = item(&lines[from]).and_then(|first| first.number);
    let mut items: Vec<Vec<String>> = Vec::new();
    let mut loose = false;
    let mut blank = false;
    let mut at = from;
    while at < lines.len() {
        let line = lines[at].as_str();
        if line.trim().is_empty() {
            blank = true;
            at += 1;
            continue;
        }
        if let Some(next) = item(line) {
            if next.number.is_some() != numbered.is_some() {
                break;
            }
            loose |= blank && !items.is_empty();
            items.push(vec![next.text.to_owned()]);
        } else if let Some(rest) = line.strip_prefix("  ") {
            // Under a number one space more belongs to the indent.
            let rest = rest
                .strip_prefix(' ')
                .filter(|_| numbered.is_some())
                .unwrap_or(rest);
            if let Some(last) = items.last_mut() {
                if blank {
                    loose = true;
                    last.push(String::new());
                }
                last.push(rest.to_owned());
            }
        } else if blank {
            break;
        } else if let Some(last) = items.last_mut() {
            last.push(line.to_owned());
        }
        blank = false;
        at += 1;
    }
    let mut html = match numbered {
        None => "<ul>\n".to_owned(),
        Some(1) => "<ol>\n".to_owned(),
        Some(start) => format!("<ol start=\"{start}\">\n"),
    };
    context.depth += 1;
    for lines in &items {
        html.push_str("<li>");
        let inside = blocks(context, lines, true);
        if loose {
            for block in &inside {
                html.push('\n');
                html.push_str(block);
            }
            html.push('\n');
        } else {
            for block in &inside {
                match block
                    .strip_prefix("<p>")
                    .and_then(|rest| rest.strip_suffix("</p>"))
                {
                    Some(bare) => html.push_str(bare),
                    None => {
                        html.push_str(block);
                        html.push('\n');
                    }
                }
            }
        }
        html.push_str("</li>\n");
    }
    context.depth -= 1;
    html.push_str(if numbered.is_some() { "</ol>" } else { "</ul>" });
    out.push(html);
    at
}
