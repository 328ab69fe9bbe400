//! Every construct of Zulip's message HTML, old and new, with an example of its
//! own: how it looks, and what each piece of it is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::tz::TimeZone;
use lazuli::api::ids::{ChannelId, GroupId, UserId};
use lazuli::config::theme::Role;
use lazuli::content::document::{Document, SpoilerId, Token};
use lazuli::content::{
    Bidi, CodeOverflow, EmojiStyle, Emphasis, Hours, LayoutContext, Names, Rendered, Target,
    layout, parse, plain_text,
};
use lazuli::text::SafeText;

/// What each is called, and its HTML.
const CONSTRUCTS: &[(&str, &str)] = &[
    ("paragraph and break", "<p>a<br>\nb</p>\n<p>c</p>"),
    (
        "emphasis, nested",
        "<p><strong>bold <em>both <del>all <code>code</code></del></em></strong> <a href=\"https://x.example\"><code>linked</code></a></p>",
    ),
    (
        "headings",
        "<h1>One</h1>\n<h2>Two <code>c</code></h2>\n<h3>Three</h3>\n<h4>Four</h4>\n<h5>Five</h5>\n<h6>Six</h6>\n<p>words</p>",
    ),
    ("rule", "<p>above</p>\n<hr>\n<p>below</p>"),
    (
        "quote with everything",
        "<blockquote>\n<p>words that are long enough to be wrapped onto a second line of the quote</p>\n<ul>\n<li>item</li>\n</ul>\n<blockquote>\n<p>deeper</p>\n</blockquote>\n<div class=\"codehilite\"><pre><span></span><code>code\n</code></pre></div>\n</blockquote>\n<p>after</p>",
    ),
    (
        "lists, tight",
        "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c that goes on until it has to be wrapped to the next line</li>\n</ul>\n<ol start=\"9\">\n<li>nine</li>\n<li>ten</li>\n</ol>",
    ),
    (
        "lists, loose",
        "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>",
    ),
    (
        "items with words and blocks",
        "<ul>\n<li>words<div class=\"codehilite\"><pre><span></span><code>code\n</code></pre></div>\n<blockquote>\n<p>quote</p>\n</blockquote>\n</li>\n<li>picture<div class=\"message_inline_image\"><a href=\"/user_uploads/2/x/a.png\" title=\"a.png\"><img src=\"/user_uploads/thumbnail/2/x/a.png/840x560.webp\"></a></div></li>\n</ul>",
    ),
    (
        "code where no fence is read",
        "<ol>\n<li>\n<p>item</p>\n<p><code>sh\n echo hi\n </code></p>\n</li>\n</ol>\n<p><code>one line \n</code> and <code>a <strong>b</strong>\nc</code></p>",
    ),
    (
        "code",
        "<div class=\"codehilite\" data-code-language=\"Rust\"><pre><span></span><code><span class=\"k\">fn</span> <span class=\"nf\">main</span><span class=\"p p-Indicator\">()</span> <span class=\"p\">{</span> <span class=\"c1\">// a comment that is much longer than the line</span>\n<span class=\"hll\"><span class=\"mi\">1</span></span>\n<span class=\"unheard-of\">x</span>\n</code></pre></div>",
    ),
    (
        "code, ancient",
        "<div class=\"codehilite\"><pre>old code\n</pre></div>",
    ),
    ("code, empty", "<div class=\"codehilite\"><pre></pre></div>"),
    (
        "math, inline",
        "<p>so <span class=\"katex\"><span class=\"katex-mathml\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\"><semantics><mrow><mi>x</mi></mrow><annotation encoding=\"application/x-tex\"> x^2 + \\alpha_i </annotation></semantics></math></span><span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\">x2drawn</span></span></span> it is</p>",
    ),
    (
        "math, blocks",
        "<p>words<br>\n<span class=\"katex-display\"><span class=\"katex\"><span class=\"katex-mathml\"><math display=\"block\"><semantics><mrow></mrow><annotation encoding=\"application/x-tex\">\\frac{a}{b}</annotation></semantics></math></span></span></span>\n\n<span class=\"katex-display\"><span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><annotation encoding=\"application/x-tex\">\\oops{</annotation></semantics></math></span></span></span><br>\nmore</p>",
    ),
    (
        "math, in a quote",
        "<blockquote>\n<p>so<br>\n<span class=\"katex-display\"><span class=\"katex\"><span class=\"katex-mathml\"><math display=\"block\"><semantics><annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math></span></span></span><br>\n</p>\n</blockquote>",
    ),
    (
        "math, broken",
        "<p><span class=\"tex-error\">$$\\frac{$$</span></p>",
    ),
    (
        "table",
        "<table>\n<thead>\n<tr>\n<th style=\"text-align: center;\">glaze</th>\n<th style=\"text-align: right;\">cone</th>\n<th>notes</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style=\"text-align: center;\">釉薬 <strong>ash</strong></td>\n<td style=\"text-align: right;\">6</td>\n<td>came out matte where the slip was thick, and <a href=\"https://x.example\">glossy elsewhere</a></td>\n</tr>\n<tr>\n<td style=\"text-align: center;\">celadon</td>\n<td style=\"text-align: right;\">10</td>\n<td><img alt=\"tile.png\" class=\"inline-image\" data-original-content-type=\"image/png\" data-original-dimensions=\"186x142\" data-original-src=\"/user_uploads/2/a/tile.png\" src=\"/user_uploads/thumbnail/2/a/tile.png/840x560.webp\"></td>\n</tr>\n</tbody>\n</table>",
    ),
    (
        "spoiler",
        "<div class=\"spoiler-block\"><div class=\"spoiler-header\">\n<p>The <strong>ending</strong></p>\n</div><div class=\"spoiler-content\" aria-hidden=\"true\">\n<p>The gardener.</p>\n<ul>\n<li>clue</li>\n</ul>\n</div></div>",
    ),
    (
        "spoiler without header",
        "<div class=\"spoiler-block\"><div class=\"spoiler-header\">\n</div><div class=\"spoiler-content\" aria-hidden=\"true\">\n<p>hidden</p>\n</div></div>",
    ),
    (
        "links",
        "<p><a href=\"https://example.com\" title=\"A title\">titled</a>, <a href=\"/help/x\">relative</a>, <a href=\"https://evil.example\">https://bank.example</a>, <a target=\"_blank\" href=\"ftp://files.example/x\">old</a>, <a href=\"https://bare.example/\"></a></p>",
    ),
    (
        "links to conversations",
        "<p><a class=\"stream\" data-stream-id=\"9\" href=\"/#narrow/channel/9-announce\">#announce</a> <a class=\"stream-topic\" data-stream-id=\"9\" href=\"/#narrow/channel/9-announce/topic/x/with/214\">#announce &gt; x</a> <a class=\"stream-topic\" data-stream-id=\"9\" href=\"/#narrow/channel/9-announce/topic//with/214\">#announce &gt; <em>general chat</em></a> <a class=\"message-link\" href=\"/#narrow/channel/9-announce/topic/x/near/214\">#announce &gt; x @ 💬</a> <a class=\"message-link\" href=\"/#narrow/channel/77-gone/topic/x/near/214\">#gone &gt; x @ 💬</a></p>",
    ),
    (
        "mentions",
        "<p><span class=\"user-mention\" data-user-id=\"31\">@Old Name</span> <span data-user-id=\"31\" class=\"silent user-mention\">Old Name</span> <span class=\"user-mention\" data-user-id=\"5\">@Me</span> <span class=\"user-mention silent\" data-user-id=\"5\">Me</span> <span class=\"user-mention\" data-user-id=\"404\">@Gone</span> <span class=\"user-mention\" data-user-email=\"ada@x.example\">@Ada</span></p>",
    ),
    (
        "mentions of many",
        "<p><span class=\"user-mention channel-wildcard-mention\" data-user-id=\"*\">@all</span> <span class=\"user-mention\" data-user-id=\"*\">@everyone</span> <span class=\"topic-mention\">@topic</span> <span class=\"user-group-mention\" data-user-group-id=\"17\">@support</span> <span class=\"user-group-mention\" data-user-group-id=\"18\">@mine</span> <span class=\"user-group-mention silent\" data-user-group-id=\"18\">mine</span></p>",
    ),
    (
        "emoji",
        "<p><span aria-label=\"thumbs up\" class=\"emoji emoji-1f44d\" role=\"img\" title=\"thumbs up\">:thumbs_up:</span><span class=\"emoji emoji-1f3f3-fe0f-200d-26a7-fe0f\" title=\"transgender flag\">:transgender_flag:</span><span class=\"emoji emoji-0030-20e3\" title=\"zero\">:zero:</span><span class=\"emoji-2764 emoji\">:heart:</span> <img alt=\":kiln:\" class=\"emoji\" src=\"/user_avatars/2/emoji/images/204.png\" title=\"kiln\"> <span class=\"emoji emoji-zzz\" title=\"odd\">:odd:</span> <span class=\"emoji emoji-1b\" title=\"esc\">:esc:</span></p>",
    ),
    (
        "image previews",
        "<p>two</p>\n<div class=\"message_inline_image\"><a href=\"/user_uploads/2/ce/x/image.jpg\" title=\"image.jpg\"><img data-original-dimensions=\"6000x4000\" data-original-content-type=\"image/jpeg\" src=\"/user_uploads/thumbnail/2/ce/x/image.jpg/840x560.webp\"></a></div><div class=\"message_inline_image\"><a href=\"/user_uploads/2/ce/x/anim\"><img data-animated=\"true\" data-original-dimensions=\"60x40\" data-original-content-type=\"image/gif\" src=\"/user_uploads/thumbnail/2/ce/x/anim/840x560-anim.webp\"></a></div>",
    ),
    (
        "image being prepared",
        "<div class=\"message_inline_image\"><a href=\"/user_uploads/2/x/new.heic\" title=\"new.heic\"><img class=\"image-loading-placeholder\" data-original-content-type=\"image/heic\" data-transcoded-image=\"4032x3024.webp\" src=\"/static/images/loading/loader-black.svg\"></a></div>",
    ),
    (
        "image from elsewhere",
        "<div class=\"message_inline_image\"><a href=\"https://example.com/picture.png\"><img src=\"/external_content/abc123/68747470\"></a></div><div class=\"message_inline_image\"><a href=\"https://example.com/camo.jpg\"><img src=\"https://uploads.zulipusercontent.net/abc/687474\"></a></div><div class=\"message_inline_image\"><a href=\"https://example.com/plain.gif\"><img src=\"https://example.com/plain.gif\"></a></div>",
    ),
    (
        "image among words",
        "<p>see <img alt=\"image.png\" class=\"inline-image\" data-original-content-type=\"image/png\" data-original-dimensions=\"186x142\" data-original-src=\"/user_uploads/2/x/image.png\" src=\"/user_uploads/thumbnail/2/x/image.png/840x560.webp\"> there</p>",
    ),
    (
        "image among words, being prepared",
        "<p>see <img alt=\"new.heic\" class=\"inline-image image-loading-placeholder\" data-original-content-type=\"image/heic\" data-original-dimensions=\"40x30\" data-original-src=\"/user_uploads/2/x/new.heic\" src=\"/static/images/loading/loader-black.svg\"> and <img alt=\"run.gif\" class=\"inline-image\" data-animated=\"true\" data-original-content-type=\"image/gif\" data-original-src=\"/user_uploads/2/x/run.gif\" src=\"/user_uploads/thumbnail/2/x/run.gif/840x560-anim.webp\"></p>",
    ),
    (
        "video",
        "<div class=\"message_inline_image message_inline_video\"><a href=\"/user_uploads/2/x/film.mp4\" title=\"film.mp4\"><video preload=\"metadata\" src=\"/user_uploads/2/x/film.mp4\"></video></a></div>",
    ),
    (
        "audio",
        "<p><audio controls preload=\"metadata\" src=\"/user_uploads/2/x/x.mp3\" title=\"x.mp3\"></audio> and <audio controls src=\"/user_uploads/2/x/no%20title.ogg\"></audio></p>",
    ),
    (
        "YouTube",
        "<div class=\"youtube-video message_inline_image\"><a data-id=\"aBc\" href=\"https://www.youtube.com/watch?v=aBc\"><img src=\"https://uploads.zulipusercontent.net/x\"></a></div>",
    ),
    (
        "Vimeo",
        "<div class=\"embed-video message_inline_image\"><a data-id=\"&lt;iframe&gt;\" href=\"https://vimeo.com/1\" title=\"A film\"><img src=\"https://i.vimeocdn.com/x\"></a></div>",
    ),
    (
        "website preview",
        "<p><a href=\"https://site.example\">https://site.example</a></p>\n<div class=\"message_embed\"><a class=\"message_embed_image\" href=\"https://site.example\" style=\"background-image: url(&quot;https://site.example/x.png&quot;)\"></a><div class=\"data-container\"><div class=\"message_embed_title\"><a href=\"https://site.example\" title=\"The title\">The title</a></div><div class=\"message_embed_description\">A description that is long enough to take more than a single line in the box that is drawn around it.</div></div></div>",
    ),
    (
        "website preview without title",
        "<div class=\"message_embed\"><a class=\"message_embed_image\" href=\"https://site.example/a\"></a><div class=\"data-container\"><div class=\"message_embed_description\">Only this.</div></div></div>",
    ),
    (
        "Dropbox folder",
        "<div class=\"message_inline_ref\"><a href=\"https://www.dropbox.com/sh/x\" title=\"Folder\"><img src=\"https://www.dropbox.com/x.png\"></a><div><div class=\"message_inline_image_title\">Saves</div><desc class=\"message_inline_image_desc\">Shared with Dropbox</desc></div></div>",
    ),
    (
        "tweet",
        "<div class=\"inline-preview-twitter\"><div class=\"twitter-tweet\"><a href=\"https://twitter.com/x/status/1\"><img class=\"twitter-avatar\" src=\"https://pbs.twimg.com/x.png\"></a><p>A tweet with a <a href=\"https://t.co/1\">link</a></p><span>- Ada Quill (@ada)</span><div class=\"twitter-image\"><a href=\"https://t.co/2\"><img src=\"https://pbs.twimg.com/y.jpg:small\"></a></div></div></div>",
    ),
    (
        "times",
        "<p><time datetime=\"2024-03-07T23:00:00Z\">2024-03-07T15:00:00-08:00</time> and <span class=\"timestamp-error\">Invalid time format: x</span> and <time datetime=\"soon\">soon</time></p>",
    ),
    (
        "search hits",
        "<p>the <span class=\"highlight\">kiln</span> and <a href=\"https://x.example\">the <span class=\"highlight\">kiln</span></a></p>\n<div class=\"codehilite\"><pre><span></span><code><span class=\"k\">let</span> <span class=\"n\"><span class=\"highlight\">kiln</span></span>\n</code></pre></div>",
    ),
    (
        "linkifier",
        "<p><a href=\"https://tracker.example/9\">#9</a></p>",
    ),
    (
        "alert words",
        "<p>Cobalt, <code>cobalt</code>, <a href=\"https://x.example\">cobalt</a>, cobalts, co-cobalt</p>",
    ),
    ("emoji as typed", "<p>☺ 👩‍💻 🇫🇷 1️⃣ 🧑🏽‍🚀 ok</p>"),
    (
        "task list",
        "<ul>\n<li>[ ] todo</li>\n<li>[x] done</li>\n</ul>",
    ),
];

/// What no server wrote when this was written.
const UNKNOWN: &[(&str, &str)] = &[
    (
        "inline",
        "<p>some <u>underlined</u> and <span class=\"new-thing\" data-x=\"&lt;\">new</span> words</p>",
    ),
    (
        "block",
        "<section class=\"poll\"><p>a</p><ul><li>b</li></ul></section><div class=\"brand-new\">c</div>",
    ),
];

/// Two people, two groups, one channel.
struct Known;

impl Names for Known {
    fn user(&self, id: UserId) -> Option<SafeText<'_>> {
        match id.0 {
            31 => Some("New \u{1b}[31mName".into()),
            5 => Some("Myself".into()),
            _ => None,
        }
    }

    fn group(&self, id: GroupId) -> Option<SafeText<'_>> {
        (id.0 == 17).then(|| "helpers".into())
    }

    fn channel(&self, id: ChannelId) -> Option<SafeText<'_>> {
        (id.0 == 9).then(|| "news".into())
    }

    fn is_self(&self, id: UserId) -> bool {
        id.0 == 5
    }

    fn is_own_group(&self, id: GroupId) -> bool {
        id.0 == 18
    }
}

fn plain(rendered: &Rendered) -> String {
    let lines: Vec<_> = rendered
        .lines
        .iter()
        .map(|line| line.text().trim_end())
        .collect();
    lines.join("\n")
}

/// Lines with the role and emphasis of every piece that is not ordinary text.
fn painted(rendered: &Rendered) -> String {
    let names = [
        (Emphasis::STRONG, "strong"),
        (Emphasis::ITALIC, "italic"),
        (Emphasis::STRIKE, "strike"),
        (Emphasis::HIT, "hit"),
        (Emphasis::ALERT, "alert"),
    ];
    let mut out = String::new();
    for line in &rendered.lines {
        for piece in line.pieces() {
            let mut kinds: Vec<String> = Vec::new();
            if piece.paint.role != Role::Text {
                kinds.push(piece.paint.role.name().to_owned());
            }
            let emphasis = names
                .iter()
                .filter(|(e, _)| piece.paint.emphasis.contains(*e));
            kinds.extend(emphasis.map(|(_, name)| (*name).to_owned()));
            kinds.extend(piece.target.map(|target| format!("→{}", target.index())));
            if kinds.is_empty() {
                out.push_str(piece.text);
            } else {
                write!(out, "⟦{}│{}⟧", kinds.join(" "), piece.text).unwrap();
            }
        }
        out.push('\n');
    }
    for (index, target) in rendered.targets.iter().enumerate() {
        let target = match target {
            Target::Link(link) => format!(
                "{:?} {} title {:?} misleads {:?}",
                link.kind,
                link.address.encoded(),
                link.title,
                link.misleads
            ),
            Target::Media(media) => format!(
                "{:?} {} shown by {:?}",
                media.kind,
                media.address.encoded(),
                media.preview
            ),
            other => format!("{other:?}"),
        };
        writeln!(out, "→{index} {target}").unwrap();
    }
    out
}

fn document(html: &str) -> Document {
    let document = parse(html);
    assert!(
        document.unknown.is_empty(),
        "{:?} in {html}",
        document.unknown
    );
    document
}

/// A page of all constructs, each made a string of.
fn page(make: impl Fn(&Document) -> String) -> String {
    CONSTRUCTS
        .iter()
        .map(|(name, html)| format!("== {name}\n{}\n", make(&document(html)).trim_end()))
        .collect()
}

#[test]
fn at_three_widths() {
    for width in [100, 60, 30] {
        let context = LayoutContext {
            names: &Known,
            ..LayoutContext::of_width(width)
        };
        let page = page(|document| {
            let rendered = layout(document, &context);
            assert!(rendered.lines.iter().all(|line| line.width() <= width));
            plain(&rendered)
        });
        insta::assert_snapshot!(format!("constructs@{width}"), page);
    }
}

#[test]
fn what_each_piece_is() {
    let zone = TimeZone::fixed(jiff::tz::offset(9));
    let open: BTreeSet<_> = [SpoilerId(0)].into();
    let alert_words = ["cobalt".to_owned()];
    let context = LayoutContext {
        names: &Known,
        time_zone: &zone,
        hours: Hours::Twelve,
        open_spoilers: &open,
        alert_words: &alert_words,
        ..LayoutContext::of_width(60)
    };
    insta::assert_snapshot!(
        "constructs painted",
        page(|document| painted(&layout(document, &context)))
    );
}

#[test]
fn as_a_tree() {
    insta::assert_snapshot!(
        "constructs as trees",
        page(|document| serde_json::to_string_pretty(&document.blocks).unwrap())
    );
}

#[test]
fn other_ways_to_show() {
    let find = |name: &str| {
        document(
            CONSTRUCTS
                .iter()
                .find(|(known, _)| *known == name)
                .unwrap()
                .1,
        )
    };
    let show = |name: &str, context: &LayoutContext<'_>| plain(&layout(&find(name), context));
    let base = LayoutContext::of_width(64);

    let names = LayoutContext {
        emoji: EmojiStyle::Name,
        ..base
    };
    assert_eq!(
        show("emoji", &names),
        ":thumbs_up::transgender_flag::zero::heart: :kiln: :odd: :esc:"
    );
    let simple = LayoutContext {
        emoji: EmojiStyle::Simple,
        ..base
    };
    assert_eq!(
        show("emoji", &simple),
        "👍:transgender_flag::zero::heart: :kiln: :odd: :esc:"
    );
    assert_eq!(
        show("emoji as typed", &simple),
        "☺ :woman_technologist: :fr: :one: :astronaut_medium_skin_tone:\nok"
    );

    let hidden = LayoutContext {
        previews: false,
        ..base
    };
    assert_eq!(show("website preview", &hidden), "https://site.example");

    let marks = LayoutContext {
        marks: true,
        ..base
    };
    assert_eq!(
        show("emphasis, nested", &marks),
        "bold both ~~all `code`~~ `linked`"
    );

    let scrolled = LayoutContext {
        code: CodeOverflow::Scroll(3),
        width: 40,
        ..base
    };
    assert_eq!(
        show("code", &scrolled),
        "  Rust\n  ‹main() { // a comment that is much l›\n  ‹\n  ‹"
    );

    let sender = SafeText::from("Ada Quill");
    let me = LayoutContext {
        me_sender: Some(&sender),
        ..base
    };
    let waves = document("<p>/me waves at <strong>you</strong></p>");
    assert_eq!(plain(&layout(&waves, &me)), "Ada Quill waves at you");
}

#[test]
fn what_is_unknown_keeps_its_words() {
    let mut page = String::new();
    for (name, html) in UNKNOWN {
        let document = parse(html);
        let rendered = layout(&document, &LayoutContext::of_width(60));
        writeln!(
            page,
            "== {name}\n{:?}\n{}\n{}",
            document.unknown,
            plain(&rendered),
            painted(&rendered)
        )
        .unwrap();
        writeln!(page, "{}", serde_json::to_string(&document.blocks).unwrap()).unwrap();
    }
    insta::assert_snapshot!("unknown", page);
}

#[test]
fn as_words_alone() {
    let open: BTreeSet<_> = [SpoilerId(0)].into();
    let context = LayoutContext {
        names: &Known,
        open_spoilers: &open,
        ..LayoutContext::of_width(1)
    };
    insta::assert_snapshot!(
        "constructs as words",
        page(|document| plain_text(document, &context).into_string())
    );
}

/// Hebrew and Arabic among all else, as terminals with and without an order of
/// their own are given it.
#[test]
fn what_runs_to_the_left() {
    let html = "<p>שלום <span class=\"user-mention\" data-user-id=\"5\">@Me</span>, ראה <a href=\"https://x.example/a\">את הקישור הזה</a> (עמוד 12) ואת <code>fn main()</code> בבקשה</p>\n<p>English with עברית inside, and العربية 34 too</p>\n<blockquote>\n<p>ציטוט ארוך מספיק כדי להישבר לשורה שנייה</p>\n</blockquote>\n<ul>\n<li>פריט ראשון</li>\n<li>item</li>\n</ul>\n<table>\n<thead>\n<tr>\n<th>שם</th>\n<th>name</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>(כבשן)</td>\n<td>kiln</td>\n</tr>\n</tbody>\n</table>\n<div class=\"codehilite\"><pre><span></span><code><span class=\"n\">x</span> = 1 <span class=\"c1\"># הערה כאן</span>\n</code></pre></div>";
    let mut shown = String::new();
    for bidi in [Bidi::Terminal, Bidi::Reorder] {
        let context = LayoutContext {
            names: &Known,
            bidi,
            ..LayoutContext::of_width(40)
        };
        let rendered = layout(&document(html), &context);
        assert!(rendered.lines.iter().all(|line| line.width() <= 40));
        writeln!(shown, "== {bidi:?}\n{}", painted(&rendered)).unwrap();
    }
    insta::assert_snapshot!("what runs to the left", shown);
}

/// Every class that the server's highlighter writes is known.
#[test]
fn every_kind_of_token_is_known() {
    const CLASSES: &str = "w esc err x k kc kd kn kp kr kt n na nb bp nc no nd ni ne nf fm py nl \
        nn nx nt nv vc vg vi vm l ld s sa sb sc dl sd s2 se sh si sx sr s1 ss m mb mf mh mi il mo \
        o ow p pm c ch cm cp cpf c1 cs g gd ge ges gr gh gi go gp gs gu gt";
    for class in CLASSES.split_whitespace() {
        assert!(Token::from_class(class).is_some(), "{class}");
    }
}
