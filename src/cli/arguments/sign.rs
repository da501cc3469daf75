//! What can be said to `sign`.
//!
//! In: the words behind it. Out: a URL, a key, and what the signature is for. Deliberately absent: signing.

use super::{Chosen, assignment};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to sign, or whose signature to verify.
#[derive(Args, Debug)]
pub(in crate::cli) struct Sign {
    /// The URL; with `*` in it, a pattern of URLs, which needs a custom policy
    #[arg(value_name = "URL")]
    pub url: String,

    /// The program: a directory or a file
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub from_file: PathBuf,

    /// The private key, in PEM form
    #[arg(long, value_name = "FILE", required_unless_present = "verify")]
    pub key: Option<PathBuf>,

    /// The id AWS gave the public key, where the program does not say it
    #[arg(long, value_name = "ID")]
    pub key_id: Option<String>,

    /// Until when: 2026-11-01T13:00:00Z, or 1h from now
    #[arg(long, value_name = "TIME", required_unless_present = "verify")]
    pub expires: Option<String>,

    /// From when on; makes the policy a custom one
    #[arg(long, value_name = "TIME")]
    pub starts: Option<String>,

    /// For viewers of an IPv4 address or network; makes the policy a custom one
    #[arg(long, value_name = "NETWORK")]
    pub source: Option<String>,

    /// How the text is made short before it is signed
    #[arg(long, value_enum, value_name = "HASH", default_value_t = HashWord::Sha1)]
    pub hash: HashWord,

    /// Send the policy along, although a canned one would say the same
    #[arg(long)]
    pub custom: bool,

    /// Cookies in place of parameters of the URL
    #[arg(long)]
    pub cookies: bool,

    /// Say whether the URL may pass as it is signed, or with the cookies given
    #[arg(long, conflicts_with_all = ["key", "key_id", "expires", "starts", "source", "custom", "cookies"])]
    pub verify: bool,

    /// A cookie that carries a part of the signature, for --verify
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, requires = "verify")]
    pub cookie: Vec<(String, String)>,

    /// When it is asked, for --verify; now where not said
    #[arg(long, value_name = "TIME", requires = "verify")]
    pub at: Option<String>,

    /// From which address it is asked, for --verify
    #[arg(long, value_name = "ADDRESS", requires = "verify")]
    pub from: Option<std::net::IpAddr>,

    #[command(flatten)]
    pub chosen: Chosen,
}

/// A hash, as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum HashWord {
    /// What CloudFront takes unless told otherwise
    Sha1,
    /// Travels as Hash-Algorithm
    Sha256,
}
