//! The people who talk, and the channels they talk in.

use super::groups::{EVERYONE, GroupSetting, MODERATORS};
use crate::api::ids::UserId;

/// Somebody with a name of their own. Their ids run from 6 in this order.
pub(crate) struct Role {
    /// How the told messages and the command line call them.
    pub(crate) handle: &'static str,
    pub(crate) name: &'static str,
    pub(crate) role: u16,
    pub(crate) timezone: &'static str,
    /// What they do here: shown on their card.
    pub(crate) job: &'static str,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Person,
    /// No longer active.
    Left,
    Bot,
    Webhook,
}

const fn person(
    handle: &'static str,
    name: &'static str,
    role: u16,
    timezone: &'static str,
    job: &'static str,
) -> Role {
    Role {
        handle,
        name,
        role,
        timezone,
        job,
        kind: Kind::Person,
    }
}

/// The cast. The first is the person whose account `--demo` uses.
pub(crate) const CAST: [Role; 24] = [
    person(
        "ada",
        "Ada Quill",
        100,
        "Europe/Lisbon",
        "Founder, kiln software",
    ),
    person("ben", "Ben Oduya", 400, "Africa/Lagos", "Kiln master"),
    person(
        "chika",
        "千佳 (Chika)",
        400,
        "Asia/Tokyo",
        "Form and surface",
    ),
    person(
        "dmitri",
        "Дмитрий Волков",
        300,
        "Europe/Belgrade",
        "Firmware",
    ),
    person(
        "emilie",
        "Émilie Dûpont",
        400,
        "Europe/Paris",
        "Glaze chemistry",
    ),
    person("farah", "فرح نور", 400, "Asia/Amman", "Web shop"),
    person(
        "gloria",
        "Gloria Teller",
        200,
        "America/Chicago",
        "Operations",
    ),
    person("hugo", "Hugo Šimánek", 400, "Europe/Prague", "Electronics"),
    person(
        "ines",
        "Inês Carvalho",
        400,
        "Europe/Lisbon",
        "Studio and classes",
    ),
    person("jun", "박준 (Jun)", 400, "Asia/Seoul", "Backend"),
    person("kofi", "Kofi Mensah", 400, "Africa/Accra", "Throwing"),
    person("lena", "Lena Brandt", 400, "Europe/Berlin", "Testing"),
    person("mateo", "Mateo Ríos", 400, "America/Bogota", "Shipping"),
    person(
        "noor",
        "Noor de Vries",
        400,
        "Europe/Amsterdam",
        "Handbooks",
    ),
    person("olu", "Olúwáṣeun Adé", 400, "Africa/Lagos", "Apprentice"),
    person("priya", "Priya Raman", 400, "Asia/Kolkata", "Data"),
    person(
        "quentin",
        "Quentin Lavoie",
        600,
        "America/Montreal",
        "Curator, Galerie Lavoie",
    ),
    person("ruth", "Ruth Abernathy", 400, "Europe/London", "Accounts"),
    person(
        "sami",
        "Sami Koskinen",
        400,
        "Europe/Helsinki",
        "Infrastructure",
    ),
    person("tara", "Tara O'Neill", 400, "Europe/Dublin", "Customers"),
    person(
        "uma",
        "Uma Sørensen",
        400,
        "Europe/Copenhagen",
        "Photography",
    ),
    Role {
        handle: "viktor",
        name: "Viktor Hájek",
        role: 400,
        timezone: "Europe/Prague",
        job: "",
        kind: Kind::Left,
    },
    Role {
        handle: "kilnbot",
        name: "Kiln Bot",
        role: 400,
        timezone: "",
        job: "",
        kind: Kind::Bot,
    },
    Role {
        handle: "builds",
        name: "Builds",
        role: 400,
        timezone: "",
        job: "",
        kind: Kind::Webhook,
    },
];

/// Who is in a channel from the start.
pub(crate) enum Members {
    Everybody,
    All(&'static [&'static str]),
}

/// A channel with a name of its own. Their ids run from 1 in this order.
pub(crate) struct Room {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) folder: Option<usize>,
    pub(crate) members: Members,
    pub(crate) look: Look,
}

/// What is special about a channel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    /// Pinned by the demo person.
    Pinned,
    /// Muted by the demo person.
    Muted,
    WebPublic,
    Private,
    /// Nobody wrote here for long.
    Quiet,
    Archived,
    /// Only moderators post.
    Announcements,
}

impl Look {
    pub(crate) fn may_send(self) -> GroupSetting {
        GroupSetting::Named(if self == Self::Announcements {
            MODERATORS
        } else {
            EVERYONE
        })
    }
}

/// The folders, by the index that [`Room::folder`] gives.
pub(crate) const FOLDERS: [(&str, &str); 2] = [
    ("Studio", "Clay, glaze and fire"),
    ("Engineering", "Controllers, software, machines"),
];

const STUDIO: Option<usize> = Some(0);
const ENGINEERING: Option<usize> = Some(1);

const fn room(
    name: &'static str,
    about: &'static str,
    folder: Option<usize>,
    members: Members,
    look: Look,
) -> Room {
    Room {
        name,
        about,
        folder,
        members,
        look,
    }
}

/// The channels that are talked in.
pub(crate) const ROOMS: [Room; 20] = [
    room(
        "general",
        "For everybody, about everything that concerns all.",
        None,
        Members::Everybody,
        Look::Plain,
    ),
    room(
        "workshop",
        "Firing, glazing, and who has the key. **Write down what you fired.**",
        STUDIO,
        Members::All(&[
            "ada", "ben", "chika", "dmitri", "emilie", "ines", "kofi", "olu", "uma", "gloria",
            "hugo", "kilnbot",
        ]),
        Look::Pinned,
    ),
    room(
        "design",
        "Forms, sizes, drawings.",
        STUDIO,
        Members::All(&[
            "ada", "ben", "chika", "emilie", "kofi", "noor", "uma", "ines",
        ]),
        Look::Plain,
    ),
    room(
        "設計",
        "日本語での設計の話。",
        STUDIO,
        Members::All(&["ada", "chika", "jun", "emilie"]),
        Look::Plain,
    ),
    room(
        "gallery",
        "What came out well. The public may look in.",
        STUDIO,
        Members::All(&[
            "ada", "ben", "chika", "emilie", "ines", "kofi", "uma", "quentin", "tara", "noor",
        ]),
        Look::WebPublic,
    ),
    room(
        "firehose",
        "Every sensor, every deploy. Mute it.",
        ENGINEERING,
        Members::All(&[
            "ada", "dmitri", "hugo", "jun", "sami", "lena", "kilnbot", "builds",
        ]),
        Look::Muted,
    ),
    room(
        "leads",
        "Plans and people. Private.",
        None,
        Members::All(&["ada", "gloria", "dmitri", "ben", "ruth"]),
        Look::Private,
    ),
    room(
        "firmware",
        "The controller in the kiln: Rust on a small chip.",
        ENGINEERING,
        Members::All(&[
            "ada", "dmitri", "hugo", "lena", "jun", "sami", "noor", "builds",
        ]),
        Look::Plain,
    ),
    room(
        "web shop",
        "lapis.example, orders, carts.",
        ENGINEERING,
        Members::All(&[
            "ada", "farah", "jun", "priya", "lena", "tara", "sami", "builds",
        ]),
        Look::Plain,
    ),
    room(
        "infrastructure",
        "Servers, backups, the network in the barn.",
        ENGINEERING,
        Members::All(&["ada", "sami", "jun", "dmitri", "hugo", "gloria"]),
        Look::Plain,
    ),
    room(
        "random",
        "Lunch, cats, cycling.",
        None,
        Members::Everybody,
        Look::Plain,
    ),
    room(
        "orders",
        "What was promised to whom, and by when.",
        None,
        Members::All(&[
            "ada", "gloria", "mateo", "tara", "ruth", "ben", "farah", "ines",
        ]),
        Look::Plain,
    ),
    room(
        "help",
        "Ask anything; nobody was born knowing cones.",
        None,
        Members::Everybody,
        Look::Plain,
    ),
    room(
        "announcements",
        "Read here, talk elsewhere.",
        None,
        Members::Everybody,
        Look::Announcements,
    ),
    room(
        "sandbox",
        "Try things. Everything that a message can hold is under *everything*.",
        None,
        Members::Everybody,
        Look::Plain,
    ),
    room(
        "suppliers",
        "Clay, frit, bricks: prices and delivery times.",
        STUDIO,
        Members::All(&["ada", "gloria", "emilie", "ruth", "mateo"]),
        Look::Quiet,
    ),
    room(
        "library",
        "Books and papers worth reading.",
        None,
        Members::All(&["ben", "emilie", "noor", "priya"]),
        Look::Plain,
    ),
    room(
        "winter fair",
        "Last year's stall.",
        None,
        Members::All(&["ada", "ines", "mateo", "tara", "uma"]),
        Look::Archived,
    ),
    room(
        "surprise",
        "Shh.",
        None,
        Members::All(&["ben", "chika", "gloria", "ines"]),
        Look::Private,
    ),
    room(
        "data",
        "Sensors to tables, tables to pictures.",
        ENGINEERING,
        Members::All(&["priya", "jun", "dmitri"]),
        Look::Plain,
    ),
];

/// The index of a handle in [`CAST`].
pub(crate) fn index_of(handle: &str) -> Option<usize> {
    CAST.iter().position(|role| role.handle == handle)
}

/// The part that a person plays, if they are of the cast.
pub(crate) fn role_of(user: UserId) -> Option<&'static Role> {
    let index = user.0.checked_sub(super::YOU.0)?;
    CAST.get(usize::try_from(index).ok()?)
}
