//! Files that go with messages, in the state machine: where their links land, and why there are
//! none.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lazuli::api::client::uploads::Uploaded;
use lazuli::app::attaching::{Bytes, FileHere, FileNews, FileOrder, UploadId};
use lazuli::app::effect::Effect;
use lazuli::app::update::{SessionUpdate, Update};
use lazuli::model::Organization;

use crate::support::stage::{NOW, Stage, snapshot};

/// In a topic of the recorded organization, at its newest message.
fn stage() -> Stage {
    let mut stage = Stage::recorded("server-11", 100, 30);
    stage.arrive("kiln", "shelf three");
    stage.keys("G S");
    assert!(stage.app.open_conversation().is_some());
    stage.left.clear();
    stage
}

fn typed(stage: &mut Stage, text: &str) {
    for c in text.chars() {
        let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        stage.update(Update::Key(key));
    }
}

fn news(stage: &mut Stage, news: FileNews) {
    stage.update(Update::Session(SessionUpdate::Files(news)));
}

/// The order among the effects that `which` wants.
fn ordered<T>(stage: &mut Stage, which: impl Fn(FileOrder) -> Option<T>) -> T {
    let left = std::mem::take(&mut stage.left);
    let found = left.iter().find_map(|effect| match effect {
        Effect::Files(order) => which(order.clone()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{left:?}"))
}

/// A composer with a file on its way up.
fn with_an_upload(stage: &mut Stage) -> UploadId {
    stage.keys("r");
    typed(stage, "see: ");
    stage.keys("Alt+k");
    stage.left.clear();
    typed(stage, "~/plan.txt");
    stage.keys("Enter");
    let number = ordered(stage, |order| match order {
        FileOrder::Look { number, .. } => Some(number),
        _ => None,
    });
    let file = FileHere {
        name: "plan.txt".to_owned(),
        length: 40_000,
        bytes: Bytes::Disk("/home/ada/plan.txt".into()),
    };
    let result = Ok(vec![file]);
    news(stage, FileNews::Looked { number, result });
    let id = ordered(stage, |order| match order {
        FileOrder::Send { id, .. } => Some(id),
        _ => None,
    });
    assert!(stage.screen().contains("[Uploading plan.txt…]()"));
    id
}

fn up(id: UploadId) -> FileNews {
    let uploaded = Uploaded {
        url: "/user_uploads/2/ab/plan.txt".to_owned(),
        filename: Some("plan.txt".to_owned()),
    };
    FileNews::Sent {
        id,
        result: Ok(uploaded),
    }
}

#[test]
fn a_link_goes_to_the_draft_that_it_was_for() {
    let mut stage = stage();
    let id = with_an_upload(&mut stage);
    stage.keys("Esc");
    assert!(stage.app.composer.is_none());
    stage.left.clear();
    news(&mut stage, up(id));
    assert!(
        stage
            .screen()
            .contains("plan.txt is attached to the draft that it was for."),
        "{}",
        stage.screen()
    );
    let kept = stage.left.iter().find_map(|effect| match effect {
        Effect::SaveDraft(draft) => Some(draft.text.clone()),
        _ => None,
    });
    assert_eq!(
        kept.as_deref(),
        Some("see: \n[plan.txt](/user_uploads/2/ab/plan.txt)\n")
    );
    stage.keys("r");
    assert!(stage.screen().contains("[plan.txt](/user_uploads/2/ab/"));
}

#[test]
fn a_link_whose_place_is_gone_is_not_lost() {
    let mut stage = stage();
    let id = with_an_upload(&mut stage);
    // Everything is deleted, its placeholder too.
    stage.keys("Ctrl+Home Ctrl+K Ctrl+K Ctrl+K Ctrl+K");
    assert!(!stage.screen().contains("Uploading"), "{}", stage.screen());
    news(&mut stage, up(id));
    let screen = stage.screen();
    assert!(screen.contains("its place in the text is gone"), "{screen}");
    stage.keys("Ctrl+Y");
    assert!(stage.screen().contains("[plan.txt](/user_uploads/2/ab/"));
}

#[test]
fn an_organization_that_takes_no_files_says_so() {
    let mut stage = stage();
    let mut without = snapshot("server-11");
    without.limits.max_file_upload_size_mib = 0;
    let without = Organization::new(without, NOW).unwrap();
    stage.update(Update::Session(SessionUpdate::Registered(Box::new(
        without,
    ))));
    stage.keys("r");
    typed(&mut stage, "see: ");
    stage.left.clear();
    stage.keys("Alt+k");
    let screen = stage.screen();
    assert!(
        screen.contains("This organization takes no files."),
        "{screen}"
    );
    assert!(screen.contains("see:"), "{screen}");
    let asked = |effect: &Effect| matches!(effect, Effect::Files(_));
    assert!(!stage.left.iter().any(asked), "{:?}", stage.left);
}
