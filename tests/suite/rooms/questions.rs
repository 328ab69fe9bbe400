//! Questions before something is done.

use std::sync::Arc;

use lazuli::app::attaching::{Bytes, FileHere};
use lazuli::app::layer::{Layer, Question};
use lazuli::archive::LocalId;
use lazuli::text::SafeText;

use super::deeds;
use super::scene::{Scene, scene};

/// The scenes.
pub const SCENES: &[Scene] = &[
    scene("question-mark-all", "inbox", "")
        .with(|visitor| {
            visitor.app.explore = false;
            visitor.keys("Ctrl+Y");
        })
        .shows("question mark all read"),
    scene("question-discard", "inbox", "")
        .with(|visitor| {
            let question = Question::DiscardOutgoing(LocalId(1));
            visitor.push(Layer::Question(question));
        })
        .shows("question discard"),
    scene("question-reminder", "inbox", "Alt+h X")
        .after(|o| deeds::remind(o, deeds::newest_of(o, "workshop", "kiln"), 4))
        .shows("question delete reminder"),
    scene(
        "question-notify",
        "channel:general topic:welcome",
        "G r text:@**all** Space text:cake! Enter",
    )
    .with(|visitor| {
        // In a small organization so many are nothing to ask about.
        if visitor.app.layers.is_empty() {
            visitor.push(Layer::Question(Question::NotifyMany { people: Some(128) }));
        }
    })
    .shows("question notify many"),
    scene("question-file", "files", "Delete")
        .after(|o| deeds::upload(o, "kiln log.txt", "cone 6, flat"))
        .shows("question remove attachment"),
    scene("question-delete", "channel:workshop topic:kiln", "G Delete").shows("question delete"),
    scene("question-leave", "channels", "f text:leads Enter S").shows("question leave private"),
    scene("question-archive", "channels", "f text:workshop Enter X")
        .shows("question archive channel"),
    scene("question-topic", "channel:workshop topic:kiln", "G Alt+D")
        .shows("question delete topic"),
    scene("question-group", "groups", "q text:kiln Tab X").shows("question deactivate group"),
    scene(
        "question-pasted",
        "channel:workshop topic:\"glaze tests\"",
        "G r",
    )
    .with(|visitor| {
        let file = FileHere {
            name: "glaze notes.txt".to_owned(),
            length: 14,
            bytes: Bytes::Memory(Arc::from(&b"cobalt and ash"[..])),
        };
        let text = "/home/ada/glaze notes.txt".to_owned();
        let files = vec![file];
        visitor.push(Layer::Question(Question::AttachPasted { files, text }));
    })
    .shows("question attach pasted"),
    scene(
        "question-without",
        "channel:workshop topic:\"glaze tests\"",
        "G r text:See: Space",
    )
    .with(|visitor| {
        let names = vec!["glaze notes.txt".to_owned(), "plan.txt".to_owned()];
        visitor.push(Layer::Question(Question::SendWithout(names)));
    })
    .shows("question send without"),
    scene("question-misleading", "inbox", "")
        .with(|visitor| {
            visitor.push(Layer::Question(Question::OpenMisleading {
                named: SafeText::line("bank.example"),
                address: "https://evil.example/login".to_owned(),
            }));
        })
        .shows("question misleading"),
];
