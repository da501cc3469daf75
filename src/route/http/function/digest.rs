//! Digests that functions can ask for.
//!
//! In: the name of an algorithm, bytes as a text of letters up to 255. Out: bytes in the same form. Deliberately absent: other
//! encodings, which are the prelude's.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

/// Bytes of a text that has one letter for each.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|letter| letter as u8).collect()
}

fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// `md5`, `sha1` or `sha256` of a text; nothing of any other.
pub(super) fn hash(name: &str, text: &str) -> String {
    let bytes = bytes(text);
    match name {
        "md5" => letters(&Md5::digest(bytes)),
        "sha1" => letters(&Sha1::digest(bytes)),
        "sha256" => letters(&Sha256::digest(bytes)),
        _ => String::new(),
    }
}

/// The same with a key.
pub(super) fn hmac(name: &str, key: &str, text: &str) -> String {
    fn of<M: Mac + KeyInit>(key: &[u8], bytes: &[u8]) -> String {
        let mut mac = <M as KeyInit>::new_from_slice(key).expect("a key of any length will do");
        mac.update(bytes);
        letters(&mac.finalize().into_bytes())
    }
    let (key, bytes) = (bytes(key), bytes(text));
    match name {
        "md5" => of::<Hmac<Md5>>(&key, &bytes),
        "sha1" => of::<Hmac<Sha1>>(&key, &bytes),
        "sha256" => of::<Hmac<Sha256>>(&key, &bytes),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, hash, hmac};

    fn hex(text: &str) -> String {
        bytes(text).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Known texts of RFC 1321, FIPS 180 and RFC 2202.
    #[test]
    fn digests_are_those_of_the_standards() {
        assert_eq!(hex(&hash("md5", "abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(&hash("sha1", "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&hash("sha256", "abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hex(&hmac("md5", "Jefe", "what do ya want for nothing?")), "750c783e6ab0b503eaa86e310a5db738");
        assert_eq!(hex(&hmac("sha1", "Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    }
}
