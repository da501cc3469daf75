//! What to do, in which order, and until when to wait.
//!
//! In: a zone file, and how long things are kept that it does not say. Out: steps with their times, in seconds from the first. What
//! protects comes first and is waited for: no signatures, short TTLs; records and name servers never change in one step
//! (R53-580 and following). Deliberately absent: calendars, and doing it.

use super::Set;
use super::program::shown;
use crate::zonefile::Zone;

/// How long things are kept, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Lengths {
    /// TTL of records while the zone moves.
    pub moving: u32,
    /// TTL of the zone's own NS records while it moves.
    pub name_servers: u32,
    /// TTL of the delegation, which the registry says and nobody else can change.
    pub delegation: u32,
    /// TTL of the DS records at the registry.
    pub signatures: u32,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is done.
    pub title: String,
    /// When it may begin, in seconds after the first.
    pub begins: u64,
    /// Until when to wait before the next, and why then; `None` where there is nothing to wait for.
    pub waits: Option<(u64, String)>,
    /// How: commands, or sentences.
    pub how: Vec<String>,
    /// What the step rests on.
    pub rule: &'static str,
}

/// TTL that Route 53 gives the NS records of an apex, and that they go back to (R53-149).
const NAME_SERVERS: u32 = 172_800;
/// So long the old name servers answer at least, once they are no longer named (R53-585).
const KEPT: u64 = 172_800;
/// NS records of the old zone whose TTL nobody knows have at most this.
const UNKNOWN: u32 = 172_800;

/// The steps. `file` is the program that was written, `questions` what to ask both sides, `label` what the zone is called there.
pub fn steps(zone: &Zone, sets: &[Set], lengths: &Lengths, file: &str, questions: &str) -> Vec<Step> {
    let domain = &*zone.domain;
    let old = zone.name_servers.first().map_or_else(|| "OLD_NAME_SERVER".to_owned(), ToString::to_string);
    let old_ttl = zone.name_servers_ttl.unwrap_or(UNKNOWN);
    let longest = sets.iter().map(|set| set.ttl).chain(zone.negative_ttl).max().unwrap_or(0);
    let lowered = sets.iter().filter(|set| set.ttl > lengths.moving).count();
    let reasons = [
        (lengths.signatures, "DS records of the registry, where there are any"),
        (
            old_ttl,
            if zone.name_servers_ttl.is_some() {
                "NS records of the old zone"
            } else {
                "NS records of the old zone; the file has none, so the longest usual TTL is taken"
            },
        ),
        (longest, "longest TTL of any record, or of there being none"),
        (lengths.delegation, "delegation at the registry, which nobody can shorten"),
    ];
    let (slowest, why) = reasons.into_iter().fold((0, ""), |most, next| if next.0 >= most.0 { next } else { most });
    let switch = u64::from(slowest);
    let settled = switch + KEPT.max(u64::from(lengths.delegation)).max(u64::from(old_ttl));
    let signed = match zone.is_signed {
        true => "The file is signed, so the registry has one.".to_owned(),
        false => "No answer: the zone is not signed, and nothing is to be done here.".to_owned(),
    };
    let ask = |server: &str, to: &str| format!("dig @{server} +norecurse +noall +answer -f {questions} | sort > {to}");
    let mut steps = vec![
        Step {
            title: format!("make the zone in Route 53, with all {} record sets", sets.len()),
            begins: 0,
            waits: None,
            how: vec![
                format!("edgewise build {file} --out out"),
                "deploy what is in out/; nobody asks the new zone yet".to_owned(),
                format!(
                    "aws route53 list-hosted-zones-by-name --dns-name {domain} --max-items 1 --query 'HostedZones[0].Id' --output text"
                ),
                "aws route53 get-hosted-zone --id ZONE_ID --query DelegationSet.NameServers --output text".to_owned(),
            ],
            rule: "R53-580",
        },
        Step {
            title: "compare what both name servers answer".to_owned(),
            begins: 0,
            waits: None,
            how: vec![
                ask(&old, "old.txt"),
                ask("NEW_NAME_SERVER", "new.txt"),
                "diff old.txt new.txt".to_owned(),
                "Only TTLs differ. Texts that the old server splits otherwise are the same text.".to_owned(),
            ],
            rule: "R53-580",
        },
        Step {
            title: "remove the DS record at the registrar, if there is one".to_owned(),
            begins: 0,
            waits: Some((
                u64::from(lengths.signatures),
                "where there was one, it is kept that long; only then may the old provider stop signing".to_owned(),
            )),
            how: vec![
                format!("dig DS {domain} +short"),
                signed,
                "Route 53 takes no keys of others: signed by one and answered by the other, the domain would not resolve."
                    .to_owned(),
            ],
            rule: "R53-403",
        },
        Step {
            title: format!("at the old provider, lower the TTL of NS {domain} to {}", shown(lengths.name_servers)),
            begins: 0,
            waits: Some((u64::from(old_ttl), "the old NS records are kept that long".to_owned())),
            how: vec![format!(
                "and in the new zone: change-resource-record-sets, UPSERT {domain} NS with TTL {}",
                lengths.name_servers
            )],
            rule: "R53-580",
        },
    ];
    if lowered > 0 {
        steps.push(Step {
            title: format!("at the old provider, lower the TTL of {lowered} record sets to {}", shown(lengths.moving)),
            begins: 0,
            waits: Some((u64::from(longest), "answers with the old TTLs are kept that long".to_owned())),
            how: vec![format!("the new zone has them already: `moving = true` in {file}")],
            rule: "R53-580",
        });
    }
    steps.push(Step {
        title: "wait, and change no record".to_owned(),
        begins: 0,
        waits: Some((switch, format!("{}: {why}", shown(slowest)))),
        how: vec!["compare again before going on".to_owned()],
        rule: "R53-581",
    });
    steps.push(Step {
        title: "switch: at the registrar, put exactly the four name servers of the new zone".to_owned(),
        begins: switch,
        waits: None,
        how: vec![
            format!("aws route53domains update-domain-nameservers --region us-east-1 --domain-name {domain} --nameservers Name=NS1 Name=NS2 Name=NS3 Name=NS4"),
            "or at the registrar that has the domain; no record changes in this step".to_owned(),
            format!("to go back: put the old ones again{}", old_servers(zone)),
        ],
        rule: "R53-582",
    });
    steps.push(Step {
        title: "watch both sides; the old name servers go on answering".to_owned(),
        begins: switch,
        waits: Some((settled, "until then resolvers may ask the old name servers".to_owned())),
        how: vec![format!("dig NS {domain} +short"), format!("dig +trace {domain} SOA"), ask("NEW_NAME_SERVER", "new.txt")],
        rule: "R53-585",
    });
    steps.push(Step {
        title: "restore the TTLs, and delete the zone at the old provider".to_owned(),
        begins: settled,
        waits: None,
        how: vec![
            format!("edgewise build {file} --out out --set moving=false"),
            format!("UPSERT {domain} NS with TTL {NAME_SERVERS}"),
        ],
        rule: "R53-580",
    });
    steps.push(Step {
        title: "if wanted: transfer the registration, and sign the zone again".to_owned(),
        begins: settled,
        waits: None,
        how: vec![
            "a transfer moves no name servers; a `key_signing_key` signs, and its DS goes to the registrar last".to_owned(),
        ],
        rule: "R53-586",
    });
    steps
}

fn old_servers(zone: &Zone) -> String {
    let names: Vec<&str> = zone.name_servers.iter().map(|name| &**name).collect();
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}
