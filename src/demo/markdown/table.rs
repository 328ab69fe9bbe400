//! Tables with a header, a line of dashes, and rows.

use super::{Context, inline};

/// Where a table that starts at a line ends; `None` when none does.
pub(super) fn end(lines: &[String], from: usize) -> Option<usize> {
    let header = lines.get(from)?;
    if !header.contains('|') {
        return None;
    }
    let columns = alignments(lines.get(from + 1)?)?.len();
    if cells(header).len() != columns {
        return None;
    }
    let rows = lines[from + 2..]
        .iter()
        .take_while(|line| !line.trim().is_empty() && line.contains('|'))
        .count();
    Some(from + 2 + rows)
}

pub(super) fn render(context: &mut Context<'_>, lines: &[String]) -> String {
    let aligned = alignments(&lines[1]).unwrap_or_default();
    let mut html = "<table>\n<thead>\n".to_owned();
    row(context, &lines[0], &aligned, "th", &mut html);
    html.push_str("</thead>\n<tbody>\n");
    for line in &lines[2..] {
        row(context, line, &aligned, "td", &mut html);
    }
    html.push_str("</tbody>\n</table>");
    html
}

fn row(context: &mut Context<'_>, line: &str, aligned: &[&str], tag: &str, html: &mut String) {
    html.push_str("<tr>\n");
    let cells = cells(line);
    for (column, side) in aligned.iter().enumerate() {
        html.push('<');
        html.push_str(tag);
        if !side.is_empty() {
            html.push_str(&format!(" style=\"text-align: {side};\""));
        }
        html.push('>');
        let text = cells.get(column).map_or("", String::as_str);
        html.push_str(&inline::inline(context, text));
        html.push_str(&format!("</{tag}>\n"));
    }
    html.push_str("</tr>\n");
}

fn alignments(line: &str) -> Option<Vec<&'static str>> {
    if !line.contains('-') {
        return None;
    }
    cells(line)
        .iter()
        .map(|cell| {
            let dashes = cell.trim_matches(':');
            if dashes.is_empty() || !dashes.chars().all(|c| c == '-') {
                return None;
            }
            Some(match (cell.starts_with(':'), cell.ends_with(':')) {
                (true, true) => "center",
                (true, false) => "left",
                (false, true) => "right",
                (false, false) => "",
            })
        })
        .collect()
}

/// The cells of a row; bars in code do not divide.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut in_code = false;
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '`' => in_code = !in_code,
            '|' if !in_code && !escaped => {
                cells.push(String::new());
                continue;
            }
            _ => {}
        }
        escaped = c == '\\';
        if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
