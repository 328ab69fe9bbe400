//! Helpers for reading the wire: enums that keep what they don't know, nulls, maps with
//! numeric keys.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// An enum that the wire writes as a number. A number that this version does not know is kept
/// in `Unknown`.
macro_rules! number_enum {
    ($(#[$doc:meta])* $name:ident: $repr:ty { $($(#[$vdoc:meta])* $variant:ident = $value:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A value that this version does not know.
            Unknown($repr),
        }

        impl $name {
            /// The value for this number.
            #[must_use]
            pub fn from_number(number: $repr) -> Self {
                match number {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }

            /// The number that the wire has for this value.
            #[must_use]
            pub fn number(self) -> $repr {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(other) => other,
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$repr>::deserialize(deserializer).map(Self::from_number)
            }
        }
    };
}
pub(crate) use number_enum;

/// An enum that the wire writes as a word. A word that this version does not know is kept in
/// `Unknown`.
macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $value:literal $(| $also:literal)*,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A word that this version does not know.
            Unknown(Box<str>),
        }

        impl $name {
            /// The value for this word.
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                match word {
                    $($value $(| $also)* => Self::$variant,)*
                    other => Self::Unknown(other.into()),
                }
            }

            /// The word that the wire has for this value (the newest, where there are several).
            #[must_use]
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(other) => other,
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Word;
                impl ::serde::de::Visitor<'_> for Word {
                    type Value = $name;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("a word")
                    }
                    fn visit_str<E: ::serde::de::Error>(self, word: &str) -> Result<$name, E> {
                        Ok($name::from_word(word))
                    }
                }
                deserializer.deserialize_str(Word)
            }
        }
    };
}
pub(crate) use word_enum;

/// Reads `null` as the default value.
pub(crate) fn null_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a present value, `null` included, as `Some(..)`: tells "absent" from "null".
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a list of strings or ids where the wire may also say `null`, as boxed slice.
pub(crate) fn boxed<'de, D, T>(deserializer: D) -> Result<Box<[T]>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?
        .unwrap_or_default()
        .into_boxed_slice())
}

/// Reads a JSON object with numeric keys as a list of pairs in the order of the wire.
/// Entries whose key is not a number are skipped.
pub(crate) fn keyed<'de, D, T>(deserializer: D) -> Result<Vec<(u64, T)>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Keyed<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Keyed<T> {
        type Value = Vec<(u64, T)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with ids as keys")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(0));
            while let Some(key) = map.next_key::<NumericKey>()? {
                match key.0 {
                    Some(id) => pairs.push((id, map.next_value()?)),
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(pairs)
        }
    }
    deserializer.deserialize_any(Keyed(PhantomData))
}

/// A key that should be a number.
struct NumericKey(Option<u64>);

impl<'de> Deserialize<'de> for NumericKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Key;
        impl Visitor<'_> for Key {
            type Value = NumericKey;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id")
            }
            fn visit_str<E>(self, text: &str) -> Result<NumericKey, E> {
                Ok(NumericKey(text.parse().ok()))
            }
        }
        deserializer.deserialize_str(Key)
    }
}

/// A key of a JSON object, borrowed from the text where that is possible.
pub(crate) struct Key<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// True, for serde's `default`.
pub(crate) fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    number_enum! {
        /// For the test.
        Shade: u16 {
            /// Dark.
            Dark = 1,
        }
    }
    word_enum! {
        /// For the test.
        Fate {
            /// Good.
            Good = "good" | "fine",
        }
    }

    #[test]
    fn unknown_values_are_kept() {
        assert_eq!(serde_json::from_str::<Shade>("1").unwrap(), Shade::Dark);
        let odd = serde_json::from_str::<Shade>("77").unwrap();
        assert_eq!((odd, odd.number()), (Shade::Unknown(77), 77));
        assert_eq!(
            serde_json::from_str::<Fate>("\"fine\"").unwrap(),
            Fate::Good
        );
        assert_eq!(
            serde_json::from_str::<Fate>("\"odd\"").unwrap().word(),
            "odd"
        );
        assert_eq!(Fate::Good.word(), "good");
    }

    #[test]
    fn keyed_skips_what_is_not_an_id() {
        let mut reader = serde_json::Deserializer::from_str(r#"{"7":1,"x@y":2,"3":4}"#);
        assert_eq!(keyed::<_, u8>(&mut reader).unwrap(), vec![(7, 1), (3, 4)]);
        let mut reader = serde_json::Deserializer::from_str("null");
        assert_eq!(keyed::<_, u8>(&mut reader).unwrap(), vec![]);
    }
}
