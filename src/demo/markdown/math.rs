//! Formulas, in the frame that KaTeX gives them.
//!
//! The annotation holds the TeX, which is what clients read. The drawn form inside
//! is the TeX again instead of KaTeX's boxes, which no client of ours looks at.

use super::inline::Taken;
use crate::demo::json::escaped;

/// `$$…$$` within a line.
pub(super) fn inline(before: &str, rest: &str) -> Option<Taken> {
    if before.ends_with('$') {
        return None;
    }
    let inside = rest.strip_prefix("$$")?;
    let end = inside.find("$$")?;
    let tex = &inside[..end];
    if tex.trim().is_empty() || tex.contains('\n') || inside[end + 2..].starts_with('$') {
        return None;
    }
    let html = if is_sound(tex) {
        katex(tex.trim(), false)
    } else {
        format!("<span class=\"tex-error\">$${}$$</span>", escaped(tex))
    };
    Some(Taken {
        length: end + 4,
        html,
    })
}

/// A formula of its own.
pub(super) fn display(tex: &str) -> String {
    if !is_sound(tex) {
        return format!("<span class=\"tex-error\">{}</span>", escaped(tex));
    }
    // Formulas divided by blank lines are drawn one below the other.
    let parts: Vec<String> = tex
        .split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            format!(
                "<span class=\"katex-display\">{}</span>",
                katex(part.trim(), true)
            )
        })
        .collect();
    parts.join("\n\n")
}

fn katex(tex: &str, display: bool) -> String {
    let tex = escaped(tex);
    let display = if display { " display=\"block\"" } else { "" };
    format!(
        "<span class=\"katex\"><span class=\"katex-mathml\">\
         <math xmlns=\"http://www.w3.org/1998/Math/MathML\"{display}><semantics>\
         <mrow><mtext>{tex}</mtext></mrow>\
         <annotation encoding=\"application/x-tex\">{tex}</annotation></semantics></math></span>\
         <span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\">\
         <span class=\"strut\" style=\"height:1em;\"></span>\
         <span class=\"mord\">{tex}</span></span></span></span>"
    )
}

/// Whether braces and environments close, which is most of what KaTeX refuses.
fn is_sound(tex: &str) -> bool {
    let mut depth = 0_i32;
    let mut escaped = false;
    for c in tex.chars() {
        match c {
            '{' if !escaped => depth += 1,
            '}' if !escaped => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    depth == 0
        && tex.matches("\\begin{").count() == tex.matches("\\end{").count()
        && !tex.trim_end().ends_with('\\')
}
