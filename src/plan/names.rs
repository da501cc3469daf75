//! What resources are called: CloudFormation's logical ids and Terraform's resource names.
//!
//! In: labels. Out: names that follow from the label alone, so that moving a block renames nothing. Deliberately absent:
//! positions, counters.

use rustc_hash::{FxBuildHasher, FxHashSet};
use std::sync::Arc;

/// Names handed out so far.
#[derive(Default)]
pub(super) struct Names {
    logical_ids: FxHashSet<Arc<str>>,
    /// For each resource type, of which there are few, the names taken.
    names: Vec<(Arc<str>, FxHashSet<Arc<str>>)>,
    /// Room for the name in the making.
    scratch: String,
}

impl Names {
    /// Room for so many.
    pub fn of(count: usize) -> Names {
        Names { logical_ids: FxHashSet::with_capacity_and_hasher(count, FxBuildHasher), ..Names::default() }
    }

    /// All logical ids.
    pub fn into_logical_ids(self) -> FxHashSet<Arc<str>> {
        self.logical_ids
    }

    /// A logical id, `HealthyEuWest1` for `healthy[eu-west-1]`. Of two labels that would share one, the later gets a mark of
    /// its own spelling.
    pub fn logical_id(&mut self, label: &str) -> Arc<str> {
        self.scratch.clear();
        pascal_into(label, &mut self.scratch);
        claim(&mut self.logical_ids, &self.scratch, label, "")
    }

    /// A Terraform name, `healthy_eu_west_1` for `healthy[eu-west-1]`, unique among resources of its type.
    pub fn name(&mut self, label: &str, resource: Option<&Arc<str>>) -> Arc<str> {
        self.scratch.clear();
        snake_into(label, &mut self.scratch);
        let Some(resource) = resource else { return self.scratch.as_str().into() };
        let known = self.names.iter().position(|(known, _)| Arc::ptr_eq(known, resource));
        let at = known.unwrap_or_else(|| {
            // Most resources are of one type or a few.
            let room = if self.names.is_empty() { self.logical_ids.capacity() } else { 0 };
            self.names.push((resource.clone(), FxHashSet::with_capacity_and_hasher(room, FxBuildHasher)));
            self.names.len() - 1
        });
        claim(&mut self.names[at].1, &self.scratch, label, "_")
    }

    /// Takes a name that an author chose.
    pub fn keep(&mut self, logical_id: &Arc<str>) -> bool {
        self.logical_ids.insert(logical_id.clone())
    }
}

fn claim(taken: &mut FxHashSet<Arc<str>>, wanted: &str, label: &str, between: &str) -> Arc<str> {
    let wanted: Arc<str> = wanted.into();
    if taken.insert(wanted.clone()) {
        return wanted;
    }
    let mut mark = digest(label);
    loop {
        let marked: Arc<str> = format!("{wanted}{between}{:06x}", mark & 0x00ff_ffff).into();
        if taken.insert(marked.clone()) {
            return marked;
        }
        mark = mark.wrapping_add(1);
    }
}

/// FNV-1a: the same on every machine.
pub(super) fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The letters and digits of a label, each word with a capital.
pub(super) fn pascal(label: &str) -> String {
    let mut id = String::with_capacity(label.len());
    pascal_into(label, &mut id);
    id
}

fn pascal_into(label: &str, id: &mut String) {
    for (word, between) in words(label) {
        let start = id.len();
        id.push_str(word);
        if let Some(first) = id.get_mut(start..start + 1) {
            first.make_ascii_uppercase();
        }
        match between {
            Some('*') => id.push_str("Star"),
            Some('@') => id.push_str("Apex"),
            _ => {}
        }
    }
    if id.is_empty() {
        id.push_str("Resource");
    }
}

/// A label in small letters, digits and single underscores, beginning with a letter.
fn snake_into(label: &str, name: &mut String) {
    for (word, between) in words(label) {
        name.push_str(word);
        match between {
            Some('*') => name.push_str("star"),
            Some('@') => name.push_str("apex"),
            Some(_) if !name.ends_with('_') && !name.is_empty() => name.push('_'),
            _ => {}
        }
    }
    name.make_ascii_lowercase();
    while name.ends_with('_') {
        name.pop();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() {
        name.insert(0, '_');
    }
}

/// The runs of letters and digits in a label, of which some are empty, each with the sign behind it.
fn words(label: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let mut rest = Some(label);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (word, behind) = text.split_at(end);
        let mut letters = behind.chars();
        let between = letters.next();
        rest = between.map(|_| letters.as_str());
        Some((word, between))
    })
}

#[cfg(test)]
mod tests {
    use super::{Names, pascal, snake_into};

    fn snake(label: &str) -> String {
        let mut name = String::new();
        snake_into(label, &mut name);
        name
    }

    #[test]
    fn names_follow_from_the_label() {
        assert_eq!(pascal("healthy[eu-west-1]"), "HealthyEuWest1");
        assert_eq!(snake("healthy[eu-west-1]"), "healthy_eu_west_1");
        assert_eq!(pascal("example @ MX"), "ExampleApexMX");
        assert_eq!((pascal("büro.*_a"), snake("Büro.*__a-")), ("BRoStarA".to_owned(), "b_ro_star_a".to_owned()));
        assert_eq!((pascal("ü"), snake("ü"), snake("1a")), ("Resource".to_owned(), "_".to_owned(), "_1a".to_owned()));
        assert_eq!(snake("example *.preview A"), "example_star_preview_a");
    }

    #[test]
    fn two_labels_never_share_a_name() {
        let mut names = Names::default();
        let (first, second) = (names.logical_id("a-b"), names.logical_id("a_b"));
        assert_eq!(&*first, "AB");
        assert_ne!(first, second);
    }
}
