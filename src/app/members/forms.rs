//! What is filled in: one's own profile, a group's name and description, who comes into it.

use super::affair::Affair;
use super::naming::people;
use super::who::{GroupField, PersonOrGroup, in_words, named, read};
use crate::api::group::{GroupSetting, UserGroup};
use crate::api::ids::{GroupId, ProfileFieldId, UserId};
use crate::api::routes::groups::{GroupChange, NewGroup};
use crate::app::form::{Field, FieldName, Form, OFFLINE, Subject};
use crate::app::state::Turn;
use crate::model::{GroupDeed, Organization};

/// The longest name of a person or a group, in code points.
const LONGEST_NAME: usize = 100;

/// What a form about people and groups is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MembersForm {
    /// One's own profile: what each field of the organization's is called.
    Profile(Vec<(ProfileFieldId, String)>),
    /// Making a group.
    Create,
    /// A group's name, description and permissions.
    Describe {
        /// The group.
        group: GroupId,
        /// What these were when the form was filled: somebody else may change them meanwhile.
        was: Box<GroupChange>,
    },
    /// People and groups that come into a group.
    Add(GroupId),
}

impl MembersForm {
    /// What the form is called.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Profile(_) => "Your profile".to_owned(),
            Self::Create => "A new group".to_owned(),
            Self::Describe { .. } => "The group".to_owned(),
            Self::Add(_) => "Add to the group".to_owned(),
        }
    }

    /// What stands before a field: what the organization calls it, where it is the organization's.
    #[must_use]
    pub fn label(&self, field: FieldName) -> &str {
        match (self, field) {
            (Self::Profile(labels), FieldName::Profile(field)) => labels
                .iter()
                .find(|(id, _)| *id == field)
                .map_or("", |(_, label)| label),
            (Self::Create | Self::Describe { .. }, FieldName::Description) => "Description",
            (Self::Create, FieldName::Who) => "Members",
            (Self::Profile(_) | Self::Create | Self::Describe { .. } | Self::Add(_), _) => {
                field.label()
            }
        }
    }

    /// Whether an affair came of it.
    pub(in crate::app) fn is_of(&self, affair: &Affair) -> bool {
        match (self, affair) {
            (Self::Profile(_), Affair::Basics { .. } | Affair::Profile { .. })
            | (Self::Create, Affair::Create(_)) => true,
            (Self::Describe { group: one, .. }, Affair::Describe { group, .. })
            | (Self::Add(one), Affair::Members { group, .. } | Affair::Subgroups { group, .. }) => {
                one == group
            }
            (Self::Profile(_) | Self::Create | Self::Describe { .. } | Self::Add(_), _) => false,
        }
    }
}

pub(super) fn proper_name(name: &str, what: &str) -> Result<(), String> {
    match name.chars().count() {
        0 => Err(format!("{what} needs a name.")),
        count if count > LONGEST_NAME => Err(format!(
            "A name has at most {LONGEST_NAME} characters: {} too many.",
            count - LONGEST_NAME
        )),
        _ => Ok(()),
    }
}

/// The permissions that a form has fields for: those of a group, or those of one to be made.
fn may_of<'a>(
    organization: &'a Organization,
    of: Option<&'a UserGroup>,
) -> impl Iterator<Item = GroupField> + use<'a> {
    let has = move |field: &GroupField| organization.has_group_permission(&field.permission(), of);
    GroupField::ALL.into_iter().filter(has)
}

/// A field for each permission.
fn may_fields(organization: &Organization, of: Option<&UserGroup>) -> Vec<Field> {
    let field = |field: GroupField| {
        let permission = field.permission();
        let words = match of.and_then(|group| group.permission(&permission)) {
            Some(setting) => in_words(organization, setting),
            None => in_words(organization, &organization.new_group_setting(&permission)),
        };
        Field::line(FieldName::May(field), &words, "nobody")
    };
    may_of(organization, of).map(field).collect()
}

/// What a permission is set to by a form, where that is something else than it was.
fn chosen(
    organization: &Organization,
    form: &Form,
    field: GroupField,
    was: &GroupSetting,
) -> Result<Option<GroupSetting>, String> {
    let typed = form.text(FieldName::May(field));
    // What was not touched stays, even where it names what one can't see.
    if typed == in_words(organization, was) {
        return Ok(None);
    }
    let new = read(organization, field, typed)?;
    Ok((new != *was).then_some(new))
}

/// All that a form changes of a group, as it is.
fn as_it_is(organization: &Organization, group: &UserGroup) -> GroupChange {
    let permissions = may_of(organization, Some(group)).filter_map(|field| {
        let permission = field.permission();
        let setting = group.permission(&permission)?.clone();
        Some((permission, setting))
    });
    GroupChange {
        name: Some(group.name.to_string()),
        description: Some(group.description.to_string()),
        permissions: permissions.collect(),
    }
}

/// Takes what was typed before somebody else changed the group into its form, but where they
/// changed the same.
fn take_over(organization: &Organization, kept: &Form, form: &mut Form) {
    let (was, now) = match (&kept.subject, &form.subject) {
        (
            Subject::Members(MembersForm::Describe { group, was }),
            Subject::Members(MembersForm::Describe {
                group: of,
                was: now,
            }),
        ) if group == of => (was.clone(), now.clone()),
        _ => return,
    };
    let text = |change: &GroupChange, name: FieldName| match name {
        FieldName::Name => change.name.clone(),
        FieldName::May(field) => {
            let mut all = change.permissions.iter();
            let setting = all.find(|(of, _)| *of == field.permission());
            setting.map(|(_, setting)| in_words(organization, setting))
        }
        // The form has no other.
        _ => change.description.clone(),
    };
    for field in &kept.fields {
        let (before, typed) = (text(&was, field.name), kept.text(field.name));
        if before.as_deref() != Some(typed) && before == text(&now, field.name) {
            form.fill_in(field.name, typed);
        }
    }
}

/// The people and the groups whose names are typed, parted by commas.
fn people_and_groups(
    organization: &Organization,
    typed: &str,
) -> Result<(Vec<UserId>, Vec<GroupId>), String> {
    let (mut users, mut groups) = (Vec::new(), Vec::new());
    let names = typed.split(',').map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        match named(organization, name).map_err(|why| format!("{why}."))? {
            PersonOrGroup::Person(user) => users.push(user),
            PersonOrGroup::Group(group) => groups.push(group),
        }
    }
    users.sort_unstable();
    users.dedup();
    groups.sort_unstable();
    groups.dedup();
    Ok((users, groups))
}

impl Turn<'_> {
    /// Changes what is meant: one's own profile on the page of people and one's card, the group
    /// on the page of groups and a group's card.
    pub fn edit_who(&mut self) {
        match self.app.target_group() {
            Some(group) => self.open_group_form(group),
            None => self.open_profile(),
        }
    }

    /// Opens the form of a new group.
    pub fn open_new_group(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        if !organization.can_create_group(self.app.now) {
            return self.complain("You may not make groups in this organization.");
        }
        let fields = vec![
            Field::line(FieldName::Name, "", "what it is called"),
            Field::line(FieldName::Description, "", "what it is for"),
            Field::line(FieldName::Who, "", "names, parted by commas; you are in it"),
        ];
        let fields = fields
            .into_iter()
            .chain(may_fields(organization, None))
            .collect();
        let form = Form::new(Subject::Members(MembersForm::Create), fields);
        self.open_form(form);
    }

    fn open_group_form(&mut self, group: GroupId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let deed = GroupDeed::Describe;
        if let Some(why) = organization.why_not_group(group, deed, self.app.now) {
            return self.complain(&why.sentence(deed));
        }
        let Some(known) = organization.groups().get(group) else {
            return;
        };
        let fields = vec![
            Field::line(FieldName::Name, &known.name, "what it is called"),
            Field::line(FieldName::Description, &known.description, "what it is for"),
        ];
        let may = may_fields(organization, Some(known));
        let fields = fields.into_iter().chain(may).collect();
        let was = Box::new(as_it_is(organization, known));
        let subject = Subject::Members(MembersForm::Describe { group, was });
        let mut form = Form::new(subject, fields);
        let kept = self.app.kept_form.as_ref();
        if let Some(kept) = kept.filter(|kept| kept.subject != form.subject) {
            take_over(organization, kept, &mut form);
        }
        self.open_form(form);
    }

    /// Asks who comes into the group that is meant.
    pub fn open_add_to_group(&mut self) {
        let (Some(group), Some(organization)) =
            (self.app.target_group(), self.app.organization.as_deref())
        else {
            return;
        };
        let deed = GroupDeed::Add;
        if let Some(why) = organization.why_not_group(group, deed, self.app.now) {
            return self.complain(&why.sentence(deed));
        }
        let fields = vec![
            Field::fixed(FieldName::Group, &self.app.group_called(group), ""),
            Field::line(FieldName::Who, "", "people and groups, parted by commas"),
        ];
        let subject = Subject::Members(MembersForm::Add(group));
        self.open_form(Form::new(subject, fields));
    }

    /// Does what a form is for. Gives what is wrong with it otherwise.
    pub(in crate::app) fn submit_members_form(
        &mut self,
        subject: &MembersForm,
        form: &Form,
    ) -> Result<(), String> {
        match subject {
            MembersForm::Profile(_) => self.submit_profile(form),
            MembersForm::Create => self.submit_new_group(form),
            MembersForm::Describe { group, was } => self.submit_group(*group, was, form),
            MembersForm::Add(group) => self.submit_members(*group, form),
        }
    }

    pub(super) fn send(&mut self, affair: Affair) -> Result<(), String> {
        match self.affair(affair) {
            true => Ok(()),
            false => Err(OFFLINE.to_owned()),
        }
    }

    /// Whether another group has this name.
    fn is_taken(&self, name: &str, of: Option<GroupId>) -> Result<(), String> {
        let organization = self.app.organization.as_deref();
        let mut groups = organization.iter().flat_map(|o| o.groups().iter());
        let taken = groups
            .any(|group| Some(group.id) != of && group.name.to_lowercase() == name.to_lowercase());
        match taken {
            true => Err(format!("There is a group called {name} already.")),
            false => Ok(()),
        }
    }

    fn submit_new_group(&mut self, form: &Form) -> Result<(), String> {
        let name = form.text(FieldName::Name).to_owned();
        proper_name(&name, "A group")?;
        self.is_taken(&name, None)?;
        let Some(organization) = self.app.organization.as_deref() else {
            return Err(OFFLINE.to_owned());
        };
        let (mut members, subgroups) = match organization.can_nest_at_once() {
            true => people_and_groups(organization, form.text(FieldName::Who))?,
            false => (people(organization, form.text(FieldName::Who))?, Vec::new()),
        };
        members.push(organization.me());
        members.sort_unstable();
        members.dedup();
        let mut permissions = Vec::new();
        for field in may_of(organization, None) {
            let begin = organization.new_group_setting(&field.permission());
            if let Some(setting) = chosen(organization, form, field, &begin)? {
                permissions.push((field.permission(), setting));
            }
        }
        let group = NewGroup {
            name: name.clone(),
            description: form.text(FieldName::Description).to_owned(),
            members,
            subgroups,
            permissions,
        };
        self.send(Affair::Create(group))?;
        self.notice(&format!("Making {name}…"));
        Ok(())
    }

    fn submit_group(
        &mut self,
        group: GroupId,
        began: &GroupChange,
        form: &Form,
    ) -> Result<(), String> {
        let name = form.text(FieldName::Name).to_owned();
        proper_name(&name, "A group")?;
        self.is_taken(&name, Some(group))?;
        let organization = self.app.organization.as_deref();
        let known = organization.and_then(|o| Some((o, o.groups().get(group)?)));
        let Some((organization, known)) = known else {
            return Err("There is no such group any more.".to_owned());
        };
        let (mut change, mut was) = (GroupChange::default(), GroupChange::default());
        if began.name.as_ref() != Some(&name) {
            (change.name, was.name) = (Some(name), Some(known.name.to_string()));
        }
        let about = form.text(FieldName::Description).to_owned();
        if began.description.as_ref() != Some(&about) {
            let old = known.description.to_string();
            (change.description, was.description) = (Some(about), Some(old));
        }
        for (permission, old) in &began.permissions {
            let mut fields = GroupField::ALL.into_iter();
            let field = fields.find(|field| field.permission() == *permission);
            let new = field.map(|field| chosen(organization, form, field, old));
            if let Some(new) = new.transpose()?.flatten() {
                change.permissions.push((permission.clone(), new));
                let now = known.permission(permission).unwrap_or(old);
                was.permissions.push((permission.clone(), now.clone()));
            }
        }
        if change == GroupChange::default() {
            return Ok(());
        }
        self.send(Affair::Describe {
            group,
            change,
            was,
            expected: began.clone(),
        })?;
        let deed = GroupDeed::Describe;
        let organization = self.app.organization.as_deref();
        let is_out =
            organization.is_some_and(|o| o.why_not_group(group, deed, self.app.now).is_some());
        self.notice(match is_out {
            true => "The group is changed. You may not change it any more.",
            false => "The group is changed.",
        });
        Ok(())
    }

    fn submit_members(&mut self, group: GroupId, form: &Form) -> Result<(), String> {
        let Some(organization) = self.app.organization.as_deref() else {
            return Err(OFFLINE.to_owned());
        };
        let Some(known) = organization.groups().get(group) else {
            return Err("There is no such group any more.".to_owned());
        };
        let (users, groups) = people_and_groups(organization, form.text(FieldName::Who))?;
        let there = |user: &&UserId| known.members.binary_search(user).is_ok();
        if let Some(user) = users.iter().find(there) {
            return Err(format!(
                "{} is in the group already.",
                self.app.called(*user)
            ));
        }
        let cannot = |other: &&GroupId| !organization.can_nest_group(group, **other);
        if let Some(other) = groups.iter().find(cannot) {
            return Err(format!(
                "{} can't be a subgroup: it is one, or holds this group.",
                self.app.group_called(*other)
            ));
        }
        if users.is_empty() && groups.is_empty() {
            return Err("Type whom to add: a name, or a group's.".to_owned());
        }
        let count = users.len() + groups.len();
        if !users.is_empty() {
            self.send(Affair::Members {
                group,
                users,
                add: true,
            })?;
        }
        if !groups.is_empty() {
            self.send(Affair::Subgroups {
                group,
                groups,
                add: true,
            })?;
        }
        let name = self.app.group_called(group);
        self.notice(&match count {
            1 => format!("Added to {name}."),
            count => format!("{count} are added to {name}."),
        });
        Ok(())
    }
}
