//! What Edgewise wrote into a directory, so that it knows its own files from those of others.
//!
//! In: `OUT/.edgewise.json`. Out: for each file its target and a hash of its bytes. Deliberately absent: writing any file.

use crate::schema::Target;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Component, Path};

/// The name of the manifest, below the output's directory.
pub(super) const NAME: &str = ".edgewise.json";
const VERSION: u64 = 2;

/// Files by their path below the output's directory, `/` between its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub files: BTreeMap<String, Entry>,
}

/// One file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which target it belongs to.
    pub target: Target,
    /// A hash of its bytes.
    pub hash: Hash,
}

/// A hash of 64 bits, eight bytes at a step: tells an edit from none, and need not withstand an enemy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hash(u64);

impl Hash {
    /// The hash of a file's bytes, which come in pieces.
    pub fn of(pieces: &[impl AsRef<[u8]>]) -> Hash {
        let step = |hash: u64, word: u64| {
            let product = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            product ^ product >> 32
        };
        let length: usize = pieces.iter().map(|piece| piece.as_ref().len()).sum();
        let (mut hash, mut left) = (length as u64, Vec::new());
        for piece in pieces {
            let mut bytes = piece.as_ref();
            if !left.is_empty() {
                // A word that began in the piece before.
                let taken = bytes.len().min(8 - left.len());
                left.extend_from_slice(&bytes[..taken]);
                bytes = &bytes[taken..];
            }
            for part in [std::mem::take(&mut left).as_slice(), bytes] {
                let (words, rest) = part.as_chunks::<8>();
                hash = words.iter().fold(hash, |hash, word| step(hash, u64::from_le_bytes(*word)));
                left.extend_from_slice(rest);
            }
        }
        Hash(left.iter().fold(hash, |hash, byte| step(hash, u64::from(*byte))))
    }
}

impl Manifest {
    /// Reads a manifest; `None` where it is not one of this version.
    pub fn read(text: &[u8]) -> Option<Manifest> {
        let document: Value = serde_json::from_slice(text).ok()?;
        if document.get("version")?.as_u64()? != VERSION {
            return None;
        }
        let entry = |(path, entry): (&String, &Value)| {
            let target = entry.get("target")?.as_str()?;
            let target = Target::ALL.into_iter().find(|candidate| word(*candidate) == target)?;
            let hash = u64::from_str_radix(entry.get("hash")?.as_str()?, 16).ok()?;
            is_below(path).then(|| (path.clone(), Entry { target, hash: Hash(hash) }))
        };
        let files = document.get("files")?.as_object()?.iter().map(entry).collect::<Option<_>>()?;
        Some(Manifest { files })
    }

    /// Writes it down.
    pub fn write(&self) -> Vec<u8> {
        let entry = |(path, entry): (&String, &Entry)| {
            let value = json!({ "target": word(entry.target), "hash": format!("{:016x}", entry.hash.0) });
            (path.clone(), value)
        };
        let files: serde_json::Map<String, Value> = self.files.iter().map(entry).collect();
        let mut bytes = serde_json::to_vec_pretty(&json!({ "version": VERSION, "files": files })).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// What the manifest and the command line call a target.
pub(super) fn word(target: Target) -> &'static str {
    match target {
        Target::CloudFormation => "cloudformation",
        Target::Terraform => "terraform",
    }
}

/// Whether a path leads nowhere but down: a manifest may come from anybody.
fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::{Entry, Hash, Manifest};
    use crate::schema::Target;

    #[test]
    fn a_hash_does_not_depend_on_pieces() {
        let text: Vec<u8> = (0..100).collect();
        for length in 1..20 {
            let pieces: Vec<&[u8]> = text.chunks(length).collect();
            assert_eq!(Hash::of(&pieces), Hash::of(&[&text]), "pieces of {length} bytes");
        }
    }

    #[test]
    fn what_was_written_is_read_and_ways_out_are_refused() {
        let mut manifest = Manifest::default();
        let entry = Entry { target: Target::Terraform, hash: Hash::of(&["x"]) };
        manifest.files.insert("terraform/edgewise.tf.json".into(), entry.clone());
        assert_eq!(Manifest::read(&manifest.write()), Some(manifest.clone()));
        manifest.files.insert("../escape".into(), entry);
        assert_eq!(Manifest::read(&manifest.write()), None);
    }
}
