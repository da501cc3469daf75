//! The spellings of `docs/library.md` that are not a type's own, one file each, both ways.
//!
//! In: a value, or a target's tree. Out: the other. Deliberately absent: kinds and fields; where a codec needs a second field,
//! the library names it as an argument.

mod amount;
mod answers;
mod chosen;
mod counted;
mod each;
mod encoded;
mod event;
mod flags;
mod forms;
mod geo;
mod headed;
mod joined;
mod json;
mod legacy;
mod lined;
mod location;
mod place;
mod probe;
mod selection;
mod servers;
mod tags;
mod watched;
mod wrapped;

use super::decode::Decoder;
use super::encode::Encoder;
use crate::schema::{Kind, Place, Shape, Target, Value};
use crate::source::Name;
use serde_json::Value as Tree;

/// Both directions of one codec.
#[derive(Debug)]
pub(crate) struct Spelling {
    /// Its name in the library.
    pub name: &'static str,
    /// What of the target it writes.
    pub reach: Reach,
    /// `none` is spelled too, instead of leaving the place out.
    pub spells_none: bool,
    /// Among entries of one list: takes what the others leave.
    pub takes_rest: bool,
    /// Writes a value.
    pub encode: fn(&mut Encoder, &Spot, &Value),
    /// Reads a value and leaves what it does not understand; a tree that is used up is left as null.
    pub decode: fn(&mut Decoder, &Spot, &mut Tree) -> Option<Value>,
}

/// What of the target a codec writes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// The value at its path.
    Value,
    /// Keys inside the object at its path.
    Inside,
    /// Keys beside its path, in the same object.
    Beside,
    /// Entries of the list or map at its path, which other fields may add to.
    Entries,
    /// The entry named by its last key, of the list or map at the path before it.
    Entry,
    /// Entries of lists beside its path, by name.
    Lists(fn(Target) -> &'static [&'static str]),
}

/// What a codec knows of the field it spells.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'k> {
    /// The kind it belongs to.
    pub kind: &'k Kind,
    /// What the field may hold.
    pub shape: &'k Shape,
    /// Where it stands, with the codec's arguments.
    pub place: &'k Place,
    /// Which of the codec's lists is meant.
    pub site: usize,
}

impl Spot<'_> {
    /// An argument of the codec, after the path.
    pub(crate) fn argument(&self, at: usize) -> Option<&'static str> {
        self.arguments().get(at).map(|name| name.as_str())
    }

    /// All arguments after the path.
    pub(crate) fn arguments(&self) -> &[Name] {
        self.place.codec.as_ref().map_or(&[], |codec| &codec.arguments)
    }

    /// The last key of its path.
    pub(crate) fn key(&self) -> &'static str {
        self.place.path.last().map_or("", |name| name.as_str())
    }
}

const ALL: [&Spelling; 39] = [
    &answers::ANSWERS,
    &wrapped::ATTRIBUTE,
    &chosen::CHOSEN,
    &counted::COUNTED,
    &amount::DAYS,
    &event::EVENT,
    &flags::FLAGS,
    &forms::FORMS,
    &amount::FRACTION,
    &each::GATHERED,
    &geo::GEO,
    &headed::HEADED,
    &amount::HOURS,
    &joined::JOINED,
    &json::JSON,
    &json::JSON_TEXT,
    &each::KEYED,
    &lined::LINED,
    &legacy::LISTED,
    &location::LOCATION,
    &amount::MEGABYTES,
    &amount::MILLISECONDS,
    &amount::MINUTES,
    &wrapped::ONE,
    &wrapped::PAIRS,
    &place::PLACE,
    &probe::PROBE,
    &selection::SELECTION,
    &servers::SERVERS,
    &legacy::STARRED,
    &amount::STRING,
    &legacy::SWITCHED,
    &tags::TAG,
    &tags::TAGS,
    &counted::TALLIED,
    &selection::VIEWER_SELECTION,
    &watched::WATCHED,
    &wrapped::WRAPPED,
    &amount::YEARS,
];

/// The codec of a name.
pub(crate) fn named(name: Name) -> Option<&'static Spelling> {
    ALL.iter().find(|spelling| name == spelling.name).copied()
}

/// Whether the library may use this codec; `plain` undoes that of the other target.
pub fn knows(name: Name) -> bool {
    name == "plain" || named(name).is_some()
}
