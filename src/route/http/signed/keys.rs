//! Keys, hashes, and CloudFront's alphabet.
//!
//! In: PEM texts. Out: whether a signature fits, or a signature. RSA is PKCS #1 v1.5, ECDSA is DER, as common tools emit them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
use rsa::Pkcs1v15Sign;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// How a text is made short before it is signed. EV-089.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hash {
    /// What CloudFront takes unless told otherwise.
    #[default]
    Sha1,
    /// With `Hash-Algorithm=SHA256`.
    Sha256,
}

impl Hash {
    /// As `Hash-Algorithm` has it.
    pub fn word(self) -> &'static str {
        match self {
            Hash::Sha1 => "SHA1",
            Hash::Sha256 => "SHA256",
        }
    }

    fn of(self, text: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha1 => Sha1::digest(text).to_vec(),
            Hash::Sha256 => Sha256::digest(text).to_vec(),
        }
    }

    fn padding(self) -> Pkcs1v15Sign {
        match self {
            Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        }
    }
}

/// Why a text is no key that CloudFront takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadKey {
    /// Neither RSA nor ECDSA P-256 in PEM.
    Unreadable,
    /// RSA of another length than 2,048 bits.
    Length(usize),
    /// Signing failed.
    Signing,
}

impl BadKey {
    /// In a sentence.
    pub fn told(self) -> &'static str {
        match self {
            BadKey::Unreadable => "the key is neither RSA nor ECDSA P-256 in PEM form",
            BadKey::Length(_) => "the key is RSA of another length than 2,048 bits",
            BadKey::Signing => "the key signs nothing",
        }
    }
}

/// A key that checks signatures.
pub(super) enum PublicKey {
    Rsa(Box<rsa::PublicKey>),
    Ecdsa(Box<p256::ecdsa::VerifyingKey>),
}

impl PublicKey {
    /// Reads a PEM text. EV-088.
    pub fn read(pem: &str) -> Result<PublicKey, BadKey> {
        if let Ok(key) = rsa::PublicKey::from_public_key_pem(pem) {
            let bits = key.size() * 8;
            return if bits == 2048 { Ok(PublicKey::Rsa(Box::new(key))) } else { Err(BadKey::Length(bits)) };
        }
        let key = p256::ecdsa::VerifyingKey::from_public_key_pem(pem).map_err(|_| BadKey::Unreadable)?;
        Ok(PublicKey::Ecdsa(Box::new(key)))
    }

    pub fn sort(&self) -> &'static str {
        match self {
            PublicKey::Rsa(_) => "RSA",
            PublicKey::Ecdsa(_) => "ECDSA",
        }
    }

    pub fn verifies(&self, text: &[u8], signature: &[u8], hash: Hash) -> bool {
        let hashed = hash.of(text);
        match self {
            PublicKey::Rsa(key) => key.verify(hash.padding(), &hashed, signature).is_ok(),
            PublicKey::Ecdsa(key) => p256::ecdsa::DerSignature::from_bytes(signature)
                .is_ok_and(|signature| key.verify_prehash(&hashed, &signature).is_ok()),
        }
    }
}

/// A private key, which signs.
pub struct SigningKey(Private);

enum Private {
    Rsa(Box<rsa::PrivateKey>),
    Ecdsa(Box<p256::ecdsa::SigningKey>),
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SigningKey(…)")
    }
}

impl SigningKey {
    /// Reads a PEM text: PKCS #8, PKCS #1 or SEC 1.
    pub fn read(pem: &str) -> Result<SigningKey, BadKey> {
        let rsa = rsa::PrivateKey::from_pkcs8_pem(pem).ok().or_else(|| rsa::PrivateKey::from_pkcs1_pem(pem).ok());
        if let Some(key) = rsa {
            let bits = key.size() * 8;
            return if bits == 2048 { Ok(SigningKey(Private::Rsa(Box::new(key)))) } else { Err(BadKey::Length(bits)) };
        }
        let ecdsa = p256::SecretKey::from_pkcs8_pem(pem).ok().or_else(|| p256::SecretKey::from_sec1_pem(pem).ok());
        let key = ecdsa.ok_or(BadKey::Unreadable)?;
        Ok(SigningKey(Private::Ecdsa(Box::new(key.into()))))
    }

    /// The signature of a text.
    pub fn sign(&self, text: &[u8], hash: Hash) -> Result<Vec<u8>, BadKey> {
        let hashed = hash.of(text);
        match &self.0 {
            Private::Rsa(key) => key.sign(hash.padding(), &hashed).map_err(|_| BadKey::Signing),
            Private::Ecdsa(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign_prehash(&hashed).map_err(|_| BadKey::Signing)?;
                Ok(signature.as_bytes().to_vec())
            }
        }
    }

    /// Whether a public key is its other half.
    pub fn fits(&self, pem: &str) -> bool {
        match (&self.0, PublicKey::read(pem)) {
            (Private::Rsa(key), Ok(PublicKey::Rsa(public))) => key.to_public_key() == *public,
            (Private::Ecdsa(key), Ok(PublicKey::Ecdsa(public))) => *key.verifying_key() == *public,
            _ => false,
        }
    }
}

/// Base64 with CloudFront's three letters. EV-074.
pub(super) fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes).replace('+', "-").replace('=', "_").replace('/', "~")
}

/// What stands in CloudFront's base64; `None` where it is none.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    if text.contains(['+', '=', '/']) {
        return None;
    }
    STANDARD.decode(text.replace('-', "+").replace('_', "=").replace('~', "/")).ok()
}

#[cfg(test)]
mod tests {
    use super::{Hash, decoded, encoded};

    /// The texts of EV-071 and EV-074.
    #[test]
    fn digests_and_letters_are_those_of_aws() {
        let text = br#"{"Statement":[{"Resource":"https://www.example.com/v/a.mp4?size=large","Condition":{"DateLessThan":{"AWS:EpochTime":1767290400}}}]}"#;
        let hex = |hash: Hash| hash.of(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(Hash::Sha1), "4bea4125a7d4bfc59229d534b91973431ac2d33f");
        assert_eq!(hex(Hash::Sha256), "4e0637e767a3ebd374f70c1354fadc60af4eef55594561c6c196ef59452d8874");
        assert_eq!(encoded(&[0xfb, 0xff, 0xfe, 0xff]), "-~~-~w__");
        assert_eq!(decoded("-~~-~w__"), Some(vec![0xfb, 0xff, 0xfe, 0xff]));
        assert_eq!(decoded("+//+/w=="), None);
    }
}
