//! The page of groups: each can be folded out, down to the members of its subgroups.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::HEAD;
use super::who::{GroupField, in_words};
use crate::api::group::UserGroup;
use crate::api::ids::{GroupId, UserId};
use crate::app::pages::Page;
use crate::app::panes::Pane;
use crate::app::picker::{Picker, Row};
use crate::app::state::{App, Turn};
use crate::model::Organization;
use crate::text::fold::fold;

/// So many members of one group are listed at most; its card has all.
const MEMBERS: usize = 500;

/// Which groups are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupsKind {
    /// All that people made and use.
    #[default]
    All,
    /// Those that oneself is in, through a subgroup too.
    Mine,
    /// Those of the server: the roles.
    Roles,
    /// Those that are used no longer.
    Deactivated,
}

impl GroupsKind {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 4] = [Self::All, Self::Mine, Self::Roles, Self::Deactivated];

    /// The command that shows it, and what it is called.
    #[must_use]
    pub fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::All => ("groups-all", "all"),
            Self::Mine => ("groups-mine", "yours"),
            Self::Roles => ("groups-roles", "roles"),
            Self::Deactivated => ("groups-deactivated", "deactivated"),
        }
    }

    fn has(self, organization: &Organization, group: &UserGroup) -> bool {
        match self {
            Self::All => !group.is_system_group && !group.deactivated,
            Self::Mine => {
                !group.is_system_group
                    && !group.deactivated
                    && organization.groups().is_member(group.id, organization.me())
            }
            Self::Roles => group.is_system_group,
            Self::Deactivated => group.deactivated,
        }
    }
}

/// Names a row: a group by the groups that it is folded out under, or a member of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    /// From the group on top to the one that is meant.
    pub path: Arc<[GroupId]>,
    /// The member, where one is meant.
    pub user: Option<UserId>,
}

/// A row of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupRow {
    /// A group.
    Group {
        /// Its place.
        key: GroupKey,
        /// How many people are in it, directly or through subgroups.
        people: usize,
        /// Whether oneself is: by oneself, or through a subgroup.
        own: Belonging,
        /// Whether its members stand below it.
        unfolded: bool,
    },
    /// Somebody who is in the group by themselves.
    Member(GroupKey),
    /// A sentence about the group above: who may do what, or who else is in it.
    About {
        /// How far in it stands, in groups.
        depth: usize,
        /// The sentence.
        words: String,
    },
}

/// How oneself belongs to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// Not at all.
    No,
    /// As a direct member.
    Direct,
    /// Through a subgroup.
    Through,
}

impl Row<GroupKey> for GroupRow {
    fn key(&self) -> Option<&GroupKey> {
        match self {
            Self::Group { key, .. } | Self::Member(key) => Some(key),
            Self::About { .. } => None,
        }
    }
}

/// The page.
#[derive(Debug, Default)]
pub struct GroupsPage {
    /// The selection and the filter.
    pub picker: Picker<GroupKey>,
    /// The rows as of now.
    pub rows: Vec<GroupRow>,
    /// How many groups there are of the kind, whatever the filter.
    pub all: usize,
    /// How many of these are shown.
    pub shown: usize,
    /// Which are shown.
    pub kind: GroupsKind,
    /// What is folded out.
    unfolded: BTreeSet<Arc<[GroupId]>>,
}

/// What a group is called; those of the server by what they mean.
#[must_use]
pub fn name_of(group: &UserGroup) -> &str {
    if !group.is_system_group {
        return &group.name;
    }
    match &*group.name {
        "role:nobody" => "Nobody",
        "role:owners" => "Owners",
        "role:administrators" => "Administrators",
        "role:moderators" => "Moderators",
        "role:fullmembers" => "Full members",
        "role:members" => "Members",
        "role:everyone" => "Everyone",
        "role:internet" => "Everyone on the internet",
        other => other,
    }
}

/// Who may do what to a group, as far as the server has it.
#[must_use]
pub fn permissions(organization: &Organization, group: &UserGroup) -> Vec<(GroupField, String)> {
    if group.is_system_group {
        return Vec::new();
    }
    let fields = GroupField::ALL.into_iter().filter_map(|field| {
        let setting = group.permission(&field.permission())?;
        Some((field, in_words(organization, setting)))
    });
    fields.collect()
}

impl App {
    pub(in crate::app) fn show_groups_page(&mut self) {
        let height = usize::from(self.geometry().body(Pane::Messages).height);
        let Some(organization) = self.organization.as_deref() else {
            return;
        };
        let page = &mut self.members.groups;
        let needle = page.picker.needle().map(fold);
        let has = |group: &&UserGroup| page.kind.has(organization, group);
        let mut groups: Vec<&UserGroup> = organization.groups().iter().filter(has).collect();
        page.all = groups.len();
        if let Some(needle) = &needle {
            groups.retain(|group| {
                let text = fold(&format!("{} {}", name_of(group), group.description));
                needle.split_whitespace().all(|word| text.contains(word))
            });
        }
        page.shown = groups.len();
        if page.kind != GroupsKind::Roles {
            groups.sort_by_cached_key(|group| fold(name_of(group)));
        }
        // Everybody in the order of their names, made only where somebody is listed.
        let by_name: &[(Box<str>, UserId)] = match page.unfolded.is_empty() {
            true => &[],
            false => self.members.people.by_name(organization),
        };
        let lister = Lister {
            organization,
            by_name,
            unfolded: &page.unfolded,
        };
        let mut rows = Vec::new();
        for group in groups {
            lister.group(&[group.id].into(), group, &mut rows);
        }
        page.rows = rows;
        page.picker.sync(&page.rows, height.saturating_sub(HEAD));
    }

    /// The selected row of the page of groups.
    #[must_use]
    pub fn group_row(&self) -> Option<&GroupRow> {
        let key = self.members.groups.picker.selected.as_ref()?;
        let mut rows = self.members.groups.rows.iter();
        rows.find(|row| row.key() == Some(key))
    }

    /// Whether the selected row of the page of groups can be folded out, or away.
    #[must_use]
    pub fn group_row_folds(&self, out: bool) -> bool {
        match self.group_row() {
            Some(GroupRow::Group { unfolded, key, .. }) => match out {
                true => !unfolded,
                false => *unfolded || key.path.len() > 1,
            },
            Some(GroupRow::Member(_)) => !out,
            Some(GroupRow::About { .. }) | None => false,
        }
    }
}

struct Lister<'a> {
    organization: &'a Organization,
    by_name: &'a [(Box<str>, UserId)],
    unfolded: &'a BTreeSet<Arc<[GroupId]>>,
}

impl Lister<'_> {
    fn group(&self, path: &Arc<[GroupId]>, group: &UserGroup, rows: &mut Vec<GroupRow>) {
        let groups = self.organization.groups();
        let me = self.organization.me();
        let members = groups.members(group.id);
        let own = match (
            group.members.binary_search(&me).is_ok(),
            members.binary_search(&me).is_ok(),
        ) {
            (true, _) => Belonging::Direct,
            (false, true) => Belonging::Through,
            (false, false) => Belonging::No,
        };
        let unfolded = self.unfolded.contains(path);
        rows.push(GroupRow::Group {
            key: GroupKey {
                path: Arc::clone(path),
                user: None,
            },
            people: members.len(),
            own,
            unfolded,
        });
        if !unfolded {
            return;
        }
        let depth = path.len();
        let about = |words: String| GroupRow::About { depth, words };
        if depth == 1 {
            let may = permissions(self.organization, group);
            // In two sentences, which find room beside each other on few screens.
            let of_everybody = |field: GroupField| match field {
                GroupField::Join | GroupField::Leave | GroupField::Mention => true,
                GroupField::Add | GroupField::Remove | GroupField::Manage => false,
            };
            for everybody in [true, false] {
                let may = may.iter().filter(|(of, _)| of_everybody(*of) == everybody);
                let may: Vec<String> = may
                    .map(|(field, who)| format!("{}: {who}", field.action()))
                    .collect();
                if !may.is_empty() {
                    rows.push(about(may.join(" · ")));
                }
            }
        }
        for sub in &group.direct_subgroup_ids {
            // A circle, which no server should make, ends here.
            if let Some(sub) = groups.get(*sub).filter(|sub| !path.contains(&sub.id)) {
                let path = path.iter().copied().chain([sub.id]).collect();
                self.group(&path, sub, rows);
            }
        }
        let direct: HashSet<UserId> = group.members.iter().copied().collect();
        let listed = self.by_name.iter().filter(|(_, id)| direct.contains(id));
        for (_, user) in listed.take(MEMBERS) {
            rows.push(GroupRow::Member(GroupKey {
                path: Arc::clone(path),
                user: Some(*user),
            }));
        }
        match direct.len() {
            0 if group.direct_subgroup_ids.is_empty() => rows.push(about("nobody".to_owned())),
            count if count > MEMBERS => {
                rows.push(about(format!("and {} more", count - MEMBERS)));
            }
            _ => {}
        }
    }
}

impl Turn<'_> {
    /// Opens the page with groups of a kind.
    pub fn open_groups(&mut self, kind: GroupsKind) {
        self.show_groups(kind);
        self.open_page(Page::Groups);
    }

    /// Shows groups of another kind on the page; its first row is selected.
    pub fn show_groups(&mut self, kind: GroupsKind) {
        let page = &mut self.app.members.groups;
        if page.kind != kind {
            page.kind = kind;
            page.picker.selected = None;
            page.picker.top = 0;
        }
        self.app.stale.all();
    }

    /// Opens the selected row of the page: a group is folded out or away, a member's
    /// conversation is opened.
    pub(in crate::app) fn open_group_row(&mut self) {
        match self.app.group_row() {
            Some(GroupRow::Group { unfolded, .. }) => {
                let out = !unfolded;
                self.fold_group_row(out);
            }
            Some(GroupRow::Member(_)) => self.open_person_row(),
            Some(GroupRow::About { .. }) | None => {}
        }
    }

    /// Folds the selected group out, or away. From what stands under a group, folding away goes
    /// to that group first.
    pub fn fold_group_row(&mut self, out: bool) {
        let (path, is_open) = match self.app.group_row() {
            Some(GroupRow::Group { key, unfolded, .. }) => (Arc::clone(&key.path), *unfolded),
            Some(GroupRow::Member(key)) => (Arc::clone(&key.path), false),
            Some(GroupRow::About { .. }) | None => return,
        };
        let is_member = matches!(self.app.group_row(), Some(GroupRow::Member(_)));
        let page = &mut self.app.members.groups;
        if out {
            page.unfolded.insert(path);
        } else if is_open {
            page.unfolded.remove(&path);
        } else {
            let above = match is_member {
                true => path,
                false => path[..path.len().saturating_sub(1).max(1)].into(),
            };
            page.picker.selected = Some(GroupKey {
                path: above,
                user: None,
            });
        }
        self.app.stale.all();
        self.app.refresh();
        // What was folded out comes in sight.
        if out {
            let height = usize::from(self.app.geometry().body(Pane::Messages).height);
            let page = &mut self.app.members.groups;
            let below = page.rows.iter().filter(|row| match row {
                GroupRow::Member(key) | GroupRow::Group { key, .. } => {
                    page.picker.selected.as_ref().is_some_and(|selected| {
                        key != selected && key.path.starts_with(&selected.path)
                    })
                }
                GroupRow::About { .. } => false,
            });
            let below = below.count() + 1;
            page.picker
                .make_room(&page.rows, below, height.saturating_sub(HEAD));
        }
    }
}
