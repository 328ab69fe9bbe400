//! Who asks: HTTP Basic with an API key, or a password for one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::{Answer, Refusal};
use super::ways_in::SignIn;
use super::world::World;
use super::world::people::Person;
use crate::api::ids::UserId;

/// The password of everybody in the organization.
pub(crate) const PASSWORD: &str = "lapis lazuli";

/// The person of an `Authorization` header.
pub(crate) fn authenticate(world: &World, header: Option<&str>) -> Answer<UserId> {
    let header = header.ok_or_else(|| {
        Refusal::unauthorized(
            "UNAUTHORIZED",
            "Missing authorization header for basic auth",
        )
    })?;
    let wrong = || Refusal::unauthorized("UNAUTHORIZED", "Invalid basic auth credentials");
    let encoded = match header.split_once(' ') {
        Some((scheme, encoded)) if scheme.eq_ignore_ascii_case("basic") => encoded,
        _ => {
            return Err(Refusal::unauthorized(
                "UNAUTHORIZED",
                "This endpoint requires HTTP basic authentication.",
            ));
        }
    };
    let decoded = STANDARD
        .decode(encoded.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(wrong)?;
    let (email, key) = decoded.split_once(':').ok_or_else(wrong)?;
    let person = world
        .people
        .by_email(email)
        .filter(|person| key == world.api_key(person.id));
    // Whatever is wrong with the key or the account, requests hear one code, as the
    // real server wraps them; the password endpoint tells them apart.
    let Some(person) = person else {
        let well_formed = key.len() == 32 && key.bytes().all(|b| b.is_ascii_alphanumeric());
        let msg = if well_formed {
            "Invalid API key"
        } else {
            "Malformed API key"
        };
        return Err(Refusal::unauthorized("UNAUTHORIZED", msg));
    };
    check_standing(world, person)
        .map_err(|refusal| Refusal::unauthorized("UNAUTHORIZED", refusal.msg))?;
    Ok(person.id)
}

/// Refuses those who may not come in any more.
fn check_standing(world: &World, person: &Person) -> Answer<()> {
    if world.closed {
        return Err(Refusal::unauthorized(
            "REALM_DEACTIVATED",
            "This organization has been deactivated",
        ));
    }
    if !person.active {
        return Err(Refusal::unauthorized(
            "USER_DEACTIVATED",
            "Account is deactivated",
        ));
    }
    Ok(())
}

/// The person whom an email address (or the part before the `@`) and password let in.
pub(crate) fn log_in(world: &World, username: &str, password: Option<&str>) -> Answer<UserId> {
    let wrong = || {
        Refusal::unauthorized(
            "AUTHENTICATION_FAILED",
            "Your username or password is incorrect",
        )
    };
    let directory = world.signs_in(SignIn::Ldap) || world.signs_in(SignIn::LdapAndEmail);
    let by_name = |username: &str| {
        let name = |email: &str| email.split('@').next() == Some(username);
        world.people.iter().find(|person| name(&person.email))
    };
    let person = match username.contains('@') {
        // An address means nothing to a directory.
        true if world.signs_in(SignIn::Ldap) && password.is_some() => None,
        false if directory => by_name(username),
        _ => world.people.by_email(username),
    };
    let person = person
        .filter(|person| person.bot.is_none())
        .ok_or_else(wrong)?;
    if password.is_some_and(|password| password != PASSWORD) {
        return Err(wrong());
    }
    let takes_passwords =
        world.realm.is_on("password_auth_enabled") && !world.signs_in(SignIn::NoPassword);
    if password.is_some() && !takes_passwords {
        return Err(Refusal::unauthorized(
            "PASSWORD_AUTH_DISABLED",
            "Password authentication is disabled in this organization",
        ));
    }
    check_standing(world, person)?;
    if password.is_some() && world.signs_in(SignIn::PasswordReset) {
        return Err(Refusal::unauthorized(
            "PASSWORD_RESET_REQUIRED",
            "You need to reset your password.",
        ));
    }
    Ok(person.id)
}
