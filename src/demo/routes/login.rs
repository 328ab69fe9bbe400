//! What a client learns before it has a key, and how it gets one.

use serde_json::{Value, json};

use super::{Reply, fields};
use crate::api::ids::UserId;
use crate::demo::auth;
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::ways_in::SignIn;
use crate::demo::world::realm::assets;
use crate::demo::world::{World, YOU};

/// `GET /server_settings`
pub(crate) fn server_settings(world: &World, _call: &Call) -> Answer<Reply> {
    let site = &world.site;
    let external = [
        ("google", "Google", true),
        ("github", "GitHub", true),
        ("gitlab", "GitLab", true),
        ("apple", "Apple", true),
    ];
    let mut methods: Vec<Value> = vec![json!({
        "name": "saml:lapis", "display_name": "Lapis Works SSO", "display_icon": null,
        "login_url": "/accounts/login/social/saml/lapis", "signup_url": "/accounts/register/social/saml/lapis",
    })];
    methods.extend(external.iter().map(|(name, shown, icon)| {
        let icon =
            icon.then(|| format!("{site}/static/images/authentication_backends/{name}-icon.png"));
        json!({
            "name": name, "display_name": shown, "display_icon": icon,
            "login_url": format!("/accounts/login/social/{name}"),
            "signup_url": format!("/accounts/register/social/{name}"),
        })
    }));
    let always = &assets().always;
    let level = |name: &str| always.get(name).cloned().unwrap_or(Value::Null);
    let description = world
        .realm
        .setting("description")
        .and_then(Value::as_str)
        .unwrap_or("");
    let alone = world.signs_in(SignIn::PasswordAlone);
    if alone {
        methods.clear();
    }
    let directory = world.signs_in(SignIn::Ldap) || world.signs_in(SignIn::LdapAndEmail);
    let password =
        world.realm.is_on("password_auth_enabled") && !world.signs_in(SignIn::NoPassword);
    let email = password && !world.signs_in(SignIn::Ldap);
    let mut settings = json!({
        "zulip_version": level("zulip_version"),
        "zulip_merge_base": level("zulip_merge_base"),
        "zulip_feature_level": world.feature_level,
        "is_incompatible": false,
        "push_notifications_enabled": false,
        "email_auth_enabled": email,
        "require_email_format_usernames": !directory,
        "realm_url": site, "realm_uri": site,
        "realm_name": world.realm.name(),
        "realm_icon": world.realm.setting("icon_url"),
        "realm_description": world.render_description(description),
        "realm_web_public_access_enabled": true,
        "authentication_methods": {
            "password": password, "email": email, "dev": !alone, "ldap": directory,
            "remoteuser": false, "github": !alone, "gitlab": !alone, "google": !alone,
            "apple": !alone, "azuread": false, "saml": !alone, "openid connect": false,
        },
        "external_authentication_methods": methods,
    });
    if world.signs_in(SignIn::TooOld) {
        settings["zulip_version"] = json!("8.5");
        settings["zulip_feature_level"] = json!(237);
    }
    if let (true, Some(settings)) = (
        world.signs_in(SignIn::NoOrganization),
        settings.as_object_mut(),
    ) {
        settings.retain(|name, _| !name.starts_with("realm_"));
    }
    fields(settings)
}

fn key_of(world: &World, user: UserId) -> Answer<Reply> {
    let email = world.people.get(user).map_or("", |person| &person.email);
    fields(json!({"api_key": world.api_key(user), "email": email, "user_id": user}))
}

/// `POST /fetch_api_key`
pub(crate) fn fetch_api_key(world: &World, call: &Call) -> Answer<Reply> {
    let username = call.params.need_text("username")?;
    let password = call.params.need_text("password")?;
    key_of(world, auth::log_in(world, &username, Some(&password))?)
}

/// `POST /dev_fetch_api_key`: any account without a password, as development servers do.
pub(crate) fn dev_fetch_api_key(world: &World, call: &Call) -> Answer<Reply> {
    let username = call.params.need_text("username")?;
    key_of(world, auth::log_in(world, &username, None)?)
}

/// `GET /dev_list_users`
pub(crate) fn dev_list_users(world: &World, _call: &Call) -> Answer<Reply> {
    let list = |admins: bool| -> Vec<Value> {
        world
            .people
            .iter()
            .take(24)
            .filter(|person| {
                person.active && person.bot.is_none() && (person.role <= 200) == admins
            })
            .map(|person| json!({"email": person.email, "realm_url": world.site}))
            .collect()
    };
    fields(json!({"direct_admins": list(true), "direct_users": list(false)}))
}

/// The page of an external method. It signs the demo person in without asking: with
/// `mobile_flow_otp` it sends the browser to `zulip://login`, the key XORed with it.
pub(crate) fn social(world: &World, call: &Call) -> Answer<Reply> {
    let Some(otp) = call.params.text("mobile_flow_otp") else {
        return page(world, call);
    };
    let bytes: Option<Vec<u8>> = (0..otp.len() / 2)
        .map(|at| u8::from_str_radix(otp.get(2 * at..2 * at + 2)?, 16).ok())
        .collect();
    let bytes = bytes
        .filter(|bytes| otp.len() == 64 && bytes.len() == 32)
        .ok_or_else(|| Refusal::bad("Invalid OTP"))?;
    let key: String = world
        .api_key(YOU)
        .bytes()
        .zip(bytes)
        .map(|(key, otp)| format!("{:02x}", key ^ otp))
        .collect();
    let email = world.people.get(YOU).map_or("", |person| &person.email);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("realm", &world.site)
        .append_pair("email", email)
        .append_pair("user_id", &YOU.to_string())
        .append_pair("otp_encrypted_api_key", &key)
        .finish();
    Ok(Reply::Redirect(format!("zulip://login?{query}")))
}

/// The web app's login page, of which there is none here.
pub(crate) fn page(world: &World, _call: &Call) -> Answer<Reply> {
    let html = format!(
        "<!doctype html><title>{}</title><p>This organization has no web app: it lives inside lazuli.</p>\n",
        crate::demo::json::escaped(world.realm.name())
    );
    Ok(Reply::File {
        content_type: "text/html; charset=utf-8".to_owned(),
        data: html.into_bytes().into(),
    })
}
