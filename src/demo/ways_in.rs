//! Which ways of signing in the organization has, and what is in the way.

/// Something about signing in that is otherwise than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SignIn {
    /// User names of a directory instead of e-mail addresses: what stands before the `@`
    Ldap,
    /// The same, and e-mail addresses as well
    LdapAndEmail,
    /// No passwords
    NoPassword,
    /// No external methods and no development accounts
    PasswordAlone,
    /// Every password must be changed first
    PasswordReset,
    /// The organization is deactivated
    Deactivated,
    /// The server is too old for lazuli: Zulip 8.5
    TooOld,
    /// The host has no organization of its own
    NoOrganization,
}
