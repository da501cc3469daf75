//! What a map says is what `route` answers, for places and failures alike, and the page asks no network.
//!
//! How it looks, and what its switches do, is held in a browser by `tests/map/look`, which `.ci/run` runs.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn edgewise(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edgewise"));
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the command runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

/// The data of a page.
fn data(page: &str) -> Value {
    let data = page.split_once("<script id=\"data\" type=\"application/json\">").expect("the page has data").1;
    serde_json::from_str(data.split_once("</script>").expect("the script ends").0).expect("the data is JSON")
}

/// What `route` answers, in the words of the map.
fn routed(example: &str, name: &str, kind: &str, place: &str, down: &[&str]) -> String {
    let from = format!("examples/{example}");
    let mut arguments = vec!["route", name, "--type", kind, "--from", place, "--from-file", &from, "--format", "json"];
    let down = down.join(",");
    if !down.is_empty() {
        arguments.extend(["--down", &down]);
    }
    let document: Value = serde_json::from_str(&edgewise(&arguments)).expect("it is JSON");
    let shares = document["shares"].as_array().expect("there are shares");
    let said = |share: &Value| share["answer"].as_str().unwrap_or_default().to_owned();
    match shares.as_slice() {
        [one] => said(one),
        several => {
            let each = several.iter().map(|share| format!("{} {}", share["share"].as_str().unwrap_or_default(), said(share)));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

#[test]
fn a_map_says_what_route_answers() {
    let (mut asked, mut failing) = (0, 0);
    for example in ["geo_shop", "active_active", "failover_site"] {
        let map = data(&edgewise(&["map", &format!("examples/{example}")]));
        let places: Vec<&str> = map["places"].as_array().unwrap().iter().map(|place| place[0].as_str().unwrap()).collect();
        for name in map["names"].as_array().unwrap() {
            let switches: Vec<&str> = name["switches"].as_array().unwrap().iter().map(|label| label.as_str().unwrap()).collect();
            let kind = name["types"].as_str().unwrap().split(", ").next().unwrap();
            // All well, each alone, and all together where the page has that.
            let together = name["whole"].as_bool().unwrap().then_some((1u32 << switches.len()) - 1);
            let sets = (0..switches.len()).map(|at| 1u32 << at).chain([0]).chain(together);
            for set in sets {
                let down: Vec<&str> = (0..switches.len()).filter(|at| set >> at & 1 == 1).map(|at| switches[at]).collect();
                let row = &name["rows"][name["states"][set.to_string()].as_u64().expect("the set is in the page") as usize];
                for place in ["DE", "JP", "US"] {
                    let at = places.iter().position(|known| *known == place).expect("the place is in the page");
                    let answer = name["answers"][row[at].as_u64().unwrap() as usize].as_str().unwrap();
                    assert_eq!(
                        answer,
                        routed(example, name["name"].as_str().unwrap(), kind, place, &down),
                        "{name} {place} {down:?}"
                    );
                    asked += 1;
                    failing += usize::from(!down.is_empty());
                }
            }
        }
    }
    assert!(asked > 60 && failing > 40, "only {asked} answers were held, {failing} of them of failures");
}

#[test]
fn a_page_needs_nothing_beside_it() {
    let page = edgewise(&["map", "examples/geo_shop", "--only", "checkout.example.com"]);
    for outside in ["src=", "href=", "url(", "@import", "fetch(", "XMLHttpRequest", "http:", "https:"] {
        assert!(!page.contains(outside), "the page has `{outside}`");
    }
    let map = data(&page);
    assert_eq!(map["names"].as_array().unwrap().len(), 1, "one picture for one name");
    assert!(page.matches("<path data-place=").count() > 170, "the world is there");
    let atlas = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib/aws/places/countries.edge")).unwrap();
    for line in page.split("<path data-place=\"").skip(1) {
        let code = line.split('"').next().unwrap();
        assert!(atlas.contains(&format!("\n  {code} {{")), "`{code}` is no country of the library");
    }
}

#[test]
fn a_name_that_is_not_there_is_said() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edgewise"));
    let arguments = ["map", "examples/geo_shop", "--only", "chekout.example.com"];
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).expect("it is text");
    assert_eq!(said, "error: no record is called `chekout.example.com`; did you mean `checkout.example.com`?\n");
}
