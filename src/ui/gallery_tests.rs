use super::*;
use crate::content::Address;
use crate::content::document::MediaKind;
use crate::terminal::graphics::{CellPixels, Protocol};
use image::RgbaImage;

const MODE: Mode = Mode {
    protocol: Protocol::Blocks,
    cell: CellPixels::USUAL,
    tmux: false,
    registers: 256,
};

fn gallery() -> Gallery {
    let mut gallery = Gallery::default();
    gallery.set_mode(Some(MODE));
    gallery.set_realm(Url::parse("https://chat.example").ok().as_ref());
    gallery.begin(UnixMillis(1000));
    gallery
}

fn media(preview: &str, dimensions: Option<(u32, u32)>) -> Media {
    Media {
        kind: MediaKind::Image,
        name: None,
        address: Address::new("/user_uploads/2/x/kiln.png"),
        preview: Some(Address::new(preview)),
        dimensions,
        content_type: None,
        animated: false,
        loading: false,
    }
}

fn ready(request: &PictureRequest, dimensions: (u32, u32)) -> Picture {
    let cells = match request.size {
        PictureSize::Cells(columns, rows) => (columns, rows),
        PictureSize::Room(columns, rows) => MODE.fit(dimensions, (columns, rows)),
    };
    let image = RgbaImage::new(dimensions.0, dimensions.1);
    Picture {
        graphic: Arc::new(Graphic::new(MODE, &image, cells)),
        dimensions,
    }
}

#[test]
fn a_picture_is_asked_for_once_and_then_at_hand() {
    let mut gallery = gallery();
    let media = media(
        "/user_uploads/thumbnail/2/x/kiln.png/840x560.webp",
        Some((80, 40)),
    );
    let cells = gallery.cells(&media, 60).unwrap();
    assert_eq!(cells, (48, 12));
    assert!(matches!(
        gallery.thumbnail(&media, cells),
        Some(Seen::Coming)
    ));
    let orders = gallery.orders().unwrap();
    assert_eq!(
        orders[0].url.as_str(),
        "https://chat.example/user_uploads/thumbnail/2/x/kiln.png/840x560.webp"
    );
    gallery.begin(UnixMillis(1001));
    gallery.thumbnail(&media, cells);
    assert_eq!(gallery.orders(), None, "it is on its way");
    gallery.accept(orders[0].clone(), Ok(ready(&orders[0], (80, 40))));
    gallery.begin(UnixMillis(1002));
    assert!(matches!(
        gallery.thumbnail(&media, cells),
        Some(Seen::Ready(_))
    ));
    // Out of sight: nothing is wanted.
    assert_eq!(gallery.orders(), None);
}

#[test]
fn other_origins_are_asked_only_when_allowed() {
    let mut gallery = gallery();
    let foreign = Media {
        address: Address::new("https://elsewhere.example/a.png"),
        ..media("https://elsewhere.example/a.png", Some((80, 40)))
    };
    assert_eq!(gallery.cells(&foreign, 60), None);
    assert!(gallery.thumbnail(&foreign, (4, 4)).is_none());
    assert_eq!(gallery.orders(), None);
    gallery.set_external(true);
    assert!(gallery.cells(&foreign, 60).is_some());
    // The original where the thumbnail is elsewhere.
    gallery.set_external(false);
    let own = media("https://thumbs.example/a.webp", Some((80, 40)));
    gallery.thumbnail(&own, (4, 4));
    let orders = gallery.orders().unwrap();
    assert_eq!(orders[0].url.path(), "/user_uploads/2/x/kiln.png");
}

#[test]
fn a_size_that_was_seen_gives_room_from_then_on() {
    let mut gallery = gallery();
    let media = media("/user_uploads/thumbnail/a.webp", None);
    assert_eq!(gallery.cells(&media, 60), None);
    assert_eq!(gallery.measure(&media, 60), None);
    let orders = gallery.orders().unwrap();
    assert_eq!(orders[0].size, PictureSize::Room(60, MOST_ROWS));
    let before = gallery.epoch();
    gallery.accept(orders[0].clone(), Ok(ready(&orders[0], (80, 40))));
    assert_ne!(gallery.epoch(), before);
    let cells = gallery.cells(&media, 60).unwrap();
    assert!(matches!(
        gallery.thumbnail(&media, cells),
        Some(Seen::Ready(_))
    ));
}

#[test]
fn what_failed_by_chance_is_tried_again_later() {
    let mut gallery = gallery();
    let media = media("/user_uploads/thumbnail/a.webp", Some((80, 40)));
    for (again, later) in [(true, true), (false, false)] {
        gallery.thumbnail(&media, (4, 4));
        let request = gallery.orders().unwrap().remove(0);
        let no = NoPicture {
            why: SafeText::line("the server said 502"),
            again,
        };
        gallery.accept(request, Err(no));
        let seen = gallery.thumbnail(&media, (4, 4));
        assert!(matches!(seen, Some(Seen::None(_))), "{seen:?}");
        let now = gallery.now.plus(AGAIN_MS + 1);
        gallery.begin(now);
        let seen = gallery.thumbnail(&media, (4, 4));
        assert_eq!(matches!(seen, Some(Seen::Coming)), later, "{seen:?}");
        gallery.begin(now);
    }
}

#[test]
fn memory_is_bounded_and_the_least_used_goes_first() {
    let mut gallery = gallery();
    for n in 0..60 {
        let media = media(
            &format!("/user_uploads/thumbnail/{n}.webp"),
            Some((400, 400)),
        );
        gallery.thumbnail(&media, (290, 145));
        let request = gallery.orders().unwrap().remove(0);
        let picture = ready(&request, (400, 400));
        assert!(picture.graphic.bytes() > 300_000);
        gallery.accept(request, Ok(picture));
        gallery.begin(UnixMillis(0));
        assert!(gallery.bytes <= BUDGET);
    }
    let last = media("/user_uploads/thumbnail/59.webp", Some((400, 400)));
    assert!(matches!(
        gallery.thumbnail(&last, (290, 145)),
        Some(Seen::Ready(_))
    ));
    let first = media("/user_uploads/thumbnail/0.webp", Some((400, 400)));
    assert!(matches!(
        gallery.thumbnail(&first, (290, 145)),
        Some(Seen::Coming)
    ));
}

#[test]
fn what_is_in_sight_stays_however_large_it_is() {
    let mut gallery = gallery();
    let all: Vec<Media> = (0..60)
        .map(|n| {
            let preview = format!("/user_uploads/thumbnail/{n}.webp");
            media(&preview, Some((400, 400)))
        })
        .collect();
    let cells = (290, 145);
    for _ in 0..all.len() {
        gallery.begin(UnixMillis(0));
        for media in &all {
            gallery.thumbnail(media, cells);
        }
        let Some(orders) = gallery.orders() else {
            break;
        };
        for request in orders {
            let picture = ready(&request, (400, 400));
            gallery.accept(request, Ok(picture));
        }
    }
    gallery.begin(UnixMillis(0));
    for media in &all {
        let seen = gallery.thumbnail(media, cells);
        assert!(matches!(seen, Some(Seen::Ready(_))), "{:?}", media.preview);
    }
    // Out of sight, they go.
    gallery.begin(UnixMillis(0));
    let other = media("/user_uploads/thumbnail/other.webp", Some((400, 400)));
    gallery.thumbnail(&other, cells);
    let request = gallery.orders().unwrap().remove(0);
    let picture = ready(&request, (400, 400));
    gallery.accept(request, Ok(picture));
    assert!(gallery.bytes <= BUDGET);
}

#[test]
fn what_covers_the_screen_comes_alone() {
    let mut gallery = gallery();
    let media = media("/user_uploads/thumbnail/a.webp", Some((80, 40)));
    gallery.thumbnail(&media, (8, 4));
    gallery.cover();
    gallery.original(&media, (40, 20));
    let orders = gallery.orders().unwrap();
    assert!(orders.iter().all(|request| request.full) && orders.len() == 1);
}
