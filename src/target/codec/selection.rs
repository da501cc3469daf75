//! `selection(P, Behavior, Items)` and `viewer_selection(P, Behavior, Items)`: which cookies, headers or query strings.
//!
//! `none`, `all`, a list, `except(…)`; for the headers of an origin request policy also `all_and(…)`.

use super::geo::call;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

/// The selection of cache policies, and of cookies and query strings anywhere.
pub(super) static SELECTION: Spelling =
    Spelling { name: "selection", reach: Reach::Value, spells_none: true, takes_rest: false, encode: plain, decode: from_plain };

/// The selection of an origin request policy's headers.
pub(super) static VIEWER_SELECTION: Spelling = Spelling {
    name: "viewer_selection",
    reach: Reach::Value,
    spells_none: true,
    takes_rest: false,
    encode: viewer,
    decode: from_viewer,
};

/// Our word and AWS's.
type Words = [(&'static str, &'static str)];

const PLAIN: &Words = &[("none", "none"), ("all", "all"), ("list", "whitelist"), ("except", "allExcept")];
const VIEWER: &Words = &[
    ("none", "none"),
    ("all", "allViewer"),
    ("list", "whitelist"),
    ("except", "allExcept"),
    ("all_and", "allViewerAndWhitelistCloudFront"),
];

/// A selection taken apart: `none`, `all`, `list`, `except`, `all_and`, and what it names.
pub(super) struct Parts<'v> {
    pub word: &'static str,
    pub items: Option<&'v [Value]>,
}

/// Takes a selection apart.
pub(super) fn parts(value: &Value) -> Parts<'_> {
    match value {
        Value::List(items) => Parts { word: "list", items: Some(items) },
        Value::Call(word, arguments) => {
            let items = match arguments.as_slice() {
                [Value::List(items)] => items,
                items => items,
            };
            Parts { word: word.as_str(), items: Some(items) }
        }
        Value::Word(word) if *word == "all" => Parts { word: "all", items: None },
        Value::Unknown(_) => Parts { word: "list", items: Some(std::slice::from_ref(value)) },
        _ => Parts { word: "none", items: None },
    }
}

fn plain(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    encode(encoder, spot, value, PLAIN);
}

fn viewer(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    encode(encoder, spot, value, VIEWER);
}

fn from_plain(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    decode(decoder, spot, tree, PLAIN)
}

fn from_viewer(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    decode(decoder, spot, tree, VIEWER)
}

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value, words: &Words) {
    let (Some(behavior), Some(key)) = (spot.argument(0), spot.argument(1)) else {
        return;
    };
    let Parts { word, items } = parts(value);
    encoder.json.object();
    encoder.json.key(behavior);
    encoder.json.string(words.iter().find(|(ours, _)| *ours == word).map_or("none", |(_, theirs)| theirs));
    if let Some(items) = items {
        encoder.json.key(key);
        if encoder.is_terraform() {
            encoder.json.object();
            encoder.json.key("items");
            encoder.items_or_unknown(spot.shape, items);
            encoder.json.leave();
        } else {
            encoder.items_or_unknown(spot.shape, items);
        }
    }
    encoder.json.leave();
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree, words: &Words) -> Option<Value> {
    let (behavior, key) = (spot.argument(0)?, spot.argument(1)?);
    decoder.single(tree);
    let theirs = tree.get(behavior)?.as_str()?;
    let word = words.iter().find(|(_, known)| *known == theirs)?.0;
    let value = match word {
        "none" => Value::None,
        "all" => Value::word("all"),
        word => {
            let mut items = tree.get(key)?.clone();
            if decoder.is_terraform() {
                decoder.single(&mut items);
                items = items.get_mut("items")?.take();
            }
            let items = decoder.list(Encoder::items_of(spot), &mut items)?;
            tree.as_object_mut()?.shift_remove(key);
            if word == "list" { items } else { call(word, items) }
        }
    };
    tree.as_object_mut()?.shift_remove(behavior);
    Some(value)
}
