use edgewise::report::Reports;
use edgewise::resolve::{Choices, FileTexts, resolve};
use edgewise::source::Sources;
use edgewise::{law, model, schema, syntax};
use std::fmt::Write;
use std::time::Instant;
#[test]
fn bench() {
    let mut sources = Sources::default();
    let library = schema::load(&mut sources, &mut Reports::default());
    let mut text = String::from("zone example \"example.com\" {\n");
    for n in 0..100_000u32 {
        match n % 5 {
            0 => writeln!(text, "  A \"host{n}\" -> \"192.0.{}.{}\"", n / 256 % 256, n % 256),
            1 => writeln!(text, "  AAAA \"host{}\" -> \"2001:db8::{:x}\"", n - 1, n % 65536),
            2 => writeln!(text, "  TXT \"host{}\" -> \"some text {n}\" {{ ttl = 1h }}", n - 2),
            3 => writeln!(text, "  CNAME \"alias{n}\" -> \"host{}.example.com\"", n - 3),
            _ => writeln!(text, "  MX \"mail{n}\" -> \"10 mx1.example.net\", \"20 mx2.example.net\""),
        }
        .unwrap();
    }
    text.push_str("}\n");
    let file = sources.add("big.edge", text.as_str());
    let mut reports = Reports::default();
    let t = Instant::now();
    let tree = syntax::parse(file, &text, &mut reports);
    println!("parse {:?}", t.elapsed());
    let files = FileTexts::default();
    let t = Instant::now();
    let program = resolve(&[&tree], &library, &Choices::default(), &files, &mut reports);
    let model = model::build(program, &library, &mut reports);
    println!("model {:?}", t.elapsed());
    for _ in 0..3 {
        let t = Instant::now();
        model::check(&model, &library, &mut reports);
        println!("rules {:?}", t.elapsed());
        let t = Instant::now();
        law::check(&model, &library, &mut reports);
        println!("law {:?}", t.elapsed());
    }
    println!("{} reports; {:?}", reports.count(), reports.iter().next());
}
