//! Paragraphs with the previews that their links get.

use super::Context;
use super::mention::attribute;

/// At most this many previews for one message.
const MOST: usize = 10;

/// Adds a paragraph and what its links show.
pub(super) fn paragraph(
    context: &mut Context<'_>,
    html: &str,
    text: &str,
    links: Vec<(String, String)>,
    out: &mut Vec<String>,
) {
    let mut previews = Vec::new();
    let mut alone = false;
    for (href, label) in links.into_iter().take(MOST) {
        let Some(preview) = preview(context, &href, &label) else {
            continue;
        };
        alone |= preview.is_picture && text.trim() == href;
        context.found.has_image |= preview.is_picture;
        previews.push(preview.html);
    }
    if !alone {
        out.push(format!("<p>{html}</p>"));
    }
    out.append(&mut previews);
}

struct Preview {
    html: String,
    is_picture: bool,
}

fn preview(context: &Context<'_>, href: &str, label: &str) -> Option<Preview> {
    let address = attribute(href);
    let title = if label.is_empty() || label == href {
        String::new()
    } else {
        format!(" title=\"{}\"", attribute(label))
    };
    if let Some(path) = href.strip_prefix("/user_uploads/") {
        let file = context.world.uploads.get(path)?;
        let kind = file.content_type.as_str();
        if kind.starts_with("video/") {
            return Some(Preview {
                html: format!(
                    "<div class=\"message_inline_image message_inline_video\"><a href=\"{address}\"{title}>\
                     <video preload=\"metadata\" src=\"{address}\"></video></a></div>"
                ),
                is_picture: true,
            });
        }
        let (width, height) = file.size.filter(|_| kind.starts_with("image/"))?;
        let path = attribute(path);
        return Some(Preview {
            html: format!(
                "<div class=\"message_inline_image\"><a href=\"{address}\"{title}>\
                 <img data-original-content-type=\"{kind}\" data-original-dimensions=\"{width}x{height}\" \
                 src=\"/user_uploads/thumbnail/{path}/840x560.webp\"></a></div>"
            ),
            is_picture: true,
        });
    }
    if let Some(id) = youtube(href) {
        return Some(Preview {
            html: format!(
                "<div class=\"youtube-video message_inline_image\"><a data-id=\"{id}\" href=\"{address}\">\
                 <img src=\"https://i.ytimg.com/vi/{id}/mqdefault.jpg\"></a></div>"
            ),
            is_picture: false,
        });
    }
    let path = href
        .strip_prefix("http")?
        .split(['?', '#'])
        .next()?
        .to_ascii_lowercase();
    let is_picture = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"]
        .iter()
        .any(|ending| path.ends_with(ending));
    is_picture.then(|| Preview {
        html: format!(
            "<div class=\"message_inline_image\"><a href=\"{address}\"{title}><img src=\"{address}\"></a></div>"
        ),
        is_picture: true,
    })
}

fn youtube(href: &str) -> Option<&str> {
    let id = href
        .strip_prefix("https://www.youtube.com/watch?v=")
        .or_else(|| href.strip_prefix("https://youtu.be/"))?;
    let id = id.split(['&', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (id.len() == 11 && id.chars().all(plain)).then_some(id)
}
