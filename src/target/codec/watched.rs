//! `watched(P)`: what a rule of a DNS Firewall looks for: a list of names at `P`, or what AWS judges, at keys beside it.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::Shape;
use crate::source::Name;

pub(super) static WATCHED: Spelling =
    Spelling { name: "watched", reach: Reach::Beside, spells_none: false, takes_rest: false, encode, decode };

/// What programs call it, and where CloudFormation has it; Terraform has none of these.
const THREAT: &str = "threat";
const THREAT_KEYS: [&str; 2] = ["DnsThreatProtection", "ConfidenceThreshold"];
const SORTS: &str = "FirewallRuleType";
const SORT_KEYS: [(&str, &str, &str); 3] = [
    ("content_category", "FirewallAdvancedContentCategory", "Category"),
    ("partner", "PartnerThreatProtection", "Partner"),
    ("threat_category", "FirewallAdvancedThreatCategory", "Category"),
];

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let Value::Call(word, arguments) = value else {
        encoder.json.key(spot.key());
        return encoder.plain(spot.shape, value);
    };
    if encoder.is_terraform() {
        return encoder.refuse(word);
    }
    if *word == THREAT {
        for (key, argument) in THREAT_KEYS.into_iter().zip(arguments) {
            encoder.json.key(key);
            encoder.plain(spot.shape, argument);
        }
    } else if let (Some((_, sort, key)), Some(argument)) =
        (SORT_KEYS.iter().find(|(known, ..)| *word == *known), arguments.first())
    {
        encoder.json.enter(SORTS);
        encoder.json.enter(sort);
        encoder.json.key(key);
        encoder.plain(&Shape::Any, argument);
        encoder.json.leave();
        encoder.json.leave();
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let object = tree.as_object_mut()?;
    if let Some(list) = object.get_mut(spot.key()) {
        let value = decoder.value(spot.shape, list)?;
        object.shift_remove(spot.key());
        return Some(value);
    }
    let call = |word: &str, arguments: Vec<Value>| Some(Value::Call(Name::of(word), arguments.into()));
    if let [Some(threat), Some(sure)] = THREAT_KEYS.map(|key| object.get(key).and_then(Tree::as_str)) {
        let arguments = vec![Value::word(threat), Value::word(&sure.to_ascii_lowercase())];
        THREAT_KEYS.iter().for_each(|key| drop(object.shift_remove(*key)));
        return call(THREAT, arguments);
    }
    let sorts = object.get(SORTS)?;
    let (word, mut text) = SORT_KEYS.iter().find_map(|(word, sort, key)| Some((*word, sorts.get(sort)?.get(key)?.clone())))?;
    let value = decoder.value(&Shape::Any, &mut text)?;
    object.shift_remove(SORTS);
    call(word, vec![value])
}
