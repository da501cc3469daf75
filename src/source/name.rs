//! Interned words: a `Name` is as cheap as a pointer to copy, compare and hash.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{LazyLock, RwLock};

/// A word of a program or of the library, kept once for the life of the process.
#[derive(Clone, Copy)]
pub struct Name(&'static &'static str);

static WORDS: LazyLock<RwLock<HashMap<&'static str, Name, rustc_hash::FxBuildHasher>>> = LazyLock::new(Default::default);

impl Name {
    /// The one `Name` of this text.
    pub fn of(text: &str) -> Name {
        if let Some(known) = WORDS.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(text) {
            return *known;
        }
        let mut words = WORDS.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        match words.get(text) {
            Some(known) => *known,
            None => keep(&mut words, Box::leak(text.into())),
        }
    }

    /// The one `Name` of each text. These live as long as the process, and so are not copied.
    pub fn of_all(texts: Vec<&'static str>) -> Vec<Name> {
        let mut words = WORDS.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        words.reserve(texts.len());
        texts.leak().iter().map(|text| *words.entry(text).or_insert(Name(text))).collect()
    }

    /// The text itself.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// A name is a thin pointer, since a program holds millions of them.
fn keep(words: &mut HashMap<&'static str, Name, rustc_hash::FxBuildHasher>, text: &'static str) -> Name {
    let name = Name(Box::leak(Box::new(text)));
    words.insert(text, name);
    name
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Name {}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        *self.0 == other
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.0).addr().hash(state);
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> std::cmp::Ordering {
        self.0.cmp(other.0)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, out)
    }
}

impl std::ops::Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        self.0
    }
}
